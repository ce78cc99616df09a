"""How a mail leaves: by SMTP, or as a file in a folder."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from discuss.config import Settings

SECONDS = 20  # how long a mail server may take to answer


@dataclass(frozen=True)
class Transport:
    """Where mail goes and whom it comes from. Made from the settings once per process."""

    url: str
    sender: str
    site_name: str
    domain: str

    @classmethod
    def of(cls, settings: Settings) -> "Transport":
        """Read it from the settings."""
        return cls(settings.mail_url, settings.mail_from, settings.site_name, settings.hostname or "localhost")

    def message(self, number: int, created: datetime, recipient: str, subject: str, body: str) -> EmailMessage:
        """Build the message; the Message-ID is the same at each try, so that a repeated one is shown once."""
        message = EmailMessage(policy=SMTP)
        user, _, domain = self.sender.rpartition("@")
        message["From"] = Address(self.site_name, user, domain)
        message["To"] = recipient
        message["Subject"] = subject
        message["Date"] = created
        message["Message-ID"] = f"<mail-{number}-{int(created.timestamp())}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        return message

    def send(self, number: int, created: datetime, recipient: str, subject: str, body: str) -> None:
        """Hand one mail over. Raises whatever the mail server, the network or the disk raises."""
        message = self.message(number, created, recipient, subject, body)
        parts = urlsplit(self.url)
        if parts.scheme == "file":
            self._write(Path(unquote(parts.path)), number, created, message)
            return
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                parts.hostname or "", parts.port or 465, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(parts.hostname or "", parts.port or 25, timeout=SECONDS)
        with server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)

    @staticmethod
    def _write(folder: Path, number: int, created: datetime, message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{created:%Y%m%dT%H%M%S}-{number:06d}.eml"
        # Written aside and renamed: whoever watches the folder never sees half a mail.
        fresh = path.with_suffix(".part")
        fresh.write_bytes(bytes(message))
        fresh.rename(path)
