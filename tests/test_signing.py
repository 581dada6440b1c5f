"""Signatures: only our own keys, past ones included, and nonsense never raises."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from bantar import signing


MESSAGE = b"result"
OTHER_KEY = base64.b64encode(bytes(32)).decode()


def test_what_was_signed_here_is_signed_and_nothing_else() -> None:
    signature, key = signing.sign(MESSAGE), signing.public_key()

    assert signing.is_signed(MESSAGE, signature=signature, key=key)
    assert not signing.is_signed(b"results", signature=signature, key=key)
    assert signing.sign(MESSAGE) == signature


def test_a_strangers_signature_counts_only_once_his_key_is_trusted(settings: Any) -> None:
    settings.SIGNING_KEY, own = OTHER_KEY, settings.SIGNING_KEY
    signature, key = signing.sign(MESSAGE), signing.public_key()
    settings.SIGNING_KEY = own

    assert not signing.is_signed(MESSAGE, signature=signature, key=key)
    settings.TRUSTED_KEYS = [key]
    assert signing.is_signed(MESSAGE, signature=signature, key=key)


@pytest.mark.parametrize("key", ["", "!", "AAAA", OTHER_KEY, "ü"])
@pytest.mark.parametrize("signature", ["", "ü", "AAAA"])
def test_nonsense_is_not_signed(settings: Any, key: str, signature: str) -> None:
    settings.TRUSTED_KEYS = [key]

    assert not signing.is_signed(MESSAGE, signature=signature, key=key)


def test_the_pem_holds_the_same_key() -> None:
    loaded = serialization.load_pem_public_key(signing.public_key_pem().encode())
    raw = loaded.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    assert base64.b64encode(raw).decode() == signing.public_key()
    assert len(signing.fingerprint()) == 64
