"""Which element of a new revision is which of the old ones: by id, else by text, else by position. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from discuss.stories.document import Part


@dataclass(frozen=True)
class Standing:
    """An element as it is now. ``present`` is False for one that an earlier revision took out."""

    public_id: str
    kind: str
    slug: str
    label: str
    text: str
    present: bool = True


def match(old: Sequence[Standing], new: Sequence[Part]) -> list[str]:
    """Return the public id of each part of ``new``, in its order.

    Comments are about ids, so an id stays with its element through changes of text and order, and an id that was
    taken out is never given to another element. Sides are known by their slug.
    """
    present = [element for element in old if element.present]
    given: dict[int, str] = {}
    taken: set[str] = set()

    def take(number: int, found: Standing | None) -> None:
        if found is not None:
            given[number] = found.public_id
            taken.add(found.public_id)

    def free(part: Part, among: Sequence[Standing] = present) -> list[Standing]:
        return [element for element in among if element.kind == part.kind and element.public_id not in taken]

    for number, part in enumerate(new):
        # Named by the file, also one that was taken out: an editor who puts it back gets its comments back.
        take(number, next((e for e in free(part, old) if part.public_id and e.public_id == part.public_id), None))
    for number, part in enumerate(new):
        if number not in given:
            take(number, next((e for e in free(part) if _same(e, part)), None))
    for number, part in enumerate(new):
        # Only where as many are left on both sides is the place a sign of being the same.
        rest = [n for n, other in enumerate(new) if other.kind == part.kind and n not in given]
        if number not in given and part.kind != "side" and len(rest) == len(free(part)):
            take(number, free(part)[0])
    used = {element.public_id for element in old} | {part.public_id for part in new if part.public_id}
    for number, part in enumerate(new):
        if number not in given:
            named = part.public_id if part.public_id and part.public_id not in {e.public_id for e in old} else ""
            given[number] = named or _fresh(part, used)
            used.add(given[number])
    return [given[number] for number in range(len(new))]


def _same(element: Standing, part: Part) -> bool:
    if part.kind == "side":
        return element.slug == part.slug
    return (element.text, element.label) == (part.text, part.label)


def _fresh(part: Part, used: set[str]) -> str:
    stem = {"point": "p", "event": "e", "side": f"side-{part.slug}"}.get(part.kind, part.kind)
    if part.kind not in {"point", "event"} and stem not in used:
        return stem
    number = 1 if part.kind in {"point", "event"} else 2
    separator = "" if part.kind in {"point", "event"} else "-"
    while f"{stem}{separator}{number}" in used:
        number += 1
    return f"{stem}{separator}{number}"
