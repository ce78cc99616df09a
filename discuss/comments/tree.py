"""A thread as flat rows in display order, with the places where lists of replies open and close. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from discuss.comments.rows import Row

INDENT = 7  # levels that are indented; deeper ones keep the column


def arrange(rows: Iterable[Row], parent_names: dict[int, str]) -> list[Row]:
    """Return ``rows`` (display order) with nesting, indentation and the names of those answered filled in.

    Rows whose parent is not among them stand at the top level of the page. Linear, no recursion: a chain of any depth
    costs what its rows cost.
    """
    listed = list(rows)
    names = parent_names | {row.id: row.author_name for row in listed}
    levels: dict[int, int] = {}
    for row in listed:
        levels[row.id] = levels[row.parent_id] + 1 if row.parent_id in levels else 0
    shown_children: dict[int, int] = {}
    for row in listed:
        if row.parent_id is not None:
            shown_children[row.parent_id] = shown_children.get(row.parent_id, 0) + 1
    arranged = []
    for number, row in enumerate(listed):
        level = levels[row.id]
        following = levels[listed[number + 1].id] if number + 1 < len(listed) else 0
        arranged.append(
            replace(
                row,
                parent_name=names.get(row.parent_id or 0, ""),
                indent=min(level, INDENT),
                opens=following > level,
                closes=max(0, level - following),
                more_replies=max(0, row.shown_replies - shown_children.get(row.id, 0)),
            )
        )
    return arranged
