"""How a mail leaves: by SMTP, or as a file in a folder."""

import ipaddress
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from discuss.config import WITHOUT_TLS, Settings

SECONDS = 20  # how long a mail server may take to answer


class NotEncrypted(Exception):
    """The mail server does not encrypt, and is not on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "the mail server offers no STARTTLS: mail with links that open accounts would travel in the clear. Use "
            "smtps://, or allow it by ?starttls=off at the end of DISCUSS_MAIL_URL"
        )


def on_this_machine(address: str) -> bool:
    """Say whether nothing leaves this machine on the way to ``address``."""
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def connect(url: str, seconds: float, is_near: Callable[[str], bool] = on_this_machine) -> smtplib.SMTP:
    """Return a connection to a mail server, encrypted unless the server is near or ``url`` ends in ``?starttls=off``.

    Whoever sits on the line could strike the offer to encrypt out: without it nothing is sent, not even the password.
    Raises :class:`NotEncrypted`, and whatever the server or the network raises.
    """
    parts = urlsplit(url)
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(parts.hostname or "", parts.port or 465, timeout=seconds, context=context)
    server = smtplib.SMTP(parts.hostname or "", parts.port or 25, timeout=seconds)
    try:
        if parts.query == WITHOUT_TLS:
            return server
        near = server.sock is not None and is_near(server.sock.getpeername()[0])
        if near:  # a mail server on this machine often has a certificate that nobody has signed
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        server.ehlo_or_helo_if_needed()  # what the server offers is known only afterwards
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif not near:
            raise NotEncrypted
    except BaseException:
        server.close()
        raise
    return server


@dataclass(frozen=True)
class Transport:
    """Where mail goes and whom it comes from. Made from the settings once per process."""

    url: str
    sender: str
    site_name: str
    domain: str
    is_near: Callable[[str], bool] = on_this_machine  # addresses of mail servers that need not encrypt

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
        with connect(self.url, SECONDS, self.is_near) as server:
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
