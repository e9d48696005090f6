"""The one function of this room: a dump and a gold go in, an evaluation comes out."""

from __future__ import annotations

from pathlib import Path

from chancery.evaluate.dump import KEYS, open_dump
from chancery.evaluate.links import score_links
from chancery.evaluate.measure import Cases, Measure, measure_cases, measure_grades
from chancery.evaluate.mentions import score_pages_and_mentions
from chancery.evaluate.records import score_records
from chancery.evaluate.regions import score_regions
from chancery.evaluate.report import Comparison, Coverage, Evaluation, compare_cases
from chancery.evaluate.scene import Scene, set_scene
from chancery.evaluate.scope import Scope, load_scope
from chancery.evaluate.side import Side, load_side

# Files of a dump that are ways to look at it or a person's acts: nothing in them is a finding to score.
_NOT_FINDINGS = frozenset({"sources", "texts", "decisions", "wants"})


def evaluate(dump: Path, gold: Path, against: Path | None = None) -> Evaluation:
    """Score the dump in folder `dump` against the gold in `gold`; with `against`, an earlier dump, tell what changed.

    Sources are joined by hash alone, records by the pages they share, mentions by the place of their words, boxes by
    overlap. What the gold's scope.json does not cover is not counted. Raises ExchangeError where a folder has not its form.
    """
    truth, scope = load_side(open_dump(gold)), load_scope(gold)
    scene = _score(dump, truth, scope)
    measures = _measures(scene.cases)
    comparison: Comparison | None = None
    if against is not None:
        before = _score(against, truth, scope)
        comparison = compare_cases(str(against), before.cases, scene.cases, _measures(before.cases), measures)
    return Evaluation(
        dump=str(dump),
        gold=scope.name or str(gold),
        part=scope.part,
        coverage=_coverage(scene),
        measures=measures,
        mistakes=tuple(
            sorted(
                (case for case in scene.cases.judged if not case.is_right and "[" not in case.measure),
                key=lambda case: (case.measure, case.key),
            )
        ),
        against=comparison,
    )


def _score(dump: Path, truth: Side, scope: Scope) -> Scene:
    scene = set_scene(truth, scope, load_side(open_dump(dump), only=truth.sources))
    score_records(scene)
    score_pages_and_mentions(scene)
    score_regions(scene)
    score_links(scene)
    return scene


def _measures(cases: Cases) -> tuple[Measure, ...]:
    judged: dict[str, list[int]] = {}
    for index, case in enumerate(cases.judged):
        judged.setdefault(case.measure, []).append(index)
    graded: dict[str, list[int]] = {}
    for index, grade in enumerate(cases.graded):
        graded.setdefault(grade.measure, []).append(index)
    measures = [measure_cases(name, [cases.judged[at] for at in places]) for name, places in judged.items()]
    measures += [measure_grades(name, [cases.graded[at] for at in places]) for name, places in graded.items()]
    return tuple(sorted(measures, key=lambda measure: measure.name))


def _coverage(scene: Scene) -> Coverage:
    extra = [
        name
        for name in scene.found.records
        if name not in scene.records_back
        and all(scene.scope.of_source(source).records == "full" for source, _ in scene.found.pages_of(name))
    ]
    return Coverage(
        sources=len(scene.gold.sources),
        sources_missing=tuple(sorted(scene.gold.sources - scene.found.sources)),
        records=len(scene.gold.records),
        records_unmatched=tuple(sorted(scene.gold.records.keys() - scene.records.keys())),
        records_extra=len(extra),
        not_scored=tuple(sorted(name for name in KEYS if name not in _NOT_FINDINGS and not scene.covers(name))),
    )
