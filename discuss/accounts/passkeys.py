"""The questions put to passkeys and their answers. The browser does the rest; see ``static/passkeys.js``."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

PATIENCE = 120  # seconds that the browser waits for the person


class NotAPasskey(Exception):
    """The answer is broken, of another site, to another question, or not signed by this key."""


@dataclass(frozen=True)
class Party:
    """The site as passkeys know it: they work at this host and origin only."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """What a device hands out when it makes a passkey."""

    credential_id: str
    public_key: str
    sign_count: int


def new_challenge() -> str:
    """Return 256 random bits, as base64url."""
    return bytes_to_base64url(secrets.token_bytes(32))


def new_handle() -> str:
    """Return what a device keeps in place of a name: random, so that it tells nobody anything."""
    return bytes_to_base64url(secrets.token_bytes(32))


def ask_to_make(party: Party, challenge: str, handle: str, names: tuple[str, str], known: Iterable[str]) -> str:
    """Return the options for a new passkey as JSON; ``names`` are address and name, ``known`` the keys there are."""
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=base64url_to_bytes(handle),
        user_name=names[0],
        user_display_name=names[1],
        challenge=base64url_to_bytes(challenge),
        timeout=PATIENCE * 1000,
        # It stands for name and password, so the device must know whose it is and check who holds it.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_described(known),
    )
    return webauthn.options_to_json(options)


def ask_to_sign(party: Party, challenge: str, known: Iterable[str] = ()) -> str:
    """Return the options for using a passkey as JSON: any of the site's, or one of ``known``."""
    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        challenge=base64url_to_bytes(challenge),
        timeout=PATIENCE * 1000,
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def check_new(party: Party, challenge: str, answer: str) -> NewKey:
    """Return the key that was made. Raises :class:`NotAPasskey`."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception as error:  # whatever the library makes of what a stranger sends
        raise NotAPasskey(str(error)) from error
    return NewKey(
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
    )


def credential_in(answer: str) -> str:
    """Return which key an answer says it is from. Raises :class:`NotAPasskey`."""
    try:
        return parse_authentication_credential_json(answer).id
    except Exception as error:  # whatever the library makes of what a stranger sends
        raise NotAPasskey(str(error)) from error


def check_signed(party: Party, challenge: str, answer: str, public_key: str, sign_count: int) -> int:
    """Return the key's new count, if it signed the challenge with the person verified. Raises :class:`NotAPasskey`."""
    try:
        signed = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # whatever the library makes of what a stranger sends
        raise NotAPasskey(str(error)) from error
    return signed.new_sign_count


def _described(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(credential_id)) for credential_id in known]
