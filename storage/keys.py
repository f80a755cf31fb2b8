"""The keys: one list to encrypt with, which rotates, and one to look up by, which does not."""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storage.errors import KeysUnreadable, WrongKeys

_LOOKUP_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Keys:
    """Fernet keys, the first of which encrypts, and the separate key of the look-ups.

    The lookup key also signs the audit chain, under a label of its own, so it must outlive
    every rotation of the encryption keys.
    """

    encryption: tuple[str, ...] = field(repr=False)
    lookup: str = field(repr=False)

    @classmethod
    def generate(cls) -> Keys:
        """Fresh keys from the system's random source."""
        return cls((Fernet.generate_key().decode(),), secrets.token_hex(_LOOKUP_BYTES))

    @classmethod
    def parse(cls, text: str) -> Keys:
        """Read ``{"encryption": [...], "lookup": "..."}``.

        Raises:
            KeysUnreadable: it is not that, or a key has the wrong length.
        """
        encryption, lookup = _fields(text)
        try:
            for key in encryption:
                Fernet(key)
        except ValueError:
            raise KeysUnreadable("an encryption key is not 32 bytes in base64") from None
        if len(lookup) < _LOOKUP_BYTES:
            raise KeysUnreadable(f"the lookup key is shorter than {_LOOKUP_BYTES} characters")
        return cls(encryption, lookup)

    @classmethod
    def load_or_create(cls, path: Path) -> Keys:
        """Read the keys at ``path``, or make and keep new ones there, mode 600.

        Two processes that start at once end with the same keys. A file of keys that others may
        read is closed to them; whatever turns out to be anything else is left as it is.

        Raises:
            KeysUnreadable: the file cannot be read, written or understood.
        """
        try:
            if not path.exists():
                _write_once(path, cls.generate().to_text())
            # Opening a pipe would wait for somebody to write into it.
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
                mode = _mode_of_file(file.fileno())
                keys = cls.parse(file.read().decode("utf-8"))
                if stat.S_IMODE(mode) & _OTHERS:
                    os.fchmod(file.fileno(), 0o600)
                return keys
        except (OSError, UnicodeDecodeError) as error:
            raise KeysUnreadable(f"{path}: {getattr(error, 'strerror', None) or error}") from error

    def to_text(self) -> str:
        """The JSON that ``parse`` reads."""
        return json.dumps({"encryption": list(self.encryption), "lookup": self.lookup}, indent=2)

    def with_new_key(self) -> Keys:
        """The same keys behind a new one that encrypts from now on; old text stays readable."""
        return Keys((Fernet.generate_key().decode(), *self.encryption), self.lookup)

    def encrypt(self, text: str) -> bytes:
        """Seal text with the first key."""
        return self._fernet.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        """Open what any of the keys has sealed.

        Raises:
            WrongKeys: none of the keys opens it.
        """
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken:
            raise WrongKeys from None

    def hash(self, text: str | int) -> str:
        """The keyed hash (HMAC-SHA256, hex) by which an encrypted value is looked up."""
        return self._sign("lookup", str(text))

    def chain(self, previous: str, event: str) -> str:
        """The next link of the audit chain: a keyed hash over the last link and the event."""
        return self._sign("audit", f"{previous}\n{event}")

    def _sign(self, label: str, text: str) -> str:
        message = f"{label}\0{text}".encode()
        return hmac.new(self.lookup.encode(), message, hashlib.sha256).hexdigest()

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.encryption])


def _fields(text: str) -> tuple[tuple[str, ...], str]:
    try:
        content = json.loads(text)
    except ValueError:
        raise KeysUnreadable("the keys are not JSON") from None
    match content:
        case {"encryption": [str(), *_] as encryption, "lookup": str() as lookup}:
            if all(isinstance(key, str) for key in encryption):
                return tuple(encryption), lookup
    raise KeysUnreadable('expected {"encryption": ["…"], "lookup": "…"}')


def _mode_of_file(handle: int) -> int:
    mode = os.fstat(handle).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "Not a regular file")
    return mode


def _write_once(path: Path, text: str) -> None:
    """Put the file there whole or not at all, and never over one that another process made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".keys-")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
