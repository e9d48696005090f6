"""The page of the language says what the parser does."""

from __future__ import annotations

import re
from pathlib import Path

from chancery.search.fields import FIELDS, HAS
from chancery.search.query import DEEPEST, FARTHEST, LONGEST_QUERY, MOST_TERMS, parse_query

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "search.md").read_text("utf-8")


def test_every_example_is_read_as_the_page_says() -> None:
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|$", PAGE.split("## Fields")[0], re.MULTILINE)
    assert len(rows) > 20
    assert [(asked, parse_query(asked).read_as) for asked, _ in rows] == rows


def test_every_field_and_everything_that_has_knows_is_named() -> None:
    table = PAGE.split("## Fields")[1]
    assert [name for name in FIELDS if f"`{name}:`" not in table] == []
    assert [name for name in HAS if f"`{name}`" not in table] == []


def test_the_limits_are_those_of_the_parser() -> None:
    assert f"{LONGEST_QUERY:,} characters, {MOST_TERMS} terms, brackets {DEEPEST} deep, near up to {FARTHEST} words" in PAGE
