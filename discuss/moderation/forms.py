"""The shape of what reporters and moderators send."""

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from discuss.decisions.rules import house_rules
from discuss.moderation.actions import Complaint, Ruling


def rule_choices() -> list[tuple[str, str]]:
    """Return the rules in force as a select field offers them."""
    return [
        ("", "Choose a rule"),
        *((str(rule.number), f"{rule.number}. {rule.title}") for rule in house_rules().values()),
    ]


class ReportForm(FlaskForm):
    """A report of one comment."""

    category = StringField("What is wrong with it")
    explanation = TextAreaField("What a moderator should know (optional)")

    def complaint(self) -> Complaint:
        """Return what the form says."""
        return Complaint(category=self.category.data or "", explanation=self.explanation.data or "")


class DecisionForm(FlaskForm):
    """A moderator's ruling about one comment."""

    action = HiddenField()
    rule = StringField("Rule")
    reason = TextAreaField("Reason (the author reads it)")
    version = HiddenField()

    def ruling(self) -> Ruling:
        """Return what the form says; anything that is no number counts as missing."""
        return Ruling(
            action=self.action.data or "",
            rule=_number(self.rule.data),
            reason=self.reason.data or "",
            version=_number(self.version.data),
        )


class LockForm(FlaskForm):
    """Close or open a discussion."""

    action = HiddenField()
    reason = StringField("Reason (readers see it in the log)")


class SuspendForm(FlaskForm):
    """Pause an account, or end the pause."""

    action = HiddenField()
    until = DateField("Paused up to and including", validators=[Optional()])
    rule = StringField("Rule")
    reason = TextAreaField("Reason (the person reads it)")

    @property
    def rule_number(self) -> int | None:
        """The rule, if one was chosen."""
        return _number(self.rule.data)


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < 10 else None
