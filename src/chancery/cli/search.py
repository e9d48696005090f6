"""`chancery search`: the same search as in the room, printed."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict

import click

from chancery.cli.door import VIEWER, Door, common, pass_door
from chancery.errors import QueryError
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.search import Result, SearchPage


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--sort", type=click.Choice(["best", "oldest", "newest"]), default="best", show_default=True)
@click.option("--first", type=click.IntRange(min=1), default=1, help="The first result to print, from 1.")
@click.option("--csv", "as_csv", is_flag=True, help="Every result as a row of CSV (UTF-8).")
@click.option("--bom", is_flag=True, help="With --csv: begin with a byte order mark, for spreadsheets that want one.")
@common
@pass_door
def search_command(door: Door, words: tuple[str, ...], sort: str, first: int, as_csv: bool, bom: bool) -> int:
    """Search the records: words, "a phrase", AND OR NOT ( ), word*, word~, from:vesk, date:1994..1995, marks:secret.

    docs/reference/search.md tells the whole language.
    """
    asked = Asked(" ".join(words), sort=sort, first=first - 1)
    with door.workbench(read_only=True) as workbench:
        if as_csv:
            sys.stdout.write("\ufeff" if bom else "")
            csv.writer(sys.stdout).writerows(workbench.find_rows(asked, VIEWER))
            return 0
        page = workbench.find(asked, VIEWER)
    if page.unreadable is not None:
        wrong = page.unreadable
        raise QueryError(wrong.message, start=wrong.start, end=wrong.end, remedy=wrong.remedy)
    if door.as_json:
        door.print_json(asdict(page))
    else:
        _print(door, page)
    return 0


def _print(door: Door, page: SearchPage) -> None:
    if page.read_as:
        door.out.print(f"Read as: {page.read_as}")
    loose = f" and {page.loose_pages:,} pages without a record" if page.loose_pages else ""
    door.out.print(f"{page.records:,} {'record' if page.records == 1 else 'records'}{loose}")
    for nearest in page.nearest:
        door.out.print(f"Nearest: {nearest.asked.query or 'everything'} ({nearest.how}): {nearest.records:,}")
    for result in page.results:
        door.out.print()
        _print_result(door, result)
    left = page.records + page.loose_pages - page.asked.first - len(page.results)
    if left > 0:
        door.out.print(f"\n{left:,} more: --first {page.asked.first + len(page.results) + 1}")


def _print_result(door: Door, result: Result) -> None:
    who = " → ".join(", ".join(party.name for party in side) for side in (result.senders, result.addressees) if side)
    date = result.date.short if result.date else result.date_note
    door.out.print(
        f"{result.record or f'{result.source[:12]} p. {result.page}'}  {date}  {result.line}".rstrip(), style="bold"
    )
    door.out.print(f"  {who or result.title}")
    for snippet in result.snippets:
        door.out.print(
            "  " + "".join(f"[{run.text}]" if run.role != "plain" else run.text for run in snippet).replace("\n", " ")
        )
    if result.pages:
        door.out.print("  " + ", ".join(f"p. {page.number} ×{page.count}" for page in result.pages))
