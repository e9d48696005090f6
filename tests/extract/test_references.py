"""References to dated papers: sentences as specification (real forms, invented names)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.extract.references import find_references
from chancery.model.mention import Reference
from chancery.model.record import Header, Party
from chancery.model.text import Piece, ReadingText

ARDEN, NOVAK = Party("John Arden", "President"), Party("Karel Novak", "Prime Minister")


def reading(text: str) -> ReadingText:
    return ReadingText(text, (Piece(0, len(text), "s", 1, "l", 0),) if text else ())


def find(text: str, date: str | None = "1995-01-06", record_type: str | None = "letter") -> list[Reference]:
    return list(find_references(reading(text), Header(record_type, date, None, (ARDEN,), (NOVAK,))))


@pytest.mark.parametrize(("sentence", "found"), [
    ("I have read your letter of December 29 with care.", [("your letter of December 29", "1994-12-29")]),
    ("In my letter of February 20, 1994, I wrote of it.", [("my letter of February 20, 1994", "1994-02-20")]),
    ("Thank you for your letters of November 14 and December 9.", [("your letters of November 14", "1994-11-14"), ("December 9", "1994-12-09")]),
    ("your letters of December 3 and 9", [("your letters of December 3", "1994-12-03"), ("9", "1994-12-09")]),
    ("Your December 29 letter is before me.", [("Your December 29 letter", "1994-12-29")]),
    ("In his letter to you of December 3 the minister said no.", [("his letter to you of December 3", "1994-12-03")]),
    ("the letter which you sent me on December 12", [("the letter which you sent me on December 12", "1994-12-12")]),
    ("a message I sent you on 12 December", [("a message I sent you on 12 December", "1994-12-12")]),
    ("I refer to your note No. 1328 dated 5 December 1994.", [("your note No. 1328 dated 5 December 1994", "1994-12-05")]),
    ("your kind personal message of last Friday", [("your kind personal message of last Friday", "1994-12-30")]),
    ("the Ministry's note of the 3rd instant", [("the Ministry's note of the 3rd instant", "1995-01-03")]),
    ("its aide-mémoire of the 28th ultimo", [("its aide-mémoire of the 28th ultimo", "1994-12-28")]),
    ("President Roe's telegram of October 3", [("President Roe's telegram of October 3", "1994-10-03")]),
    ("As I wrote to you on March 3, 1994, the port is open.", [("I wrote to you on March 3, 1994", "1994-03-03")]),
    ("your reply of yesterday", [("your reply of yesterday", "1995-01-05")]),
    ("my memorandum of last December", [("my memorandum of last December", "1994-12")]),
    ("the letter dated June 3, 1994 from the governor", [("the letter dated June 3, 1994", "1994-06-03")]),
    ("Ваше письмо от 29 декабря получено.", [("Ваше письмо от 29 декабря", "1994-12-29")]),
    ("в моём послании от 6 ноября 1994 года", [("моём послании от 6 ноября 1994", "1994-11-06")]),
    ("Ваши письма от 3 и 9 декабря", [("Ваши письма от 3", "1994-12-03"), ("9 декабря", "1994-12-09")]),
    ("your letter of December 29 and my reply of December 31", [("your letter of December 29", "1994-12-29"), ("my reply of December 31", "1994-12-31")]),
    ("YOUR LETTER OF DECEMBER 29 WAS RECEIVED", [("YOUR LETTER OF DECEMBER 29", "1994-12-29")]),
    ("your\nletter of\nDecember 29", [("your\nletter of\nDecember 29", "1994-12-29")]),
    ("your 1etter of December 29", [("your 1etter of December 29", "1994-12-29")]),
])  # fmt: skip
def test_dated_papers_are_found(sentence: str, found: list[tuple[str, str]]) -> None:
    assert [(reference.span.quote(sentence), reference.date) for reference in find(sentence)] == found


@pytest.mark.parametrize("sentence", [
    "Your letter correctly warns of miscommunication.", "the letter and spirit of the treaty", "a letter of intent of the company", "I took note of the 3 points.",
    "He will report on March 3 to the minister.", "Our meeting on January 20 will decide.", "in other words", "Please "
        "note that on May 3 the port closes.",
    "the message is clear", "my answer is no", "You note that in March we met.", "It is worthy of note. On December "
        "29 they met.",
    "The cable car of 1903 still runs.", "assurances of my highest consideration", "We report progress. May 3 was a "
        "Sunday.", "",
])  # fmt: skip
def test_a_paper_is_found_only_when_it_is_dated(sentence: str) -> None:
    assert find(sentence) == []


@pytest.mark.parametrize(("sentence", "senders", "addressees"), [
    ("your letter of December 29", (NOVAK,), (ARDEN,)),
    ("my letter of December 29", (ARDEN,), (NOVAK,)),
    ("our letter of December 29", (ARDEN,), (NOVAK,)),
    ("his letter to you of December 29", (), (NOVAK,)),
    ("his letter to me of December 29", (), (ARDEN,)),
    ("President Roe's letter to me of December 29", (Party("President Roe"),), (ARDEN,)),
    ("your letter to Minister Poe of December 29", (NOVAK,), (Party("Minister Poe"),)),
    ("the message of your predecessor of October 3", (Party("your predecessor"),), ()),
    ("the letter which you sent me on December 12", (NOVAK,), (ARDEN,)),
    ("the letter of December 29", (), ()),
    ("Ваше письмо от 29 декабря", (NOVAK,), (ARDEN,)),
])  # fmt: skip
def test_whose_letter_it_is_is_told_by_perspective(
    sentence: str, senders: tuple[Party, ...], addressees: tuple[Party, ...]
) -> None:
    (reference,) = find(sentence)
    assert (reference.senders, reference.addressees) == (senders, addressees)


def test_in_a_record_of_talk_my_and_your_are_not_the_note_takers() -> None:
    (reference,) = find("You spoke of my letter of December 29.", record_type="memcon")
    assert (reference.senders, reference.addressees) == ((), ())


@pytest.mark.parametrize(("date", "sentence", "value", "basis"), [
    ("1962-01-08", "your message of December 30", "1961-12-30", "inferred_year"),
    ("1987-03-02", "my letter of February 20", "1987-02-20", "inferred_year"),
    ("1993-06-10", "your message of June 10", "1993-06-10", "inferred_year"),
    ("1993-06-10", "I have your letter of June 12.", "[1992-06-12,1993-06-12]", "inferred_year"),
    ("1972-05-30", "the proposal in your letter of July 2", "1971?-07-02", "inferred_year"),
    ("1973-10-09", "your letter of Friday, September 28", "1973-09-28", "inferred_year"),
    ("1973-10-09", "my message of last Friday", "1973-10-05", "relative"),
    ("1996-02-29", "your note dated February 29", "1996-02-29", "inferred_year"),
    ("1995-01~", "your letter of December 29", "1994-12-29", "inferred_year"),
    ("1987-05-04", "you wrote on the 28th", "1987-04-28", "relative"),
    ("1995-01-06", "your letter of 29 December 1994", "1994-12-29", "explicit"),
    (None, "your letter of December 29", "XXXX-12-29", "none"),
])  # fmt: skip
def test_years_are_inferred_against_the_date_of_the_record(date: str | None, sentence: str, value: str, basis: str) -> None:
    (reference,) = find(sentence, date)
    assert (reference.date, reference.date_basis) == (value, basis)
    assert reference.reason.endswith(".")
    assert not reference.reason[0].islower()


def test_confidence_falls_with_doubt() -> None:
    plain, far, undated = (find(text, date)[0].confidence for text, date in [
        ("your letter of December 29", "1995-01-06"), ("your letter of July 2", "1972-05-30"), ("your letter of December 29", None),
    ])  # fmt: skip
    assert plain > 0.85
    assert far < 0.5
    assert undated < 0.5


def test_words_of_someone_quoted_are_not_the_writers() -> None:
    (reference,) = find('He said: "I have your letter of May 3 before me" and left.')
    assert (reference.senders, reference.date) == ((), "XXXX-05-03")
    assert reference.confidence <= 0.5
    assert "quotation" in reference.reason


def test_a_paper_later_than_the_record_is_doubtful() -> None:
    (reference,) = find("your letter of May 3, 1999")
    assert reference.confidence < 0.5
    assert "later than the record" in reference.reason


def test_the_kind_of_paper_and_its_number_are_told() -> None:
    (reference,) = find("your note No. 1328 dated 5 December 1994")
    assert (reference.kind, reference.document_type, reference.number, reference.outcome) == (
        "document",
        "note",
        "1328",
        "not_asked",
    )


@given(st.text(alphabet="your letter of December 29,. my\nДата«»\"“”'", max_size=300))
def test_any_text_is_searched_without_error_and_spans_are_in_order(text: str) -> None:
    end = 0
    for reference in find(text):
        assert end <= reference.span.start < reference.span.end <= len(text)
        end = reference.span.end


@pytest.mark.parametrize(
    "text",
    [
        "your letter of " * 2_000,
        "letter " * 4_000,
        "a " * 100_000,
        " " * 100_000,
        "x" * 2_000_000,
        'your letter of May 3 "' * 300,
    ],
)
def test_long_monotonous_text_is_searched_all_the_same(text: str) -> None:
    find(text)
