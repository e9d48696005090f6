"""One object that the doors speak to: add, read, search, judge, export."""

from chancery.workbench.adding import AddOptions, Summary
from chancery.workbench.judging import Cut, Where
from chancery.workbench.workbench import CliVerdict, Workbench

__all__ = ["AddOptions", "CliVerdict", "Cut", "Summary", "Where", "Workbench"]
