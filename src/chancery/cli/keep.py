"""Keeping the archive: verify, remove, backup, upgrade, access."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from chancery.cli.asking import ask_who
from chancery.cli.door import VIEWER, Door, common, pass_door
from chancery.model.vocabulary import Access
from chancery.workbench import Workbench


@click.command("verify")
@common
@pass_door
def verify_command(door: Door) -> int:
    """Hash every original anew, check every blob, row, reference and index entry, and name each fault."""
    faults = []
    with door.workbench(read_only=True) as workbench:
        for fault in workbench.verify():
            faults.append(fault)
            if not door.as_json:
                door.out.print(f"{fault.where}: {fault.message}. {fault.remedy}")
    if door.as_json:
        door.print_json({"faults": [asdict(fault) for fault in faults]})
    elif not faults:
        door.out.print("No fault was found.")
    # What is harmless (a blob that a killed run left behind) is said, but nothing that is promised is missing.
    return 1 if any(not fault.harmless for fault in faults) else 0


@click.command("remove")
@click.argument("source")
@click.option("--why", metavar="TEXT", help="The reason; it is kept.")
@click.option("--who", metavar="NAME", help="Who removes it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@pass_door
def remove_command(door: Door, source: str, why: str | None, who: str | None, yes: bool) -> int:
    """Take SOURCE (its hash, or enough of it) out of the archive.

    Its bytes and findings go; its hash, names, who, why and when are kept. Decisions stay, listed as lost.
    """
    with door.workbench() as workbench:
        found = workbench.held_source(source, VIEWER)
        if not yes:
            click.confirm(f"Remove {found.file} ({found.page_count} pages, {found.id[:12]})?", abort=True, err=True)
        reason = why if why is not None else "" if yes else click.prompt("Why", default="", err=True)
        workbench.remove(found.id, who=ask_who(workbench, who), why=reason)
    if door.as_json:
        door.print_json({"removed": found.id, "file": found.file})
    else:
        door.out.print(f"{found.file} was removed. Its hash and names are kept; adding it again is possible.")
    return 0


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@common
@pass_door
def backup_command(door: Door, folder: Path) -> int:
    """Copy the whole archive into FOLDER (empty or absent), consistently, also while the room runs."""
    with door.workbench(read_only=True) as workbench:
        workbench.backup(folder)
    if door.as_json:
        door.print_json({"backup": str(folder)})
    else:
        door.out.print(f"Backed up to {folder}. Open it with --archive {folder}.")
    return 0


@click.command("upgrade")
@common
@pass_door
def upgrade_command(door: Door) -> int:
    """Bring the archive to this version of Chancery; the database is copied first. Nothing else ever migrates."""
    change = Workbench.upgrade(door.settings)
    if door.as_json:
        door.print_json(asdict(change))
    elif change.before == change.after:
        door.out.print("The archive is up to date.")
    else:
        door.out.print(f"Upgraded from {change.before} to {change.after}. The database as it was: {change.copy}")
    return 0


@click.command("access")
@click.argument("id_", metavar="ID")
@click.argument("access", type=click.Choice(["open", "closed"]))
@click.option("--page", "page_number", type=int, help="Only this page of the source.")
@common
@pass_door
def access_command(door: Door, id_: str, access: Access, page_number: int | None) -> int:
    """Open or close a source, a copy (record) or a page to readers who may not see what is closed."""
    with door.workbench() as workbench:
        workbench.set_access(id_, access, page_number=page_number)
    if door.as_json:
        door.print_json({"id": id_, "page": page_number, "access": access})
    else:
        door.out.print(f"{id_} is {access}.")
    return 0
