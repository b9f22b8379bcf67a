"""Passwords as argon2 hashes; how many are computed at once is bounded, because each takes its memory."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2


class Passwords:
    """Hashes and checks passwords. `cost` is `strong` (64 MiB, about 0.1 s) or `cheap` (tests and demo)."""

    def __init__(self, cost: str = "strong") -> None:
        self._hasher = (
            PasswordHasher() if cost == "strong" else PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        )
        self._gate = BoundedSemaphore(AT_ONCE)
        self._nobody = self._hasher.hash("the password of nobody")

    def hash(self, password: str) -> str:
        """The hash to store."""
        with self._gate:
            return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; takes as long for somebody who has none."""
        with self._gate:
            try:
                self._hasher.verify(stored or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    def is_dated(self, stored: str) -> bool:
        """Whether the hash was made with older parameters and should be made anew at the next sign-in."""
        return self._hasher.check_needs_rehash(stored)
