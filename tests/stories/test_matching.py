"""The same story again is a revision in which elements keep their ids: by id, else by text, else by position."""

import pytest
from sqlalchemy import select

from discuss.db import db
from discuss.errors import Conflict
from discuss.policy import SYSTEM
from discuss.stories import actions, formats
from discuss.stories.models import Element, Revision
from tests import factories as make
from tests.stories.files import MARKDOWN, markdown


def save(source, **options):
    return actions.save(SYSTEM, formats.read(source.encode(), "story.md"), slug="lighthouse", **options)


def points(story):
    db.session.expire_all()
    wanted = select(Element).where(Element.story_id == story.id, Element.kind == "point", Element.removed_at.is_(None))
    return {e.public_id: (e.text, e.version) for e in db.session.scalars(wanted.order_by(Element.position))}


def revisions(story):
    return list(db.session.scalars(select(Revision.number).where(Revision.story_id == story.id).order_by(Revision.id)))


NAMELESS = MARKDOWN.replace(" {#p1}", "").replace(" {#p2}", "")
FIRST, SECOND = "The lamp was switched off in March.", "Satellite positions reach every licensed boat."


def test_the_same_file_again_changes_nothing(app_context):
    story = save(MARKDOWN)
    before = story.thread_version
    again = save(MARKDOWN)
    assert (again.id, again.revision, again.thread_version) == (story.id, 1, before)
    assert revisions(story) == [1]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # By id, although text and place are others'.
        (
            MARKDOWN.replace("- " + FIRST + " {#p1}\n", "").replace("{#p2}", "{#p2}\n- A new first {#p1}"),
            {"p2": (SECOND, 1), "p1": ("A new first", 2)},
        ),
        # By text, in another order.
        (
            NAMELESS.replace(f"- {FIRST}\n- {SECOND}", f"- {SECOND}\n- {FIRST}"),
            {"p2": (SECOND, 1), "p1": (FIRST, 1)},
        ),
        # By place, with another text.
        (
            NAMELESS.replace(SECOND, "Satellites are not for everybody."),
            {"p1": (FIRST, 1), "p2": ("Satellites are not for everybody.", 2)},
        ),
        # A new one gets a new id; an id that was taken out is never given again.
        (
            NAMELESS.replace(f"- {FIRST}\n", "").replace(SECOND, SECOND + "\n- A third.\n- A fourth."),
            {"p2": (SECOND, 1), "p3": ("A third.", 1), "p4": ("A fourth.", 1)},
        ),
    ],
    ids=["id", "text", "place", "new"],
)
def test_an_id_stays_with_its_element(app_context, source, expected):
    story = save(MARKDOWN)
    assert points(story) == {"p1": (FIRST, 1), "p2": (SECOND, 1)}
    assert points(save(source)) == expected
    assert revisions(story) == [1, 2]


def test_a_point_that_was_taken_out_comes_back_with_its_comments(app_context):
    story = save(MARKDOWN)
    save(MARKDOWN.replace(f"- {FIRST} {{#p1}}\n", ""))
    assert list(points(story)) == ["p2"]
    assert list(points(save(MARKDOWN))) == ["p1", "p2"]


def test_a_comment_knows_the_revision_it_was_written_under(app_context):
    story = save(MARKDOWN)
    actions.publish(SYSTEM, story)
    first = make.comment(on=story)
    story = save(markdown("The light was old and dear.", "The light was old."))
    second = make.comment(on=story)
    assert (first.story_revision, second.story_revision) == (1, 2)


def test_whoever_started_from_an_older_revision_is_told_instead_of_winning(app_context):
    save(MARKDOWN)
    save(markdown("old and dear", "old"))
    with pytest.raises(Conflict):
        save(markdown("old and dear", "dear"), seen_revision=1)
