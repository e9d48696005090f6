"""Where one file holds many records: the probability that a record begins on each page, with its reasons, and the parts
that follow from it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from chancery.describe.furniture import Stretch
from chancery.describe.lines import PageText
from chancery.describe.packet_cues import CUES
from chancery.describe.packet_weights import INTERCEPT, WEIGHTS
from chancery.describe.roles import RoleGuess
from chancery.describe.sights import PageSight, look_at

# A cut is made where it is likelier than not. Between these two it is said aloud and waits for a person, made or not:
# whoever reads a packet sees the likelier reading at once, and what it hangs on.
MADE = 0.5
DOUBTFUL_FROM, DOUBTFUL_TO = 0.05, 0.9
# Reasons that weigh less than this are not shown.
_SHOWN = 0.15


@dataclass(frozen=True, slots=True)
class CutReason:
    """One reason: positive where it speaks for a cut, in the logarithm of the odds."""

    cue: str
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """What is thought of the place before a page: the probability that a record begins on it, and why."""

    page_number: int
    probability: float
    reasons: tuple[CutReason, ...]

    @property
    def is_cut(self) -> bool:
        return self.probability >= MADE

    @property
    def is_doubtful(self) -> bool:
        return DOUBTFUL_FROM <= self.probability < DOUBTFUL_TO


def look_at_pages(
    pages: Sequence[PageText], furniture: Sequence[Sequence[Stretch]], roles: Sequence[RoleGuess]
) -> tuple[PageSight, ...]:
    """The sight of every page, in order."""
    return tuple(look_at(page, stretches, role) for page, stretches, role in zip(pages, furniture, roles, strict=True))


def find_boundaries(sights: Sequence[PageSight]) -> tuple[Boundary, ...]:
    """What is thought of the place before every page but the first, in order. Pure; linear in the number of pages."""
    return tuple(weigh(sights, at) for at in range(1, len(sights)))


def weigh(sights: Sequence[PageSight], at: int) -> Boundary:
    """The place before the page at index `at` (from 1)."""
    reasons: list[CutReason] = []
    odds = INTERCEPT
    for cue in CUES:
        sign = cue(sights, at)
        if sign is not None:
            weight = WEIGHTS.get(cue.__name__, 0.0) * sign.value
            odds += weight
            if abs(weight) >= _SHOWN:
                reasons.append(CutReason(cue.__name__, round(weight, 3), sign.sentence))
    reasons.sort(key=lambda reason: -abs(reason.weight))
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    return Boundary(sights[at].number, round(probability, 4), tuple(reasons))
