"""Documents come back from the index as they were put in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chancery.search.document import CopyText, Mark, PageStart, SearchDocument, Withheld, pack, unpack

TEXTS = st.text(st.characters(codec=None, categories=None)) | st.sampled_from(
    ["", "\n", "\n\n", "a\nb", "\ud83d\ude00", '"]\n']
)


@given(st.lists(TEXTS, max_size=3), TEXTS, TEXTS)
def test_a_document_comes_back_as_it_was_whatever_its_texts_hold(texts: list[str], title: str, file: str) -> None:
    copies = tuple(
        CopyText(f"c{at}", text, (PageStart(0, file, 1),), (Mark(file, 1, title),), (Withheld(0, min(1, len(text)), title),))
        for at, text in enumerate(texts)
    )
    document = SearchDocument("r", titles=(title,), files=(file,), senders=("one", title), copies=copies)
    assert unpack(pack(document)) == document
    assert pack(unpack(pack(document))) == pack(document)
