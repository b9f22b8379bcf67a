"""Passkeys (WebAuthn): what is asked of a browser and whether its answer is right. Nothing is remembered here.

Every question requires that the authenticator verified its user (fingerprint, face, screen lock). Which kind of device
it is we neither ask nor keep.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from rs_tracker.domain import cose

MOST_ANSWER = 20_000
MOST_ID = 1023
PATIENCE = 120_000  # milliseconds until the browser gives up
REQUIRED = UserVerificationRequirement.REQUIRED
# The three that browsers have in practice, and that a proof page's reader can check (domain/cose.py).
ALGORITHMS = [Algorithm.ECDSA_SHA_256, Algorithm.EDDSA, Algorithm.RSASSA_PKCS1_v1_5_SHA_256]
# A sound key whose other half was thrown away: unknown passkeys are checked against it, as long as known ones.
NOBODY = bytes.fromhex(
    "a5010203262001215820"
    "161c35a6b9d432586967defd2de6b05669c18d8b7d5a9f311b4bc5d849adc9b3"
    "225820bb3b7996635c00844297f8e1bd599d5ebd9e5d5ebe77bcd15b7b4ddb364bf244"
)


class NotProven(ValueError):
    """The browser's answer does not show what was asked."""


@dataclass(frozen=True, slots=True)
class Site:
    """Whose passkeys these are: the host they belong to, and the one origin from which they may be used."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey. `public_key` is its COSE_Key."""

    credential_id: str
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a passkey signed, not yet checked. `credential_id` and `handle` are base64url and text as sent."""

    credential_id: str
    handle: str | None
    authenticator_data: bytes
    client_data: bytes
    signature: bytes


def site(base_url: str) -> Site:
    """The site of the address people type."""
    parts = urlsplit(base_url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    host = (parts.hostname or "").lower()
    return Site(host, f"{parts.scheme}://{host}{port}")


def ask_to_make(where: Site, challenge: bytes, handle: str, name: str, known: Iterable[str]) -> str:
    """The options for `navigator.credentials.create`, as JSON; authenticators that hold one of `known` decline."""
    options = webauthn.generate_registration_options(
        rp_id=where.host,
        rp_name="rs_tracker",
        user_id=handle.encode(),
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        timeout=PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, require_resident_key=True, user_verification=REQUIRED
        ),
        exclude_credentials=_descriptors(known),
        supported_pub_key_algs=ALGORITHMS,
    )
    return webauthn.options_to_json(options)


def ask_to_use(where: Site, challenge: bytes, known: Iterable[str] = ()) -> str:
    """The options for `navigator.credentials.get`, as JSON; without `known` whoever has a passkey for us may answer."""
    options = webauthn.generate_authentication_options(
        rp_id=where.host,
        challenge=challenge,
        timeout=PATIENCE,
        allow_credentials=_descriptors(known),
        user_verification=REQUIRED,
    )
    return webauthn.options_to_json(options)


def _descriptors(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def made(where: Site, text: str, challenge: bytes) -> Made:
    """The passkey that a browser made for this challenge. Raises NotProven."""
    try:
        done = webauthn.verify_registration_response(
            credential=_object(text),
            expected_challenge=challenge,
            expected_rp_id=where.host,
            expected_origin=where.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, IndexError) as fault:
        raise NotProven(type(fault).__name__) from None
    if len(done.credential_id) > MOST_ID:
        raise NotProven("a very long id")
    try:
        cose.read(done.credential_public_key)
    except cose.NotAKey:
        raise NotProven("a key that a proof's reader could not check") from None
    return Made(bytes_to_base64url(done.credential_id), done.credential_public_key, done.sign_count)


def read(text: str) -> Answer:
    """What `navigator.credentials.get` answered, for `check`. Raises NotProven for what is no such answer."""
    try:
        found = parse_authentication_credential_json(_object(text))
    except (WebAuthnException, ValueError, TypeError) as fault:
        raise NotProven(type(fault).__name__) from None
    if not 0 < len(found.raw_id) <= MOST_ID:
        raise NotProven("no id")
    handle = found.response.user_handle
    return Answer(
        credential_id=bytes_to_base64url(found.raw_id),
        handle=handle.decode("ascii", "replace") if handle else None,
        authenticator_data=found.response.authenticator_data,
        client_data=found.response.client_data_json,
        signature=found.response.signature,
    )


def check(where: Site, answer: Answer, challenge: bytes, public_key: bytes) -> int:
    """The signature counter of a right answer. Raises NotProven.

    Right means: over this challenge, from our origin, for our host, with the user present and verified, and signed by
    the key. Whether the counter went on is for the caller, who has the last one and can lock it.
    """
    id_ = answer.credential_id
    said = {
        "clientDataJSON": bytes_to_base64url(answer.client_data),
        "authenticatorData": bytes_to_base64url(answer.authenticator_data),
        "signature": bytes_to_base64url(answer.signature),
    }
    try:
        done = webauthn.verify_authentication_response(
            credential={"id": id_, "rawId": id_, "type": "public-key", "response": said},
            expected_challenge=challenge,
            expected_rp_id=where.host,
            expected_origin=where.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, IndexError) as fault:
        raise NotProven(type(fault).__name__) from None
    return done.new_sign_count


def _object(text: str) -> dict[str, Any]:
    """The JSON object in a form's field."""
    if len(text) > MOST_ANSWER:
        raise NotProven("too long")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise NotProven("no JSON") from None
    if not isinstance(found, dict):
        raise NotProven("no object")
    return found
