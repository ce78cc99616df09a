"""The mail that a notice of illegal content is acknowledged with: the only one that holds the secret of its page."""

from dataclasses import dataclass

from discuss import mail
from discuss.moderation import notice_queries
from discuss.moderation.models import Notice

MOST = 5  # receipts to one address a day


@dataclass(frozen=True)
class NoticeLetters:
    """Writes for one site, into the current transaction's outbox."""

    base_url: str
    site_name: str

    def receipt(self, notice: Notice, secret: str) -> None:
        """Confirm that a notice has arrived, with its reference and the address of its page: five times a day.

        Anybody can type anybody's address: nothing that was typed is in the mail, and all spellings share the five.
        """
        address = notice.email.lower()
        if not address or notice_queries.receipts_today(address) >= MOST:
            return
        text = (
            f"Hello,\n\nyour notice of illegal content has arrived. Its reference is {notice.reference}.\n\n"
            "A person decides about it. You are told the decision and its reasons at this address. Where it stands:\n\n"
            f"{self.base_url}/notices/{secret}\n\nWhoever has this address sees your notice: keep it to yourself."
            f"\n\n-- {self.site_name}\n"
        )
        mail.enqueue(f"{mail.NOTICE}{notice.reference}", address, f"Your notice {notice.reference}", text)
