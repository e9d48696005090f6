"""Names: ids that people cite and keys for workers, all computed from content."""

# Numbers given in the order of coming would differ when the same sources are added in another order; hashes do not.

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

PREFIXES = {"record": "r", "copy": "c", "field": "f", "region": "g", "reference": "m", "decision": "d", "person": "p"}
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
DIGITS = 16


def digest(*parts: object) -> str:
    """A hash of texts and numbers, 64 hexadecimal digits; no two different lists of parts are written alike."""
    return hashlib.sha256(write_json(parts).encode()).hexdigest()


def public_id(kind: str, *parts: object) -> str:
    """The id of a thing of this kind that is first seen as `parts`: a letter and 16 hexadecimal digits."""
    return PREFIXES[kind] + digest(kind, *parts)[:DIGITS]


def kind_of_id(name: str) -> str | None:
    """What an id names (`record`, `copy`, `field` ..., `source`, `page`), as far as its form tells."""
    source, slash, number = name.partition("/")
    if is_source_id(source):
        if not slash:
            return "source"
        return "page" if number.isascii() and number.isdigit() and len(number) < 10 else None
    body = name[1:]
    if len(body) == DIGITS and _is_hexadecimal(body):
        return KINDS.get(name[0])
    return None


def is_source_id(name: str) -> bool:
    return len(name) == 64 and _is_hexadecimal(name)


def _is_hexadecimal(text: str) -> bool:
    return all(char in "0123456789abcdef" for char in text)


def page_id(source: str, number: int) -> str:
    """The public id of a page: its source and its number."""
    return f"{source}/{number}"


def split_page_id(name: str) -> tuple[str, int]:
    """Source and number of a page's id. Raises ValueError where it is none."""
    if kind_of_id(name) != "page":
        raise ValueError(f"{name!r} names no page")
    source, _, number = name.partition("/")
    return source, int(number)


def write_json(value: Any) -> str:
    """JSON in one canonical form: keys sorted, no spaces, ASCII, so that equal values are equal texts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def now() -> str:
    """The time in UTC as ISO text, to the microsecond, so that text order is time order."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
