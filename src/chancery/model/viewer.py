"""Who is looking: an argument of every read, so that what is closed to someone never reaches them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person at a door. `sees_closed` tells whether closed sources, copies and pages exist for this viewer."""

    name: str = ""
    sees_closed: bool = False


OWNER = Viewer("owner", sees_closed=True)
PUBLIC = Viewer()
