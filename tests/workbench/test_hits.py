"""All hits of a search in one record or one file, from the archive's own papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.errors import NotFound
from chancery.model.viewer import OWNER, PUBLIC
from chancery.workbench import Workbench
from chancery.workbench.pages.asked import Asked
from tests.workbench.conftest import Add


def test_all_hits_of_a_record_and_of_its_file_are_listed(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    (result,) = workbench.find(Asked("harbour pilots Aldersholm"), OWNER).results
    assert result.record is not None
    page = workbench.hits_in_record(result.record, Asked("harbour OR pilots OR garrison"), OWNER)
    assert page.record == result.record
    assert page.title.startswith("Letter, Elias")
    assert [run.text for on_page in page.pages for hit in on_page.hits for run in hit.runs if run.role == "hit"] == [
        "harbour", "pilots", "garrison",
    ]  # fmt: skip
    assert (page.hits, page.hit_pages, page.next_page) == (3, 1, None)
    again = workbench.hits_in_source(result.source, Asked("pilots"), OWNER)
    assert [(on_page.record, on_page.number, len(on_page.hits)) for on_page in again.pages] == [(result.record, 1, 1)]
    assert again.title == "letter.txt"


def test_hits_say_how_the_search_was_read_or_why_it_was_not(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    (result,) = workbench.find(Asked("lantern mole"), OWNER).results
    mended = workbench.hits_in_source(result.source, Asked('"lantern'), OWNER)
    assert mended.mended
    assert mended.read_as
    assert workbench.hits_in_source(result.source, Asked("date:soon"), OWNER).unreadable is not None
    assert workbench.hits_in_source(result.source, Asked(""), OWNER).pages == ()


def test_hits_of_what_is_closed_are_not_found(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    (result,) = workbench.find(Asked("harbour pilots Aldersholm"), OWNER).results
    assert result.record is not None
    workbench.set_access(result.source, "closed")
    for ask in (workbench.hits_in_record, workbench.hits_in_source):
        name = result.record if ask == workbench.hits_in_record else result.source
        assert ask(name, Asked("pilots"), OWNER).hits == 1
        with pytest.raises(NotFound):
            ask(name, Asked("pilots"), PUBLIC)
