"""Words for the eye: counts that agree with their noun, confidences, names; used by the templates."""

from __future__ import annotations

from collections.abc import Sequence

from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.said import PartyShown

SURE, LIKELY = 0.95, 0.80
KIND_WORDS = {"field": "field", "reference": "reference", "redaction": "withheld"}
OUTCOME_WORDS = {
    "resolved": "held",
    "ambiguous": "ambiguous",
    "missing": "missing",
    "outside": "outside the archive",
    "not_asked": "not looked for yet",
}


def number(value: int) -> str:
    """1284 as "1,284"."""
    return f"{value:,}"


def counted(value: int, noun: str, plural: str = "") -> str:
    """ "1 reference", "2 references", "1,284 records"."""
    return f"{value:,} {noun if value == 1 else plural or noun + 's'}"


def figure(confidence: float) -> str:
    """A confidence to two figures; never rounded up to a certainty that was not measured."""
    return f"{min(confidence, 0.99) if confidence < 1 else 1.0:.2f}"


def confidence_word(confidence: float) -> str:
    """sure from 0.95, likely from 0.80, doubtful below."""
    return "sure" if confidence >= SURE else "likely" if confidence >= LIKELY else "doubtful"


def standing(finding: Finding) -> str:
    """What stands in the last column of a list: the figure from 0.80 up, "doubtful" below, or a person's word."""
    if finding.state == "lost":
        return "lost its place"
    if finding.state != "found":
        return finding.state
    if finding.confidence is None:
        return ""
    return figure(finding.confidence) if finding.confidence >= LIKELY else "doubtful"


def names(parties: Sequence[PartyShown]) -> str:
    """ "Torvane", "Torvane and Vesk", "Torvane, Vesk and 3 others"."""
    shown = [party.name for party in parties]
    if len(shown) <= 2:
        return " and ".join(shown)
    if len(shown) == 3:
        return f"{shown[0]}, {shown[1]} and {shown[2]}"
    return f"{shown[0]}, {shown[1]} and {len(shown) - 2} others"


def percent(share: float) -> str:
    """A share 0..1 in hundredths, small ones not rounded away: "31 %", "2.4 %", "under 0.1 %"."""
    hundredths = share * 100
    if hundredths < 0.1:
        return "under 0.1 %"
    return f"{hundredths:.1f} %" if hundredths < 10 else f"{hundredths:.0f} %"


def bytes_in_words(count: int) -> str:
    """1536 as "1.5 kB" (thousands, as disks are sold)."""
    if count < 1000:
        return counted(count, "byte")
    size, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 999.5:
            break
        size, unit = size / 1000, larger
    return f"{size:.1f} {unit}" if size < 10 else f"{size:.0f} {unit}"
