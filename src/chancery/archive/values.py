"""Values of decisions: the form that each subject asks for, and text from people made clean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from chancery.archive.contents import write_content
from chancery.archive.held import HeldFinding
from chancery.archive.packing import write_value
from chancery.errors import DecisionRefused
from chancery.model.dates import is_edtf
from chancery.model.page import REPLACEMENT, Region, clean_text
from chancery.model.record import Field
from chancery.model.vocabulary import (
    DATE_FIELDS,
    PARTY_FIELDS,
    RECORD_TYPES,
    REGION_KINDS,
    is_field_name,
)

REFERENCE_KEYS = frozenset({"kind", "document_type", "date", "from", "to", "place", "number", "locator", "outcome"})


REGION_KEYS = frozenset({"kind", "box", "text", "code", "fill"})


def value_for_decision(content: Any) -> Any:
    """What a finding says, in the form of a decision's value."""
    if isinstance(content, Field):
        value = write_value(content.value)
        return {"value": value, "group": content.group} if content.group else value
    held = write_content(content)
    keys = REGION_KEYS if isinstance(content, Region) else REFERENCE_KEYS
    return {key: held[key] for key in sorted(keys)}


def grouped(finding: HeldFinding, value: Any) -> Any:
    """A field of a later review says which review it is of."""
    group = finding.content.group if isinstance(finding.content, Field) else 0
    return {"value": value, "group": group} if group and not (isinstance(value, dict) and "group" in value) else value


def check_value(kind: str, name: str, value: Any, where: str) -> None:
    """Whether a value has the form of its subject. Raises DecisionRefused."""
    if kind == "field":
        _check_field(name, value, where)
        return
    keys = REGION_KEYS if kind == "region" else REFERENCE_KEYS
    if not isinstance(value, dict) or not value or set(value) - keys:
        raise DecisionRefused(f"a {kind} is said by its keys", where=where, remedy=f"Use {', '.join(sorted(keys))}.")
    if kind == "region":
        _check_region(value, where)
    elif value.get("date") is not None and not (isinstance(value["date"], str) and is_edtf(value["date"])):
        raise DecisionRefused(f"{value['date']!r} is no date in EDTF", where=where, remedy=_EDTF)


_EDTF = "Write 1995-01-06, 1994-09, 1994-12~ and the like."


def _check_field(name: str, value: Any, where: str) -> None:
    if not is_field_name(name):
        raise DecisionRefused(f"no field is called {name!r}", where=where, remedy="Field names are listed in dump.md.")
    if isinstance(value, dict) and "group" in value:
        value = value.get("value")
    if name in PARTY_FIELDS:
        if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not value["name"].strip():
            raise DecisionRefused("a party needs a name", where=where, remedy="Write the name as printed.")
        if set(value) - {"name", "role", "person", "side"}:
            raise DecisionRefused("a party has name, role, person, side", where=where)
        return
    if not isinstance(value, str) or not value.strip():
        raise DecisionRefused("the value is empty", where=where, remedy="Say what it should be, or reject the finding.")
    is_date = name in DATE_FIELDS or name in ("releases.review_date", "releases.release_date")
    if is_date and not is_edtf(value):
        raise DecisionRefused(f"{value!r} is no date in EDTF", where=where, remedy=_EDTF)
    if name == "type" and value not in RECORD_TYPES:
        raise DecisionRefused(f"{value!r} is no record type", where=where, remedy=f"Use one of {', '.join(RECORD_TYPES)}.")


def _check_region(value: Mapping[str, Any], where: str) -> None:
    if "kind" in value and value["kind"] not in REGION_KINDS:
        raise DecisionRefused(
            f"{value['kind']!r} is no kind of region", where=where, remedy=f"Use {', '.join(REGION_KINDS)}."
        )
    if "box" in value:
        box = value["box"]
        numbers = isinstance(box, list | tuple) and len(box) == 4 and all(isinstance(side, int | float) for side in box)
        if not numbers or not (box[0] < box[2] and box[1] < box[3]):
            raise DecisionRefused("a box is left, top, right, bottom in points", where=where, remedy="Draw it again.")


def clean_value(value: Any) -> Any:
    """Text that people give is stored as text of pages is: no NUL, no lone surrogates."""
    if isinstance(value, str):
        return clean_text(value)[0]
    if isinstance(value, dict):
        return {str(key): clean_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean_value(each) for each in value]
    return value


def clean_note(note: str) -> str:
    """A note may have lines."""
    return "\n".join(clean_text(line)[0] for line in re.split(r"\r\n|\r|\n", note.strip())).replace("\t", REPLACEMENT)
