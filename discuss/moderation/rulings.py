"""What a moderator sends: the act, the rule, the reason, the version that was looked at, and an end. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from discuss import clock
from discuss.decisions.act import Act
from discuss.decisions.acts import ALONE
from discuss.decisions.rules import NUMBERS
from discuss.errors import Invalid
from discuss.stories import raid

LONGEST_REASON = 2000  # characters
LONGEST_PAUSE = timedelta(days=366)
SLOW_SECONDS = (30, 60, 120, 300, 600, 1800, 3600)  # what slow mode offers


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """One act as a form says it. Which of the fields it needs, the table of acts says."""

    action: str
    rule: int | None = None
    reason: str = ""
    version: int | None = None  # of a comment; else the number of the latest decision about the thing, 0 for none
    until: datetime | None = None  # of a pause, or of raid mode
    seconds: int | None = None  # of slow mode
    mode: str = ""  # of raid mode
    days: int | None = None  # that people must have been here when raid mode begins
    law: str = ""
    endangers_child: bool = False  # a copy of what is removed is kept for the law, whoever has said so

    def checked(self, subject: str) -> "Ruling":
        """Return it complete, for an act on a ``subject`` of :data:`ALONE`.

        Raises :class:`Invalid` with every fault at once: nothing is done to anybody without a reason, nothing is
        restricted without a rule.
        """
        faults: dict[str, list[str]] = {}
        act = ALONE[subject].get(self.action)
        if act is None:
            faults["action"] = ["Choose what is to be done."]
        else:
            faults |= self._faults(act)
        if subject == "comment" and self.version is None:
            faults["version"] = ["Load the page again: it does not say which version you looked at."]
        if self.endangers_child and self.action != "remove":
            faults["endangers_child"] = ["A copy is kept of what is removed: remove the comment, or leave this out."]
        reason = self.reason.strip() or (act.reason if act else "")
        if not reason:
            faults["reason"] = ["Say why: whoever it is about reads it."]
        if len(reason) > LONGEST_REASON:
            faults["reason"] = [f"Shorten the reason by {len(reason) - LONGEST_REASON} characters."]
        if faults:
            raise Invalid(faults)
        return replace(self, reason=reason)

    def _faults(self, act: Act) -> dict[str, list[str]]:
        faults: dict[str, list[str]] = {}
        if self.rule is not None and self.rule not in NUMBERS:
            faults["rule"] = ["Choose one of the rules, 1 to 8."]
        elif act.needs_rule and self.rule is None:
            faults["rule"] = ["Choose the rule that was broken."]
        if act.ends and not (self.until is not None and clock.now() < self.until <= clock.now() + LONGEST_PAUSE):
            faults["until"] = ["Choose an end in the future, at most a year from now."]
        if act.slug == "raid":
            faults |= self._faults_of_raid()
        slow = act.slug == "slow" or (act.slug == "raid" and self.mode == raid.SLOW)
        if slow and self.seconds not in SLOW_SECONDS:
            faults["seconds"] = ["Choose how long people wait between two comments."]
        return faults

    def _faults_of_raid(self) -> dict[str, list[str]]:
        faults: dict[str, list[str]] = {}
        if self.mode not in raid.MODES:
            faults["mode"] = ["Choose what raid mode does."]
        if self.until is None or not clock.now() < self.until <= clock.now() + raid.LONGEST:
            faults["hours"] = ["Choose how long raid mode lasts."]
        if self.mode == raid.OLDER and self.days not in raid.DAYS:
            faults["days"] = ["Choose how long people must have been here."]
        return faults
