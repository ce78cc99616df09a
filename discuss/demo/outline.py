"""Reading the demo's people, threads and desk from their text files. Pure.

A line of a thread is: dots for its depth, who wrote it, ``/side``, ``#part``, in brackets what happens to it, and the
text. What happens is parted by ``;``. ``@3h`` alone says how long ago it was written, ``held`` that the checks hold it,
``edited`` that it was changed at once; everything else is a :class:`Step`: an act, what it needs, ``@2h`` how long ago
or ``+20m`` how long after what came before, ``by`` whom, and after ``|`` in which words.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

FOLDER = Path(__file__).parent
SIDES = {"c": "critics", "d": "defenders", "n": "neutral"}
_LINE = re.compile(
    r"(?P<dots>\.*)(?P<handle>[a-z-]+)(?:/(?P<side>[a-z]+))?(?:#(?P<about>[a-z0-9-]+))?"
    r"(?: \[(?P<happens>.*?)\])?: (?P<text>.+)"
)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


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


@dataclass(frozen=True)
class Step:
    """One thing that happens to a comment, an account or a discussion."""

    word: str
    needs: tuple[str, ...] = ()
    ago: timedelta | None = None  # before the load
    later: timedelta | None = None  # after what happened before
    by: str = ""
    words: str = ""


@dataclass
class DemoComment:
    """One line of a thread."""

    handle: str
    body: str
    side: str = ""
    about: str = ""
    ago: timedelta | None = None  # None: somewhere in the story's life
    held: bool = False
    edited: bool = False
    steps: tuple[Step, ...] = ()
    parent: "DemoComment | None" = None


@dataclass(frozen=True)
class DeskLine:
    """One line of the desk: what somebody did to an account or a discussion."""

    subject: str
    step: Step


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
        comment = _with_what_happens(
            DemoComment(
                handle=match["handle"],
                body=match["text"].replace(" // ", "\n\n").replace("\n\n- ", "\n- "),
                side=SIDES.get(match["side"] or "", match["side"] or ""),
                about=match["about"] or "",
                parent=chain[-1] if chain else None,
            ),
            match["happens"] or "",
        )
        chain.append(comment)
        found.append(comment)
    return found


def desk() -> list[DeskLine]:
    """Return what was done to accounts and discussions, oldest first. Raises ValueError for a line that is none."""
    found = []
    for line in _lines(FOLDER / "desk.txt"):
        fields = [part.strip() for part in line.split("|")]
        if len(fields) != 6:
            raise ValueError(f"nothing that is done at the desk: {line}")
        ago, who, word, subject, needs, words = fields
        found.append(DeskLine(subject, Step(word, tuple(needs.split()), ago=_span(ago), by=who, words=words)))
    return found


def _with_what_happens(comment: DemoComment, happens: str) -> DemoComment:
    steps = []
    for part in filter(None, (part.strip() for part in happens.split(";"))):
        step = _step(part)
        if not step.word:
            comment.ago = step.ago
        elif step.word in {"held", "edited"}:
            setattr(comment, step.word, True)
        else:
            steps.append(step)
    comment.steps = tuple(steps)
    return comment


def _step(given: str) -> Step:
    """Read ``remove 2 @3h by yara-haddad | It attacks a reader.`` or ``@3h`` alone."""
    head, _, words = given.partition(" | ")
    ago = later = None
    by, rest = "", []
    parts = iter(head.split())
    for part in parts:
        if part.startswith("@"):
            ago = _span(part[1:])
        elif part.startswith("+"):
            later = _span(part[1:])
        elif part == "by":
            by = next(parts, "")
        else:
            rest.append(part)
    return Step(rest[0] if rest else "", tuple(rest[1:]), ago, later, by, words.strip())


def _span(given: str) -> timedelta:
    number, unit = given[:-1], given[-1:]
    if not number.isdecimal() or unit not in _UNITS:
        raise ValueError(f"not a span of time: {given}")
    return timedelta(**{_UNITS[unit]: int(number)})


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
