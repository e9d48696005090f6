"""`chancery evaluate`: score a dump against gold, and say what a change gained and lost."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.door import Door, common, pass_door
from chancery.evaluate import evaluate, render_table


@click.command("evaluate")
@click.argument("dump", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("gold", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--against", type=click.Path(path_type=Path, exists=True, file_okay=False), help="An earlier dump to compare with."
)
@common
@pass_door
def evaluate_command(door: Door, dump: Path, gold: Path, against: Path | None) -> int:
    """Score DUMP against GOLD (a dump too): counts, precision, recall, intervals; with --against, case by case."""
    evaluation = evaluate(dump, gold, against)
    if door.as_json:
        door.print_json(evaluation.as_json())
    else:
        door.out.print(render_table(evaluation))
    return 0
