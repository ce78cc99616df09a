"""Put right what no program of ours leaves behind: values that are none, comments in the air, wrong counts."""

from sqlalchemy import update

from discuss.comments import counters, places
from discuss.comments.actions.rerender import rerender
from discuss.comments.models import Comment, CommentRevision
from discuss.db import damage, db, transaction
from discuss.policy import Actor, Permission, require
from discuss.stories.models import Story

RENDERED = {model.__tablename__: model for model in (Comment, CommentRevision)}


def mend(actor: Actor) -> list[str]:
    """Repair every row that the doctor names; return a line for each with what was done. Every page is made anew."""
    require(actor, Permission.SYSTEM_WORK)
    with transaction() as session:
        told = [_mend_value(found) for found in list(damage.damages())]
        told += [_put_in_place(found) for found in places.misplaced()]
        told += [f"{fault}: counted anew" for fault in counters.faults()]
        counters.recount()
        if told:
            session.execute(
                update(Story)
                .values(thread_version=Story.thread_version + 1)
                .execution_options(synchronize_session=False)
            )
    rerender(actor)  # what was made of a text that was none
    return told


def _mend_value(found: damage.Damage) -> str:
    model = RENDERED.get(found.table.name)
    why = damage.replace(found)
    if model is not None and found.column in {"body", "html"}:
        stale = update(model).where(model.id == found.row).values(markup_version=0)
        db.session.execute(stale.execution_options(synchronize_session=False))
    if why:
        return f"{found}: it stays, {why}"
    return f"{found}: {'what can be read of it' if found.kind == 'text' else 'an empty one'} is in its place"


def _put_in_place(found: places.Misplaced) -> str:
    db.session.execute(
        update(Comment)
        .where(Comment.id == found.id)
        .values(
            parent_id=found.parent_id,
            branch_id=found.place.branch_id,
            path=found.place.path,
            depth=found.place.depth,
        )
        .execution_options(synchronize_session=False)
    )
    return f"{found}: put where it belongs"
