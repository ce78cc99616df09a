"""Everything that changes accounts: one matter a file."""

from discuss.accounts.actions.close import close_account, erase, erase_due, keep_account
from discuss.accounts.actions.confirm import Confirmed, ask_again, confirm, find_confirmation
from discuss.accounts.actions.export import export
from discuss.accounts.actions.grant_role import ROLES, create_person, grant_role
from discuss.accounts.actions.grant_urgent import grant_urgent
from discuss.accounts.actions.password import ask_reset, change_password, mail_reset, reset_password
from discuss.accounts.actions.profile import Profile, change_email, edit_profile
from discuss.accounts.actions.prune import prune
from discuss.accounts.actions.sign_in import sign_in, sign_out, sign_out_others
from discuss.accounts.actions.sign_up import NewPerson, sign_up

__all__ = [
    "ROLES",
    "Confirmed",
    "NewPerson",
    "Profile",
    "ask_again",
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
    "grant_role",
    "grant_urgent",
    "keep_account",
    "mail_reset",
    "prune",
    "reset_password",
    "sign_in",
    "sign_out",
    "sign_out_others",
    "sign_up",
]
