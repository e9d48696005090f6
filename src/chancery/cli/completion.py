"""`chancery completion`: the line that switches on completion in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from chancery.cli.door import chancery


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print the completion script for SHELL; e.g. `chancery completion bash >> ~/.bashrc`."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(chancery, {}, "chancery", "_CHANCERY_COMPLETE").source())
