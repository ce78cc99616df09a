"""Every event, as plain values. Named in the past tense; no secrets and no comment text in them."""

from discuss.events.event import Event


class PersonSignedUp(Event):
    """An account was made."""

    kind = "person.signed-up"
    person_id: int


class SignUpRepeated(Event):
    """Somebody signed up with the address of an account that was there already."""

    kind = "person.sign-up-repeated"
    person_id: int


class ResetAsked(Event):
    """A new password was asked for; ``person_id`` is None for an address that nobody has."""

    kind = "person.reset-asked"
    person_id: int | None


class AddressConfirmed(Event):
    """An e-mail address was confirmed, the first one or a new one."""

    kind = "person.address-confirmed"
    person_id: int


class PasswordChanged(Event):
    """A password was changed or reset; all other sessions ended."""

    kind = "person.password-changed"
    person_id: int


class SignInFailed(Event):
    """A wrong password was given, or an address that nobody has: recorded too, so that both take the same time."""

    kind = "person.sign-in-failed"
    person_id: int | None


class SignedIn(Event):
    """A person signed in."""

    kind = "person.signed-in"
    person_id: int


class SecondFactorFailed(Event):
    """A wrong or used code, or a passkey that was not accepted, was given for an account."""

    kind = "person.second-factor-failed"
    person_id: int


class RecoveryCodeUsed(Event):
    """A recovery code stood in for a second factor."""

    kind = "person.recovery-code-used"
    person_id: int
    left: int


class FactorsChanged(Event):
    """A second factor, or the set of recovery codes, came or went; all other sessions ended."""

    kind = "person.factors-changed"
    person_id: int
    what: str  # one of accounts.letters.CHANGES


class EverybodySignedOut(Event):
    """All sessions were ended and all mailed links voided at once."""

    kind = "site.everybody-signed-out"
    sessions: int


class RoleGranted(Event):
    """A person's role was changed."""

    kind = "person.role-granted"
    person_id: int
    old_role: str
    new_role: str


class UrgentGranted(Event):
    """A moderator was allowed to open urgent reports and legal notices, or no more."""

    kind = "person.urgent-granted"
    person_id: int
    allowed: bool


class MassRemoval(Event):
    """A moderator has taken more comments from pages within minutes than one who reads them does."""

    kind = "moderation.mass-removal"
    number: int


class AccountClosing(Event):
    """A person asked for the account to be deleted, or called it off (``due`` empty); an only owner stays unasked."""

    kind = "person.account-closing"
    person_id: int
    due: str  # ISO time, or ''


class AccountErased(Event):
    """An account was erased."""

    kind = "person.account-erased"
    person_id: int


class DataExported(Event):
    """A person took their data home."""

    kind = "person.data-exported"
    person_id: int


class SiteDataExported(Event):
    """A command wrote data of the site out."""

    kind = "site.data-exported"
    what: str  # the command with what it was asked for


class SubscriptionStarted(Event):
    """A plan was taken or granted; it replaces the one before."""

    kind = "subscription.started"
    person_id: int
    plan: str
    ends_at: str  # ISO time, or '' for until it is ended


class SubscriptionEnded(Event):
    """A person ended the own plan."""

    kind = "subscription.ended"
    person_id: int
    plan: str


class StoryRevised(Event):
    """A story was imported, changed, published or withdrawn."""

    kind = "story.revised"
    story_id: int
    revision: int
    status: str


class CommentPosted(Event):
    """A comment was published the moment it was posted."""

    kind = "comment.posted"
    comment_id: int
    story_id: int


class CommentHeld(Event):
    """Screening put a comment in the queue instead of on the page."""

    kind = "comment.held"
    comment_id: int
    story_id: int
    decision_id: int


class CommentEdited(Event):
    """The author changed a comment; ``pending`` if the change waits for a moderator."""

    kind = "comment.edited"
    comment_id: int
    story_id: int
    pending: bool


class CommentWithdrawn(Event):
    """The author deleted a comment."""

    kind = "comment.withdrawn"
    comment_id: int
    story_id: int


class CommentReported(Event):
    """Somebody asked a moderator to look at a comment. Who, is in the reports table only."""

    kind = "comment.reported"
    comment_id: int
    category: str


class AppealFiled(Event):
    """Somebody wants a decision about them looked at again."""

    kind = "appeal.filed"
    appeal_id: int
    decision_id: int


class WarningAcknowledged(Event):
    """Somebody said that they have read a warning."""

    kind = "warning.acknowledged"
    decision_id: int


class NoticeFiled(Event):
    """Somebody gave notice of illegal content. Who, is in the notices table only."""

    kind = "notice.filed"
    notice_id: int
    category: str


class NoticeDecided(Event):
    """A notice was closed; the notices table holds the outcome and the reasons."""

    kind = "notice.decided"
    notice_id: int


class OrderNoted(Event):
    """An order of a court or authority was recorded, confirmed, settled or marked as a mistake; not a word of it."""

    kind = "order.noted"
    order_id: int
    what: str  # recorded, confirmed, done, refused or mistaken


class LegalHoldUsed(Event):
    """A copy of a comment was put under legal hold, read there, or deleted from it."""

    kind = "legal-hold.used"
    hold_id: int
    comment_id: int
    what: str  # placed, read or ended
    why: str


class CaseFileMade(Event):
    """What is known of a comment was taken home for the police, because somebody's life is in danger."""

    kind = "case-file.made"
    comment_id: int
    why: str


class CaseFilesCleared(Event):
    """From now on the author of a comment may know of the case files that were made about it."""

    kind = "case-file.cleared"
    comment_id: int


class RuleReworded(Event):
    """An owner gave a house rule another wording."""

    kind = "rule.reworded"
    number: int
    version: int


class DecisionTaken(Event):
    """A moderator, or a check, decided; the decisions table holds what and why."""

    kind = "decision.taken"
    decision_id: int
    action: str
    comment_id: int | None = None
    person_id: int | None = None
    story_id: int | None = None


class SettingsChanged(Event):
    """An owner changed a setting of the site."""

    kind = "settings.changed"
    name: str
