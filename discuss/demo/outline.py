"""Reading the demo's people and threads from their text files. Pure."""

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
SIDES = {"c": "critics", "d": "defenders", "n": "neutral"}
_LINE = re.compile(
    r"(?P<dots>\.*)(?P<handle>[a-z-]+)(?:/(?P<side>[a-z]+))?(?:#(?P<about>[a-z0-9-]+))?"
    r"(?: \[(?P<state>.*?)\])?: (?P<text>.+)"
)


@dataclass(frozen=True)
class DemoPerson:
    """One line of the list of people."""

    handle: str
    name: str
    role: str
    state: str
    about: str

    @property
    def email(self) -> str:
        """The address; its domain can never receive mail."""
        return f"{self.handle}@demo.example"


@dataclass
class DemoComment:
    """One line of a thread. ``state`` is empty, or a word followed by what it needs."""

    handle: str
    body: str
    side: str = ""
    about: str = ""
    state: str = ""
    parent: "DemoComment | None" = None
    replies: list["DemoComment"] = field(default_factory=list)

    @property
    def word(self) -> str:
        """The state's first word: held, removed, withdrawn, edited, pending, report; '' for a plain comment."""
        return self.state.partition(" ")[0]

    @property
    def rest(self) -> str:
        """What follows the state's first word."""
        return self.state.partition(" ")[2]


def people() -> list[DemoPerson]:
    """Return everybody. Raises ValueError for a line that is none."""
    found = []
    for line in _lines(FOLDER / "people.txt"):
        fields = [part.strip() for part in line.split("|")]
        if len(fields) != 5:
            raise ValueError(f"not a person: {line}")
        found.append(DemoPerson(*fields))
    return found


def thread(slug: str) -> list[DemoComment]:
    """Return a thread's comments, parents before replies; [] if there is no file. Raises ValueError for bad lines."""
    path = FOLDER / "threads" / f"{slug}.txt"
    if not path.exists():
        return []
    chain: list[DemoComment] = []
    found = []
    for line in _lines(path):
        match = _LINE.fullmatch(line)
        if match is None or len(match["dots"]) > len(chain):
            raise ValueError(f"{path.name}: not a comment: {line[:60]}")
        del chain[len(match["dots"]) :]
        parent = chain[-1] if chain else None
        comment = DemoComment(
            handle=match["handle"],
            body=match["text"].replace(" // ", "\n\n").replace("\n\n- ", "\n- "),
            side=SIDES.get(match["side"] or "", match["side"] or ""),
            about=match["about"] or "",
            state=match["state"] or "",
            parent=parent,
        )
        if parent is not None:
            parent.replies.append(comment)
        chain.append(comment)
        found.append(comment)
    return found


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
