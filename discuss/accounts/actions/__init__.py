"""Everything that changes accounts: one matter a file."""

from discuss.accounts.actions.authenticator_app import add_app, offer_app, remove_app
from discuss.accounts.actions.change_factors import Changed
from discuss.accounts.actions.close import close_account, erase, erase_due, keep_account, tell_kept
from discuss.accounts.actions.confirm import Confirmed, ask_again, confirm, find_confirmation
from discuss.accounts.actions.export import export
from discuss.accounts.actions.finish_sign_in import finish_sign_in
from discuss.accounts.actions.forget_factors import forget_factors
from discuss.accounts.actions.grant_role import ROLES, create_person, grant_role
from discuss.accounts.actions.grant_urgent import grant_urgent
from discuss.accounts.actions.keep_form import keep_form
from discuss.accounts.actions.mute import mute
from discuss.accounts.actions.note_export import note_export
from discuss.accounts.actions.note_use import note_use
from discuss.accounts.actions.passkey import add_passkey, ask_new_passkey, remove_passkey, rename_passkey
from discuss.accounts.actions.passkey_sign_in import ask_passkey, sign_in_with_passkey
from discuss.accounts.actions.password import ask_reset, change_password, mail_reset, reset_password
from discuss.accounts.actions.profile import Profile, change_email, edit_profile
from discuss.accounts.actions.prove import prove
from discuss.accounts.actions.prune import prune
from discuss.accounts.actions.recovery_codes import renew_recovery_codes
from discuss.accounts.actions.sign_in import Admitted, sign_in, sign_out, sign_out_elsewhere, sign_out_others
from discuss.accounts.actions.sign_out_everybody import sign_out_everybody
from discuss.accounts.actions.sign_up import NewPerson, sign_up
from discuss.accounts.actions.warn_of_guessing import warn_of_guessing

__all__ = [
    "ROLES",
    "Admitted",
    "Changed",
    "Confirmed",
    "NewPerson",
    "Profile",
    "add_app",
    "add_passkey",
    "ask_again",
    "ask_new_passkey",
    "ask_passkey",
    "ask_reset",
    "change_email",
    "change_password",
    "close_account",
    "confirm",
    "create_person",
    "edit_profile",
    "erase",
    "erase_due",
    "export",
    "find_confirmation",
    "finish_sign_in",
    "forget_factors",
    "grant_role",
    "grant_urgent",
    "keep_account",
    "keep_form",
    "mail_reset",
    "mute",
    "note_export",
    "note_use",
    "offer_app",
    "prove",
    "prune",
    "remove_app",
    "remove_passkey",
    "rename_passkey",
    "renew_recovery_codes",
    "reset_password",
    "sign_in",
    "sign_in_with_passkey",
    "sign_out",
    "sign_out_elsewhere",
    "sign_out_everybody",
    "sign_out_others",
    "sign_up",
    "tell_kept",
    "warn_of_guessing",
]
