"""Mentions: stretches of a reading text that speak of something else."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.model.evidence import Evidence, Span
from chancery.model.record import Party
from chancery.model.vocabulary import Outcome, ReferenceKind


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of another document, meeting, call, instrument or decision, and what the text says of it.

    `date` is EDTF, computed against the record that speaks; `date_basis` says how (`explicit`, `inferred_year`, `relative`,
    `none`) and `reason` in a sentence for the reader. `outcome` stays `not_asked` until `link` has looked.
    """

    span: Span
    kind: ReferenceKind
    document_type: str | None
    date: str | None
    date_basis: str
    reason: str
    senders: tuple[Party, ...]
    addressees: tuple[Party, ...]
    place: str | None
    number: str | None
    locator: str | None
    method: str
    version: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    outcome: Outcome = "not_asked"
