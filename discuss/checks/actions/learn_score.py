"""Learn the score anew from what moderators have decided, when they have decided something since."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from discuss.checks.models import ScoreModel
from discuss.db import db, transaction
from discuss.decisions.models import Decision, DecisionQuote
from discuss.screening.score import Example, learn

LATEST = 4_000  # comments: enough to learn from, and a second's work
LET_STAND, TOOK_AWAY = ("approve", "keep", "restore"), ("remove",)


def learn_score() -> int:
    """Store a new model unless nothing was decided since the last one; return how many decisions it learnt from."""
    newest = db.session.scalar(select(func.max(Decision.id))) or 0
    known = db.session.scalar(select(ScoreModel.latest_decision_id).order_by(ScoreModel.id.desc()).limit(1))
    if newest in {0, known}:
        return 0
    examples = _examples()
    model = learn(examples)
    with transaction() as session:
        session.add(ScoreModel(latest_decision_id=newest, model=model.to_json()))
        session.flush()
        kept = select(func.max(ScoreModel.id)).scalar_subquery()
        session.execute(delete(ScoreModel).where(ScoreModel.id < kept).execution_options(synchronize_session=False))
    return len(examples)


def _examples() -> list[Example]:
    """Return what people decided about comments: the last word about each, in the words that were decided about.

    Words that were purged are gone from there, and with them from what is learnt.
    """
    undone = aliased(Decision)
    rows = db.session.execute(
        select(Decision.id, Decision.comment_id, Decision.person_id, Decision.action, DecisionQuote.words)
        .join(DecisionQuote, DecisionQuote.decision_id == Decision.id)
        .outerjoin(undone, undone.undoes_id == Decision.id)
        .where(
            Decision.action.in_((*LET_STAND, *TOOK_AWAY)),
            Decision.actor_id.is_not(None),
            Decision.comment_id.is_not(None),
            DecisionQuote.words != "",
            undone.id.is_(None),
        )
        .order_by(Decision.id.desc())
        .limit(LATEST)
    )
    last: dict[int, Example] = {}
    for row in rows:
        example = Example(text=row.words, removed=row.action in TOOK_AWAY, author=row.person_id or 0)
        last.setdefault(row.comment_id, example)
    return list(last.values())
