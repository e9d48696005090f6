"""`chancery people`: whom the records name; and how a person is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import click

from chancery.cli.door import VIEWER, Door, common, pass_door
from chancery.workbench.pages.people import NamedIn, PersonPage


@click.command("people")
@click.argument("words", nargs=-1)
@click.option("--after", default="", metavar="ID", help="Go on behind this person.")
@common
@pass_door
def people_command(door: Door, words: tuple[str, ...], after: str) -> int:
    """List the people whom records name, by surname; with WORDS those who have all of them in a name."""
    with door.workbench(read_only=True) as workbench:
        page = workbench.people(" ".join(words), after, VIEWER)
    if door.as_json:
        door.print_json(asdict(page))
        return 0
    for line in page.people:
        doubt = f", {line.uncertain:,} uncertain" if line.uncertain else ""
        known = "" if line.known else "  (in no list)"
        door.out.print(f"{line.id}  {line.name}  {line.records:,} record{'' if line.records == 1 else 's'}{doubt}{known}")
    if page.next:
        door.out.print(f"Go on with: chancery people {' '.join(words)} --after {page.next}".replace("  ", " "))
    return 0


def person_lines(page: PersonPage) -> Iterator[str]:
    """What the room's page of a person says, line by line."""
    known = f"authority file, {page.authority}" if page.authority else "in no list"
    yield f"{page.name}  ({page.id}, {known})"
    yield "  printed as " + ", ".join(f"{name.name} ({name.count})" for name in page.names)
    yield from (f"  {office.office}{f', {office.held}' if office.held else ''}" for office in page.offices)
    for row in page.rows:
        yield from _row_lines(row)
    if page.first + len(page.rows) < page.total:
        yield f"  ... and {page.total - page.first - len(page.rows):,} more"
    if page.about_total:
        yield f"  spoken of in {page.about_total:,} more: chancery search '{page.about_asked.query if page.about_asked else ''}'"
    for decision in page.history:
        yield f"  {decision.after} by {decision.who}, {decision.on}{', taken back later' if decision.undone else ''} ({decision.id})"


def _row_lines(row: NamedIn) -> Iterator[str]:
    sure = "set by a person" if row.by_person else f"{row.confidence:.2f}" if row.confidence is not None else ""
    day = row.date.short if row.date else "not dated"
    yield f"  {row.side:5} {day}  {row.title}  as “{row.printed}”  [{row.record} {row.finding} {sure}]"
    if row.doubt:
        yield f"        {row.doubt}:"
        for other in row.candidates:
            yield f"          {other.name} ({other.id}) {other.score:.2f}: {'; '.join(other.why)}"
