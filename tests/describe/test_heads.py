"""Heads: which kind of record opens at a line of a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.describe.furniture import find_furniture
from chancery.describe.heads import Head, find_heads
from chancery.describe.lines import PageText, page_text
from chancery.model.page import LayerOrigin, Page, PageReading, Word, make_layer


def page_of(text: str) -> PageText:
    """A page of text without boxes; blank lines part paragraphs."""
    words: list[Word] = []
    line = paragraph = 0
    for row in text.split("\n"):
        if not row.split():
            paragraph += 1
            continue
        words.extend(Word(part, None, None, line, paragraph) for part in row.split())
        line += 1
    layer = make_layer("0" * 64, 1, LayerOrigin("text", "1"), words)
    return page_text(PageReading(Page("0" * 64, 1, None, None), (layer,), (), layer.id))


def heads_of(text: str) -> tuple[Head, ...]:
    page = page_of(text)
    return find_heads(page, find_furniture(page))


def best_of(text: str) -> tuple[str, str | None] | None:
    found = heads_of(text)
    if not found:
        return None
    best = max(found, key=lambda head: head.confidence)
    return best.type, best.form


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MEMORANDUM FOR THE RECORD\n\nSUBJECT: Talk with Novak", ("memorandum", "memorandum for the record")),
        ("MEMO FOR THE RECORD:", ("memorandum", "memorandum for the record")),
        ("MEMORANDUB FOR: Chief, Records Division", ("memorandum", None)),
        ("M E M O R A N D U M", ("memorandum", None)),
        ("MEMORANDUM FOR THE PRESIDENT\n\nFROM: John Arden", ("memorandum", "memorandum for the President")),
        ("ACTION MEMORANDUM\nS/S", ("memorandum", "action memorandum")),
        ("Office Memorandum • UNITED STATES GOVERNMENT", ("memorandum", "office memorandum")),
        ("TO : Director\nFROM : Karel Novak\nSUBJECT: Traffic", ("memorandum", None)),
        ("MEMORANDUM OF CONVERSATION\n\nPARTICIPANTS:", ("memcon", None)),
        ("Department of State\nMemorandum of Conversation", ("memcon", None)),
        ("MEMORANDUM OF TELEPHONE CONVERSATION", ("telcon", None)),
        ("TELCON", ("telcon", None)),
        ("O 061038Z MAY 97\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC", ("cable", "telegram")),
        ("INCOMING TELEGRAM Department of State", ("cable", "telegram")),
        ("CLASSIFIED MESSAGE\nTO DIRECTOR", ("cable", "CIA cable")),
        ("S E C R E T 271536Z\nDIR CITE ZEND 4916", ("cable", "CIA cable")),
        ("AIRGRAM\nA-47", ("airgram", None)),
        ("FOREIGN SERVICE DESPATCH", ("despatch", None)),
        ("DISPATCH\nChief of Station, Zenda", ("cia_dispatch", None)),
        ("AIRTEL\n\nTO: DIRECTOR, FBI", ("memorandum", "airtel")),
        ("AIDE-MEMOIRE\n\nThe Government of Kalvia", ("aide_memoire", None)),
        ("The Embassy of Kalvia presents its compliments to the Department", ("note_verbale", None)),
        ("JOINT COMMUNIQUE", ("communique", "joint communique")),
        ("NATIONAL SECURITY DECISION DIRECTIVE 75", ("nsc_directive", "NSDD")),
        ("BRIEFING PAPER\n\nBackground", ("briefing_paper", None)),
        ("NON-PAPER", ("non_paper", None)),
        ("FOR IMMEDIATE RELEASE", ("press", "press release")),
        ("Dear Mr. Novak:\n\nThank you.", ("letter", None)),
        ("Minutes of the meeting of the Deputies", ("minutes", None)),
    ],
)  # fmt: skip
def test_a_record_is_told_by_the_words_it_opens_with(text: str, kind: tuple[str, str | None]) -> None:
    assert best_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "I have read your memorandum for the record with care.",
        "the telegram was sent to the embassy on Monday",
        "We discussed the joint statement and the talking points.",
        "RETURN TO CIA\nBackground Use Only\nDo Not Reproduce",
        "",
    ],
)
def test_text_that_names_a_kind_of_paper_opens_none(text: str) -> None:
    assert heads_of(text) == ()


def test_a_heading_far_down_a_page_weighs_less() -> None:
    low = heads_of("\n".join(["A line of text that runs on."] * 40 + ["MEMORANDUM OF CONVERSATION"]))
    high = heads_of("MEMORANDUM OF CONVERSATION")
    assert low[0].confidence < high[0].confidence


@given(st.text(alphabet="MEORANDUFTCSBJG :01Z\n-aei", max_size=300))
def test_a_head_stands_where_it_says(text: str) -> None:
    page = page_of(text)
    for head in find_heads(page, find_furniture(page)):
        line = page.lines[head.line]
        assert line.start <= head.start < head.end <= line.end
        assert page.quote(head.start, head.end).quote == page.text[head.start : head.end]
        assert 0 < head.confidence <= 1
