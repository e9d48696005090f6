"""Passwords and sessions: scrypt, compared in constant time; sessions are signed words, so no process keeps them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from threading import Lock

COST, BLOCK, LANES = 2**15, 8, 1  # about 32 MiB and a tenth of a second, as RFC 7914 suggests for logins
SESSION_SECONDS = 12 * 3600
TRIES, TRIES_SECONDS = 5, 60.0


def hash_password(password: str) -> str:
    """What is kept instead of a password: `scrypt$cost$block$lanes$salt$hash`."""
    salt = secrets.token_bytes(16)
    return "$".join(
        ["scrypt", str(COST), str(BLOCK), str(LANES), _text(salt), _text(_scrypt(password, salt, COST, BLOCK, LANES))]
    )


def matches(kept: str, password: str) -> bool:
    """Whether a password is the one that `kept` was made of."""
    name, cost, block, lanes, salt, expected = kept.split("$")
    if name != "scrypt":
        return False
    got = _scrypt(password, _bytes(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(got, _bytes(expected))


def make_session(kept: str, now: float | None = None) -> str:
    """A signed word that says until when its bearer is let in; a new password makes all of them worthless."""
    until = int((time.time() if now is None else now) + SESSION_SECONDS)
    body = f"{until}.{secrets.token_urlsafe(12)}"
    return f"{body}.{_sign(kept, body)}"


def is_session(kept: str, session: str, now: float | None = None) -> bool:
    """Whether a session was made by `make_session` with this password and still holds."""
    body, _, signature = session.rpartition(".")
    if not hmac.compare_digest(_sign(kept, body).encode(), signature.encode("utf-8", "replace")):
        return False
    until = body.partition(".")[0]
    return until.isdigit() and int(until) > (time.time() if now is None else now)


class Tries:
    """Counts wrong passwords, all callers together, so that guessing is slow from everywhere at once."""

    def __init__(self) -> None:
        self._wrong: deque[float] = deque()
        self._lock = Lock()

    def seconds_to_wait(self, now: float | None = None) -> int:
        """0 where another try is allowed."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            while self._wrong and self._wrong[0] <= moment - TRIES_SECONDS:
                self._wrong.popleft()
            return 0 if len(self._wrong) < TRIES else max(1, round(self._wrong[0] + TRIES_SECONDS - moment))

    def wrong(self, now: float | None = None) -> None:
        with self._lock:
            self._wrong.append(time.monotonic() if now is None else now)


def _scrypt(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=cost, r=block, p=lanes, maxmem=256 * cost * block, dklen=32)


def _sign(kept: str, body: str) -> str:
    key = hashlib.sha256(b"chancery session\0" + kept.encode()).digest()
    return hmac.new(key, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text)
