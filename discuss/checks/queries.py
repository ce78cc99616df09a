"""How the checks are set now, their versions, and what became of what they held."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, case, exists, func, select
from sqlalchemy.orm import aliased

from discuss import clock
from discuss.accounts.models import Person
from discuss.checks.models import CheckRefusal, CheckVersion, ScoreModel
from discuss.db import db
from discuss.decisions.models import Decision, DecisionCheck
from discuss.policy import Actor, Permission, require
from discuss.screening import CATALOGUE, Setting
from discuss.screening.score import Model
from discuss.screening.words import WordLists

PERIOD = timedelta(days=30)  # in which hits are counted
# What people say of a comment that was looked at: it may stand, or not.
LET_STAND, TOOK_AWAY = ("approve", "keep", "overturn", "reports-wrong", "restore"), ("remove",)

# Changes with every version that is saved: asked for beside something else that is read anyway, it tells a process
# whether another one has saved a version since.
STAMP = (
    select(func.count(CheckVersion.id)).scalar_subquery().label("checks_saved"),
    select(func.max(CheckVersion.made_at)).scalar_subquery().label("checks_saved_at"),
)
Stamp = tuple[int, datetime | None]


@dataclass(frozen=True)
class InForce:
    """The latest version of every check that an owner has set; the others are as delivered."""

    settings: Mapping[str, Setting] = field(default_factory=dict)
    words: WordLists | None = None  # the lists saved in the browser; None: the words file counts

    def of(self, name: str) -> Setting:
        """Return how one check is set."""
        return self.settings.get(name) or CATALOGUE[name].default


_known: "WeakKeyDictionary[Engine, tuple[Stamp, InForce]]" = WeakKeyDictionary()


def in_force(stamp: Stamp | None = None) -> InForce:
    """Return the settings in force. With the ``stamp`` just read it costs a statement only after a change."""
    if stamp is None:
        saved, at = db.session.execute(select(*STAMP)).one()
        stamp = (saved, at)
    known = _known.get(db.engine)
    if known is not None and known[0] == stamp:
        return known[1]
    read = _read()
    # What was read may be newer than the stamp; then the next stamp differs and it is read again.
    _known[db.engine] = stamp, read
    return read


def _read() -> InForce:
    latest = select(func.max(CheckVersion.id)).group_by(CheckVersion.name)
    rows = db.session.scalars(select(CheckVersion).where(CheckVersion.id.in_(latest)))
    settings = {row.name: setting_of(row) for row in rows if row.name in CATALOGUE}
    return InForce(settings, lists_of(settings["words"]) if "words" in settings else None)


def setting_of(row: CheckVersion) -> Setting:
    """Return a stored version as it counts now."""
    return CATALOGUE[row.name].setting(row.version, enabled=row.enabled, stored=row.parameters)


def lists_of(setting: Setting) -> WordLists:
    """Return the lists that a setting of the check ``words`` holds, ready to look with."""
    return WordLists.of({listed: setting.text(listed).splitlines() for listed in ("banned", "suspect")})


def versions(viewer: Actor, name: str) -> list[tuple[CheckVersion, Person | None]]:
    """Return the saved versions of a check with who made them, newest first."""
    require(viewer, Permission.CHECKS_EDIT)
    found = db.session.execute(
        select(CheckVersion, Person)
        .outerjoin(Person, Person.id == CheckVersion.made_by)
        .where(CheckVersion.name == name)
        .order_by(CheckVersion.version.desc())
    )
    return [(version, person) for version, person in found]


@dataclass(frozen=True)
class Hits:
    """What a check has held, how much of that a person has approved since, and what it has refused."""

    held: int = 0
    approved: int = 0
    refused: int = 0

    @property
    def overturned(self) -> int | None:
        """Approved ones in 100 held ones; None without any."""
        return round(100 * self.approved / self.held) if self.held else None

    def __add__(self, other: "Hits") -> "Hits":
        """Add up two versions."""
        return Hits(self.held + other.held, self.approved + other.approved, self.refused + other.refused)


def hits(viewer: Actor) -> dict[str, dict[int, Hits]]:
    """Return the hits of the last 30 days by check and version, in two statements."""
    require(viewer, Permission.CHECKS_EDIT)
    approval, undone = aliased(Decision), aliased(Decision)
    approved = exists().where(
        approval.comment_id == Decision.comment_id,
        approval.id > Decision.id,
        approval.action.in_(LET_STAND),
        approval.actor_id.is_not(None),
        ~exists().where(undone.undoes_id == approval.id),
    )
    recent = (
        select(DecisionCheck.name, DecisionCheck.version, case((approved, 1), else_=0).label("approved"))
        .select_from(Decision)
        .join(DecisionCheck, DecisionCheck.decision_id == Decision.id)
        .where(Decision.decided_at >= clock.now() - PERIOD)
        .cte("recent")
        .prefix_with("MATERIALIZED")  # else SQLite goes through the hits of all times, for the sake of the groups
    )
    rows = db.session.execute(
        select(recent.c.name, recent.c.version, func.count(), func.sum(recent.c.approved)).group_by(
            recent.c.name, recent.c.version
        )
    )
    found: dict[str, dict[int, Hits]] = {}
    for name, version, held, how_many in rows:
        found.setdefault(name, {})[version] = Hits(held, int(how_many))
    refusals = (
        select(CheckRefusal.name, CheckRefusal.version, func.count())
        .where(CheckRefusal.refused_at >= clock.now() - PERIOD)
        .group_by(CheckRefusal.name, CheckRefusal.version)
    )
    for name, version, refused in db.session.execute(refusals):
        versions = found.setdefault(name, {})
        versions[version] = versions.get(version, Hits()) + Hits(refused=refused)
    return found


_models: "WeakKeyDictionary[Engine, tuple[tuple[int, datetime], Model]]" = WeakKeyDictionary()


def score_model() -> Model:
    """Return what was learnt last, to score any number of texts with: one statement, and one more after learning."""
    latest = db.session.execute(select(ScoreModel.id, ScoreModel.learnt_at).order_by(ScoreModel.id.desc())).first()
    if latest is None:
        return Model()
    stamp = (latest.id, latest.learnt_at)
    known = _models.get(db.engine)
    if known is None or known[0] != stamp:
        row = db.session.get(ScoreModel, latest.id)
        known = _models[db.engine] = stamp, Model.from_json(row.model) if row else Model()
    return known[1]
