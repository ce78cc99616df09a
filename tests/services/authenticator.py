"""A device that keeps passkeys, in software: it answers the site's questions, or lies in one way asked for."""

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One passkey on one device. ``origin`` is where its browser believes to be."""

    def __init__(self, origin: str = "http://localhost", *, verifies: bool = True) -> None:
        self.origin = origin
        self.flags = PRESENT | (VERIFIED if verifies else 0)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.count = 0

    def make(self, question: dict[str, Any], **lies: Any) -> str:
        """Return the answer to the question for a new passkey, as the browser hands it over."""
        data = self._data(question["rp"]["id"], ATTESTED) + bytes(16) + len(self.credential_id).to_bytes(2, "big")
        data += self.credential_id + cbor2.dumps(self._public())
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": _text(self._client_data("webauthn.create", question, lies)),
            "attestationObject": _text(attestation),
        }
        return self._answer(response)

    def sign(self, question: dict[str, Any], **lies: Any) -> str:
        """Return the answer to the question for a signature. ``lies``: ``challenge``, ``type``, ``host``, ``key``."""
        client = self._client_data("webauthn.get", question, lies)
        data = self._data(lies.get("host", question["rpId"]))
        signed = lies.get("key", self.key).sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": _text(client), "authenticatorData": _text(data), "signature": _text(signed)}
        return self._answer(response)

    def _answer(self, response: dict[str, str]) -> str:
        name = _text(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _client_data(self, kind: str, question: dict[str, Any], lies: dict[str, Any]) -> bytes:
        said = {
            "type": lies.get("type", kind),
            "challenge": lies.get("challenge", question["challenge"]),
            "origin": self.origin,
        }
        return json.dumps(said).encode()

    def _data(self, host: str, more_flags: int = 0) -> bytes:
        self.count += 1
        flags = bytes([self.flags | more_flags])
        return hashlib.sha256(host.encode()).digest() + flags + self.count.to_bytes(4, "big")

    def _public(self) -> dict[int, Any]:
        numbers = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
