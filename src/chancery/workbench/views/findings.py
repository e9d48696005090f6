"""Held findings as the room shows them: sigla in reading order, places, values, reasons, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chancery.archive.held import HeldDecision, HeldFinding
from chancery.describe.reasons import reason_of
from chancery.model.evidence import Evidence
from chancery.model.mention import Reference
from chancery.model.page import Region, TextLayer
from chancery.model.record import Field, Party
from chancery.model.vocabulary import RECORD_TYPES, SHEET_TYPES
from chancery.workbench.pages.finding import DecisionShown, Finding, FindingKind, FindingState, Part, Place, RunnerUp
from chancery.workbench.views.words import (
    capitalized,
    field_label,
    show_date,
    show_value,
    surname,
    type_label,
    value_input,
)  # fmt: skip

LETTERS: Mapping[FindingKind, str] = {"field": "F", "reference": "R", "redaction": "X"}
Layers = Callable[[str, int], TextLayer | None]
History = Callable[[str], Sequence[HeldDecision]]


@dataclass(frozen=True, slots=True)
class Context:
    """What showing a finding needs to ask: the chosen layer of a page, and the decisions on a finding."""

    layer: Layers
    history: History
    record: str | None


def show_findings(held: Iterable[HeldFinding], context: Context) -> tuple[Finding, ...]:
    """Findings in reading order, each place with its siglum; what stands nowhere comes last and bears none."""
    shown = [finding for finding in held if is_shown(finding)]
    places = sorted(
        (
            (order_of(evidence), index, at)
            for index, finding in enumerate(shown)
            for at, evidence in enumerate(on_page(finding))
        ),
    )
    sigla: dict[tuple[int, int], str] = {}
    counts: Counter[str] = Counter()
    for _, index, at in places:
        letter = LETTERS[kind_of(shown[index])]
        counts[letter] += 1
        sigla[index, at] = f"{letter}{counts[letter]}"
    firsts: dict[int, int] = {}
    for rank, (_, index, _) in enumerate(places):
        firsts.setdefault(index, rank)
    order = sorted(range(len(shown)), key=lambda index: (firsts.get(index, len(places)), index))
    return tuple(
        show_finding(shown[index], [sigla[index, at] for at, _ in enumerate(on_page(shown[index]))], context)
        for index in order
    )


def is_shown(finding: HeldFinding) -> bool:
    """Fields, references and redactions that are current or that a person spoke of; other regions are shown as set aside."""
    if isinstance(finding.content, Region) and finding.content.kind != "redaction":
        return False
    return finding.current or finding.decision is not None


def kind_of(finding: HeldFinding) -> FindingKind:
    if isinstance(finding.content, Field):
        return "field"
    return "reference" if isinstance(finding.content, Reference) else "redaction"


def on_page(finding: HeldFinding) -> tuple[Evidence, ...]:
    """The evidence that stands on a page of the source (a manifest's row does not)."""
    return tuple(evidence for evidence in finding.evidence if evidence.source == finding.source)


def order_of(evidence: Evidence) -> tuple[int, float, float]:
    """Where in reading order: by page, then by offset, a box without words by its height on the page among them."""
    if evidence.boxes:
        return evidence.page_number, evidence.boxes[0].y0, evidence.boxes[0].x0
    return evidence.page_number, float(evidence.start), 0.0


def show_finding(finding: HeldFinding, sigla: Sequence[str], context: Context) -> Finding:
    content = finding.content
    history = tuple(show_decision(decision, content) for decision in context.history(finding.id))
    history = tuple(_with_before(history, finding.machine))
    places = tuple(
        show_place(siglum, evidence, context.layer) for siglum, evidence in zip(sigla, on_page(finding), strict=True)
    )
    common: dict[str, Any] = {
        "id": finding.id,
        "kind": kind_of(finding),
        "name": finding.name,
        "places": places,
        "state": _state(finding),
        "confidence": finding.confidence,
        "history": history,
        "decision": next((shown for shown in reversed(history) if not shown.undone), None),
        "stale": finding.stale,
        "record": context.record,
    }
    if isinstance(content, Field):
        return _field(content, finding, common)
    if isinstance(content, Reference):
        return _reference(content, common)
    return _redaction(content, common)


def _state(finding: HeldFinding) -> FindingState:
    return "lost" if finding.place == "lost" else finding.state


def _field(field: Field, finding: HeldFinding, common: dict[str, Any]) -> Finding:
    text, detail = show_value(field)
    why = list(_why(field.method))
    listed = next((evidence for evidence in field.evidence if evidence.source != finding.source), None)
    if listed is not None:
        why.append(
            f"Said by line {listed.page_number} of the list that was given with the file; the page itself bears none."
        )
    return Finding(
        label=field_label(field.name),
        text=text,
        detail=detail,
        input=value_input(field),
        method=field.method,
        version=field.version,
        why=tuple(why),
        runners_up=tuple(
            _runner_up(_with(field, alternative.value), alternative.confidence) for alternative in field.alternatives
        ),
        choices=_choices(field.name),
        **common,
    )


def _why(method: str) -> tuple[str, ...]:
    reason = reason_of(method)
    return (reason,) if reason else ()


def _runner_up(field: Field, confidence: float) -> RunnerUp:
    return RunnerUp(show_value(field)[0], confidence, value_input(field))


def _with(field: Field, value: str | Party) -> Field:
    return Field(field.name, value, (), field.method, field.version, field.confidence)


def _choices(name: str) -> tuple[tuple[str, str], ...]:
    if name != "type":
        return ()
    return tuple((kind, type_label(kind)) for kind in RECORD_TYPES if kind not in SHEET_TYPES)


def _reference(reference: Reference, common: dict[str, Any]) -> Finding:
    date = show_date(reference.date)
    parts = [Part("Kind", (reference.document_type or reference.kind).replace("_", " "))]
    if date:
        parts.append(Part("Dated", date.text))
    if reference.senders:
        parts.append(Part("From", ", ".join(party.name for party in reference.senders)))
    if reference.addressees:
        parts.append(Part("To", ", ".join(party.name for party in reference.addressees)))
    return Finding(
        label="Reference",
        text=say_reference(reference),
        detail="" if reference.outcome == "not_asked" else reference.outcome,
        input=reference.date or "",
        method=reference.method,
        version=reference.version,
        why=(reference.reason,) if reference.reason else (),
        parts=tuple(parts),
        outcome=reference.outcome,
        **common,
    )


def say_reference(reference: Reference) -> str:
    """ "Letter, Vesk to Torvane, 22 Feb 1972": what the text says of the thing spoken of."""
    parts = [capitalized((reference.document_type or reference.kind).replace("_", " "))]
    names = [
        " and ".join(surname(party.name) or party.name for party in side)
        for side in (reference.senders, reference.addressees)
    ]
    if names[0] or names[1]:
        parts.append(f"{names[0] or 'not known'} to {names[1] or 'not known'}")
    date = show_date(reference.date)
    parts.append(date.short if date else "not dated")
    return ", ".join(parts)


def _redaction(region: Region, common: dict[str, Any]) -> Finding:
    fill = {"black": "black box", "white": "white box with a border"}.get(region.fill or "", "box")
    return Finding(
        label="Withheld",
        text=f"Withheld, {fill}",
        detail=", ".join(region.code),
        input=", ".join(region.code),
        method=region.method,
        version=region.version,
        codes=region.code,
        why=_why(region.method),
        **common,
    )


def show_place(siglum: str, evidence: Evidence, layers: Layers) -> Place:
    layer = layers(evidence.source, evidence.page_number) if evidence.end > evidence.start else None
    return Place(
        siglum,
        evidence.source,
        evidence.page_number,
        evidence.quote,
        evidence.boxes,
        _lines(layer, evidence) if layer else None,
        evidence.start,
        evidence.end,
    )


def _lines(layer: TextLayer, evidence: Evidence) -> tuple[int, int] | None:
    words = layer.words_in(evidence.start, min(evidence.end, len(layer.text)))
    if not words:
        return None
    first = layer.words[0].line
    return layer.words[words[0]].line - first + 1, layer.words[words[-1]].line - first + 1


def show_decision(held: HeldDecision, content: Field | Region | Reference) -> DecisionShown:
    decision = held.decision
    return DecisionShown(
        decision.id, decision.verdict, decision.who, say_day(decision.at), decision.at,
        after=_say_value(decision.value, content), note=decision.note, undone=held.undone,
    )  # fmt: skip


def _with_before(history: Iterable[DecisionShown], machine: Field | Region | Reference | None) -> Iterator[DecisionShown]:
    """Each correction with what stood there before it: the machine's value with its confidence, or an earlier person's."""
    before, confidence = None, None
    if machine is not None:
        confidence = machine.confidence
        before = show_value(machine)[0] if isinstance(machine, Field) else None
        before = say_reference(machine) if isinstance(machine, Reference) else before
    for shown in history:
        if shown.verdict != "corrected":
            yield shown
            continue
        yield replace(shown, before=before, before_confidence=confidence)
        if not shown.undone:
            before, confidence = shown.after, None


def _say_value(value: Any, content: Field | Region | Reference) -> str | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        said = value.get("name") or value.get("date") or value.get("text")
        return str(said) if said else ", ".join(f"{key} {part}" for key, part in value.items() if part)
    if isinstance(content, Field) and isinstance(value, str):
        return show_value(_with(content, value))[0]
    return str(value)


def say_day(at: str) -> str:
    """The day of a UTC time in words: "3 May 2024"."""
    when = datetime.fromisoformat(at)
    return f"{when.day} {when:%B} {when.year}"


# --- a finding at its own address ------------------------------------------------------------------------------------


def say_decision(held: HeldDecision) -> DecisionShown:
    """A decision without a finding beside it: its value only where that is plain words."""
    decision = held.decision
    after = decision.value if isinstance(decision.value, str) else None
    return DecisionShown(
        decision.id, decision.verdict, decision.who, say_day(decision.at), decision.at, after=after, note=decision.note,
        undone=held.undone,
    )  # fmt: skip
