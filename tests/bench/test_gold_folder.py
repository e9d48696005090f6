"""A gold on disk is a dump with its scope, split by hash, and what it labels stands in its part alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.gold.folder import PARTS, Gold, part_of
from bench.gold.rows import copy_row, record_row
from bench.gold.texts import make_text
from bench.gold.variants import group_least
from chancery.evaluate import evaluate
from chancery.evaluate.dump import KEYS, open_dump
from chancery.evaluate.scope import load_scope


def small_gold() -> Gold:
    gold = Gold("small", ("records",))
    for name in ("alpha", "beta", "gamma", "delta", "epsilon"):
        text, part = make_text(f"{name}.txt", [f"the text of {name}"]), part_of(name)
        gold.add_text(text, part)
        gold.add("records", record_row(name, [copy_row(f"{name}-copy", text.source, text.file, 1, 1)], date="1995"), part)
        gold.label_record(name, part, fields=["date"])
        gold.also_right("records", name, "date", ["1995-01"])
    return gold


def test_each_case_stands_in_one_part_and_no_part_is_empty(tmp_path: Path) -> None:
    small_gold().write(tmp_path)
    labelled = [set(load_scope(tmp_path / part).records) for part in PARTS]
    assert labelled[0] | labelled[1] == {"alpha", "beta", "gamma", "delta", "epsilon"}
    assert not labelled[0] & labelled[1]
    assert all(labelled)


def test_a_part_is_a_dump_with_every_file_and_scores_itself_perfectly(tmp_path: Path) -> None:
    small_gold().write(tmp_path)
    for part in PARTS:
        dump = open_dump(tmp_path / part)
        assert {path.stem for path in (tmp_path / part).glob("*.jsonl")} == set(KEYS)
        for name in KEYS:
            assert sum(1 for _ in dump.rows(name)) == dump.head["counts"][f"{name}.jsonl"]
        assert evaluate(tmp_path / part, tmp_path / part).mistakes == ()


def test_inputs_are_the_bytes_whose_hash_names_the_sources(tmp_path: Path) -> None:
    gold = small_gold()
    gold.write(tmp_path)
    assert sorted(path.name for path in (tmp_path / "inputs").iterdir()) == sorted(
        f"{name}.txt" for name in ("alpha", "beta", "gamma", "delta", "epsilon")
    )
    text = make_text("again.txt", ["the text of alpha"])
    assert not gold.add_text(text, None)  # the same bytes are one source
    assert (tmp_path / "inputs" / "alpha.txt").read_bytes() == text.content


def test_alternatives_stand_in_the_part_of_their_row(tmp_path: Path) -> None:
    small_gold().write(tmp_path)
    for part in PARTS:
        scope = json.loads((tmp_path / part / "scope.json").read_text())
        assert set(scope["alternatives"]["records"]) == set(scope["records"])


def test_a_row_with_a_key_that_no_dump_has_is_refused() -> None:
    with pytest.raises(KeyError, match="sneder"):
        record_row("r", [], sneder=[])


@given(st.text(min_size=1))
def test_the_split_is_the_same_every_time(key: str) -> None:
    assert part_of(key) == part_of(key)
    assert part_of(key) in PARTS


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=12))
def test_what_hangs_together_has_one_least_name(pairs: list[tuple[str, str]]) -> None:
    least = group_least(pairs)
    assert all(least[one] == least[other] for one, other in pairs)
    assert all(value == min(name for name in least if least[name] == value) for value in least.values())
