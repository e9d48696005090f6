"""Which decisions hold of all that were made on one thing, and which were taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def in_force(decisions: Sequence[Any]) -> Any | None:
    """The decision that holds, of all about one finding in their order; None where every one was withdrawn.

    Withdrawing a decision brings back the one before it, and withdrawing a withdrawal brings back what it took away.
    """
    withdrawn: set[str] = set()
    by_id = {row.id: row for row in decisions}
    for row in reversed(decisions):
        # Seen from the end every withdrawal is known to hold or not before what it names is looked at.
        if row.verdict == "withdrawn" and row.id not in withdrawn and row.replaces in by_id:
            withdrawn.add(row.replaces)
    holding = [row for row in decisions if row.verdict != "withdrawn" and row.id not in withdrawn]
    return holding[-1] if holding else None


def withdrawn_ids(decisions: Sequence[Any]) -> set[str]:
    """The ids of the decisions that were withdrawn and stayed so."""
    withdrawn: set[str] = set()
    for row in reversed(decisions):
        if row.verdict == "withdrawn" and row.id not in withdrawn and row.replaces is not None:
            withdrawn.add(row.replaces)
    return withdrawn
