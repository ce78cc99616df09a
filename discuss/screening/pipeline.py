"""Run every check; the severest wins, every reason is kept, and a check that breaks holds."""

import logging
from collections.abc import Iterable

from discuss.screening.check import Check
from discuss.screening.checks import CHECKS
from discuss.screening.draft import Draft
from discuss.screening.verdict import Finding, Outcome, Said, Verdict

_log = logging.getLogger(__name__)


def screen(draft: Draft, checks: Iterable[Check] = CHECKS) -> Verdict:
    """Return what all checks say of ``draft``."""
    return Verdict(tuple(finding for check in checks if (finding := look(check, draft)) is not None))


def look(check: Check, draft: Draft) -> Finding | None:
    """Return what one check says of ``draft``; one that is switched off says nothing."""
    setting = draft.settings.get(check.name) or check.default
    if not setting.enabled:
        return None
    try:
        said = check.look(draft, setting)
    except Exception:
        # Failing open would publish whatever makes a check stumble.
        _log.exception("the check %s broke", check.name)
        said = Said(
            Outcome.HOLD,
            f"The check {check.name} could not be completed.",
            "A moderator looks at this comment first.",
        )
    if said is None:
        return None
    return Finding(check.name, setting.version, said.outcome, said.reason, said.message, said.spans)
