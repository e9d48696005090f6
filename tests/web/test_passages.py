"""A page's text cut for printing: nothing is lost, doubled or moved, whatever marks cross."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.web.passages import by_hit, paragraphs
from chancery.workbench.pages.leaf import PageText, Paragraph, TextMark, TextWord, Withheld


@st.composite
def page_texts(draw: st.DrawFn) -> PageText:
    """Lines of words, with marks, hits and withheld places anywhere, also across lines and each other."""
    lines = draw(
        st.lists(st.lists(st.text("abя𝒳é'", min_size=1, max_size=6), min_size=1, max_size=5), min_size=1, max_size=4)
    )
    text = ""
    words: list[TextWord] = []
    lay: list[Paragraph] = []
    for line in lines:
        start = len(text)
        for index, word in enumerate(line):
            text += (" " if index else "") + word
            words.append(TextWord(len(text) - len(word), len(text), len(words)))
        lay.append(Paragraph(start, len(text)))
        text += "\n"
    text = text[:-1]
    spans = (
        st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).filter(lambda span: span[0] < span[1])
    )
    marks = tuple(
        TextMark(start, end, f"f{n}", f"F{n}", "field") for n, (start, end) in enumerate(draw(st.lists(spans, max_size=4)))
    )
    hits = tuple((start, end) for start, end in draw(st.lists(spans, max_size=3)))
    gaps = tuple(
        Withheld(at, "withheld", inline=inline)
        for at, inline in draw(st.lists(st.tuples(st.integers(0, len(text)), st.booleans()), max_size=3))
    )
    return PageText(text, tuple(lay), tuple(words), marks, hits, gaps)


@settings(deadline=None, max_examples=50)
@given(page_texts())
def test_the_printed_text_is_the_text(text: PageText) -> None:
    printed = "\n".join(
        "".join(part.text for passage in paragraph.passages for part in passage.stretches)
        for paragraph in paragraphs(text)
        if paragraph.block is None
    )
    assert printed.replace("\n", "") == text.text.replace("\n", "")


@settings(deadline=None, max_examples=50)
@given(page_texts())
def test_every_word_is_printed_under_its_number(text: PageText) -> None:
    by_word: dict[int, str] = {}
    for paragraph in paragraphs(text):
        for passage in paragraph.passages:
            for part in passage.stretches:
                if part.word is not None:
                    by_word[part.word] = by_word.get(part.word, "") + part.text
    assert by_word == {word.word: text.text[word.start : word.end] for word in text.words}


@settings(deadline=None, max_examples=50)
@given(page_texts())
def test_every_mark_covers_its_own_stretch_and_ends_once(text: PageText) -> None:
    covered: dict[str, str] = {}
    ended: list[str] = []
    for paragraph in paragraphs(text):
        for passage in paragraph.passages:
            shown = "".join(part.text for part in passage.stretches)
            for mark in passage.marks:
                covered[mark.finding] = covered.get(mark.finding, "") + shown
            ended += [mark.finding for mark in passage.ending]
    for mark in text.marks:
        wanted = text.text[mark.start : mark.end].replace("\n", "")
        assert covered.get(mark.finding, "") == wanted
        assert ended.count(mark.finding) == (1 if wanted else 0)


@settings(deadline=None, max_examples=50)
@given(page_texts())
def test_every_withheld_place_is_said_once(text: PageText) -> None:
    found = []
    for paragraph in paragraphs(text):
        if paragraph.block is not None:
            found.append(paragraph.block)
        found += [gap for passage in paragraph.passages for gap in passage.withheld]
    assert sorted(found, key=repr) == sorted(text.withheld, key=repr)


def test_lines_withheld_stand_between_what_was_before_and_after() -> None:
    text = PageText("one\ntwo", (Paragraph(0, 3), Paragraph(4, 7)), withheld=(Withheld(4, "About 3 lines withheld"),))
    shown = [
        paragraph.block.text
        if paragraph.block
        else "".join(part.text for passage in paragraph.passages for part in passage.stretches)
        for paragraph in paragraphs(text)
    ]
    assert shown == ["one", "About 3 lines withheld", "two"]


def test_a_hit_keeps_its_number() -> None:
    text = PageText("a bb a", (Paragraph(0, 6),), hits=((0, 1), (5, 6)))
    assert [part.hit for paragraph in paragraphs(text) for passage in paragraph.passages for part in passage.stretches] == [
        0,
        None,
        1,
    ]


def test_a_hit_of_several_words_is_one_mark() -> None:
    text = PageText(
        "your letter of", (Paragraph(0, 14),), (TextWord(0, 4, 0), TextWord(5, 11, 1), TextWord(12, 14, 2)), hits=((5, 14),)
    )
    (paragraph,) = paragraphs(text)
    found = [at for passage in paragraph.passages for at in by_hit(passage)]
    assert [(hit, "".join(part.text for part in parts)) for hit, parts in found] == [
        (None, "your "), (0, "letter of"),
    ]  # fmt: skip
