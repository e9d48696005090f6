"""A finding with all that the room shows of it: where it stands, why, and what people decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chancery.model.geometry import Box
from chancery.model.vocabulary import Outcome, Verdict

FindingKind = Literal["field", "reference", "redaction"]
FindingState = Literal["found", "confirmed", "corrected", "rejected", "added", "lost"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands. One siglum may have several places (a quote over a page break has one on each page).

    `quote` is the exact text of the page's layer, empty for a redaction. `lines` are the first and last line on the page,
    counted from 1 (None on a place without words). `boxes` are one a line, none on a text source. `start` and `end` are
    code points of the page's layer.
    """

    siglum: str
    source: str
    page: int
    quote: str
    boxes: tuple[Box, ...] = ()
    lines: tuple[int, int] | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """A value the machine held for possible, with its confidence 0..1. `input` is what a decision for it would send."""

    text: str
    confidence: float
    input: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A label and a value, for decision bar and explanation: ("Missing year", "taken from the letter's own date")."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """One entry of the book of decisions. `on` is the day in words ("3 May 2024"), `at` UTC ISO text.

    `before` is the value it changed (None where there was none), `after` the value it set.
    """

    id: str
    verdict: Verdict
    who: str
    on: str
    at: str
    before: str | None = None
    before_confidence: float | None = None
    after: str | None = None
    note: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True)
class TargetShown:
    """What a reference points to: a held record (`record` is its id), or words for what is not held."""

    text: str
    record: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding with all that the room shows of it; `id` is its public id and its address.

    - `kind` chooses letter, line and ink: field F solid, reference R dashed, redaction X hatched.
    - `name` is the field's name of dump.md ("date", "from", "releases.case"), or the reference's kind, or "redaction".
    - `text` is the effective value as people read it; `detail` stands beside it quieter (EDTF, an office, "not held").
    - `input` is the effective value as the correct form edits it (EDTF for a date, "Name, role" for a party, a type id).
    - `confidence` is 0..1 of the machine; None where a person decided or added.
    - `method` and `version` name the rule; `why` are sentences, the rule's own and its reasons, shown when opened.
    - `stale`: waits to be done again. `outcome`, `targets` are for references; `codes` for redactions (as printed).
    - `history` is oldest first and holds undone decisions too; `decision` is the one in force.
    """

    id: str
    kind: FindingKind
    name: str
    label: str
    text: str
    places: tuple[Place, ...] = ()
    detail: str = ""
    input: str = ""
    state: FindingState = "found"
    confidence: float | None = None
    method: str = ""
    version: str = ""
    why: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
    decision: DecisionShown | None = None
    history: tuple[DecisionShown, ...] = ()
    stale: bool = False
    outcome: Outcome | None = None
    targets: tuple[TargetShown, ...] = ()
    codes: tuple[str, ...] = ()
    record: str | None = None
    person: str | None = None
    person_name: str = ""
    person_doubt: str = ""
    """Of a party: whom it means (by id, and by the authority file's name, if it has him), and how doubtful that is."""
    choices: tuple[tuple[str, str], ...] = ()
    """The closed list of values a correction may take, as (input, label); empty: any text."""

    @property
    def siglum(self) -> str:
        """The first siglum; empty where the finding stands nowhere (lost, or from a list)."""
        return self.places[0].siglum if self.places else ""
