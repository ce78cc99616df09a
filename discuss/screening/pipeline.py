"""Run every check; the severest wins, every reason is kept, and a check that breaks holds."""

import logging
from collections.abc import Callable, Iterable

from discuss.screening.checks import CHECKS
from discuss.screening.draft import Draft
from discuss.screening.verdict import Finding, Outcome, Verdict

Check = Callable[[Draft], Finding | None]

_log = logging.getLogger(__name__)


def screen(draft: Draft, checks: Iterable[Check] = CHECKS) -> Verdict:
    """Return what all checks say of ``draft``."""
    return Verdict(tuple(finding for check in checks if (finding := _apply(check, draft)) is not None))


def _apply(check: Check, draft: Draft) -> Finding | None:
    name = check.__module__.rsplit(".", 1)[-1]
    try:
        return check(draft)
    except Exception:
        # Failing open would publish whatever makes a check stumble.
        _log.exception("the check %s broke", name)
        return Finding(
            name,
            0,
            Outcome.HOLD,
            f"The check {name} could not be completed.",
            "A moderator looks at this comment first.",
        )
