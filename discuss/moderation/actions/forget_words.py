"""Blank what the records of moderation hold of people who took their words along."""

from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select, update

from discuss.accounts.models import Person
from discuss.comments.models import Comment, Screening
from discuss.db import db, transaction
from discuss.decisions import Decision, DecisionQuote
from discuss.moderation.models import Appeal, Note, Notice, Report

GONE = "The page of an account that was deleted"
People = Select[int]


def forget_words() -> int:
    """Blank what had to wait when accounts were erased: what an open appeal rested on. Return how many rows it was."""
    gone = select(Person.id).where(Person.erased_at.is_not(None), Person.keep_words.is_(False))
    with transaction():
        return _forget(gone)


def forget_with_account(person_id: int, keep_words: bool) -> None:
    """An account goes: notes and addresses of its page go in any case, and what quotes the words goes with the words.

    Notices stay under the name that was typed there, but no more lead from it to the account and what it wrote.

    After it nobody can file an appeal any more. One that waits for its answer keeps its words and what it is about
    until then.
    """
    db.session.execute(delete(Note).where(Note.person_id == person_id))
    handle = db.session.scalar(select(Person.handle).where(Person.id == person_id))
    _set(Notice.address, _is_page_of(f"/people/{handle}"), GONE)
    db.session.execute(update(Notice).where(Notice.filer_id == person_id).values(filer_id=None))
    if not keep_words:
        _forget(select(Person.id).where(Person.id == person_id))


def _is_page_of(page: str) -> ColumnElement[bool]:
    """Match every form: earlier notices kept what was typed after the path."""
    more = (Notice.address.contains(f"{page}{mark}", autoescape=True) for mark in "/?#")
    return or_(Notice.address.endswith(page, autoescape=True), *more) & Notice.story_id.is_(None)


def _forget(people: People) -> int:
    own = select(Comment.id).where(Comment.author_id.in_(people))
    about = select(Decision.id).where(Decision.person_id.in_(people) | Decision.comment_id.in_(own))
    contested = select(Appeal.decision_id).where(Appeal.state == "open", Appeal.person_id.in_(people))
    rested_on = DecisionQuote.decision_id.in_(about) & DecisionQuote.decision_id.not_in(contested)
    answered = Appeal.person_id.in_(people) & (Appeal.state != "open")
    said = Report.reporter_id.in_(people) | Report.comment_id.in_(own)
    noted = delete(Note).where(Note.person_id.in_(people) | Note.comment_id.in_(own)).returning(Note.id)
    found = delete(Screening).where(Screening.comment_id.in_(own)).returning(Screening.id)
    return (
        _set(DecisionQuote.words, rested_on)
        + _set(Appeal.words, answered)
        + _set(Report.explanation, said)
        + sum(len(db.session.execute(statement).all()) for statement in (noted, found))
    )


def _set(column: Any, which: ColumnElement[bool], value: str = "") -> int:
    table = column.class_
    wanted = update(table).where(which, column != value).values({column: value}).returning(table.id)
    return len(db.session.execute(wanted.execution_options(synchronize_session=False)).all())
