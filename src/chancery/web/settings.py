"""How the reading room is opened: where it listens, for whom, behind which password."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address

from chancery.errors import UsageError
from chancery.model.viewer import OWNER, Viewer

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """Settings of one room.

    `hosts` are further names the room is reached under (a proxy's name); `password_hash` is what `hash_password` gave.
    `viewer` is who everybody at this door is; behind a password, everybody who knows it.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    allow_remote: bool = False
    hosts: tuple[str, ...] = ()
    password_hash: str | None = None
    viewer: Viewer = OWNER

    def check(self) -> None:
        """Raises UsageError where the room would stand open to others without a password."""
        if self.host in LOOPBACK and not self.allow_remote:
            return
        if not self.allow_remote:
            raise UsageError(
                f"the address {self.host} can be reached from other machines",
                where="--host",
                remedy="Leave it out to listen on this machine only, or add --allow-remote and a password.",
            )
        if not self.password_hash:
            raise UsageError(
                "a room that others can reach needs a password", where="--allow-remote", remedy="Add --password-file FILE."
            )

    def knows_host(self, host_header: str) -> bool:
        """Whether a Host header names this room: loopback with our port; remote: an address, our name, `hosts`."""
        name, port = split_host(host_header)
        if name in LOOPBACK and port in (None, self.port):
            return True
        if not self.allow_remote:
            return False
        named = {host.lower() for host in self.hosts} | {self.host.lower(), socket.gethostname().lower()}
        return name in named or _is_address(name)


def _is_address(name: str) -> bool:
    # A bare address cannot be made to point elsewhere by somebody's name server, which is what the check is against.
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def split_host(host_header: str) -> tuple[str, int | None]:
    """Name (lower case, no brackets) and port of a Host header; a port that is no number gives an empty name."""
    text = host_header.strip().lower()
    if text.startswith("["):
        name, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        name, _, port = text.partition(":")
    if port and not (port.isascii() and port.isdigit()):
        return "", None
    return name, int(port) if port else None
