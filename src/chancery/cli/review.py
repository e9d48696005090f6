"""What waits for a person: the list of doubts, and saying of two copies whether they are one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Literal, get_args

import click

from chancery.cli.door import VIEWER, Door, common, pass_door
from chancery.workbench import Workbench
from chancery.workbench.pages.review import CopiesAct, CopiesDecisionAsked, RecordsDecided, ReviewItem, ReviewKind

NAMES: dict[ReviewKind, str] = {
    "copies": "doubtful copies", "cut": "doubtful cuts", "date": "doubtful dates", "party": "doubtful parties",
    "lost": "decisions that lost their place",
}  # fmt: skip


@click.command("review")
@click.option("--kind", type=click.Choice(get_args(ReviewKind)), help="Only what waits of this kind.")
@click.option("--first", type=click.IntRange(min=0), default=0, help="Go on behind so many.")
@common
@pass_door
def review_command(door: Door, kind: ReviewKind | None, first: int) -> int:
    """List what the archive is unsure of and waits for a person to decide, most useful first."""
    chosen: ReviewKind | Literal[""] = kind or ""
    with door.workbench(read_only=True) as workbench:
        page = workbench.review(chosen, first, VIEWER)
    if door.as_json:
        door.print_json(asdict(page))
        return 0
    door.out.print("; ".join(f"{count:,} {NAMES[each]}" for each, count in page.counts) + ".")
    for item in page.items:
        for line in say_item(item):
            door.out.print(line)
    rest = page.of - first - page.per_page
    if rest > 0:
        door.out.print(f"{rest:,} more: chancery review{f' --kind {kind}' if kind else ''} --first {first + page.per_page}")
    return 0


def say_item(item: ReviewItem) -> Iterator[str]:
    """A doubt line by line: what is asked and how likely, of what, why, and the command that decides it."""
    sure = f" ({item.confidence:.2f})" if item.confidence is not None else ""
    yield ""
    yield f"{item.kind}: {item.question}{sure}"
    if item.value:
        yield f"  {item.label}: {item.value}"
    for side in item.sides:
        named = f"record {side.record}" if side.record else "no record"
        yield f"  page {side.page} of {side.file}, {named}{f', {side.title}' if side.title else ''}"
    yield from (f"  {reason}" for reason in item.reasons)
    for act in item.acts:
        yield f"  chancery {'undo ' + item.id if act == 'undo' else f'decide {item.id} {act} {item.other}'.rstrip()}"
    if not item.acts:
        yield f"  {item.remedy}"


def decide_copies(
    workbench: Workbench, id_: str, act: CopiesAct, other: str | None, note: str, who: str
) -> RecordsDecided:  # fmt: skip
    """Say that two records or copies are one, or are not."""
    return workbench.decide_copies(CopiesDecisionAsked(act, who, id_, other, note), VIEWER)


def print_copies(door: Door, decided: RecordsDecided) -> None:
    """What was decided, and how it is taken back."""
    if door.as_json:
        door.print_json(asdict(decided))
        return
    said = decided.decision
    door.out.print(f"{(said.after or '').capitalize()} by {said.who}. Take it back with: chancery undo {said.id}")
