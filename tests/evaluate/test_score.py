"""Tiny dumps whose right scores were worked out by hand."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from chancery.errors import ExchangeError
from chancery.evaluate import Evaluation, evaluate, render_table
from chancery.evaluate.measure import Measure
from tests.evaluate.made import Made, field_row, named, sha

LETTER = "Dear Karel: I have read your letter of December 29 with care. We will send the grain by June. I hope for peace."
REPLY = "Dear Anton: Thank you for your letter of January 6. Your ambassador called on me yesterday."


def two_letters() -> Made:
    """Two letters, the second of two pages, with all kinds of findings."""
    made = Made().pages("a", LETTER, role="body").pages("b", REPLY, "A second page that ends it.", role="body")
    made.record("r1", ("a", 1, 1), type="letter", date="1995-01-06", sender=named("Anton Arden"), to=named("Karel Novak"))
    made.record("r2", ("b", 1, 2), type="letter", date="1995-01-12", sender=named("Karel Novak"), to=named("Anton Arden"))
    made.reference("x1", "r1", "a", 1, "your letter of December 29", date="1994-12-29", outcome="missing")
    made.reference(
        "x2",
        "r2",
        "b",
        1,
        "your letter of January 6",
        date="1995-01-06",
        outcome="resolved",
        target={"kind": "record", "id": "r1"},
    )
    made.statement("s1", "r1", "a", 1, "We will send the grain by June.", type="commitment", speaker=named("Anton Arden"))
    made.statement("s2", "r1", "a", 1, "I hope for peace.", type="expectation", speaker=named("Anton Arden"))
    made.region("b", 1, "redaction", [10, 10, 110, 30], code=["B1"], fill="black")
    made.region("b", 1, "stamp", [300, 10, 400, 60])
    return made


def score(tmp_path: Path, found: Made, gold: Made, before: Made | None = None) -> Evaluation:
    against = before.write(tmp_path / "before") if before is not None else None
    return evaluate(found.write(tmp_path / "found"), gold.write(tmp_path / "gold"), against)


def of(evaluation: Evaluation, name: str) -> Measure:
    measure = evaluation.measure(name)
    assert measure is not None, [each.name for each in evaluation.measures]
    return measure


def counts(evaluation: Evaluation, name: str) -> tuple[int, int, int]:
    measure = of(evaluation, name)
    return measure.right, measure.missed, measure.spurious


def changed(made: Made, name: str, identifier: str, **values: Any) -> Made:
    """A copy of a dump in which one row has other values."""
    other = copy.deepcopy(made)
    for row in other.rows[name]:
        if row.get("id") == identifier:
            row.update(values)
    return other


def without(made: Made, name: str, identifier: str) -> Made:
    other = copy.deepcopy(made)
    other.rows[name] = [row for row in other.rows[name] if row.get("id") != identifier]
    return other


# --- itself ----------------------------------------------------------------------------------------------------------


def test_a_dump_scored_against_itself_is_perfect(tmp_path: Path) -> None:
    evaluation = score(tmp_path, two_letters(), two_letters())
    assert evaluation.mistakes == ()
    for measure in evaluation.measures:
        assert measure.missed == measure.spurious == 0
        if measure.mean is not None:
            assert measure.mean.value == (0.0 if measure.name.endswith("CER") else 1.0)
    names = {measure.name for measure in evaluation.measures}
    assert {
        "records.found",
        "fields.date",
        "references.found",
        "references.target",
        "statements.type",
        "pages.role",
    } <= names
    assert {"pages.text CER", "regions.redaction at 0.85", "regions.stamp at 0.5"} <= names


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    found = changed(two_letters(), "records", "r1", date="1995-01-07")
    one = evaluate(found.write(tmp_path / "f1"), two_letters().write(tmp_path / "g1")).as_json()
    other = evaluate(found.write(tmp_path / "f2", seed=4), two_letters().write(tmp_path / "g2", seed=9)).as_json()
    for each in (one, other):
        each.pop("dump")
        each.pop("gold")
    assert one == other


def test_ids_of_the_dump_need_not_be_those_of_the_gold(tmp_path: Path) -> None:
    found = two_letters()
    renamed = json.loads(json.dumps(found.rows).replace('"r1"', '"q7"').replace('"x2"', '"z"'))
    found.rows = renamed
    evaluation = score(tmp_path, found, two_letters())
    assert evaluation.mistakes == ()


def test_sources_are_joined_by_hash_and_never_by_name(tmp_path: Path) -> None:
    found = two_letters()
    found.rows = json.loads(json.dumps(found.rows).replace(sha("a"), sha("other bytes")))
    evaluation = score(tmp_path, found, two_letters())
    assert evaluation.coverage.sources_missing == (sha("a"),)
    assert evaluation.coverage.records_unmatched == ("r1",)
    assert counts(evaluation, "records.found") == (1, 1, 0)
    assert counts(evaluation, "references.found") == (1, 1, 0)


# --- fields ----------------------------------------------------------------------------------------------------------


def test_a_wrong_date_is_one_missed_and_one_spurious(tmp_path: Path) -> None:
    evaluation = score(tmp_path, changed(two_letters(), "records", "r1", date="1995-01"), two_letters())
    assert counts(evaluation, "fields.date") == (1, 1, 1)
    assert counts(evaluation, "fields.date overlaps") == (2, 0, 0)
    measure = of(evaluation, "fields.date")
    assert measure.precision is not None
    assert measure.recall is not None
    assert (measure.precision.value, measure.recall.value) == (0.5, 0.5)
    assert [case.key for case in evaluation.mistakes] == ["record r1 date"]


def test_a_missing_date_is_missed_but_not_spurious(tmp_path: Path) -> None:
    evaluation = score(tmp_path, changed(two_letters(), "records", "r1", date=None), two_letters())
    assert counts(evaluation, "fields.date") == (1, 1, 0)
    assert of(evaluation, "fields.date").precision is not None


def test_parties_are_counted_one_by_one(tmp_path: Path) -> None:
    found = changed(two_letters(), "records", "r1", **{"from": named("A. Arden", "Ivo Beran")})
    evaluation = score(tmp_path, found, two_letters())
    assert counts(evaluation, "fields.from") == (2, 0, 1)
    assert counts(evaluation, "fields.from exactly") == (1, 1, 2)


def test_fields_give_their_confidence_to_the_calibration(tmp_path: Path) -> None:
    found = changed(two_letters(), "records", "r1", date="1995-01-07", fields=[field_row("date", "1995-01-07", 0.9)])
    found = changed(found, "records", "r2", fields=[field_row("date", "1995-01-12", 0.9)])
    calibration = of(score(tmp_path, found, two_letters()), "fields.date").calibration
    assert calibration is not None
    assert calibration.n == 2
    assert calibration.error == pytest.approx(0.4)  # said 0.9, right in half
    assert [(decile.low, decile.n, decile.share_right) for decile in calibration.deciles] == [(0.9, 2, 0.5)]


def test_what_stands_in_the_record_goes_before_the_rows_of_other_copies(tmp_path: Path) -> None:
    gold = Made().pages("a", "one").pages("b", "one")
    gold.record("r", ("a", 1, 1), ("b", 1, 1), sender=named("Anton Arden"))
    found = Made().pages("a", "one").pages("b", "one")
    rows = [field_row("from", named("Anton Arden")[0], 0.8), field_row("from", named("Amtom Ardem")[0], 0.3)]
    found.record("r", ("a", 1, 1), ("b", 1, 1), sender=named("Anton Arden"), fields=rows)
    evaluation = score(tmp_path, found, gold)
    assert counts(evaluation, "fields.from") == (1, 0, 0)
    calibration = of(evaluation, "fields.from").calibration
    assert calibration is not None
    assert [(decile.low, decile.n) for decile in calibration.deciles] == [(0.8, 1)]


# --- records and packets ---------------------------------------------------------------------------------------------


def packet() -> Made:
    made = Made().pages("p", "one", "two", "three", "four", "five")
    made.record("k1", ("p", 1, 2), type="letter")
    made.record("k2", ("p", 3, 3), type="memorandum")
    made.record("k3", ("p", 4, 5), type="note")
    return made


def test_a_packet_cut_too_often_and_too_seldom_is_counted_by_its_cuts(tmp_path: Path) -> None:
    found = Made().pages("p", "one", "two", "three", "four", "five")
    found.record("f1", ("p", 1, 1), type="letter")
    found.record("f2", ("p", 2, 3), type="memorandum")
    found.record("f3", ("p", 4, 5), type="note")
    evaluation = score(tmp_path, found, packet())
    assert counts(evaluation, "packets.starts") == (1, 1, 1)  # page 4 right, page 3 missed, page 2 spurious
    assert counts(evaluation, "packets.ranges") == (1, 2, 2)
    # k1 and f1 share one of two pages, k2 and f2 one of two: found, each by exactly half.
    assert counts(evaluation, "records.found") == (3, 0, 0)
    assert counts(evaluation, "fields.type") == (3, 0, 0)


def test_a_packet_left_whole_is_one_record_found_and_two_missed(tmp_path: Path) -> None:
    found = Made().pages("p", "one", "two", "three", "four", "five")
    found.record("f1", ("p", 1, 5), type="letter")
    evaluation = score(tmp_path, found, packet())
    assert counts(evaluation, "records.found") == (0, 3, 1)
    assert counts(evaluation, "packets.starts") == (0, 2, 0)
    assert len(evaluation.coverage.records_unmatched) == 2


def test_copies_that_are_not_gathered_are_found_but_not_one_record(tmp_path: Path) -> None:
    gold = Made().pages("a", "one").pages("b", "one").pages("c", "one")
    gold.record("r", ("a", 1, 1), ("b", 1, 1), ("c", 1, 1))
    found = Made().pages("a", "one").pages("b", "one").pages("c", "one")
    for source in "abc":
        found.record(f"f{source}", (source, 1, 1))
    evaluation = score(tmp_path, found, gold)
    assert counts(evaluation, "records.found") == (1, 0, 0)
    assert counts(evaluation, "copies.same record") == (0, 3, 0)


# --- mentions --------------------------------------------------------------------------------------------------------


def test_a_longer_or_shorter_quote_of_the_same_words_is_the_same_reference(tmp_path: Path) -> None:
    found = without(two_letters(), "references", "x1")
    found.reference("y", "r1", "a", 1, "I have read your letter of December 29", date="1994-12-29", outcome="missing")
    assert counts(score(tmp_path, found, two_letters()), "references.found") == (2, 0, 0)


def test_one_finding_a_copy_of_what_the_gold_gathers_is_no_noise_but_twice_on_one_page_is(tmp_path: Path) -> None:
    gold = Made().pages("a", LETTER).pages("b", LETTER)
    gold.record("r1", ("a", 1, 1), ("b", 1, 1))
    found = copy.deepcopy(gold)
    both = gold.reference("x", "r1", "a", 1, "your letter of December 29")
    both["evidence"].append(gold.quote("b", 1, "your letter of December 29"))
    found.reference("y1", "r1", "a", 1, "your letter of December 29")
    found.reference("y2", "r1", "b", 1, "letter of December 29")
    assert counts(score(tmp_path / "one", found, gold), "references.found") == (1, 0, 0)
    found.reference("y3", "r1", "a", 1, "letter of December 29")
    assert counts(score(tmp_path / "two", found, gold), "references.found") == (1, 0, 1)


def test_a_quote_of_the_whole_page_answers_nothing(tmp_path: Path) -> None:
    gold = Made().pages("a", LETTER + " filler" * 100)
    gold.record("r1", ("a", 1, 1))
    found = copy.deepcopy(gold)
    gold.reference("x1", "r1", "a", 1, "your letter of December 29")
    found.reference("y", "r1", "a", 1, LETTER + " filler" * 100)
    assert counts(score(tmp_path, found, gold), "references.found") == (0, 1, 1)


def test_a_reference_is_found_by_its_place_in_another_reading_of_the_page(tmp_path: Path) -> None:
    """OCR reads other characters at other offsets; the quote is looked for in what was read."""
    found = two_letters()
    read = "STAMP 17\n" + LETTER.replace("December", "Decemher").replace(" care", "\ncare")
    found.rows["pages"][0]["text"] = read
    start = read.index("your letter")
    evidence = found.rows["references"][0]["evidence"][0]
    evidence.update(quote="your letter of Decemher 29", start=start, end=start + len("your letter of Decemher 29"))
    evaluation = score(tmp_path, found, two_letters())
    assert counts(evaluation, "references.found") == (2, 0, 0)
    assert counts(evaluation, "references.date") == (2, 0, 0)


def test_a_wrong_target_is_told_from_a_wrong_outcome(tmp_path: Path) -> None:
    found = changed(two_letters(), "references", "x2", target={"kind": "record", "id": "r2"})
    evaluation = score(tmp_path, found, two_letters())
    assert counts(evaluation, "references.outcome") == (2, 0, 0)
    assert counts(evaluation, "references.target") == (0, 1, 1)


def test_evidence_that_is_not_the_words_at_its_place_is_counted(tmp_path: Path) -> None:
    found = two_letters()
    found.rows["references"][0]["evidence"][0]["start"] += 1
    assert counts(score(tmp_path, found, two_letters()), "references.evidence is exact") == (1, 1, 0)


def test_each_statement_type_is_scored_as_if_it_were_sought_alone(tmp_path: Path) -> None:
    found = changed(two_letters(), "statements", "s1", type="expectation")
    evaluation = score(tmp_path, found, two_letters())
    assert counts(evaluation, "statements.found") == (2, 0, 0)
    assert counts(evaluation, "statements.type") == (1, 1, 1)
    assert counts(evaluation, "statements.type=commitment") == (0, 1, 0)
    assert counts(evaluation, "statements.type=expectation") == (1, 0, 1)


# --- regions, text ---------------------------------------------------------------------------------------------------


def test_boxes_are_judged_at_three_strictnesses(tmp_path: Path) -> None:
    found = two_letters()
    # 100 x 20 against 100 x 20 moved right by 20: 80 of 120 columns shared, two thirds.
    found.rows["regions"][0]["box"] = [30, 10, 130, 30]
    found.region("b", 2, "redaction", [0, 0, 5, 5])
    evaluation = score(tmp_path, found, two_letters())
    assert counts(evaluation, "regions.redaction at 0.5") == (1, 0, 1)
    assert counts(evaluation, "regions.redaction at 0.7") == (0, 1, 2)
    assert counts(evaluation, "regions.redaction code") == (1, 0, 0)


def test_the_error_rate_is_that_of_all_true_characters(tmp_path: Path) -> None:
    gold = Made().pages("a", "abcdefghij", "“Dash—ed”  text")
    found = Made().pages("a", "abcdefghiX", '"Dash-ed"\ntext')
    evaluation = score(tmp_path, found, gold)
    mean = of(evaluation, "pages.text CER").mean
    assert mean is not None
    assert mean.value == pytest.approx(1 / 24)  # one of 10 + 14 characters; quotes, dashes and white space are equal
    recall = of(evaluation, "pages.text word recall").mean
    assert recall is not None
    assert recall.value == pytest.approx(2 / 3)


def test_a_page_that_was_not_read_is_all_errors(tmp_path: Path) -> None:
    gold = Made().pages("a", "ten chars.", "ten chars.")
    found = Made().pages("a", "ten chars.")
    mean = of(score(tmp_path, found, gold), "pages.text CER").mean
    assert mean is not None
    assert mean.value == pytest.approx(0.5)


# --- copies, people --------------------------------------------------------------------------------------------------


def test_copies_that_belong_together_are_told_from_those_that_only_look_so(tmp_path: Path) -> None:
    gold = Made().pages("a", "one").pages("b", "two").pages("c", "three")
    gold.record("r1", ("a", 1, 1), ("b", 1, 1))
    gold.record("r2", ("c", 1, 1))
    gold.scope = {
        "files": ["records"],
        "pairs": [
            {"a": "r1-a-1", "b": "r1-b-1", "same": True, "group": "variant"},
            {"a": "r1-a-1", "b": "r2-c-1", "same": False, "group": "negative"},
        ],
    }
    found = Made().pages("a", "one").pages("b", "two").pages("c", "three")
    found.record("f1", ("a", 1, 1), ("c", 1, 1))
    found.record("f2", ("b", 1, 1))
    evaluation = score(tmp_path, found, gold)
    assert counts(evaluation, "copies.same record") == (0, 1, 1)
    assert counts(evaluation, "copies.same record [negative]") == (0, 0, 1)


def test_a_name_tied_to_the_wrong_person_is_spurious_and_none_may_be_right(tmp_path: Path) -> None:
    def letter(*authorities: str | None) -> Made:
        made = Made().pages("a", "one")
        people = [{**party, "person": party["name"]} for party in named("Dean Rusk", "John Smith", "W. Jones")]
        made.record("r", ("a", 1, 1), to=people)
        for party, authority in zip(people, authorities, strict=True):
            made.person(party["name"], authority)
        return made

    evaluation = score(tmp_path, letter("100", "200", None), letter("100", None, None))
    assert counts(evaluation, "people.authority") == (1, 0, 1)
    assert of(evaluation, "people.authority").n == 2  # the case where only the dump speaks is counted apart


# --- scope -----------------------------------------------------------------------------------------------------------


def test_a_gold_with_a_scope_counts_only_what_it_covers(tmp_path: Path) -> None:
    gold = two_letters()
    gold.scope = {"files": ["records"], "records": {"r1": {"fields": ["date"]}}}
    found = changed(two_letters(), "records", "r1", to=[])
    found = changed(found, "records", "r2", date=None)
    evaluation = score(tmp_path, found, gold)
    assert [measure.name for measure in evaluation.measures] == ["fields.date", "fields.date overlaps"]
    assert counts(evaluation, "fields.date") == (1, 0, 0)
    assert {"references", "statements", "regions", "pages"} <= set(evaluation.coverage.not_scored)


def test_of_a_sample_only_recall_is_measured(tmp_path: Path) -> None:
    gold = two_letters()
    gold.scope = {"files": ["references"], "records": {"r1": {"references": "sample"}, "r2": {"references": "full"}}}
    found = two_letters()
    found.reference("more-a", "r1", "a", 1, "We will send the grain")
    found.reference("more-b", "r2", "b", 1, "Your ambassador called on me")
    evaluation = score(tmp_path, found, gold)
    measure = of(evaluation, "references.found")
    assert (measure.right, measure.missed, measure.spurious) == (2, 0, 1)
    assert measure.precision is not None
    assert measure.precision.value == 0.5  # r2 alone: one right, one spurious


def test_alternatives_count_as_right(tmp_path: Path) -> None:
    gold = two_letters()
    gold.scope = {
        "files": ["records", "statements"],
        "records": {"r1": {"fields": ["date", "type"], "statements": "full"}},
        "alternatives": {
            "records": {"r1": {"date": ["1995-01-07"], "type": [None]}},
            "statements": {"s1": {"type": ["assurance"]}},
        },
    }
    found = changed(two_letters(), "records", "r1", date="1995-01-07", type=None)
    found = changed(found, "statements", "s1", type="assurance")
    evaluation = score(tmp_path, found, gold)
    assert counts(evaluation, "fields.date") == (1, 0, 0)
    assert counts(evaluation, "fields.type") == (0, 0, 0)
    assert counts(evaluation, "statements.type") == (2, 0, 0)
    assert counts(evaluation, "statements.type strictly") == (1, 1, 1)


def test_words_that_are_known_to_be_no_statement_must_be_left_alone(tmp_path: Path) -> None:
    gold = two_letters()
    gold.scope = {
        "files": ["statements"],
        "records": {"r1": {"statements": "sample"}},
        "negatives": [
            {"kind": "statements", "source": sha("a"), "page": 1, "quote": "I hope for peace", "why": "for the test"},
            {"kind": "statements", "source": sha("a"), "page": 1, "quote": "Dear Karel", "why": "a greeting"},
        ],
    }
    assert counts(score(tmp_path, two_letters(), gold), "statements.left alone") == (1, 1, 0)


def test_groups_are_shown_apart_and_listed_once(tmp_path: Path) -> None:
    gold = two_letters()
    gold.scope = {
        "files": ["records"],
        "records": {"r1": {"fields": ["date"], "group": "early"}, "r2": {"fields": ["date"], "group": "late"}},
    }
    evaluation = score(tmp_path, changed(two_letters(), "records", "r2", date=None), gold)
    assert counts(evaluation, "fields.date [early]") == (1, 0, 0)
    assert counts(evaluation, "fields.date [late]") == (0, 1, 0)
    assert [case.measure for case in evaluation.mistakes] == ["fields.date", "fields.date overlaps"]


# --- against a baseline ----------------------------------------------------------------------------------------------


def test_a_change_is_told_case_by_case(tmp_path: Path) -> None:
    before = changed(two_letters(), "records", "r1", date=None)  # to be gained
    before = without(before, "statements", "s2")  # gained
    before.reference("noise", "r2", "b", 1, "Your ambassador called on me")  # gained by leaving it out
    before = changed(before, "records", "r2", type="memorandum")
    now = changed(two_letters(), "references", "x2", outcome="missing", target=None)  # lost
    now = changed(now, "records", "r2", type="note")  # wrong both times, otherwise
    comparison = score(tmp_path, now, two_letters(), before).against
    assert comparison is not None
    gained = {(each.measure, each.key) for each in comparison.gained}
    assert ("fields.date", "record r1 date") in gained
    assert ("statements.found", "statements s2") in gained
    assert any(measure == "references.found" and key.startswith("no references") for measure, key in gained)
    assert {each.measure for each in comparison.lost} == {"references.outcome", "references.target"}
    assert [(each.measure, each.before, each.after) for each in comparison.changed] == [
        ("fields.type", "memorandum", "note")
    ]
    dates = next(each for each in comparison.measures if each.name == "fields.date")
    assert (dates.gained, dates.lost, dates.after) == (1, 0, 1.0)
    assert dates.before == pytest.approx(2 / 3)
    assert dates.p_value == pytest.approx(1.0)


def test_against_itself_nothing_changes(tmp_path: Path) -> None:
    found = changed(two_letters(), "records", "r1", date=None)
    evaluation = score(tmp_path, found, two_letters(), found)
    assert evaluation.against is not None
    assert evaluation.against.gained == evaluation.against.lost == evaluation.against.changed == ()
    assert "no case changed" in render_table(evaluation)


# --- printing, errors ------------------------------------------------------------------------------------------------


def test_the_table_shows_every_measure_and_json_holds_plain_values(tmp_path: Path) -> None:
    found = changed(two_letters(), "records", "r1", date="1995-01-07")
    evaluation = score(tmp_path, found, two_letters(), two_letters())
    table = render_table(evaluation)
    for measure in evaluation.measures:
        assert measure.name in table
    assert "lost (2)" not in table.split("gained")[0]
    value = json.loads(json.dumps(evaluation.as_json()))
    assert {"dump", "gold", "part", "coverage", "measures", "mistakes", "against"} == set(value)
    assert value["mistakes"][0]["found"] == "1995-01-07"


def test_words_of_a_page_cannot_break_the_table(tmp_path: Path) -> None:
    found = two_letters()
    found.rows["pages"][0]["text"] += " \x1b[31mred\nline"
    found.texts["a", 1] += " \x1b[31mred\nline"
    found.reference("y", "r1", "a", 1, "\x1b[31mred\nline")
    table = render_table(score(tmp_path, found, two_letters(), two_letters()))
    assert "\x1b" not in table


def test_a_dump_without_a_head_is_named(tmp_path: Path) -> None:
    gold = two_letters().write(tmp_path / "gold")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExchangeError, match=r"there is no dump.json in this folder.*chancery export dump"):
        evaluate(tmp_path / "empty", gold)


def test_a_line_without_a_key_is_named_with_file_line_and_key(tmp_path: Path) -> None:
    found = two_letters()
    del found.rows["records"][1]["cable"]
    with pytest.raises(ExchangeError, match=r"records.jsonl.*line 2: the key 'cable' is absent"):
        score(tmp_path, found, two_letters())


def test_a_key_that_is_absent_inside_a_line_is_named_too(tmp_path: Path) -> None:
    found = two_letters()
    del found.rows["records"][0]["copies"][0]["releases"]
    with pytest.raises(ExchangeError, match=r"line 1, copies: the key 'releases' is absent"):
        score(tmp_path, found, two_letters())
    other = two_letters()
    other.rows["references"][0]["evidence"] = None
    with pytest.raises(ExchangeError, match=r"'evidence' is no list"):
        evaluate(other.write(tmp_path / "other"), two_letters().write(tmp_path / "whole"))


def test_a_file_that_was_cut_is_named(tmp_path: Path) -> None:
    folder = two_letters().write(tmp_path / "found")
    whole = (folder / "pages.jsonl").read_bytes()
    (folder / "pages.jsonl").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ExchangeError, match=r"pages.jsonl: the file is not as it was written"):
        evaluate(folder, two_letters().write(tmp_path / "gold"))


def test_another_format_is_refused(tmp_path: Path) -> None:
    folder = two_letters().write(tmp_path / "found")
    head = json.loads((folder / "dump.json").read_text())
    (folder / "dump.json").write_text(json.dumps({**head, "format": "chancery-dump/99"}))
    with pytest.raises(ExchangeError, match="chancery-dump/99"):
        evaluate(folder, two_letters().write(tmp_path / "gold"))


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ({"records": {"r1": {"referenecs": "full"}}}, "unknown key 'referenecs'"),
        ({"sources": {"x": {"records": "most"}}}, "none of full, sample, none"),
        ({"files": "records"}, "no list of names"),
        ({"format": "other/1"}, "the format is not"),
        ({"pairs": [{"a": "x"}]}, "has not its form"),
    ],
)
def test_a_scope_that_is_not_understood_is_refused_with_the_reason(tmp_path: Path, scope: dict[str, Any], said: str) -> None:
    gold = two_letters()
    gold.scope = scope
    with pytest.raises(ExchangeError, match=said):
        score(tmp_path, two_letters(), gold)
