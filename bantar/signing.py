"""Signatures (Ed25519) with a key that no database holds: whoever changes rows cannot sign what they then say."""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def sign(message: bytes) -> str:
    """Signature of the message with this site's key, base64."""
    return base64.b64encode(_private_key().sign(message)).decode()


def public_key() -> str:
    """Public half of this site's key, base64 of its 32 bytes."""
    raw = _private_key().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def public_key_pem() -> str:
    """The same as PEM, for openssl and its like."""
    pem, info = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return _private_key().public_key().public_bytes(pem, info).decode()


def fingerprint(key: str = "") -> str:
    """SHA-256 of a public key (this site's unless another is named), 64 hexadecimal digits, for print."""
    return hashlib.sha256(base64.b64decode(key or public_key())).hexdigest()


def is_trusted(key: str) -> bool:
    """Whether a public key is this site's present one, or one that it has retired (TRUSTED_KEYS)."""
    return key == public_key() or key in settings.TRUSTED_KEYS


def is_signed(message: bytes, *, signature: str, key: str) -> bool:
    """Whether a trusted key made this signature of the message. Nonsense is not signed, and raises nothing."""
    try:
        if not is_trusted(key):
            return False
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(base64.b64decode(signature), message)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.SIGNING_KEY))
