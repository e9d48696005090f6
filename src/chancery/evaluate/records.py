"""Records and their fields: whether each record was found, where packets were cut, and what was read of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chancery.evaluate.compare import (
    dates_overlap,
    pair_values,
    same_date,
    same_party,
    same_party_exactly,
    same_title,
    same_value,
    same_words,
    show,
    token_f1,
)
from chancery.evaluate.dump import Row
from chancery.evaluate.measure import Case, Graded, one_value
from chancery.evaluate.scene import Scene
from chancery.evaluate.side import Value, field_values, named_fields
from chancery.model.vocabulary import (
    DATE_FIELDS,
    HOLDING_FIELDS,
    LIST_FIELDS,
    PARTY_FIELDS,
    RELEASE_FIELDS,
    SCALAR_FIELDS,
)

Same = Callable[[Any, Any], bool]
FIELDS = SCALAR_FIELDS | PARTY_FIELDS | LIST_FIELDS | frozenset(RELEASE_FIELDS) | frozenset(HOLDING_FIELDS)
_DATES = DATE_FIELDS | {"releases.review_date", "releases.release_date"}
# Words out of a closed list; all else is what is printed, where spaces and points do not count.
_LISTED = frozenset({"type", "level", "form", "copy_status", "language", "releases.decision"})


def rule_of(name: str) -> Same:
    """The rule by which two values of a field are the same."""
    if name in _DATES:
        return same_date
    if name in PARTY_FIELDS:
        return same_party
    if name == "title":
        return same_title
    return same_value if name in _LISTED else same_words


def score_records(scene: Scene) -> None:
    """Found or not, cut right or not, and every labelled field."""
    if not scene.covers("records"):
        return
    _score_found(scene)
    _score_cuts(scene)
    every = named_fields(scene.gold.records.values(), FIELDS)
    for name in sorted(scene.gold.records):
        scope = scene.scope.of_record(name)
        for field in sorted(every if scope.fields is None else scope.fields):
            _score_field(scene, name, field, scope.group)


def _score_found(scene: Scene) -> None:
    """A record is found where one of its copies shares at least half of its pages with a copy of the dump.

    Whether its copies are gathered into one record is asked apart (`copies.same record`).
    """
    for name in sorted(scene.gold.records):
        row = scene.gold.records[name]
        scopes = [scene.scope.of_source(copy["source"]).records for copy in row["copies"]]
        if "none" not in scopes:
            hit = any(copy["id"] in scene.copies for copy in row["copies"])
            weighed = all(each == "full" for each in scopes)
            scene.judge(
                one_value("records.found", f"record {name}", name, hit, said=False, gold=_place(row), weighed=weighed)
            )
    answers = frozenset(scene.copies.values())
    for other in sorted(scene.found.records):
        copies = [copy for copy in scene.found.records[other]["copies"] if copy["id"] in scene.found.copies]
        if any(copy["id"] in answers or scene.scope.of_source(copy["source"]).records != "full" for copy in copies):
            continue
        place = (copies[0]["source"], copies[0]["first_page"])
        key, unit = f"no record {place[0][:12]} p. {place[1]}", scene.unit_of(place)
        scene.judge(Case("records.found", key, unit, spurious=1, found=_place(copies[0])))


def _score_cuts(scene: Scene) -> None:
    """Where records begin inside a source (its first page apart), and whether whole page ranges are right."""
    for source in sorted(scene.gold.sources):
        if scene.scope.of_source(source).records != "full":
            continue
        gold = {(copy.first_page, copy.last_page) for copy in scene.gold.copies.values() if copy.source == source}
        found = {(copy.first_page, copy.last_page) for copy in scene.found.copies.values() if copy.source == source}
        starts, cuts = {first for first, _ in gold} - {1}, {first for first, _ in found} - {1}
        for page in sorted(starts | cuts):
            scene.judge(
                Case("packets.starts", f"{source[:12]} p. {page}", source, right=int(page in starts and page in cuts),
                     missed=int(page not in cuts), spurious=int(page not in starts))
            )  # fmt: skip
        for first, last in sorted(gold | found):
            both = (first, last) in gold and (first, last) in found
            scene.judge(
                Case("packets.ranges", f"{source[:12]} pp. {first}-{last}", source, right=int(both),
                     missed=int((first, last) not in found), spurious=int((first, last) not in gold))
            )  # fmt: skip


def _score_field(scene: Scene, name: str, field: str, group: str) -> None:
    gold = [value.value for value in field_values(scene.gold.records[name], field)]
    also = scene.scope.also_right("records", name, field)
    other = scene.records.get(name)
    if other is None and not gold:
        return  # nothing was asked of a record that was not found
    found = field_values(scene.found.records[other], field) if other is not None else []
    measures = [f"fields.{field}"] + ([f"fields.{field} [{group}]"] if group else [])
    key, unit = f"record {name} {field}", name
    for measure in measures:
        scene.judge(judge_values(measure, key, unit, gold, also, found, rule_of(field)))
    values = [value.value for value in found]
    if field in _DATES and gold:
        hit = any(dates_overlap(one, value) for one in (*gold, *also) for value in values)
        scene.judge(
            one_value(f"fields.{field} overlaps", key, unit, hit, said=bool(values), gold=show(gold), found=show(values))
        )
    elif field in PARTY_FIELDS:
        scene.judge(judge_values(f"fields.{field} exactly", key, unit, gold, also, found, same_party_exactly))
    elif field == "title" and gold:
        best = max((token_f1(show(one), show(value)) for one in (*gold, *also) for value in values), default=0.0)
        scene.cases.graded.append(Graded("fields.title token F1", key, unit, best))


def judge_values(
    measure: str, key: str, unit: str, gold: list[Any], also: tuple[Any, ...], found: list[Value], same: Same
) -> Case:
    """Pair the values found with those of the gold.

    An alternative stands in for a gold value; beside one that was found it is neither right nor spurious. None among the
    alternatives says that no value is right too.
    """
    values = [value.value for value in found]
    answers = pair_values(gold, values, same)
    answered, used = {index for index, _ in answers}, {other for _, other in answers}
    for other, value in enumerate(values):
        if other in used or not any(same(each, value) for each in also if each is not None):
            continue
        used.add(other)
        left = next((index for index in range(len(gold)) if index not in answered), None)
        if left is not None:
            answered.add(left)
    missed = len(gold) - len(answered)
    if None in also and not values:
        missed = 0
    return Case(
        measure,
        key,
        unit,
        right=len(answered),
        missed=missed,
        spurious=len(values) - len(used),
        gold=show(gold),
        found=show(values),
        predictions=tuple((each.confidence, at in used) for at, each in enumerate(found) if each.confidence is not None),
    )


def _place(row: Row) -> str:
    """Where a record (its first copy) or a copy stands, for the reader."""
    copy = row["copies"][0] if "copies" in row else row
    return f"{copy['file']} pp. {copy['first_page']}-{copy['last_page']}"
