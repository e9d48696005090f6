"""The golds made of the real shared data: every label mapped, every quote in its place, each a dump that scores itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.gold import letters, packets, seed
from bench.gold.__main__ import main
from bench.gold.folder import PARTS
from bench.gold.nara import TYPES
from chancery.evaluate import evaluate
from chancery.evaluate.dump import open_dump
from chancery.evaluate.scope import load_scope
from chancery.model.dates import is_edtf
from chancery.model.vocabulary import RECORD_TYPES


@pytest.fixture(scope="module")
def letters_folder(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters") / "gold"
    letters.make_letters(shared / "data").write(folder)
    return folder


def test_no_label_of_the_letters_is_lost(letters_folder: Path) -> None:
    counts = dict.fromkeys(("references", "statements"), 0)
    negatives = 0
    for part in PARTS:
        for name in counts:
            counts[name] += sum(1 for _ in open_dump(letters_folder / part).rows(name))
        negatives += len(load_scope(letters_folder / part).negatives)
    assert (counts, negatives) == ({"references": 89, "statements": 239}, 30)


def test_every_quote_of_the_letters_is_the_text_at_its_place(letters_folder: Path) -> None:
    for part in PARTS:
        dump = open_dump(letters_folder / part)
        texts = {(row["source"], row["page"]): row["text"] for row in dump.rows("pages")}
        for name in ("references", "statements"):
            for row in dump.rows(name):
                for place in row["evidence"]:
                    text = texts[place["source"], place["page"]]
                    assert text[place["start"] : place["end"]] == place["quote"] != ""


def test_dates_of_the_letters_are_dates(letters_folder: Path) -> None:
    for row in open_dump(letters_folder / "tune").rows("references"):
        assert row["date"] is None or is_edtf(row["date"])


def test_the_letters_score_themselves_perfectly(letters_folder: Path) -> None:
    for part in PARTS:
        evaluation = evaluate(letters_folder / part, letters_folder / part)
        assert evaluation.mistakes == ()
        found = evaluation.measure("references.found")
        assert found is not None
        assert found.n == (51 if part == "tune" else 38)


def test_the_seed_letter_has_its_card_and_its_reference(shared: Path, tmp_path: Path) -> None:
    seed.make_seed(shared / "data").write(tmp_path / "gold")
    dump = open_dump(tmp_path / "gold" / "tune")
    assert [row["pages"] for row in dump.rows("sources")] == [4, 4]
    assert {row["date"] for row in dump.rows("references")} == {"1994-12-29"}
    assert evaluate(tmp_path / "gold" / "tune", tmp_path / "gold" / "tune").mistakes == ()


def test_every_word_for_a_type_in_the_packets_is_mapped(shared: Path) -> None:
    lines = (shared / "data" / "nara" / "hand_packets.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        for document in json.loads(line)["docs"]:
            packets.type_of(document["type"])  # raises KeyError for a word that nobody mapped


def test_types_are_mapped_to_types_that_the_dump_knows() -> None:
    tables = (letters.TYPES, TYPES, packets.TYPES)
    named = {name for table in tables for kind, also in table.values() for name in (kind, *also) if name is not None}
    assert named <= set(RECORD_TYPES)


def test_the_command_prints_the_sizes_of_both_parts(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    assert main(["seed", "--shared", str(shared / "data"), "--out", str(tmp_path / "gold")]) == 0
    assert "seed tune: 2 sources, 8 pages, 2 records, 2 references, 2 records labelled" in capsys.readouterr().out
    assert main(["seed", "--shared", str(shared / "data"), "--out", str(tmp_path / "gold")]) == 2
    assert "not empty" in capsys.readouterr().err


def test_a_shared_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letters", "--shared", str(tmp_path / "nowhere"), "--out", str(tmp_path / "gold")]) == 2
    assert "nowhere" in capsys.readouterr().err
