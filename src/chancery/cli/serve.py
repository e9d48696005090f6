"""`chancery serve`: the reading room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from chancery.cli.door import VIEWER, Door, common, pass_door
from chancery.model.viewer import PUBLIC


@click.command("serve")
@click.option("--host", help="The address to listen on (default 127.0.0.1).")
@click.option("--port", type=int, help="The port (default 8765).")
@click.option("--allow-remote", is_flag=True, help="Let other machines in; needs a password.")
@click.option("--password-file", type=click.Path(path_type=Path), help="A file whose first line is the room's password.")
@click.option(
    "--open-only", is_flag=True, help="Show only what is open: closed papers are not there for this room's readers."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the room in a browser.")
@common
@pass_door
def serve_command(
    door: Door,
    host: str | None,
    port: int | None,
    allow_remote: bool,
    password_file: Path | None,
    open_only: bool,
    open_browser: bool,
) -> int:
    """Open the reading room (http://127.0.0.1:8765) on the archive. Ctrl-C closes it."""
    from chancery.web.serve import serve  # the web server is large; no other command should wait for it

    settings = replace(door.settings, host=host or door.settings.host, port=port or door.settings.port)
    with door.workbench() as workbench:
        serve(
            workbench, settings, allow_remote=allow_remote, password_file=password_file,
            viewer=PUBLIC if open_only else VIEWER, open_browser=open_browser, say=door.out.print,
        )  # fmt: skip
    return 0
