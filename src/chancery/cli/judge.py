"""Judging findings: decide, undo, explain, and the book of decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import click

from chancery.cli.asking import ask_who
from chancery.cli.door import VIEWER, Door, common, pass_door
from chancery.cli.review import decide_copies, print_copies
from chancery.errors import UsageError
from chancery.model.decision import Decision
from chancery.model.geometry import Box
from chancery.workbench import CliVerdict, Cut, Where, Workbench
from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.people import PersonAct, PersonDecided, PersonDecisionAsked
from chancery.workbench.views.people import is_person_id
from chancery.workbench.views.words import capitalized


@click.command("decide")
@click.argument("id_", metavar="ID")
@click.argument(
    "verdict",
    type=click.Choice(
        ["confirm", "correct", "reject", "add", "show-hidden", "split", "merge", "move-pages", "pick", "same", "different"]
    ),
)
@click.argument("value", required=False)
@click.option(
    "--field", metavar="NAME", help="With add: the field's name (date, from, to, type ...), or region, or reference."
)
@click.option("--page", "page_number", type=int, help="With add, correct, show-hidden or a cut: the page it stands on.")
@click.option("--pages", "page_total", type=int, default=1, help="With move-pages: how many pages, from that one on.")
@click.option("--quote", help="With add or correct: the exact words it stands in.")
@click.option("--box", help="With add or correct: x0,y0,x1,y1 in points on that page.")
@click.option("--note", default="", help="Why; it is kept with the decision.")
@click.option("--who", metavar="NAME", help="Who decides; asked at the first decision.")
@common
@pass_door
def decide_command(
    door: Door,
    id_: str,
    verdict: CliVerdict | Literal["show-hidden", "split", "merge", "move-pages", "pick", "same", "different"],
    value: str | None,
    field: str | None,
    page_number: int | None,
    page_total: int,
    quote: str | None,
    box: str | None,
    note: str,
    who: str | None,
) -> int:
    """Confirm, correct or reject the finding ID, or add to the record ID what the machine did not find.

    With show-hidden, words that cannot be seen on the pages of the source, record or page ID (under a black box, in the
    colour of their ground) come into its text, the search and exports; `undo` hides them again.

    With split, merge or move-pages a packet is cut anew: ID is a page (SOURCE/NUMBER, or a source with --page). split: a
    record begins on it; merge: it goes on with the page before; move-pages: it (and --pages in all) belong to the record
    `before` or `after`, which is VALUE.

    With the id of a person: merge VALUE (the other's id) makes them one; split VALUE (ids of findings, with commas between
    them) parts names off to somebody of their own; pick VALUE (a finding's id) says that a name means this person, and
    reject VALUE that it does not.

    With the id of a record or copy: same VALUE (the other's id) makes the two one record of several copies, different VALUE
    says that they are two; different alone parts a copy from all that it is one record with.

    VALUE is a date in EDTF, a type, plain text, or JSON (a party: {"name": "...", "role": "..."}).
    """
    where = Where(page_number, quote, Box(*box_) if (box_ := _parse_box(box)) else None)
    with door.workbench() as workbench:
        signed = ask_who(workbench, who)
        if verdict == "show-hidden":
            if value is not None:
                raise UsageError("hidden words are shown as they are", where="VALUE", remedy="Leave the value out.")
            shown = workbench.show_hidden(id_, page_number, note=note, who=signed, viewer=VIEWER)
            _print_shown(door, shown)
            return 0
        if is_person_id(id_):
            decided = workbench.decide_person(_asked_of_person(id_, verdict, value, note, signed), VIEWER)
            _print_person_decision(door, decided)
            return 0
        if verdict == "same" or verdict == "different":
            print_copies(door, decide_copies(workbench, id_, verdict, value, note, signed))
            return 0
        if verdict == "pick":
            raise UsageError("people are picked for names", where=id_, remedy="Name the person by id, and the finding.")
        match verdict:
            case "split" | "merge" | "move-pages":
                decision = _cut(workbench, id_, verdict, value, page_number, page_total, note, signed)
            case _:
                decision = workbench.judge(
                    id_, verdict, _parse_value(value), field=field, where=where, note=note, who=signed, viewer=VIEWER
                )
    _print_decision(door, decision)
    return 0


def _cut(
    workbench: Workbench, id_: str, verdict: str, value: str | None, number: int | None, pages: int, note: str, who: str
) -> Decision:
    page = id_ if number is None else f"{id_}/{number}"
    if verdict == "move-pages" and value not in ("before", "after"):
        raise UsageError("pages move to the record before or after", where="VALUE", remedy="Write before or after.")
    if verdict != "move-pages" and value is not None:
        raise UsageError("a cut has no value", where="VALUE", remedy="Leave the value out.")
    cuts: dict[str, Cut] = {"split": "split", "merge": "merge", "move-pages": "move_pages"}
    return workbench.decide_cut(page, cuts[verdict], pages=pages, to=value or "", note=note, who=who, viewer=VIEWER)


def _asked_of_person(id_: str, verdict: str, value: str | None, note: str, who: str) -> PersonDecisionAsked:
    """What is said of a person. Raises UsageError."""
    acts: dict[str, PersonAct] = {"merge": "merge", "split": "split", "pick": "pick", "reject": "reject"}
    if verdict not in acts:
        raise UsageError(
            "of people one says merge, split, pick or reject", where=verdict, remedy="See `chancery decide -h`."
        )
    named = tuple(part.strip() for part in (value or "").split(",") if part.strip())
    if not named:
        raise UsageError("it needs a value", where="VALUE", remedy="Name the other person, or the findings of the names.")
    people = named if verdict == "merge" else ()
    return PersonDecisionAsked(acts[verdict], who, id_, people, () if people else named, note)


def _print_person_decision(door: Door, decided: PersonDecided) -> None:
    if door.as_json:
        door.print_json(asdict(decided))
        return
    for each in decided.decisions:
        door.out.print(f"{capitalized(each.after or '')} by {each.who}. Take it back with: chancery undo {each.id}")


@click.command("undo")
@click.argument("id_", metavar="DECISION")
@click.option("--who", metavar="NAME", help="Who takes it back.")
@click.option("--note", default="", help="Why.")
@common
@pass_door
def undo_command(door: Door, id_: str, who: str | None, note: str) -> int:
    """Take the decision DECISION (or the last one on the finding of that id) back; both entries stay in the book."""
    with door.workbench() as workbench:
        decision = workbench.undo(id_, who=ask_who(workbench, who), note=note, viewer=VIEWER)
    _print_decision(door, decision)
    return 0


@click.command("explain")
@click.argument("id_", metavar="ID")
@common
@pass_door
def explain_command(door: Door, id_: str) -> int:
    """Say where the finding ID stands, how it was found, by which version, how surely, and what people decided."""
    with door.workbench(read_only=True) as workbench:
        page = workbench.finding(id_, VIEWER)
    if door.as_json:
        door.print_json(asdict(page))
    else:
        for line in explain(page.finding):
            door.out.print(line)
    return 0


def explain(finding: Finding) -> Iterator[str]:
    """What the room's opened finding says, line by line."""
    yield f"{finding.siglum} {finding.label}: {finding.text}{f' ({finding.detail})' if finding.detail else ''}".strip()
    for place in finding.places:
        lines = f", line {place.lines[0]}" if place.lines else ""
        yield f"  stands on page {place.page}{lines}: “{place.quote}”" if place.quote else f"  stands on page {place.page}"
    sure = f", {finding.confidence:.2f}" if finding.confidence is not None else ""
    yield f"  read by machine, {finding.method} {finding.version}{sure}" if finding.method else "  set by a person"
    yield from (f"  {part.label}: {part.text}" for part in finding.parts)
    yield from (f"  {sentence}" for sentence in finding.why)
    yield from (f"  or else: {other.text}, {other.confidence:.2f}" for other in finding.runners_up)
    for decision in finding.history:
        after = f" to {decision.after}" if decision.after else ""
        undone = ", taken back later" if decision.undone else ""
        yield f"  {decision.verdict}{after} by {decision.who}, {decision.on}{undone} ({decision.id})"
        if decision.note:
            yield f"    {decision.note}"
    if finding.stale:
        yield "  It is stale: what it was made from has changed since."


@click.group("decisions")
def decisions_command() -> None:
    """The book of decisions: list, export, import."""


@decisions_command.command("list")
@click.option("--lost", is_flag=True, help="Only those that lost their place.")
@common
@pass_door
def list_decisions(door: Door, lost: bool) -> int:
    """Every decision, oldest first."""
    with door.workbench(read_only=True) as workbench:
        held = list(workbench.decisions(VIEWER, lost=lost))
    if door.as_json:
        door.print_json([asdict(each) for each in held])
        return 0
    for each in held:
        decision = each.decision
        what = f"{decision.subject.kind} {each.finding} {decision.subject.field or ''}".rstrip()
        door.out.print(f"{decision.id}  {decision.at}  {decision.who}  {decision.verdict}  {what}  {each.place}")
    return 0


@decisions_command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@common
@pass_door
def export_decisions(door: Door, file: Path) -> int:
    """Write the book of decisions to FILE (JSON Lines)."""
    with door.workbench(read_only=True) as workbench:
        count = workbench.export_decisions(file)
    door.out.print(f"{count:,} decisions written to {file}.")
    return 0


@decisions_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@common
@pass_door
def import_decisions(door: Door, file: Path) -> int:
    """Take the decisions of FILE in; each finds its place by its anchor, or is listed as lost."""
    with door.workbench() as workbench:
        taken = workbench.import_decisions(file)
    if door.as_json:
        door.print_json(asdict(taken))
    else:
        door.out.print(f"{taken.new:,} decisions taken in, {taken.known:,} already held, {taken.lost:,} without a place.")
    return 0


def _print_shown(door: Door, decisions: list[Decision]) -> None:
    if door.as_json:
        door.print_json([asdict(decision) for decision in decisions])
        return
    for decision in decisions:
        number = decision.subject.id.partition("/")[2]
        door.out.print(f"Page {number}: what was hidden is shown. Take it back with: chancery undo {decision.id}")


def _print_decision(door: Door, decision: Decision) -> None:
    if door.as_json:
        door.print_json(asdict(decision))
    else:
        door.out.print(f"{decision.verdict.capitalize()} by {decision.who}. Take it back with: chancery undo {decision.id}")


def _parse_value(text: str | None) -> Any:
    if text is None or text[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"the value is no JSON ({error})", where="VALUE", remedy="Give plain text or whole JSON."
        ) from error


def _parse_box(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"{text!r} is no box", where="--box", remedy="Write x0,y0,x1,y1 in points.") from error
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
