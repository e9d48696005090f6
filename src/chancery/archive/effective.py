"""What holds of a copy's fields: a person's word before the machine's, and what later stages may know of a header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chancery.archive.held import HeldFinding
from chancery.archive.names import digest
from chancery.archive.packing import write_value
from chancery.model.record import Field, Header, Party
from chancery.model.vocabulary import HOLDING_FIELDS, SCALAR_FIELDS

_SINGLE = SCALAR_FIELDS | {name for name in HOLDING_FIELDS if name != "holding.identifiers"}


def effective_findings(findings: Sequence[HeldFinding]) -> tuple[HeldFinding, ...]:
    """Of a copy's fields those that hold: what a person said of a field of one value leaves no other value beside it."""
    holding = [finding for finding in findings if finding.holds and isinstance(finding.content, Field)]
    settled = {_slot(finding) for finding in holding if finding.by == "person"} - {None}
    return tuple(finding for finding in holding if finding.by == "person" or _slot(finding) not in settled)


def effective(findings: Sequence[HeldFinding]) -> tuple[Field, ...]:
    """As `effective_findings`, the fields alone."""
    return tuple(finding.content for finding in effective_findings(findings) if isinstance(finding.content, Field))


def _slot(finding: HeldFinding) -> tuple[str, int] | None:
    """The place on the card that has room for one value; None for a field that is a list."""
    field = finding.content
    if not isinstance(field, Field):
        return None
    if field.name in _SINGLE:
        return field.name, 0
    return (field.name, field.group) if field.name.startswith("releases.") else None


def header_of(fields: Iterable[Field]) -> Header:
    said: dict[str, str] = {}
    parties: dict[str, list[Party]] = {"from": [], "to": []}
    for field in fields:
        if isinstance(field.value, Party):
            parties.setdefault(field.name, []).append(field.value)
        else:
            said.setdefault(field.name, field.value)
    return Header(
        said.get("type"),
        said.get("date"),
        said.get("place"),
        tuple(parties["from"]),
        tuple(parties["to"]),
        said.get("language"),
    )


def digest_of_header(header: Header) -> str:
    """What of a header the findings of later stages are made from, as one hash."""
    parties = [[write_value(party) for party in group] for group in (header.senders, header.addressees)]
    return digest(header.type, header.date, header.place, header.language, *parties)
