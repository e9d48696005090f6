"""Which type of record a paper is: what its first page opens with, weighed together; the runners-up are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chancery.describe.heads import Head
from chancery.describe.record_text import Found
from chancery.model.record import Alternative

# Less than this says too little: the type is not known.
LEAST = 0.45
# A heading a few lines further down opens the paper less surely than one at its top.
_STEP = 0.004


def find_kind(heads: Sequence[Head]) -> Iterator[Found]:
    """The type of the record, and its form in words where the type has finer ones; nothing where no head is sure
    enough.
    """
    weights = weigh(heads)
    if not weights or weights[0][1] < LEAST:
        return
    kind, weight = weights[0]
    own = sorted((head for head in heads if head.type == kind), key=lambda head: (-_worth(head), head.line))
    best = own[0]
    others = tuple(Alternative(other, round(0.5 * value, 3)) for other, value in weights[1:3])
    yield Found("type", kind, (_place(best),), f"kinds.{best.cue}", min(0.98, weight), others)
    formed = next((head for head in own if head.form is not None), None)
    # Every cable is a telegram of some kind; only what says more is a form.
    if formed is not None and formed.form is not None and formed.form != "telegram":
        yield Found("form", formed.form, (_place(formed),), f"kinds.{formed.cue}", formed.confidence)


def _place(head: Head) -> tuple[int, int, int]:
    return head.page_number, head.start, head.end


def weigh(heads: Iterable[Head]) -> list[tuple[str, float]]:
    """Types with their weight (0..1), the best first. Heads of one type confirm each other."""
    against: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    for head in heads:
        if (head.type, head.cue) in seen:
            continue
        seen.add((head.type, head.cue))
        against[head.type] = against.get(head.type, 1.0) * (1.0 - min(0.97, _worth(head)))
    return sorted(((kind, 1.0 - rest) for kind, rest in against.items()), key=lambda item: -item[1])


def _worth(head: Head) -> float:
    return max(0.1, head.confidence - _STEP * head.line)
