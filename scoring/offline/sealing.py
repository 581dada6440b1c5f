"""What a phone stores and sends is sealed with the key of its store (AES-256-GCM); we hold the recovery copy.

A sealed thing is 12 bytes of nonce, then ciphertext with its tag. The context is not sent: both sides know it, so a
sealed thing moved to another visit, device or number does not open.
"""

import base64
import binascii
import os
import uuid
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
OVERHEAD: Final = NONCE_BYTES + 16
"""Bytes that sealing adds."""


class DoesNotOpen(ValueError):
    """Altered, cut short, or sealed with another key or for another place."""


def message_context(*, message: uuid.UUID, device: uuid.UUID, seq: int, visit: int, kind: str) -> bytes:
    return f"{message}|{device}|{seq}|{visit}|{kind}".encode()


def photo_context(*, photo: uuid.UUID, device: uuid.UUID) -> bytes:
    return f"photo|{photo}|{device}".encode()


def seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def unseal(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """Return what was sealed; raises DoesNotOpen."""
    try:
        return AESGCM(bytes(key)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen from error


def to_text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def from_text(text: str) -> bytes:
    """Read base64; raises DoesNotOpen."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DoesNotOpen from error
