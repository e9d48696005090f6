"""Scores a dump against gold in the dump's own form, and says what a change gained and lost.

`evaluate(dump, gold, against)` gives an `Evaluation`: `render_table` prints it for people, its `as_json` for programs.
"""

from chancery.evaluate.report import Evaluation
from chancery.evaluate.score import evaluate
from chancery.evaluate.table import render_table

__all__ = ["Evaluation", "evaluate", "render_table"]
