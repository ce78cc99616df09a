"""Carry a trial of a changed check on by some comments; called again and again until it is done."""

import logging

from discuss import clock, events
from discuss.checks import queries as checks
from discuss.db import UNAVAILABLE, after_commit, transaction
from discuss.moderation import replaying
from discuss.moderation.models import Replay
from discuss.moderation.queries import replays
from discuss.moderation.replaying import Result, Trial
from discuss.screening import CATALOGUE, Setting
from discuss.screening.words import WordLists

SLICE = 500  # comments at a time: a fraction of a second, so that mail and events do not wait

_log = logging.getLogger(__name__)


def run_replays() -> int:
    """Look at the next comments of the oldest trial that is not done; return how many.

    Run by two workers at once, one of them has worked in vain: what a slice has found is stored only if the trial
    stands where it stood before.
    """
    replay = replays.next_replay()
    if replay is None:
        return 0
    stood = (replay.id, replay.last_comment_id)
    try:
        total = replay.total or replays.how_many(replay)
        looked, result, last = _look(replay)
    except UNAVAILABLE:
        raise
    except Exception:
        _log.exception("the trial %s of the check %s broke", replay.id, replay.check_name)
        with transaction() as session:
            broken = session.get_one(Replay, stood[0], with_for_update=True)
            broken.state, broken.done_at = "failed", clock.now()
        return 0
    with transaction() as session:
        replay = session.get_one(Replay, stood[0], with_for_update=True)
        if replay.last_comment_id != stood[1] or replay.state not in {"waiting", "running"}:
            return 0
        replay.result, replay.total = result.to_json(), total
        replay.looked_at += looked
        replay.last_comment_id = last or replay.last_comment_id
        if looked < SLICE or replay.looked_at >= replays.MOST:
            replay.state, replay.done_at = "done", clock.now()
        else:
            replay.state = "running"
        after_commit(events.wake)
    return looked


def _look(replay: Replay) -> tuple[int, Result, int]:
    """Return how many comments were looked at, the result with them, and the last one's number."""
    rows = replays.next_comments(replay, min(SLICE, replays.MOST - replay.looked_at))
    result = Result.of(replay.result)
    if not rows:
        return 0, result, 0
    past: list[replaying.Said] = []
    first, last = rows[-1].posted_at, rows[0].posted_at
    back = replaying.looks_back(replay.check_name)
    if back == "own":
        past = replays.said_by({row.author_id for row in rows}, first - replaying.BEFORE, last)
    elif back == "all":
        past = replays.said_by_all(first - replaying.CROWD, last)
    wanted, now = (replaying.stops(trial) for trial in _trials(replay, result))
    stopped: dict[int, tuple[str, str]] = {}
    for old in replaying.with_past(rows, past, replay.check_name):
        stop = (wanted(old), now(old))
        if any(stop):
            stopped[old.id] = stop
    result.add(stopped, replays.verdicts(list(stopped)))
    return len(rows), result, rows[-1].id


def _trials(replay: Replay, result: Result) -> tuple[Trial, Trial]:
    """Return the setting that is tried, and the one that was in force when that was asked for."""
    name = replay.check_name
    described, others = CATALOGUE[name], checks.in_force()
    before = result.before
    settings = (
        described.setting(replay.based_on, enabled=replay.enabled, stored=replay.parameters),
        described.setting(replay.based_on, enabled=before["enabled"], stored=before["values"]),
    )
    first, second = (Trial(name, {**others.settings, name: setting}, _lists(name, setting)) for setting in settings)
    return first, second


def _lists(name: str, setting: Setting) -> WordLists:
    return checks.lists_of(setting) if name == "words" else WordLists.of({})
