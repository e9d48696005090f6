"""Whom the parties of a record mean, shown with their findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chancery.archive.held import HeldNaming
from chancery.workbench.pages.finding import Finding

_DOUBTS = {"probable": "somebody known may be meant", "ambiguous": "several may be meant"}


def say_doubt(naming: HeldNaming) -> str:
    """Why a person should look whom a name means; empty where nobody need."""
    return _DOUBTS.get(naming.verdict, "") if naming.is_uncertain else ""


def with_people(findings: Sequence[Finding], namings: Mapping[str, HeldNaming]) -> tuple[Finding, ...]:
    """Findings of a record, parties with whom they mean."""
    shown = []
    for finding in findings:
        naming = namings.get(finding.id)
        if naming is not None and naming.person is not None:
            finding = replace(finding, person=naming.person, person_name=naming.known_as, person_doubt=say_doubt(naming))
        shown.append(finding)
    return tuple(shown)
