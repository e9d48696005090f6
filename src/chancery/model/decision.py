"""Decisions: what a person said about a machine's finding; only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chancery.model.geometry import Box
from chancery.model.vocabulary import Action, SubjectKind, Verdict


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the thing decided about stands, as web annotations say it: exact quote with a little text around, and boxes.

    `before` and `after` are up to 32 characters of the same layer's text. `occurrence` is not kept: the context tells.
    """

    source: str
    page_number: int
    quote: str
    before: str
    after: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided about: a record's field, a region, a reference ... by public id."""

    kind: SubjectKind
    id: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the book of decisions. `at` is UTC ISO text; `value` is JSON in the form of the subject's own value.

    `replaces` names an earlier decision on the same subject that this one changes or (verdict `withdrawn`) undoes.
    """

    id: str
    at: str
    who: str
    subject: Subject
    verdict: Verdict
    value: Any = None
    note: str = ""
    action: Action | None = None
    replaces: str | None = None
    anchor: Anchor | None = None
