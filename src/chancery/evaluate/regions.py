"""Regions by their boxes: each kind at three strictnesses of overlap, and the codes and fill of redactions."""

from __future__ import annotations

from chancery.evaluate.align import PageKey, best_pairs
from chancery.evaluate.compare import pair_values, same_value, same_words, show
from chancery.evaluate.dump import Row
from chancery.evaluate.measure import Case, one_value
from chancery.evaluate.scene import Scene
from chancery.model.geometry import Box

THRESHOLDS = (0.5, 0.7, 0.85)


def score_regions(scene: Scene) -> None:
    """Every page of a source whose regions are labelled, kind by kind."""
    if not scene.covers("regions"):
        return
    every = frozenset(row["kind"] for rows in scene.gold.regions.values() for row in rows)
    for key in sorted(scene.gold.regions.keys() | scene.found.regions.keys()):
        scope = scene.scope.of_source(key[0])
        if scope.regions == "none":
            continue
        for kind in sorted(every if scope.region_kinds is None else scope.region_kinds):
            _score_kind(scene, key, kind, scope.regions == "full")


def _score_kind(scene: Scene, key: PageKey, kind: str, weighed: bool) -> None:
    gold = _of_kind(scene.gold.regions.get(key, []), kind)
    found = _of_kind(scene.found.regions.get(key, []), kind)
    overlaps = {(one, other): _box(gold[one]).overlap(_box(found[other])) for one in gold for other in found}
    for threshold in THRESHOLDS:
        pairs = best_pairs({names: share for names, share in overlaps.items() if share >= threshold})
        measure = f"regions.{kind} at {threshold}"
        for name, row in gold.items():
            other = pairs.get(name)
            scene.judge(
                Case(measure, f"{key[0][:12]} p. {key[1]} {name}", key[0], right=int(other is not None),
                     missed=int(other is None), gold=name, found=other or "", weighed=weighed,
                     predictions=_prediction(found[other], True) if other else ())
            )  # fmt: skip
            if threshold == THRESHOLDS[0] and other is not None and kind == "redaction":
                _score_redaction(scene, key, name, row, found[other])
        for other in sorted(found.keys() - set(pairs.values())) if weighed else ():
            scene.judge(
                Case(measure, f"{key[0][:12]} p. {key[1]} not {other}", key[0], spurious=1, found=other,
                     predictions=_prediction(found[other], False))
            )  # fmt: skip


def _score_redaction(scene: Scene, key: PageKey, name: str, gold: Row, found: Row) -> None:
    place = f"{key[0][:12]} p. {key[1]} {name}"
    answers = pair_values(gold["code"], found["code"], same_words)
    right = len(answers)
    scene.judge(
        Case("regions.redaction code", place, key[0], right=right, missed=len(gold["code"]) - right,
             spurious=len(found["code"]) - right, gold=show(gold["code"]), found=show(found["code"]))
    )  # fmt: skip
    if gold["fill"] is not None:
        hit = same_value(gold["fill"], found["fill"])
        scene.judge(
            one_value("regions.redaction fill", place, key[0], hit, said=found["fill"] is not None, gold=gold["fill"],
                      found=show(found["fill"]))
        )  # fmt: skip


def _of_kind(rows: list[Row], kind: str) -> dict[str, Row]:
    """Regions by a name made of their box, the same whatever the order of lines."""
    named: dict[str, Row] = {}
    for row in sorted((row for row in rows if row["kind"] == kind), key=lambda row: tuple(row["box"])):
        name = f"{kind} [{', '.join(f'{side:g}' for side in row['box'])}]"
        while name in named:
            name += "'"
        named[name] = row
    return named


def _box(row: Row) -> Box:
    return Box(*row["box"])


def _prediction(row: Row, right: bool) -> tuple[tuple[float, bool], ...]:
    return () if row["confidence"] is None else ((row["confidence"], right),)
