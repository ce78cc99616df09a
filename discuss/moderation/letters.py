"""The mail that a notice of illegal content is acknowledged with: the only one that holds the secret of its page."""

from dataclasses import dataclass

from discuss import mail
from discuss.moderation.models import Notice


@dataclass(frozen=True)
class NoticeLetters:
    """Writes for one site, into the current transaction's outbox."""

    base_url: str
    site_name: str

    def receipt(self, notice: Notice, secret: str) -> None:
        """Confirm that a notice has arrived, with its reference and the address of its page."""
        if not notice.email:
            return
        name = f" {notice.name}" if notice.name else ""
        text = (
            f"Hello{name},\n\nyour notice of illegal content has arrived. Its reference is {notice.reference}.\n\n"
            "A person decides about it. You are told the decision and its reasons at this address. Where it stands:\n\n"
            f"{self.base_url}/notices/{secret}\n\nWhoever has this address sees your notice: keep it to yourself."
            f"\n\n-- {self.site_name}\n"
        )
        mail.enqueue(f"notice:{notice.reference}", notice.email, f"Your notice {notice.reference}", text)
