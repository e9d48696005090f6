"""Looking: `chancery status` and `chancery show`."""

from __future__ import annotations

from dataclasses import asdict

import click

from chancery.cli.door import VIEWER, Door, common, pass_door
from chancery.cli.judge import explain
from chancery.cli.people import person_lines
from chancery.workbench.pages.finding_page import FindingPage
from chancery.workbench.pages.home import HomePage
from chancery.workbench.pages.people import PersonPage
from chancery.workbench.pages.record import RecordPage
from chancery.workbench.pages.source import SourcePage


@click.command("status")
@common
@pass_door
def status_command(door: Door) -> int:
    """What the archive holds, what is still to be read, what has problems."""
    with door.workbench(read_only=True) as workbench:
        page = workbench.home(VIEWER)
        status = workbench.status(VIEWER)
    if door.as_json:
        door.print_json({**asdict(page), **status})
        return 0
    _print_status(door, page, status)
    return 0


def _print_status(door: Door, page: HomePage, status: dict[str, int | str]) -> None:
    door.out.print(f"{page.archive}: {page.records:,} records on {page.pages:,} pages, from {page.files:,} files")
    for counted in (*page.holds, *page.doubts, *page.review):
        door.out.print(f"  {counted.label}: {counted.count:,}")
    door.out.print(f"  Decisions: {status['decisions']:,}; without a place: {status['lost']:,}")
    door.out.print(f"  Problems: {page.problems:,}")
    door.out.print(f"  Search index: {status['index']}")
    if page.working:
        door.out.print(page.working + " Run the same `chancery add` again to go on.")


@click.command("show")
@click.argument("id_", metavar="ID")
@click.option("--page", "number", type=int, help="The page of the file.")
@common
@pass_door
def show_command(door: Door, id_: str, number: int | None) -> int:
    """Show a record, source, page, finding or person by its id."""
    with door.workbench(read_only=True) as workbench:
        page = workbench.show(id_, number, VIEWER)
    if door.as_json:
        door.print_json(asdict(page))
    elif isinstance(page, RecordPage):
        _print_record(door, page)
    elif isinstance(page, SourcePage):
        _print_source(door, page)
    elif isinstance(page, PersonPage):
        for line in person_lines(page):
            door.out.print(line)
    elif isinstance(page, FindingPage):
        for line in explain(page.finding):
            door.out.print(line)
    else:
        door.out.print(f"{page.file}, page {page.page.number} of {page.page.of}")
        door.out.print(page.page.text.text)
    return 0


def _print_record(door: Door, page: RecordPage) -> None:
    door.out.print(page.title, style="bold")
    door.out.print(f"{page.id}, pages {page.copy.first}–{page.copy.last} of {page.copy.file}")
    by_id = {finding.id: finding for finding in page.findings}
    for row in (*page.card, *(row for release in page.releases for row in release.rows)):
        if not row.findings:
            door.out.print(f"  {row.label}: {row.unknown}")
        for id_ in row.findings:
            finding = by_id[id_]
            sure = f"{finding.confidence:.2f}" if finding.confidence is not None else finding.state
            door.out.print(f"  {row.label}: {finding.text}  {finding.detail}  [{finding.siglum} {id_} {sure}]")
    for id_ in page.references:
        finding = by_id[id_]
        door.out.print(f"  {finding.siglum} {finding.text}  [{id_}] “{finding.places[0].quote if finding.places else ''}”")
    door.out.print(f"  {page.citation}")
    door.out.print()
    door.out.print(page.page.text.text)


def _print_source(door: Door, page: SourcePage) -> None:
    door.out.print(f"{page.file}: {page.media_type}, {page.bytes:,} bytes, {page.of} pages, {page.id}", style="bold")
    for name in page.origins[1:]:
        door.out.print(f"  also as {name}")
    for row in page.rows:
        door.out.print(f"  p. {row.number}  {row.role}  {row.record or ''}  {row.first_words}".rstrip())
    for problem in page.problems:
        where = f"page {problem.page}: " if problem.page else ""
        door.out.print(f"  {where}{problem.message}. {problem.remedy}")
