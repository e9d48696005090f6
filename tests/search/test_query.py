"""The user's language: what is read, what is mended and said, what is refused with place and reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import QueryError
from chancery.search.match import find_hits
from chancery.search.query import DEEPEST, LONGEST_QUERY, MOST_TERMS, parse_query
from chancery.search.tree import And, Choice, Dated, Everything, Not, Nothing, Or, Phrase


@pytest.mark.parametrize(
    ("asked", "read_as"),
    [
        ("", "every record"),
        ("Aldersholm garrison", "Aldersholm and garrison"),
        ("Aldersholm garrison~ date:1970..1974",
         "Aldersholm and garrison (also within one misread letter), dated 1970 to 1974"),
        ("pilots OR garrison", "pilots or garrison"),
        ("pilots AND garrison", "pilots and garrison"),
        ("pilots NOT garrison", "pilots and not garrison"),
        ("NOT garrison", "not garrison"),
        ("pilots OR garrison harbour", "pilots or (garrison and harbour)"),
        ("(pilots OR garrison) harbour", "(pilots or garrison) and harbour"),
        ('"harbour master"', "“harbour master”"),
        ('"harbour master"~5', "“harbour master” (within 5 words of each other)"),
        ("garris*", "garris* (any word that begins with garris)"),
        ("*rison", "*rison (any word that ends in rison)"),
        ("ga*son", "ga*son (any word like ga*son)"),
        ("sea~", "sea (also with letters that are often misread for each other)"),
        ("negotiation~", "negotiation (also within two misread letters)"),
        ("type:memcon", "of type memorandum of conversation"),
        ('type:"memorandum of conversation"', "of type memorandum of conversation"),
        ("type:letters pilots", "pilots, of type letter"),
        ("from:Torvane to:Halden", "from Torvane, to Halden"),
        ("from:(Torvane OR Halden)", "from Torvane or from Halden"),
        ("date:1994", "dated 1994"),
        ("date:1994-12", "dated December 1994"),
        ("date:1994-12-06", "dated 6 December 1994"),
        ('date:"6 January 1995"', "dated 6 January 1995"),
        ('date:"January 6, 1995"', "dated 6 January 1995"),
        ("date:1994..", "dated from 1994"),
        ("date:..1995", "dated up to 1995"),
        ("date:1994-12..1995-01-06", "dated December 1994 to 6 January 1995"),
        ("date:1990s", "dated the 1990s"),
        ('date:"6 января 1995"', "dated 6 January 1995"),
        ("date:none", "undated"),
        ("marks:secret", "marked secret"),
        ("has:missing", "with missing references"),
        ("language:Russian", "in Russian"),
        ("language:rus", "in Russian"),
        ("TYPE:Letter", "of type letter"),
        ("1.4(d)", "1 4 d"),
        ("following:", "following"),
        ("https://www.example.org/foia", "https www example org foia"),
        ("“harbour master”", "“harbour master”"),
        ("«harbour master»", "“harbour master”"),
        ("Письмо письму", "Письмо and письму"),
    ],
)  # fmt: skip
def test_a_query_is_read_back_in_words(asked: str, read_as: str) -> None:
    query = parse_query(asked)
    assert (query.read_as, query.mended) == (read_as, ())


@pytest.mark.parametrize(
    ("asked", "line", "sentence"),
    [
        ('"harbour master', "“harbour master”", "The open quotation mark was closed at the end."),
        ("x AND", "x", "AND has nothing to join here and was set aside."),
        ("OR x", "x", "OR has nothing to join here and was set aside."),
        ("x AND OR y", "x and y", "OR has nothing to join here and was set aside."),
        ("(x OR) y", "x and y", "OR has nothing to join here and was set aside."),
        ("AND", "AND", "AND has nothing to join and was taken as a word."),
        ("x (y OR z", "x and (y or z)", "The open bracket was closed at the end."),
        ("x) y", "x and y", "A closing bracket without an opening one was set aside."),
        (">>> x", "x", "“>>>” has no letter or figure and was set aside."),
        ("from: x", "from and x", "“from:” has nothing behind it and was taken as a word."),
        ("frm:Vesk", "frm Vesk", "“frm:” is no field and was read as a word; “from:” is one."),
        ("subject:oil", "subject oil", "“subject:” is no field and was read as a word."),
        ('"a b"~', "“a b” (within 5 words of each other)", "~ without a figure was read as within 5 words."),
        ('"a b"~900', "“a b” (within 50 words of each other)",
         "Words are looked for within 50 words of each other at most."),
        ("harbour~7", "harbour (also within two misread letters)", "At most two misread letters are allowed for."),
    ],
)  # fmt: skip
def test_what_is_mended_is_said(asked: str, line: str, sentence: str) -> None:
    query = parse_query(asked)
    assert "".join(part.text for part in query.read_as_parts) == line
    assert [mended.sentence for mended in query.mended] == [sentence]
    assert query.read_as == f"{line}. {sentence}"


@pytest.mark.parametrize(
    "asked", ["(", "((((((((((((((((", ")", '"', '""', "()", "\\", ">>>", "~", "*", "* *", "((()))", "…"]
)
def test_a_query_without_a_word_finds_nothing_and_says_so(asked: str) -> None:
    query = parse_query(asked)
    assert isinstance(query.root, Nothing)
    assert query.read_as.startswith("nothing that can be looked for")


@pytest.mark.parametrize(
    ("asked", "underlined", "part_of_message"),
    [
        ("pilots date:yesterday", "date:yesterday", "is not a date that can be read"),
        ("date:1994-13", "date:1994-13", "is not a date"),
        ('date:"31 April 1995" x', 'date:"31 April 1995"', "is not a date"),
        ("date:..", "date:..", "is not a date"),
        ("x type:leter y", "type:leter", "Did you mean type:letter?"),
        ("has:nothing", "has:nothing", "It knows references, missing"),
    ],
)
def test_what_cannot_be_mended_is_refused_with_its_place(asked: str, underlined: str, part_of_message: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_query(asked)
    assert asked[refused.value.start : refused.value.end] == underlined
    assert part_of_message in str(refused.value)


@pytest.mark.parametrize(
    "asked", ["a" * (LONGEST_QUERY + 1), "a " * (MOST_TERMS + 1), "(a OR " * (DEEPEST + 1) + "b" + ")" * (DEEPEST + 1)]
)
def test_a_query_that_is_too_long_or_too_deep_is_refused(asked: str) -> None:
    with pytest.raises(QueryError):
        parse_query(asked)


def test_the_tree_is_flat_and_holds_what_was_asked() -> None:
    root = parse_query("a (b c) NOT (d OR e) date:1994 type:letter").root
    assert isinstance(root, And)
    assert [type(child) for child in root.children] == [Phrase, Phrase, Phrase, Not, Dated, Choice]
    assert isinstance(root.children[3], Not)
    assert isinstance(root.children[3].child, Or)
    assert isinstance(parse_query("  ").root, Everything)


LANGUAGE = st.lists(
    st.sampled_from([
        *"ab()\"“”~*:\\^-'.,…№ \n\t", " AND ", " OR ", " NOT ", "date:", "1994", "..", "from:", "type:", "letter", "marks:",
        "has:", "id:", "Yeltsin", "B. ", "Boris ", "non-member", "El'tsin", "~5", "外交", "Ельцин ", "\ud800", "\0", "ё",
    ])
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), LANGUAGE, st.text(st.characters(codec=None, categories=None))))
def test_no_text_raises_anything_but_a_query_error(asked: str) -> None:
    try:
        query = parse_query(asked)
    except QueryError as error:
        places = [(error.start, error.end)]
        said = str(error)
    else:
        places = [(mended.start, mended.end) for mended in query.mended]
        said = query.read_as
        find_hits(query.root, asked)
    assert said
    said.encode("utf-8")
    assert all(0 <= start <= end <= len(asked) for start, end in places)
