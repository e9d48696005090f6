"""Sentences that speak of dated papers, and what is found in each: the specification of `your letter of DATE` and its kin.

The record that speaks is a letter of 6 January 1995 (a Friday) from John Arden to Karel Novak, unless a row says otherwise.
"""

from __future__ import annotations

import pytest

from chancery.extract.references import find_references
from chancery.model.mention import Reference
from chancery.model.record import Header, Party
from chancery.model.text import Piece, ReadingText

ARDEN, NOVAK = Party("John Arden", "President"), Party("Karel Novak", "Prime Minister")


def find(text: str, date: str | None = "1995-01-06") -> list[Reference]:
    reading = ReadingText(text, (Piece(0, len(text), "s", 1, "l", 0),) if text else ())
    return list(find_references(reading, Header("letter", date, None, (ARDEN,), (NOVAK,))))


# sentence, [(quote, date)]
TABLE: list[tuple[str, list[tuple[str, str | None]]]] = [
    # with and without the year
    ("I have your letter of December 29.", [("your letter of December 29", "1994-12-29")]),
    ("I have your letter of December 29, 1994.", [("your letter of December 29, 1994", "1994-12-29")]),
    ("I have your letter of 29 December.", [("your letter of 29 December", "1994-12-29")]),
    ("I have your letter of the 29th of December.", [("your letter of the 29th of December", "1994-12-29")]),
    ("I have your letter dated December 29.", [("your letter dated December 29", "1994-12-29")]),
    ("I have your letter, dated December 29th, before me.", [("your letter, dated December 29th", "1994-12-29")]),
    ("Your letter of Thursday, December 29, came today.", [("Your letter of Thursday, December 29", "1994-12-29")]),
    ("Thank you for your letter of January 3.", [("your letter of January 3", "1995-01-03")]),
    ("Thank you for your letter of today.", [("your letter of today", "1995-01-06")]),
    ("My letter of 12/29/94 said as much.", [("My letter of 12/29/94", "1994-12-29")]),
    ("YOUR LETTER OF DECEMBER 29 IS BEFORE ME.", [("YOUR LETTER OF DECEMBER 29", "1994-12-29")]),
    ("In your letter of December 31 you ask a question.", [("your letter of December 31", "1994-12-31")]),
    ("my letter of September 1993", [("my letter of September 1993", "1993-09")]),
    ("my letter of last September", [("my letter of last September", "1994-09")]),
    ("in my letter of October", [("my letter of October", "1994-10")]),
    ("the letter of 1962", [("the letter of 1962", "1962")]),
    ("President Roe's letter of 1962", [("President Roe's letter of 1962", "1962")]),
    ("your personal letter of November 4, 1994", [("your personal letter of November 4, 1994", "1994-11-04")]),
    # several at once
    ("your letters of May 3 and 5", [("your letters of May 3", "1994-05-03"), ("5", "1994-05-05")]),
    ("your letters of 3 and 5 May", [("your letters of 3", "1994-05-03"), ("5 May", "1994-05-05")]),
    ("your letters of May 3 and June 5", [("your letters of May 3", "1994-05-03"), ("June 5", "1994-06-05")]),
    ("your letters of May 3, June 5 and July 9", [("your letters of May 3", "1994-05-03"), ("June 5", "1994-06-05"), ("July 9", "1994-07-09")]),
    ("your letters of November 14 and January 3", [("your letters of November 14", "1994-11-14"), ("January 3", "1995-01-03")]),
    ("your letter of December 20 and my answer of December 29", [("your letter of December 20", "1994-12-20"), ("my answer of December 29", "1994-12-29")]),
    ("I have two letters of yours to answer, that of March 14 and that of May 30.", [("that of March 14", "1994?-03-14"), ("that of May 30", "1994-05-30")]),
    ("I have your letter of March 14 and that of May 30.", [("your letter of March 14", "1994?-03-14"), ("that of May 30", "1994-05-30")]),
    ("Yours of December 29 reached me.", [("Yours of December 29", "1994-12-29")]),
    ("His letter of May 3 and Novak's of May 9 agree.", [("His letter of May 3", "1994-05-03"), ("Novak's of May 9", "1994-05-09")]),
    # other papers
    ("your message of January 2", [("your message of January 2", "1995-01-02")]),
    ("your reply of January 2", [("your reply of January 2", "1995-01-02")]),
    ("my oral message of January 2", [("my oral message of January 2", "1995-01-02")]),
    ("the Embassy's note No. 9/94 of December 27", [("the Embassy's note No. 9/94 of December 27", "1994-12-27")]),
    ("the Ministry's note of the 3rd instant", [("the Ministry's note of the 3rd instant", "1995-01-03")]),
    ("its note of the 28th ultimo", [("its note of the 28th ultimo", "1994-12-28")]),
    ("your telegram of December 3", [("your telegram of December 3", "1994-12-03")]),
    ("my memorandum of December 3", [("my memorandum of December 3", "1994-12-03")]),
    ("the aide-memoire which his Embassy had left on May 2 was read", []),
    ("the aide-memoire which he sent on May 2 was read", [("the aide-memoire which he sent on May 2", "1994-05-02")]),
    # who and when in another order
    ("your December 29 letter", [("your December 29 letter", "1994-12-29")]),
    ("your letter to me of December 29", [("your letter to me of December 29", "1994-12-29")]),
    ("your letter to Minister Poe of December 29", [("your letter to Minister Poe of December 29", "1994-12-29")]),
    ("the letter which you sent me on December 12", [("the letter which you sent me on December 12", "1994-12-12")]),
    ("the letter you wrote on December 12", [("the letter you wrote on December 12", "1994-12-12")]),
    ("the letter which President Roe sent to Ruritania in 1962", [("the letter which President Roe sent to Ruritania in 1962", "1962")]),
    ("the letter which President Roe addressed to my predecessor on 16 October 1962",
     [("the letter which President Roe addressed to my predecessor on 16 October 1962", "1962-10-16")]),
    ("the letter addressed on 7 June by the President to the Prime Minister", [("the letter addressed on 7 June", "1994-06-07")]),
    ("the letter of December 22 from President Roe", [("the letter of December 22", "1994-12-22")]),
    ("As I wrote to you on November 19, I agree.", [("I wrote to you on November 19", "1994-11-19")]),
    ("You wrote to me on the 3rd.", [("You wrote to me on the 3rd", "1995-01-03")]),
    # relative
    ("my message of yesterday", [("my message of yesterday", "1995-01-05")]),
    ("yesterday's message", [("yesterday's message", "1995-01-05")]),
    ("my letter of this morning", [("my letter of this morning", "1995-01-06")]),
    ("your letter of the day before yesterday", [("your letter of the day before yesterday", "1995-01-04")]),
    ("your letter of last week", [("your letter of last week", "1994-12-26/1995-01-01")]),
    ("your letter of last month", [("your letter of last month", "1994-12")]),
    ("the President's letter last month", [("the President's letter last month", "1994-12")]),
    ("last Tuesday's message", [("last Tuesday's message", "[1994-12-27,1995-01-03]")]),
    ("your message of Tuesday", [("your message of Tuesday", "1995-01-03")]),
    # through noise
    ("your letter of Decem-ber Z9", [("your letter of Decem-ber Z9", "1994-12-29")]),
    ("your letter of December l2", [("your letter of December l2", "1994-12-12")]),
    ("your letter of Decernber 29", [("your letter of Decernber 29", "1994-12-29")]),
    ("your letter of January “Ll, that there will be", [("your letter of January “Ll", "1994?-01-11")]),
    ("your letter of January\n\n“Ll, that there will be", [("your letter of January\n\n“Ll", "1994?-01-11")]),
    ("your letter of January\n\n2. The second question", [("your letter of January", "1995-01")]),
    ("the letter of January li was the whole of it", [("the letter of January li", "1994?-01-11")]),
    ("your 1etter of December 29", [("your 1etter of December 29", "1994-12-29")]),
    ("my lctfer of January 3", [("my lctfer of January 3", "1995-01-03")]),
    ("your\nletter of December\n29", [("your\nletter of December\n29", "1994-12-29")]),
    ("your letter of December 2 9", [("your letter of December 2", "1994-12-02")]),
    # no such day, no known day
    ("your letter of February 30", [("your letter of February 30", None)]),
    ("your letter of 31 April 1994", [("your letter of 31 April 1994", None)]),
    ("your letter of February 29, 1993", [("your letter of February 29, 1993", None)]),
    # inside a quotation the year counts from another date
    ('He wrote: "I have your letter of May 3 here" and no more.', [("your letter of May 3", "XXXX-05-03")]),
    ('He wrote: "I have your letter of May 3, 1990 here" and no more.', [("your letter of May 3, 1990", "1990-05-03")]),
    ("“Thank you for your message of yesterday,” he said.", [("your message of yesterday", None)]),
    # Russian
    ("Благодарю Вас за Ваше письмо от 19 ноября.", [("Ваше письмо от 19 ноября", "1994-11-19")]),
    ("В моём письме от 3 мая 1994 года сказано.", [("моём письме от 3 мая 1994", "1994-05-03")]),
    ("Ваше послание от 3 января получено.", [("Ваше послание от 3 января", "1995-01-03")]),
    # no references
    ("Your letter raises a question that I shall answer.", []),
    ("the letter and spirit of the treaty of 1948", []),
    ("I note that in May we shall meet.", []),
    ("Please answer by January 20.", []),
    ("He will write a letter on March 3.", []),
    ("Our reply will follow in January.", []),
    ("a man of letters of the 1930s", []),
    ("those of us who met on May 3", []),
    ("that of the two ministers", []),
    ("the answer is no, and in 1962 it was no", []),
    ("It is the message in a bottle of 1903 wine.", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "found"), TABLE)
def test_a_sentence_speaks_of_these_papers(sentence: str, found: list[tuple[str, str | None]]) -> None:
    assert [(reference.span.quote(sentence), reference.date) for reference in find(sentence)] == found


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 80
    assert len({sentence for sentence, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("sentence", "reason"), [
    ("your letter of February 30", "No calendar has the day 'February 30'."),
    ("your letter of 31 April 1994", "No calendar has the day '31 April 1994'."),
    ("“Your message of yesterday,” he said.", "'yesterday' counts from the date of what is quoted, which is not known."),
])  # fmt: skip
def test_a_paper_without_a_date_says_why(sentence: str, reason: str) -> None:
    (reference,) = find(sentence)
    assert (reference.date, reference.date_basis, reference.reason) == (None, "none", reason)
    assert reference.confidence <= 0.5


@pytest.mark.parametrize(("sentence", "date"), [
    ("your letter of December 29", "XXXX-12-29"), ("your letter of December 29, 1994", "1994-12-29"), ("your letter of yesterday", None),
    ("my letter of May", "XXXX-05"), ("your letters of May 3 and 5", "XXXX-05-03"),
])  # fmt: skip
def test_in_an_undated_record_what_is_not_printed_stays_open(sentence: str, date: str | None) -> None:
    reference = find(sentence, None)[0]
    assert reference.date == date
    assert reference.confidence <= 0.5 or reference.date_basis == "explicit"


@pytest.mark.parametrize(("sentence", "sender", "addressee"), [
    ("I have two letters of yours, that of March 14 being the longer.", NOVAK, ARDEN),
    ("Yours of December 29 reached me.", NOVAK, ARDEN),
    ("You assured President Roe, in your letter of January 3, of the contrary.", NOVAK, Party("President Roe")),
    ("the letter of December 22 from President Roe of the Ruritanian Federation", Party("President Roe of the Ruritanian Federation"), None),
    ("President Roe's letter of October 16, 1962, to Prime Minister Poe", Party("President Roe"), Party("Prime Minister Poe")),
    ("the letter addressed on 7 June by the President of the Union to the King of Ruritania", Party("the President of the Union"),
     Party("the King of Ruritania")),
    ("my message of yesterday", ARDEN, NOVAK),
    ("the letter which President Roe sent to Ruritania in 1962", Party("President Roe"), Party("Ruritania")),
])  # fmt: skip
def test_who_wrote_to_whom_is_told_by_the_words_around(sentence: str, sender: Party, addressee: Party | None) -> None:
    (reference,) = find(sentence)
    assert reference.senders == (sender,)
    assert reference.addressees == ((addressee,) if addressee else ())
