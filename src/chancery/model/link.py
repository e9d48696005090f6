"""Links as values: a reason with its weight, a candidate with its reasons, what was settled on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# `linked`: one candidate is right as far as the evidence goes; `probable`: one is ahead, and a person should look;
# `ambiguous`: several are as likely; `none`: none of those known is meant.
Verdict = Literal["linked", "probable", "ambiguous", "none"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for (above 0) or against (below 0) a link, in log odds, and the sentence that is shown for it."""

    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a mention may point to: its id, the odds that it does (0..1), and why."""

    target: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """What was settled on for one mention; `candidates` come best first, also where none was taken."""

    verdict: Verdict
    target: str | None
    confidence: float
    candidates: tuple[Candidate, ...]
