"""Questions a command may have to ask a person."""

from __future__ import annotations

import sys

import click

from chancery.errors import UsageError
from chancery.workbench import Workbench


def ask_who(workbench: Workbench, said: str | None) -> str:
    """The name decisions are signed with: what was said, else the name used last, else the answer to a question.

    Raises UsageError where nobody is there to ask.
    """
    if said:
        workbench.remember_who(said)
        return said
    known = workbench.who()
    if known:
        return known
    if not sys.stdin.isatty():
        raise UsageError("a decision is signed with a name", remedy="Say who decides with --who NAME.")
    name: str = click.prompt("Who decides (your name; asked once)", err=True)
    workbench.remember_who(name)
    return name
