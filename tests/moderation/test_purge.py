"""Blanking words for legal reasons: two people, and no byte of them is left in the database's files."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from discuss.comments import actions as comments
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.decisions import Decision
from discuss.errors import Conflict
from discuss.mail import Mail
from discuss.moderation import actions
from discuss.moderation.rulings import Ruling
from discuss.notifications.decisions import Letters
from tests import factories as make

SECRET = "zqxjkvbpurgedwordszqxjkv"


def removed_with_traces():
    """A removed comment whose words also stand in wordings, quotation, report, note, notice, appeal and mail."""
    author, moderator = make.person(), make.actor(make.moderator())
    comment = make.comment(by=author, body=f"First {SECRET} words.")
    comments.edit(make.actor(author), comment, f"Then {SECRET} others.", make.SETTINGS)
    actions.report(
        make.actor(make.person()),
        comment,
        actions.Complaint(category="private-details", explanation=f"It says {SECRET}."),
    )
    comment = db.session.get_one(Comment, comment.id)
    ruling = Ruling(action="remove", rule=4, reason="It names a child.", version=comment.version)
    make.notice(comment, explanation=f"It says {SECRET}, which is forbidden.")
    decision = actions.decide(moderator, comment, ruling)
    actions.appeal(make.actor(author), decision, f"Why should I not say {SECRET}?")
    _write_the_mail_about(decision)
    actions.note(moderator, db.session.get_one(Comment, comment.id), f"It said {SECRET}.")
    return db.session.get_one(Comment, comment.id)


def _write_the_mail_about(decision):
    """Put the statement of reasons, which quotes the words, into the outbox, where no mail server takes it."""
    with transaction():
        Letters("http://127.0.0.1:8000", "Discuss").tell(1, None, {"decision_id": decision.id})
    assert SECRET in db.session.scalars(select(Mail.body).where(Mail.cause.like("decision:%:person:%"))).one()


def purged():
    comment = removed_with_traces()
    proposal = actions.propose(make.actor(make.moderator()), comment, 4, "A court has ordered it.")
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Comment, comment.id)


@pytest.mark.database("sqlite")
def test_no_byte_of_the_words_is_left_in_the_files_and_the_record_stands(app_context, settings):
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    before = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert SECRET.encode() not in before
    kept = removed_with_traces()
    db.session.rollback()
    assert SECRET.encode() in b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    proposal = actions.propose(make.actor(make.moderator()), kept, 4, "A court has ordered it.")
    actions.settle(make.actor(make.moderator()), proposal, confirmed=True)
    db.session.rollback()
    for path in file.parent.glob(f"{file.name}*"):
        assert SECRET.encode() not in path.read_bytes(), path
    db.session.expire_all()
    actions_taken = [decision.action for decision in db.session.query(Decision).order_by(Decision.id)]
    assert actions_taken[-2:] == ["remove", "purge"]


def test_the_words_are_in_no_row_and_cannot_be_brought_back(app_context):
    comment = purged()
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            assert SECRET not in str(connection.execute(table.select()).all()), table.name
    restore, moderator = Ruling(action="restore", reason="Perhaps.", version=comment.version), make.moderator()
    with pytest.raises(Conflict, match="blanked"):
        actions.decide(make.actor(moderator), comment, restore)


@pytest.mark.database("sqlite")
def test_a_comment_that_stands_is_removed_before_its_words_are_blanked(app_context):
    comment = make.comment()
    with pytest.raises(Conflict, match="Remove the comment first"):
        actions.propose(make.actor(make.moderator()), comment, 4, "A court has ordered it.")
    with transaction() as session:
        session.execute(update(Comment).where(Comment.id == comment.id).values(status="removed", shown=False))
    assert (
        actions.propose(make.actor(make.moderator()), db.session.get_one(Comment, comment.id), 4, "So.").state == "open"
    )
