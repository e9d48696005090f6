"""The command line: takes the words, asks the workbench, prints."""

from chancery.cli.door import main

__all__ = ["main"]
