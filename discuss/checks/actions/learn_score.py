"""Learn the score anew from what moderators have decided, when they have decided something since."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from discuss.checks.models import ScoreModel
from discuss.checks.queries import LET_STAND, TOOK_AWAY
from discuss.db import db, transaction
from discuss.decisions.models import Decision, DecisionQuote
from discuss.screening.score import Example, learn

LATEST = 4_000  # decisions: enough to learn from, and a second's work


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

    An answer to an appeal comes without words; those of the decision that it is about are meant. Words that were
    purged are gone from there, and with them from what is learnt.
    """
    undone = aliased(Decision)
    rows = db.session.execute(
        select(Decision.comment_id, Decision.person_id, Decision.action, DecisionQuote.words)
        .outerjoin(DecisionQuote, DecisionQuote.decision_id == Decision.id)
        .outerjoin(undone, undone.undoes_id == Decision.id)
        .where(
            Decision.action.in_((*LET_STAND, *TOOK_AWAY)),
            Decision.actor_id.is_not(None),
            Decision.comment_id.is_not(None),
            undone.id.is_(None),
        )
        .order_by(Decision.id.desc())
        .limit(LATEST)
    )
    removed: dict[int, bool] = {}
    said: dict[int, tuple[str, int]] = {}
    for row in rows:
        removed.setdefault(row.comment_id, row.action in TOOK_AWAY)
        if row.words:
            said.setdefault(row.comment_id, (row.words, row.person_id or 0))
    return [Example(text, removed[comment_id], author) for comment_id, (text, author) in said.items()]
