"""`chancery export`: what leaves the house."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.door import VIEWER, Door, common, pass_door
from chancery.model.viewer import PUBLIC


@click.group("export")
def export_command() -> None:
    """Write the archive's dump, or pages with their citation."""


@export_command.command("dump")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--record", "records", multiple=True, metavar="ID", help="Only this record (may be said several times).")
@click.option("--as-of", metavar="DATE", help="The date statements' status is told for (EDTF day).")
@click.option("--open-only", is_flag=True, help="Leave out what is closed.")
@common
@pass_door
def dump_command(door: Door, folder: Path, records: tuple[str, ...], as_of: str | None, open_only: bool) -> int:
    """Write everything the archive knows (originals aside) into FOLDER as JSON Lines; see docs/reference/dump.md."""
    with door.workbench(read_only=True) as workbench:
        head = workbench.export_dump(folder, viewer=PUBLIC if open_only else VIEWER, records=records, as_of=as_of)
    if door.as_json:
        door.print_json(head)
    else:
        door.out.print(
            f"Dumped {head['counts']['records.jsonl']:,} records on {head['counts']['pages.jsonl']:,} pages to {folder}."
        )
    return 0


@export_command.command("pages")
@click.argument("id_", metavar="ID")
@click.option("--pdf", "file", type=click.Path(path_type=Path), required=True, help="The PDF to write.")
@common
@pass_door
def pages_command(door: Door, id_: str, file: Path) -> int:
    """Write the pages of the record or source ID as a PDF, each page with its citation."""
    with door.workbench(read_only=True) as workbench:
        count = workbench.export_pages(id_, file, viewer=VIEWER)
    if door.as_json:
        door.print_json({"file": str(file), "pages": count})
    else:
        door.out.print(f"{count} {'page' if count == 1 else 'pages'} written to {file}.")
    return 0
