"""The `chancery` command: its group, its common options, and the one place where an error becomes an exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from chancery import __version__
from chancery.errors import ChanceryError
from chancery.model.viewer import OWNER
from chancery.settings import Settings, read_settings
from chancery.workbench import Workbench

# Exit codes a script may rely on; docs/reference/exit-codes.md says the same, and a test sees to it.
EXIT_CODES = {
    0: "done",
    1: "done, but some input has problems, or a check found faults",
    2: "the words of the command do not fit (also a query that cannot be read)",
    3: "not found, or not allowed",
    4: "the archive: missing, held by another process, read-only, newer, older, damaged, or the disk is full",
    5: "a reading engine is missing or failed",
    130: "stopped by Ctrl-C; run the same command again to go on",
}

# name of the command -> module that holds it; modules are loaded only when their command is asked for
COMMANDS = {
    "add": "add",
    "rebuild": "add",
    "search": "search",
    "serve": "serve",
    "status": "look",
    "show": "look",
    "people": "people",
    "decide": "judge",
    "undo": "judge",
    "explain": "judge",
    "review": "review",
    "decisions": "judge",
    "verify": "keep",
    "remove": "keep",
    "backup": "keep",
    "upgrade": "keep",
    "access": "keep",
    "export": "export",
    "evaluate": "evaluate",
    "completion": "completion",
}


@dataclass
class Door:
    """What every command is handed: settings, how to print."""

    settings: Settings
    as_json: bool
    out: Console
    err: Console

    @contextmanager
    def workbench(self, *, create: bool = False, read_only: bool = False) -> Iterator[Workbench]:
        workbench = Workbench.open(self.settings, create=create, read_only=read_only)
        try:
            yield workbench
        finally:
            workbench.close()

    def print_json(self, value: Any) -> None:
        click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


class Commands(click.Group):
    """A group that loads a command's module when the command is asked for, so that `chancery --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"chancery.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="chancery")
@click.option(
    "--archive",
    type=click.Path(path_type=Path),
    help="The archive's folder (else CHANCERY_ARCHIVE, else ./chancery-archive).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def chancery(context: click.Context, archive: Path | None, as_json: bool) -> None:
    """A workbench and reading room for declassified diplomatic records."""
    context.obj = Door(
        settings=read_settings(os.environ, archive=archive),
        as_json=as_json,
        out=Console(highlight=False, markup=False, soft_wrap=True),
        err=Console(stderr=True, highlight=False, markup=False, soft_wrap=True),
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends the process with one of EXIT_CODES."""
    words = sys.argv[1:] if arguments is None else arguments
    if arguments is None:
        # A worker process imports its parent's main module anew, and this one would bring the whole command line with it.
        sys.modules["__main__"].__spec__ = find_spec("chancery.__main__")
    try:
        code = chancery.main(args=words, prog_name="chancery", standalone_mode=False)
    except ChanceryError as error:
        code = _say(error, as_json="--json" in words)
    except click.ClickException as error:
        error.show()
        code = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped. Nothing is lost; run the same command again to go on.", err=True)
        code = 130
    except BrokenPipeError:
        # The reader of our output (`head`) went away; that is no error, but Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if os.environ.get("CHANCERY_TRACE"):
            raise
        said = f"{type(error).__name__}: {error}"
        click.echo(
            f"chancery: this is a fault in Chancery ({said}). Set CHANCERY_TRACE=1 to see where; please report it.", err=True
        )
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _say(error: ChanceryError, as_json: bool) -> int:
    if as_json:
        said = {"code": error.code, "message": error.message, "where": error.where, "remedy": error.remedy}
        click.echo(json.dumps({"error": said}, ensure_ascii=False, indent=2))
    click.echo(f"chancery: {error}", err=True)
    return error.exit_code


pass_door = click.make_pass_decorator(Door)
VIEWER = OWNER  # whoever may read the archive's folder from a shell may see all that is in it


def common(command: Any) -> Any:
    """`--archive` and `--json` after the command's name too, where people type them."""

    def said(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value:
            door = context.find_object(Door)
            assert door is not None
            if parameter.name == "archive":
                door.settings = read_settings(os.environ, archive=value)
            else:
                door.as_json = True

    for option in (
        click.option("--json", "as_json", is_flag=True, expose_value=False, callback=said, help="Print JSON."),
        click.option(
            "--archive", type=click.Path(path_type=Path), expose_value=False, callback=said, help="The archive's folder."
        ),
    ):
        command = option(command)
    return command
