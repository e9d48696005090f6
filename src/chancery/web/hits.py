"""From hit to hit: on the shown page first, then to the pages around it."""

from __future__ import annotations

from chancery.workbench.pages.leaf import HitStep, PageShown


def steps(
    shown: PageShown, hit: int | None, before: HitStep | None, after: HitStep | None
) -> tuple[HitStep | None, HitStep | None]:
    """The previous and the next hit, seen from hit `hit` (from 0; None: none is chosen yet) of the shown page.

    `before` and `after` are the nearest hits on the pages around it.
    """
    here = len(shown.text.hits)
    if hit is None or hit >= here:
        return before, HitStep(shown.number, 0) if here else after
    previous = HitStep(shown.number, hit - 1) if hit > 0 else before
    following = HitStep(shown.number, hit + 1) if hit + 1 < here else after
    return previous, following
