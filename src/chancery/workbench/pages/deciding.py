"""Deciding: what a person asks to be written into the book of decisions, and what was written."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.model.geometry import Box
from chancery.model.vocabulary import Verdict
from chancery.workbench.pages.finding import DecisionShown


@dataclass(frozen=True, slots=True)
class BoxDrawn:
    """A box a person drew on a page."""

    source: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class DecisionAsked:
    """What a person asks to be written into the book of decisions.

    `finding` is the public id of what is decided about (None for `added`: then `record` and `field` say what is added, or
    `field` "redaction" or "reference"). `value` is the new value as `Finding.input` writes it. `withdrawn` undoes the
    decision in force. `copy` and `box` place an added or moved value.
    """

    verdict: Verdict
    who: str
    finding: str | None = None
    record: str | None = None
    copy: str | None = None
    field: str | None = None
    value: str | None = None
    note: str = ""
    box: BoxDrawn | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was written: the decision, the finding as it now stands (None after an undone addition), and the next finding."""

    decision: DecisionShown
    record: str | None
    finding: str | None
    next: str | None = None
