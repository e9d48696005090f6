"""An index to fill."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from chancery.search.document import SearchDocument
from chancery.search.index import SearchIndex
from tests.search.indexed import Fill, entry_of


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Make an index of these documents, open to everybody."""

    def make(*documents: SearchDocument) -> SearchIndex:
        index = SearchIndex(tmp_path / "index")
        with index.writing() as writer:
            writer.apply([entry_of(document) for document in documents], 1)
        return index

    return make
