"""What higher packages do when an account is exported, renamed or erased: they register here, from above."""

from collections.abc import Callable
from typing import Any

Export = Callable[[int], Any]
Erase = Callable[[int, bool], None]
Rename = Callable[[int], None]

_exports: dict[str, Export] = {}
_erasures: list[Erase] = []
_renames: list[Rename] = []


def on_export(name: str, collect: Export) -> None:
    """Add ``collect(person_id)`` to the export under ``name``; it returns what JSON can say."""
    _exports[name] = collect


def on_erase(erase: Erase) -> None:
    """Call ``erase(person_id, keep_words)`` in the transaction that erases an account."""
    if erase not in _erasures:
        _erasures.append(erase)


def on_rename(rename: Rename) -> None:
    """Call ``rename(person_id)`` in the transaction that changes a shown name."""
    if rename not in _renames:
        _renames.append(rename)


def exports(person_id: int) -> dict[str, Any]:
    """Collect every export."""
    return {name: collect(person_id) for name, collect in _exports.items()}


def erase(person_id: int, keep_words: bool) -> None:
    """Run every erasure, those of higher packages first: they may need what the lower ones take away."""
    for hook in reversed(_erasures):
        hook(person_id, keep_words)


def rename(person_id: int) -> None:
    """Run every reaction to a new name."""
    for hook in _renames:
        hook(person_id)
