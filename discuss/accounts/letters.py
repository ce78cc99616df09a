"""The mails of accounts: plain words, one action each, links to this site only."""

from dataclasses import dataclass

from discuss import mail

CHANGES = {
    "app-added": "An authenticator app was added as second factor.",
    "app-removed": "The authenticator app was removed.",
    "passkey-added": "A passkey was added.",
    "passkey-removed": "A passkey was removed.",
    "codes-renewed": "New recovery codes were made; the old ones do not work any more.",
    "forgotten": "All second factors were removed by whoever runs the site, as asked for: your password alone signs "
    "you in until you set up a new one.",
}


@dataclass(frozen=True)
class Letters:
    """Writes for one site. Each is put into the current transaction's outbox."""

    base_url: str
    site_name: str

    def confirm(self, link_id: int, email: str, secret: str) -> None:
        """Ask a new account's address to confirm itself.

        The name is left out: anybody can sign up with anybody's address, and would write to it with the name.
        """
        self._write(
            f"{mail.LINK}{link_id}",
            email,
            f"Confirm your address for {self.site_name}",
            f"Hello,\n\nsomebody, probably you, signed up at {self.site_name} with this address. "
            f"Open this page to confirm it. It works once, for an hour.\n\n{self.base_url}/confirm/{secret}\n\n"
            "If it was not you, ignore this mail: nothing happens without the confirmation.",
        )

    def already_here(self, cause: str, email: str) -> None:
        """Tell the owner of an address that somebody tried to sign up with it."""
        self._write(
            cause,
            email,
            f"You already have an account at {self.site_name}",
            f"Hello,\n\nsomebody, perhaps you, tried to sign up at {self.site_name} with this address. There is an "
            f"account with it already. Sign in here:\n\n{self.base_url}/sign-in\n\nIf you do not know your password, "
            f"ask for a new one:\n\n{self.base_url}/reset\n\nIf it was not you, ignore this mail.",
        )

    def reset(self, link_id: int, email: str, secret: str) -> None:
        """Let somebody choose a new password."""
        self._write(
            f"{mail.LINK}{link_id}",
            email,
            f"Choose a new password for {self.site_name}",
            f"Hello,\n\nopen this page to choose a new password. It works once, for an hour.\n\n"
            f"{self.base_url}/reset/{secret}\n\nIf you did not ask for it, ignore this mail: your password stays.",
        )

    def password_changed(self, cause: str, email: str) -> None:
        """Tell a person that their password was changed."""
        self._write(
            cause,
            email,
            f"Your password at {self.site_name} was changed",
            f"Hello,\n\nyour password was changed just now, and all other sessions were signed out. If it was not you, "
            f"choose a new one at once:\n\n{self.base_url}/reset",
        )

    def change_email(self, link_id: int, email: str, secret: str) -> None:
        """Ask a new address to confirm itself."""
        self._write(
            f"{mail.LINK}{link_id}",
            email,
            f"Confirm your new address for {self.site_name}",
            f"Hello,\n\nopen this page to use this address for your account. It works once, for an hour.\n\n"
            f"{self.base_url}/confirm/{secret}\n\nIf you did not ask for it, ignore this mail.",
        )

    def email_changing(self, cause: str, email: str) -> None:
        """Tell the old address."""
        self._write(
            cause,
            email,
            f"Your address at {self.site_name} is being changed",
            "Hello,\n\nsomebody who is signed in to your account asked to change its address. If it was not you, "
            f"change your password at once; that also stops the change:\n\n{self.base_url}/reset",
        )

    def factors_changed(self, cause: str, email: str, what: str) -> None:
        """Tell a person that their second factors were changed; ``what`` is one of :data:`CHANGES`."""
        self._write(
            cause,
            email,
            f"How you sign in at {self.site_name} was changed",
            f"Hello,\n\n{CHANGES[what]} All other sessions were signed out.\n\nIf it was not you, choose a new "
            f"password at once, then look at your second factors:\n\n{self.base_url}/reset\n\n"
            f"{self.base_url}/account/security",
        )

    def guessed(self, cause: str, email: str) -> None:
        """Tell a person that somebody tries to pass for them."""
        self._write(
            cause,
            email,
            f"Somebody tries to sign in as you at {self.site_name}",
            f"Hello,\n\nsomebody failed several times to show that they are you, and has to wait now. If it was not "
            f"you, they know your password: choose a new one at once. That also ends what they have begun:\n\n"
            f"{self.base_url}/reset",
        )

    def recovery_code_used(self, cause: str, email: str, left: int) -> None:
        """Tell a person that one of their recovery codes was used."""
        self._write(
            cause,
            email,
            f"A recovery code was used at {self.site_name}",
            f"Hello,\n\none of your recovery codes was used just now in place of your second factor. "
            f"{left} {'is' if left == 1 else 'are'} left. You can make new ones here:\n\n"
            f"{self.base_url}/account/security\n\nIf it was not you, choose a new password at once:\n\n"
            f"{self.base_url}/reset",
        )

    def closing(self, cause: str, email: str, due: str) -> None:
        """Confirm that an account is about to be deleted."""
        self._write(
            cause,
            email,
            f"Your account at {self.site_name} will be deleted",
            f"Hello,\n\nyour account will be deleted on {due}. Until then you can call it off:\n\n"
            f"{self.base_url}/account/close\n\nIf it was not you, sign in, call it off and change your password.",
        )

    def owner_kept(self, cause: str, email: str) -> None:
        """Tell an owner that the account was not deleted."""
        self._write(
            cause,
            email,
            f"Your account at {self.site_name} was not deleted",
            "Hello,\n\nyour account was to be deleted today. It stays, because the site would have no owner without "
            f"you. Make somebody else an owner, then close your account again:\n\n{self.base_url}/settings/people\n\n"
            f"{self.base_url}/account/close",
        )

    def _write(self, cause: str, email: str, subject: str, text: str) -> None:
        mail.enqueue(cause, email, subject, f"{text}\n\n-- {self.site_name}\n")
