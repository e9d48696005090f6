"""What ties records together: copies of one record, passages lifted between releases, people, events, threads."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from chancery.evaluate.align import best_pairs
from chancery.evaluate.compare import dates_overlap, pair_values, same_date, same_party, same_words, show, token_f1
from chancery.evaluate.dump import Row
from chancery.evaluate.measure import Case
from chancery.evaluate.scene import Scene, copy_at
from chancery.evaluate.scope import Pair
from chancery.model.vocabulary import PARTY_FIELDS


def score_links(scene: Scene) -> None:
    """All that is labelled of them."""
    _score_pairs(scene)
    if scene.covers("variants"):
        _score_variants(scene)
    if scene.covers("people"):
        _score_people(scene)
    if scene.covers("events"):
        _score_events(scene)
    if scene.covers("threads"):
        _score_threads(scene)


# --- copies ----------------------------------------------------------------------------------------------------------


def _score_pairs(scene: Scene) -> None:
    """Whether two copies are held to be copies of one record: pairs that are, and pairs that only look so."""
    pairs = scene.scope.pairs
    if not pairs and scene.scope.files is None:
        pairs = tuple(_gold_pairs(scene))
    at = {name: copy_at(scene.found, copy) for name, copy in scene.gold.copies.items()}
    for pair in pairs:
        one, other = at.get(pair.a), at.get(pair.b)
        held = one is not None and other is not None
        if not held and not pair.same:
            continue  # what was not read cannot be confused
        together = held and scene.found.copies[str(one)].record == scene.found.copies[str(other)].record
        for measure in ("copies.same record", *([f"copies.same record [{pair.group}]"] if pair.group else [])):
            scene.judge(
                Case(measure, f"copies {pair.a} {pair.b}", pair.a, right=int(pair.same and together),
                     missed=int(pair.same and not together), spurious=int(not pair.same and together),
                     gold="one record" if pair.same else "two records", found="one record" if together else "two records")
            )  # fmt: skip


def _gold_pairs(scene: Scene) -> list[Pair]:
    return [
        Pair(one["id"], other["id"], True, "")
        for _, record in sorted(scene.gold.records.items())
        for one, other in combinations(sorted(record["copies"], key=lambda copy: str(copy["id"])), 2)
    ]


def _score_variants(scene: Scene) -> None:
    """Pairs of releases that are compared, the older first, and the passages that were lifted or withheld."""
    found = {(row["older"], row["newer"]): row for row in scene.found.variants}
    for row in sorted(scene.gold.variants, key=lambda row: (row["older"], row["newer"])):
        older, newer = (copy_at(scene.found, scene.gold.copies[row[key]]) for key in ("older", "newer"))
        other = found.get((str(older), str(newer)))
        key = f"variants {row['older']} {row['newer']}"
        scene.judge(Case("variants.compared", key, row["record"], right=int(other is not None), missed=int(other is None)))
        if other is not None and row["passages"]:
            answers = pair_values(row["passages"], other["passages"], _same_passage)
            scene.judge(
                Case("variants.passages", key, row["record"], right=len(answers), missed=len(row["passages"]) - len(answers),
                     spurious=len(other["passages"]) - len(answers))
            )  # fmt: skip


def _same_passage(gold: Any, found: Any) -> bool:
    """The same change, half of the words in common."""
    return bool(gold["change"] == found["change"]) and token_f1(gold["text"] or "", found["text"] or "") >= 0.5


# --- people ----------------------------------------------------------------------------------------------------------


def _score_people(scene: Scene) -> None:
    """Parties that the gold ties to a person: the same entry of the authority file, or rightly none.

    A gold none of whose people has an entry was made without the authority file: its silence says nothing.
    """
    if all(person["authority"] is None for person in scene.gold.people.values()):
        return
    for name, gold in sorted(scene.gold.records.items()):
        other = scene.found.records.get(scene.records.get(name, ""))
        for field in sorted(PARTY_FIELDS):
            for party in gold[field]:
                if party["person"] in scene.gold.people:
                    _score_person(
                        scene, f"people {name} {field} {party['name']}", name, party, other[field] if other else []
                    )


def _score_person(scene: Scene, key: str, unit: str, party: Row, candidates: list[Row]) -> None:
    authority = scene.gold.people[party["person"]]["authority"]
    answer = next((each for each in candidates if same_party(party["name"], each["name"])), None)
    if answer is None and authority is None:
        return  # a name that was not read cannot be tied to the wrong man
    person = scene.found.people.get(answer["person"] or "") if answer else None
    said = person["authority"] if person else None
    hit, known = said == authority, authority is not None
    scene.judge(
        Case("people.authority", key, unit, right=int(hit and known), missed=int(not hit and known),
             spurious=int(not hit and said is not None), gold=authority or "nobody known", found=said or "nobody known")
    )  # fmt: skip


# --- events and threads ----------------------------------------------------------------------------------------------


def _score_events(scene: Scene) -> None:
    """Events of the same kind whose dates share a day and who share a participant or a place."""
    scores = {
        (name, other): score
        for name, gold in scene.gold.events.items()
        for other, found in scene.found.events.items()
        if (score := _event_likeness(gold, found)) > 0
    }
    pairs = best_pairs(scores)
    for name, gold in sorted(scene.gold.events.items()):
        answer = scene.found.events.get(pairs.get(name, ""))
        scene.judge(
            Case("events.found", f"events {name}", name, right=int(answer is not None), missed=int(answer is None),
                 gold=f"{gold['kind']} {gold['date']} {show(gold['participants'])}", weighed=scene.scope.files is None)
        )  # fmt: skip
        if answer is not None and gold["date"] is not None:
            hit = answer["date"] is not None and same_date(gold["date"], answer["date"])
            scene.judge(
                Case("events.date", f"events {name} date", name, right=int(hit), missed=int(not hit), spurious=int(not hit),
                     gold=show(gold["date"]), found=show(answer["date"]))
            )  # fmt: skip
    if scene.scope.files is None:
        for other in sorted(scene.found.events.keys() - set(pairs.values())):
            row = scene.found.events[other]
            if any(record in scene.records_back for record in row["documented_by"]):
                said = f"{row['kind']} {row['date']} {show(row['participants'])}"
                scene.judge(Case("events.found", f"no events {said}", other, spurious=1, found=said))


def _event_likeness(gold: Row, found: Row) -> float:
    if gold["kind"] != found["kind"] or gold["date"] is None or found["date"] is None:
        return 0.0
    if not dates_overlap(gold["date"], found["date"]):
        return 0.0
    shared = len(pair_values(gold["participants"], found["participants"], same_party))
    place = gold["place"] is not None and found["place"] is not None and same_words(gold["place"], found["place"])
    return shared + (0.5 if place else 0.0) + (0.25 if (shared or place) and same_date(gold["date"], found["date"]) else 0.0)


def _score_threads(scene: Scene) -> None:
    """Which record answers which."""
    wanted = {(each["reply"], each["answers"]) for row in scene.gold.threads for each in row["replies"]}
    said = {(each["reply"], each["answers"]) for row in scene.found.threads for each in row["replies"]}
    known = {
        (scene.records_back[reply], scene.records_back[answers])
        for reply, answers in said
        if reply in scene.records_back and answers in scene.records_back
    }
    for reply, answers in sorted(wanted | known):
        asked, answered = (reply, answers) in wanted, (reply, answers) in known
        scene.judge(
            Case("threads.replies", f"threads {reply} answers {answers}", reply, right=int(asked and answered),
                 missed=int(not answered), spurious=int(not asked), weighed=scene.scope.files is None)
        )  # fmt: skip
