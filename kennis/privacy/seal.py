"""Encrypt with a passphrase: scrypt makes a key of it, Fernet encrypts and tells when something was changed.

The result is a small JSON file that says how it was made, so that a later version can still open it.
"""

from __future__ import annotations

import base64
import json
import secrets
import unicodedata
from typing import Any

from kennis.tables import KennisError

_FORMAT = "kennis-sleutel"
_VERSION = 2
# What OWASP advises for scrypt: 128 MB for a fifth of a second, so that guessing is dear.
_COST = {"n": 2**17, "r": 8, "p": 1}
_MOST_MEMORY = 2**30  # of a file from elsewhere: it may not ask for all memory there is


def seal(data: bytes, passphrase: str) -> bytes:
    """Encrypt; with the same passphrase the result is another one each time."""
    from cryptography.fernet import Fernet

    salt = secrets.token_bytes(16)
    token = Fernet(_derive(passphrase, salt, _COST)).encrypt(data)
    content = {
        "format": _FORMAT,
        "version": _VERSION,
        "kdf": {"name": "scrypt", "salt": base64.b64encode(salt).decode("ascii"), **_COST},
        "cipher": "fernet",
        "data": token.decode("ascii"),
    }
    return json.dumps(content, indent=1).encode("utf-8")


def unseal(data: bytes, passphrase: str) -> bytes:
    """Decrypt.

    Raises:
        KennisError: the passphrase is wrong, or the file was changed or damaged (nobody can tell which).
        ValueError, KeyError: it is no encrypted file.
    """
    from cryptography.fernet import Fernet, InvalidToken

    content = json.loads(data)
    kdf = content["kdf"]
    cost = {name: int(kdf[name]) for name in _COST}
    if content["version"] != _VERSION or kdf["name"] != "scrypt" or 128 * cost["n"] * cost["r"] > _MOST_MEMORY:
        raise ValueError("format")
    try:
        key = _derive(passphrase, base64.b64decode(kdf["salt"]), cost)
        return Fernet(key).decrypt(str(content["data"]).encode("ascii"))
    except InvalidToken:
        raise KennisError(
            "Het wachtwoord past niet op de sleutel, of de sleutel is beschadigd. Er is niets veranderd: probeer het opnieuw of zet een reservekopie terug."
        ) from None


def is_sealed(data: bytes) -> bool:
    """Tell whether this is an encrypted file of ours."""
    try:
        content: Any = json.loads(data)
    except ValueError:
        return False
    return isinstance(content, dict) and content.get("format") == _FORMAT


def _derive(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    # The same passphrase from another keyboard: é can be written in two ways.
    said = unicodedata.normalize("NFKC", passphrase).encode("utf-8")
    return base64.urlsafe_b64encode(Scrypt(salt=salt, length=32, **cost).derive(said))
