"""When everything on the demo site happens: comments spread over their stories' lives, acts after them. Pure."""

from datetime import datetime, timedelta

from discuss.demo.outline import DemoComment, Step

NOW = timedelta(minutes=4)  # before the load: the latest comment
LATEST = timedelta(seconds=20)  # before the load: the latest act
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# How long after what came before something happens; other acts wait some hours, as in life.
AFTER = {
    "report": 40 * MINUTE,
    "edit": 3 * HOUR,
    "withdraw": HOUR,
    "undo": timedelta(seconds=12),
    "note": 10 * MINUTE,
    "notice": 2 * HOUR,
    "appeal": 22 * HOUR,
    "uphold": 26 * HOUR,
    "overturn": 26 * HOUR,
    "look": 30 * HOUR,
}


def posted(listed: list[DemoComment], start: datetime, end: datetime, now: datetime) -> list[datetime]:
    """Return when each comment was written: as it says, else the first ones evenly and answers some time after.

    An answer is never older than what it answers, nor of the same second, and nothing lies outside of ``start`` and
    ``end``, the story's life.
    """
    spread = [n for n, comment in enumerate(listed) if comment.parent is None and comment.ago is None]
    step = (end - start) / (len(spread) + 1)
    places = {n: start + step * (place + 1) for place, n in enumerate(spread)}
    number_of = {id(comment): n for n, comment in enumerate(listed)}
    times: list[datetime] = []
    for n, comment in enumerate(listed):
        above = times[number_of[id(comment.parent)]] if comment.parent else None
        if comment.ago is not None:
            at = max(start + MINUTE, now - comment.ago)
        elif above is None:
            at = places[n]
        else:
            at = above + timedelta(minutes=4 + 37 * n % 236, seconds=n % 60)
        at = min(at, end - timedelta(seconds=max(1, 900 - n % 900)) if comment.ago is None else end)
        times.append(at if above is None else max(at, above + timedelta(seconds=1)))
    return times


def acts(steps: tuple[Step, ...], posted_at: datetime, now: datetime, number: int) -> list[datetime]:
    """Return when each step happens, each after the one before; ``number`` makes waits differ."""
    at, times = posted_at, []
    for place, step in enumerate(steps):
        usual = AFTER.get(step.word, 70 * MINUTE + 53 * MINUTE * ((number + place) % 7))
        wanted = now - step.ago if step.ago is not None else at + (step.later if step.later is not None else usual)
        at = max(at + timedelta(seconds=1), min(wanted, now - LATEST))
        times.append(at)
    return times
