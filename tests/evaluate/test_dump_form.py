"""One form of the dump: what we read, what we write and what the docs tell are the same."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest

from chancery.evaluate import dump, evaluate, scope
from chancery.export.dump import FILES
from chancery.export.dump import FORMAT as WRITTEN
from chancery.model.vocabulary import PAGE_ROLES, RECORD_TYPES, REGION_KINDS, is_field_name
from tests.evaluate.made import Made, sha

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "reference"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(name: str) -> str:
    found = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", page("dump.md"), re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def test_what_is_read_is_what_is_written() -> None:
    assert dump.FORMAT == WRITTEN
    assert tuple(dump.KEYS) == FILES


@pytest.mark.parametrize("name", dump.KEYS)
def test_every_key_of_every_file_is_told_in_the_docs(name: str) -> None:
    told = section(f"{name}.jsonl")
    whole = {"by", "method", "confidence", "stale"}
    assert [key for key in dump.KEYS[name] if key not in whole and f"`{key}`" not in told] == []
    if whole & set(dump.KEYS[name]):
        assert "`stale`" in told or "who and how" in told


@pytest.mark.parametrize("word", sorted({*RECORD_TYPES, *PAGE_ROLES, *REGION_KINDS}))
def test_every_word_of_the_closed_lists_is_told(word: str) -> None:
    assert f"`{word}`" in page("dump.md")


def test_every_field_name_of_the_docs_is_a_field() -> None:
    told = re.search(r"Names: (.*?), `holding", page("dump.md"), re.DOTALL)
    assert told
    names = [name.strip() for name in told[1].replace("\n", " ").split(",")]
    assert len(names) > 20
    assert [name for name in names if not is_field_name(name)] == []


def test_every_key_of_a_scope_is_told() -> None:
    told = page("evaluate.md")
    for key in (
        "files",
        "default",
        "records",
        "sources",
        "alternatives",
        "negatives",
        "pairs",
        "reference_keys",
        "statement_keys",
    ):
        assert f"`{key}`" in told
    for kind in (scope.RecordScope, scope.SourceScope):
        assert [name for name in kind.__dataclass_fields__ if f"`{name}`" not in told] == []


def test_a_line_can_be_read_again_by_its_place(tmp_path: Path) -> None:
    made = Made().pages("a", "first ü\u2028", "second", "third")
    opened = dump.open_dump(made.write(tmp_path / "d"))
    for at, row in opened.placed_rows("pages"):
        assert opened.row_at("pages", at) == row
    assert [row["id"] for row in opened.rows("sources")] == [sha("a")]


def test_the_text_of_all_pages_is_never_held_at_once(tmp_path: Path) -> None:
    """Four megabytes of text on each side, and less than a third of one of them in memory at the highest."""
    made = Made()
    for number in range(20):
        made.pages(f"s{number}", *(f"page {page} of {number} " + f"{'w' * 199} " * 100 for page in range(10)))
    found, gold = made.write(tmp_path / "found"), made.write(tmp_path / "gold")
    size = (found / "pages.jsonl").stat().st_size
    del made
    small = Made().pages("a", "one").write(tmp_path / "small")
    evaluate(small, small)  # what is loaded once is not what an archive costs
    tracemalloc.start()
    evaluation = evaluate(found, gold)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    measure = evaluation.measure("pages.text CER")
    assert measure is not None
    assert measure.n == 200
    assert size > 4_000_000
    assert peak < size / 3
