"""References and statements: found by the place of their words, then judged key by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from chancery.evaluate.align import PageKey, Stretch, align_by_spans, overlap_of
from chancery.evaluate.compare import (
    dates_overlap,
    same_date,
    same_party,
    same_title,
    same_value,
    same_words,
    show,
)
from chancery.evaluate.dump import Row
from chancery.evaluate.measure import Case, one_value
from chancery.evaluate.pages import Spans, name_of, read_pages
from chancery.evaluate.records import judge_values
from chancery.evaluate.scene import Scene
from chancery.evaluate.side import Value, evidence_of

Same = Callable[[Any, Any], bool]
Rows = Mapping[str, Row]
Places = Mapping[PageKey, Stretch]

REFERENCE_RULES: Mapping[str, Same] = {
    "kind": same_value, "document_type": same_value, "date": same_date, "from": same_party, "to": same_party,
    "place": same_words, "number": same_words, "locator": same_title,
}  # fmt: skip
STATEMENT_RULES: Mapping[str, Same] = {
    "date": same_date, "speaker": same_party, "on_behalf_of": same_party, "addressee": same_party, "topic": same_title,
    "polarity": same_value, "condition": same_title, "exception": same_title, "scope": same_title, "deadline": same_date,
    "strength": same_value, "capacity": same_value, "channel": same_value, "depth": same_value, "incomplete": same_value,
    "mode": same_value, "reported_speaker": same_party, "inner_type": same_value,
}  # fmt: skip


def score_pages_and_mentions(scene: Scene) -> None:
    """Read every page once; then score references, statements and what is known to be neither."""
    labelled = {kind: _labelled(scene, kind) for kind in ("references", "statements")}
    quotes = {name_of(kind, name): evidence_of(row) for kind, rows in labelled.items() for name, row in rows.items()}
    for index, negative in enumerate(scene.scope.negatives):
        place = {"source": negative.source, "page": negative.page, "quote": negative.quote, "start": None}
        quotes[name_of("negative", str(index))] = [place]
    spans = read_pages(scene, quotes)
    pairs = {kind: _score_found(scene, kind, rows, spans) for kind, rows in labelled.items() if scene.covers(kind)}
    if "references" in pairs:
        _score_references(scene, labelled["references"], pairs["references"])
    if "statements" in pairs:
        _score_statements(scene, labelled["statements"], pairs["statements"])
    _score_negatives(scene, spans)


def _labelled(scene: Scene, kind: str) -> dict[str, Row]:
    """The gold mentions of a kind that stand in records whose mentions are labelled."""
    rows: Rows = scene.gold.references if kind == "references" else scene.gold.statements
    if not scene.covers(kind):
        return {}
    return {name: row for name, row in rows.items() if _record_coverage(scene, kind, row) != "none"}


def _record_coverage(scene: Scene, kind: str, row: Row) -> str:
    scope = scene.scope.of_record(row["record"])
    return scope.references if kind == "references" else scope.statements


def _found_rows(scene: Scene, kind: str) -> Rows:
    return scene.found.references if kind == "references" else scene.found.statements


def _score_found(scene: Scene, kind: str, labelled: Rows, spans: Spans) -> dict[str, str]:
    """Pair mentions by the place of their words; give back which finding answers which mention of the gold."""
    gold = {name: spans.gold.get(name_of(kind, name), {}) for name in labelled}
    rows = _found_rows(scene, kind)
    found = {name: spans.found.get(name_of(kind, name), {}) for name in rows}
    pairs = align_by_spans(gold, found)
    measure = f"{kind}.found"
    for name, row in sorted(labelled.items()):
        other = pairs.get(name)
        answer = rows[other] if other is not None else None
        scene.judge(
            Case(measure, f"{kind} {name}", row["record"], right=int(answer is not None), missed=int(answer is None),
                 gold=row["quote"], found=answer["quote"] if answer else "", predictions=_prediction(answer, True),
                 weighed=_record_coverage(scene, kind, row) == "full")
        )  # fmt: skip
    used = set(pairs.values())
    repeated = _repeated(gold, found, pairs)
    for name, row in sorted(rows.items()):
        scene.judge(_evidence_case(kind, row, spans))
        if name not in used and _is_weighed(scene, kind, row) and name not in repeated:
            key = (row["source"], row["page"])
            scene.judge(
                Case(measure, _spurious_key(kind, row), scene.unit_of(key), spurious=1, found=row["quote"],
                     predictions=_prediction(row, False))
            )  # fmt: skip
    return pairs


def _repeated(gold: Mapping[str, Places], found: Mapping[str, Places], pairs: Mapping[str, str]) -> frozenset[str]:
    """Findings that stand in another copy of what is answered already.

    The gold holds one mention with evidence in each copy. Until copies are gathered a dump may hold one finding a copy: the
    second is not noise. On the same page as the answer it is.
    """
    answers = set(pairs.values())
    at: dict[PageKey, list[str]] = {}
    for name in pairs:
        for key in gold[name]:
            at.setdefault(key, []).append(name)
    return frozenset(
        other
        for other, places in found.items()
        if other not in answers
        for name in {name for key in places for name in at.get(key, ())}
        if not places.keys() & found[pairs[name]].keys() and overlap_of(gold[name], places) >= 0.5
    )


def _is_weighed(scene: Scene, kind: str, row: Row) -> bool:
    """Whether every mention of this kind is labelled on all pages where a finding stands, so that one more is wrong."""
    return all(scene.coverage_on((place["source"], place["page"]), kind) == "full" for place in evidence_of(row))


def _spurious_key(kind: str, row: Row) -> str:
    return f"no {kind} {row['source'][:12]} p. {row['page']} {row['quote']!r}"


def _evidence_case(kind: str, row: Row, spans: Spans) -> Case:
    """The promise of evidence: `start` and `end` hold exactly the quote, in the page's own text."""
    exact = spans.exact.get(name_of(kind, row["id"]), False)
    key = _spurious_key(f"evidence of {kind}", row)
    return one_value(f"{kind}.evidence is exact", key, row["source"], exact, said=False, gold=row["quote"])


# --- references ------------------------------------------------------------------------------------------------------


def _score_references(scene: Scene, labelled: Rows, pairs: Mapping[str, str]) -> None:
    for name, other in sorted(pairs.items()):
        gold, found = labelled[name], scene.found.references[other]
        for key, same in REFERENCE_RULES.items():
            if scene.scope.reference_keys is None or key in scene.scope.reference_keys:
                _score_key(scene, "references", name, key, gold, found, same)
        if scene.scope.reference_keys is None or "date" in scene.scope.reference_keys:
            _score_bounds(scene, name, gold, found)
        if scene.scope.reference_keys is None or "outcome" in scene.scope.reference_keys:
            _score_outcome(scene, name, gold, found)


def _score_key(scene: Scene, kind: str, name: str, key: str, gold: Row, found: Row, same: Same) -> None:
    """One key of a paired mention, where the gold gives a value: it is silent rather than guess, so null asks nothing."""
    values = _listed(gold[key])
    if not values:
        return
    also = scene.scope.also_right(kind, name, key)
    given = [Value(each, None) for each in _listed(found[key])]
    scene.judge(judge_values(f"{kind}.{key}", f"{kind} {name} {key}", gold["record"], values, also, given, same))


def _score_bounds(scene: Scene, name: str, gold: Row, found: Row) -> None:
    if gold["date"] is None:
        return
    also = scene.scope.also_right("references", name, "date")
    hit = found["date"] is not None and any(dates_overlap(one, found["date"]) for one in (gold["date"], *also))
    scene.judge(
        one_value("references.date overlaps", f"references {name} date", gold["record"], hit, said=found["date"] is not None,
                  gold=gold["date"], found=show(found["date"]))
    )  # fmt: skip


def _score_outcome(scene: Scene, name: str, gold: Row, found: Row) -> None:
    """What became of the reference and, where it is resolved, whether it leads to the right record."""
    if gold["outcome"] in (None, "not_asked"):
        return
    hit = found["outcome"] == gold["outcome"] or found["outcome"] in scene.scope.also_right("references", name, "outcome")
    asked = found["outcome"] not in (None, "not_asked")
    scene.judge(
        one_value("references.outcome", f"references {name} outcome", gold["record"], hit, said=asked, gold=gold["outcome"],
                  found=show(found["outcome"]))
    )  # fmt: skip
    if gold["outcome"] != "resolved" or gold["target"] is None or gold["target"]["kind"] != "record":
        return
    aims = (gold["target"]["id"], *scene.scope.also_right("references", name, "target"))
    right = {scene.records[aim] for aim in aims if aim in scene.records}
    target = found["target"] or {}
    hit = target.get("kind") == "record" and target.get("id") in right
    scene.judge(
        one_value("references.target", f"references {name} target", gold["record"], hit,
                  said=found["outcome"] == "resolved", gold=show(gold["target"]), found=show(found["target"]))
    )  # fmt: skip


# --- statements ------------------------------------------------------------------------------------------------------


def _score_statements(scene: Scene, labelled: Rows, pairs: Mapping[str, str]) -> None:
    for name, other in sorted(pairs.items()):
        gold, found = labelled[name], scene.found.statements[other]
        for key, same in STATEMENT_RULES.items():
            if scene.scope.statement_keys is None or key in scene.scope.statement_keys:
                _score_key(scene, "statements", name, key, gold, found, same)
        if scene.scope.statement_keys is None or "relations" in scene.scope.statement_keys:
            _score_relations(scene, name, gold, found, pairs)
    if scene.scope.statement_keys is None or "type" in scene.scope.statement_keys:
        _score_types(scene, labelled, pairs)


def _score_types(scene: Scene, labelled: Rows, pairs: Mapping[str, str]) -> None:
    """The type of what was found (with its alternatives, and strictly), then each type as if it were sought alone."""
    for name, gold in sorted(labelled.items()):
        other = pairs.get(name)
        said = scene.found.statements[other]["type"] if other else None
        hit = said in {gold["type"], *scene.scope.also_right("statements", name, "type")}
        key, unit, weighed = (
            f"statements {name} type",
            gold["record"],
            scene.scope.of_record(gold["record"]).statements == "full",
        )
        for measure, right in (("statements.type", hit), ("statements.type strictly", said == gold["type"])):
            if other is not None:
                scene.judge(one_value(measure, key, unit, right, said=said is not None, gold=gold["type"], found=said or ""))
        alone = f"statements.type={gold['type']}"
        scene.judge(one_value(alone, key, unit, hit, said=False, gold=gold["quote"], found=said or "", weighed=weighed))
        if said is not None and not hit and weighed:
            scene.judge(Case(f"statements.type={said}", f"{key} not {said}", unit, spurious=1, found=gold["quote"]))
    used = set(pairs.values())
    for other, row in sorted(scene.found.statements.items()):
        if other not in used and row["type"] is not None and _is_weighed(scene, "statements", row):
            unit = scene.unit_of((row["source"], row["page"]))
            key = _spurious_key("statements", row)
            scene.judge(Case(f"statements.type={row['type']}", key, unit, spurious=1, found=row["quote"]))


def _score_relations(scene: Scene, name: str, gold: Row, found: Row, pairs: Mapping[str, str]) -> None:
    """Relations to other statements of the gold, by kind and target."""
    wanted = {
        (each["kind"], pairs.get(each["target"]["id"], ""))
        for each in gold["relations"]
        if each["target"] and each["target"]["kind"] == "statement"
    }
    if not wanted:
        return
    said = {
        (each["kind"], each["target"]["id"])
        for each in found["relations"]
        if each["target"] and each["target"]["kind"] == "statement" and each["state"] != "rejected"
    }
    hits = len({each for each in wanted if each[1]} & said)
    scene.judge(
        Case("statements.relations", f"statements {name} relations", gold["record"], right=hits, missed=len(wanted) - hits,
             gold=show([kind for kind, _ in sorted(wanted)]), found=show([kind for kind, _ in sorted(said)]))
    )  # fmt: skip


# --- what is no mention ----------------------------------------------------------------------------------------------


def _score_negatives(scene: Scene, spans: Spans) -> None:
    """Stretches that were weighed and are nothing: a finding that covers half of one is spurious."""
    on_page: dict[tuple[str, PageKey], list[str]] = {}
    for kind in ("references", "statements"):
        for name in _found_rows(scene, kind):
            for key in spans.found.get(name_of(kind, name), {}):
                on_page.setdefault((kind, key), []).append(name)
    for index, negative in enumerate(scene.scope.negatives):
        key = (negative.source, negative.page)
        places: Mapping[PageKey, Stretch] = spans.gold.get(name_of("negative", str(index)), {})
        if not places or not scene.covers(negative.kind):
            continue
        rows = _found_rows(scene, negative.kind)
        hit = next(
            (rows[name]["quote"] for name in sorted(on_page.get((negative.kind, key), ()))
             if overlap_of(places, spans.found[name_of(negative.kind, name)]) >= 0.5), None,
        )  # fmt: skip
        name = f"negative {negative.source[:12]} p. {negative.page} {negative.quote!r}"
        scene.judge(
            one_value(f"{negative.kind}.left alone", name, scene.unit_of(key), hit is None, said=False,
                      gold=f"none: {negative.why}", found=hit or "")
        )  # fmt: skip


def _listed(value: Any) -> list[Any]:
    """A value, a list of values, or nothing, as a list."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list) else [value]


def _prediction(row: Row | None, right: bool) -> tuple[tuple[float, bool], ...]:
    return () if row is None or row["confidence"] is None else ((row["confidence"], right),)
