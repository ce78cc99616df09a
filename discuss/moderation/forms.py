"""The shape of what reporters and moderators send."""

from datetime import UTC, date, datetime, time, timedelta

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField

from discuss import clock
from discuss.decisions.rules import house_rules
from discuss.moderation.actions import Complaint
from discuss.moderation.rulings import Ruling
from discuss.stories.raid import HOURS
from discuss.web.numbers import row_number

LONGEST_LAW = 300  # characters


def rule_choices() -> list[tuple[str, str]]:
    """Return the rules in force as a select field offers them."""
    rules = ((str(rule.number), f"{rule.number}. {rule.title}") for rule in house_rules().values())
    return [("", "Choose a rule"), *rules]


class ReportForm(FlaskForm):
    """A report of one comment."""

    category = StringField("What is wrong with it")
    explanation = TextAreaField("What a moderator should know (optional)")

    def complaint(self) -> Complaint:
        """Return what the form says."""
        return Complaint(category=self.category.data or "", explanation=self.explanation.data or "")


class RulingForm(FlaskForm):
    """An act on a comment, an account or a discussion."""

    action = HiddenField()
    rule = StringField("Rule")
    reason = TextAreaField("Reason")
    law = StringField("The law, if it breaks one")
    endangers_child = BooleanField("It endangers a child: keep a copy for the law")
    version = HiddenField()
    scope = StringField("Scope")
    until = StringField("Paused up to and including")
    seconds = StringField("Seconds between two comments")
    mode = StringField("What raid mode does")
    hours = StringField("How long raid mode lasts")
    days = StringField("How long people must have been here")

    def ruling(self) -> Ruling:
        """Return what the form says; anything that is no number or no day counts as missing."""
        return Ruling(
            action=self.action.data or "",
            rule=row_number(self.rule.data),
            reason=self.reason.data or "",
            law=(self.law.data or "").strip()[:LONGEST_LAW],
            version=row_number(self.version.data),
            endangers_child=self.endangers_child.data,
            until=_end(self.until.data) or _hours_from_now(row_number(self.hours.data)),
            seconds=row_number(self.seconds.data),
            mode=self.mode.data or "",
            days=row_number(self.days.data),
        )


class PicksForm(RulingForm):
    """One act on many comments; each is named with the version that was looked at."""

    pick = SelectMultipleField(validate_choice=False)

    def picks(self) -> list[tuple[int, int]]:
        """Return (number, version) of every comment that was chosen."""
        found = []
        for given in self.pick.data or []:
            number, _, version = given.partition(":")
            pair = (row_number(number), row_number(version))
            if pair[0] is not None and pair[1] is not None:
                found.append((pair[0], pair[1]))
        return found


class LookForm(FlaskForm):
    """A second moderator's answer."""

    action = StringField("What would you decide?")
    rule = StringField("Rule")

    @property
    def chosen_rule(self) -> int | None:
        """Return the rule, None for what is no number."""
        return row_number(self.rule.data)


class WindowForm(FlaskForm):
    """A span of time and why all that one moderator decided in it is reversed."""

    since = StringField("From, UTC")
    until = StringField("Up to, UTC")
    reason = TextAreaField("Reason")

    def begins(self) -> datetime | None:
        """Return the first moment; None for what is none."""
        return moment_in(self.since.data)

    def ends(self) -> datetime | None:
        """Return the last moment; None for what is none."""
        return moment_in(self.until.data)


class NoteForm(FlaskForm):
    """A note for other moderators."""

    note = TextAreaField("Note")


def _end(given: str | None) -> datetime | None:
    """The first moment after the day that a form names, UTC."""
    try:
        day = date.fromisoformat(given or "")
        return datetime.combine(day, time(), UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _hours_from_now(hours: int | None) -> datetime | None:
    return clock.now() + timedelta(hours=hours) if hours in HOURS else None


def moment_in(given: str | None) -> datetime | None:
    """Return the moment that a field of day and time names, UTC; None for what is none."""
    try:
        found = datetime.fromisoformat(given or "")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
