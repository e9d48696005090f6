"""References to dated papers: "your letter of December 29" and its near kin, with the missing year inferred.

A paper is looked for by its kind (letter, message, note ...); whose it is stands before it, whom it went to and when
it was written after it or before it. Only what is dated counts here. Perspective: in a letter *my* is its writer,
*your* its addressee; inside a quotation the words belong to the one quoted (handbook 3.1, 3.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from chancery.extract.reference_grammar import (
    AFTER_DATE,
    BARE,
    BETWEEN_DAYS,
    DATE_END,
    DAY_OF_MONTH,
    ELLIPTIC,
    FIGURES,
    KIND,
    KIND_TYPES,
    MIDDLE,
    MISREAD,
    MONTH_ALONE,
    NEXT_DATE,
    OF_YOURS,
    OWNER,
    OWNERS,
    PERSON,
    RELATIVE,
    RELATIVE_BEFORE,
    SENT,
    SENTENCE_END,
    TO_DATE,
    TOLD,
    WROTE,
    YEAR_ALONE,
    Side,
)  # fmt: skip
from chancery.model.date_phrases import DatePhrase, find_dates, guess_month
from chancery.model.date_years import ResolvedDate, resolve_phrase, resolve_relative
from chancery.model.dates import DateSet, Edtf, NotADate, PartialDate, parse_edtf, printed
from chancery.model.evidence import Span
from chancery.model.mention import Reference
from chancery.model.record import Header, Party
from chancery.model.text import ReadingText

EXTRACT_VERSION = "2"


@dataclass(frozen=True, slots=True)
class NoDay:
    """A day that no calendar has, as printed (`February 30`)."""

    text: str


@dataclass(frozen=True, slots=True)
class _Mention:
    """A dated paper as the grammar found it, before parties and dates are worked out."""

    start: int
    end: int
    date: DatePhrase | NoDay | str
    document_type: str | None
    sender: Side | Party
    addressee: Side | Party
    number: str | None
    rule: str
    certainty: float


def find_references(reading: ReadingText, header: Header) -> tuple[Reference, ...]:
    """References to dated papers in a reading text, in order, against the header of the record that speaks. Pure.

    Evidence is left empty: the caller computes it through the reading text's map.
    """
    text = reading.text
    speaking = _speaking_date(header)
    mentions = sorted(_all_mentions(text), key=lambda mention: (mention.start, -mention.end))
    found: list[Reference] = []
    end = -1
    for mention in mentions:
        if mention.start < end:
            continue
        end = mention.end
        found.extend(_reference(text, mention, header, speaking))
    return tuple(found)


def _speaking_date(header: Header) -> Edtf | None:
    try:
        return parse_edtf(header.date) if header.date else None
    except NotADate:
        return None


# --- finding ---------------------------------------------------------------------------------------------------------


def _all_mentions(text: str) -> Iterator[_Mention]:
    folded = _folded(text)
    for match in KIND.finditer(folded):
        yield from _dated_after(text, match)
        yield from _dated_before(text, match)
    yield from _elliptic(text, folded)
    for match in WROTE.finditer(text):
        subject, target = match["subject"], match["object"]
        for start, end, date in _dates_at(text, match.end(), match.start()):
            yield _Mention(start, end, date, "letter", _side(subject), _side(target), None, "wrote", 0.85)


def _dated_after(text: str, kind: re.Match[str]) -> Iterator[_Mention]:
    """`your letter of December 29`, `the letter which you sent me on June 3`, `his letter to you of June 3`."""
    window = _sentence_after(text, kind.end())
    middle = MIDDLE.match(window)
    owner = _owner_before(text, kind.start())
    if middle is None:
        yield from _bare_after(text, kind, window, owner)
        return
    if owner is None and middle["sent"] is None and middle["lead"].lower() not in ("dated", "of", "from", "от"):
        return
    start = owner.start if owner else kind.start()
    sender: Side | Party = owner.side if owner else "unknown"
    addressee: Side | Party = "unknown"
    certainty = owner.certainty if owner else 0.6
    if middle["from"] and sender == "unknown":
        sender = _named(middle["from"])
        certainty = max(certainty, 0.8)
    if middle["to"] or middle["to2"]:
        addressee = _named(middle["to"] or middle["to2"])
    if middle["sent"]:
        received = " received" in middle["sent"]
        subject = _named(middle["subject"])
        target: Side | Party = _named(middle["object"]) if middle["object"] else "unknown"
        sender, addressee = ("unknown", subject) if received else (subject, target)
        certainty = 0.88
    elif middle["lead"].lower() == "on":
        return  # "your letter on March": a subject, unless someone sent it then
    elif middle["lead"].lower() == "in" and (owner is None or owner.side == "unknown"):
        certainty = min(certainty, 0.6)
    whole_year = middle["lead"].lower() in ("of", "in", "dated", "от")
    if (told := TOLD.search(text, max(0, start - 80), start)) is not None and addressee == "unknown":
        addressee = Party(told["to"])
    for first, last, date in _dates_at(text, kind.end() + middle.end(), start, whole_year=whole_year):
        late_sender, late_addressee = _named_after(text, last)
        yield _Mention(
            first,
            last,
            date,
            _document_type(kind),
            late_sender if sender == "unknown" and late_sender is not None else sender,
            late_addressee if addressee == "unknown" and late_addressee is not None else addressee,
            middle["number"],
            "dated_after",
            max(certainty, 0.8) if sender == "unknown" and late_sender is not None else certainty,
        )


def _bare_after(text: str, kind: re.Match[str], window: str, owner: _Owner | None) -> Iterator[_Mention]:
    """`the President's letter last month`, `the note that Zenda sent us yesterday`."""
    sent = SENT.match(window)
    bare = BARE.match(window, sent.end() if sent else 0)
    if bare is None or (sent is None and (owner is None or owner.side == "unknown")):
        return
    sender: Side | Party = owner.side if owner else "unknown"
    addressee: Side | Party = "unknown"
    if sent is not None:
        sender, addressee = _named(sent["subject"]), _named(sent["object"]) if sent["object"] else "unknown"
    start = owner.start if owner else kind.start()
    for first, last, date in _dates_at(text, kind.end() + bare.end(), start):
        yield _Mention(first, last, date, _document_type(kind), sender, addressee, None, "dated_after", 0.8)


def _named_after(text: str, at: int) -> tuple[Side | Party | None, Side | Party | None]:
    """Who is named behind the date: `... of December 22 from President Novak`, `... of October 16, 1962, to Minister Poe`."""
    match = AFTER_DATE.match(text, at, at + 120)
    if match is None:
        return None, None
    addressee = match["to"] or match["to2"]
    return _named(match["from"]) if match["from"] else None, _named(addressee) if addressee else None


def _elliptic(text: str, folded: str) -> Iterator[_Mention]:
    """`that of March 14` and `yours of March 14`: the kind of paper was named before, within the sentence or the last."""
    for match in ELLIPTIC.finditer(text):
        kind = _last_kind(text, folded, match.start())
        if kind is None and not match["yours"]:
            continue
        document_type = _document_type(kind) if kind is not None else "letter"
        sender: Side | Party = "unknown"
        if match["yours"] or match["mine"]:
            sender = "addressee" if match["yours"] else "writer"
        elif match["named"]:
            sender = Party(match["named"])
        elif kind is not None:
            whose = OF_YOURS.match(text, kind.end())
            owner = _owner_before(text, kind.start())
            if whose is not None:
                side = whose["side"].lower()
                sender = "addressee" if side == "yours" else "writer" if side in ("mine", "ours") else "other"
            elif owner is not None and owner.side != "unknown":
                sender = owner.side
        for first, last, date in _dates_at(text, match.end(), match.start()):
            if isinstance(date, str | NoDay) and match["that"]:
                continue
            yield _Mention(first, last, date, document_type, sender, "unknown", None, "elliptic", 0.75)


_REACH_BACK = 180  # characters to the paper that "that" stands for


def _last_kind(text: str, folded: str, at: int) -> re.Match[str] | None:
    """The last word for a paper before `at`, at most one sentence back."""
    low = max(0, at - _REACH_BACK)
    stops = [stop.end() for stop in SENTENCE_END.finditer(text, low, at)]
    if len(stops) > 1:
        low = stops[-2]
    last = None
    for match in KIND.finditer(folded, low, at):
        last = match
    return last


def _dated_before(text: str, kind: re.Match[str]) -> Iterator[_Mention]:
    """`your December 29 letter`, `my August 3 message to you`."""
    left = text[max(0, kind.start() - 80) : kind.start()]
    if (relative := RELATIVE_BEFORE.search(left)) is not None:
        begin = kind.start() - len(left) + relative.start("phrase")
        whose = _owner_before(text, begin)
        side: Side | Party = whose.side if whose else "unknown"
        start = whose.start if whose else begin
        yield _Mention(
            start, kind.end(), relative["phrase"], _document_type(kind), side, "unknown", None, "dated_before", 0.8
        )
        return
    if not DATE_END.search(left):
        return
    phrases = find_dates(left.rstrip())
    if not phrases or phrases[-1].span.end != len(left.rstrip()):
        return
    phrase = phrases[-1]
    base = kind.start() - len(left)
    owner = _owner_before(text, base + phrase.span.start)
    if owner is None or owner.side == "unknown":
        return
    following = re.match(rf"\sto (?P<to>{PERSON})", text[kind.end() : kind.end() + 60])
    addressee: Side | Party = _named(following["to"]) if following else "unknown"
    yield _Mention(
        owner.start,
        kind.end(),
        phrase,
        _document_type(kind),
        owner.side,
        addressee,
        None,
        "dated_before",
        owner.certainty,
    )


@dataclass(frozen=True, slots=True)
class _Owner:
    start: int
    side: Side | Party
    certainty: float


def _owner_before(text: str, at: int) -> _Owner | None:
    window = text[max(0, at - 90) : at]
    match = OWNER.search(window)
    if match is None:
        return None
    start = at - len(window) + match.start()
    if match["named"]:
        name = match["named"].strip()
        if name.isupper() and len(name.split()) > 3:
            # In a text all in capitals the words before a name are no part of it.
            cut = name.rfind(" THE ") + 1 or name.rfind(" ") + 1
            name, start = name[cut:], start + cut
        return _Owner(start, Party(name.removeprefix("the ").removeprefix("The ").removeprefix("THE ")), 0.85)
    if match["the"]:
        return _Owner(start, "unknown", 0.7)
    index = next(index for index in range(len(OWNERS)) if match[f"o{index}"])
    return _Owner(start, OWNERS[index][1], 0.97 if OWNERS[index][1] != "other" else 0.85)


def _dates_at(
    text: str, at: int, start: int, *, whole_year: bool = False
) -> Iterator[tuple[int, int, DatePhrase | NoDay | str]]:
    """The date that begins at `at`, and those that follow it by `and` or a comma; each with the stretch its reference
    fills.

    The first reference runs from `start`; the others are their own date alone.
    """
    window = _sentence_after(text, at, 64)
    skipped = TO_DATE.match(window)
    offset = skipped.end() if skipped else 0
    relative = RELATIVE.match(window) or RELATIVE.match(window[offset:])
    phrases = find_dates(window)
    if phrases and phrases[0].span.start <= max(offset, 3) and phrases[0].form not in ("season", "decade"):
        first = phrases[0]
        yield start, at + first.span.end, _shifted(first, at)
        end = first.span.end
        for phrase in phrases[1:]:
            if not NEXT_DATE.match(window[end : phrase.span.start]):
                break
            yield at + phrase.span.start, at + phrase.span.end, _shifted(phrase, at)
            end = phrase.span.end
        return
    if relative is not None:
        shift = 0 if RELATIVE.match(window) else offset
        yield start, at + shift + relative.end(), relative.group()
        return
    misread = _misread_date(text[at : at + 64], offset)
    if misread is not None:
        yield start, at + misread.span.end, _shifted(misread, at)
        return
    impossible = DAY_OF_MONTH.match(window, offset)
    if impossible is not None and guess_month(impossible["month"] or impossible["month2"]) is not None:
        yield start, at + impossible.end(), NoDay(impossible.group())
        return
    if whole_year and (year := YEAR_ALONE.match(window)) is not None:
        yield start, at + year.end(), DatePhrase(Span(at, at + year.end()), PartialDate(year["year"]), "year")
        return
    month = MONTH_ALONE.match(window)
    if month is not None and (number := guess_month(month["month"])) is not None and number[1] == 1.0:
        value = PartialDate("XXXX", f"{number[0]:02}")
        yield start, at + month.end(), DatePhrase(Span(at + month.start("month"), at + month.end()), value, "month")


def _misread_date(window: str, at: int) -> DatePhrase | None:
    """A month and a day through OCR noise (`Decem-ber Z9`, `January “Ll,`); what is plainly printed is read elsewhere."""
    match = MISREAD.match(window, at)
    if match is None:
        return None
    printed_day = match["day"]
    alike = set(printed_day) <= set("IilL|!") and (
        len(printed_day) == 2 or window[match.end() : match.end() + 1] in (",", ";")
    )
    if not (any(char.isdigit() for char in printed_day) or (alike and printed_day != "I")):
        return None
    if "\n\n" in match.group() and not re.match(r"[,;]|\s[a-z]", window[match.end() :]):
        return None  # a paragraph's number, not the day of a month whose line OCR broke off
    month = guess_month(re.sub(r"-\s?", "", match["month"]))
    if month is None or month[1] < 0.8:
        return None
    number = int(printed_day.translate(FIGURES))
    try:
        value = PartialDate(match["year"] or "XXXX", f"{month[0]:02}", f"{number:02}")
    except NotADate:
        return None
    quoted = " ".join(match.group().split())
    return DatePhrase(Span(match.start(), match.end()), value, "mdy", 0.75, f"'{quoted}' read as {printed(value)}")


def _shifted(phrase: DatePhrase, by: int) -> DatePhrase:
    return replace(phrase, span=Span(phrase.span.start + by, phrase.span.end + by))


def _sentence_after(text: str, at: int, most: int = 170) -> str:
    window = text[at : at + most]
    stop = SENTENCE_END.search(window)
    return window[: stop.start() + 1] if stop else window


def _document_type(kind: re.Match[str]) -> str | None:
    return next(record_type for words, record_type in KIND_TYPES if words.fullmatch(kind.group()))


def _folded(text: str) -> str:
    """The text in small letters, character for character."""
    folded = text.lower()
    if len(folded) == len(text):
        return folded
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _side(word: str | None) -> Side:
    if word is None:
        return "unknown"
    folded = word.lower()
    if folded in ("i", "me", "us", "we"):
        return "writer"
    return "addressee" if folded == "you" else "other"


def _named(text: str) -> Side | Party:
    side = _side(text.strip())
    return Party(text.strip(" ,")) if side == "other" and text.lower() not in ("him", "her", "them") else side


# --- working out -----------------------------------------------------------------------------------------------------


def _reference(text: str, mention: _Mention, header: Header, speaking: Edtf | None) -> Iterable[Reference]:
    quoted = _in_quotation(text, mention.start, mention.end)
    senders, addressees = _parties(mention, header, quoted)
    undated = _undated(mention, None if quoted else speaking, quoted)
    if undated is not None:
        yield Reference(
            Span(mention.start, mention.end), "document", _type_in(mention.document_type, header), None, "none", undated, senders,
            addressees, None, mention.number, None, f"extract.references.{mention.rule}", EXTRACT_VERSION,
            round(min(mention.certainty, 0.5), 3),
        )  # fmt: skip
    for resolved, span in _resolved(text, mention, None if quoted else speaking):
        confidence = mention.certainty * resolved.confidence
        reason = resolved.reason
        if quoted:
            # Y12: the words are those of the one quoted, and count from the date of what is quoted.
            said = reason if resolved.basis == "explicit" else "no year is printed"
            confidence, reason = (
                min(confidence, 0.5),
                f"{said}; it stands in a quotation, whose own date and writer are not known",
            )
        elif _is_later(resolved.value, speaking) and resolved.basis == "explicit":
            assert speaking is not None
            confidence, reason = (
                min(confidence, 0.35),
                f"{reason}; but that is later than the record itself ({printed(speaking)})",
            )
        yield Reference(
            span, "document", _type_in(mention.document_type, header), resolved.value.edtf, resolved.basis, _sentence(reason), senders, addressees,
            None, mention.number, None, f"extract.references.{mention.rule}", EXTRACT_VERSION, round(confidence, 3),
        )  # fmt: skip


def _undated(mention: _Mention, speaking: Edtf | None, quoted: bool) -> str | None:
    """Why a paper that is dated in words gets no date, as a sentence; None where it gets one."""
    if isinstance(mention.date, NoDay):
        return f"No calendar has the day '{' '.join(mention.date.text.split())}'."
    if isinstance(mention.date, str) and resolve_relative(mention.date, speaking) is None:
        if quoted:
            return f"'{mention.date}' counts from the date of what is quoted, which is not known."
        return f"'{mention.date}' counts from the day of the record, which is not known."
    return None


def _resolved(text: str, mention: _Mention, speaking: Edtf | None) -> Iterable[tuple[ResolvedDate, Span]]:
    span = Span(mention.start, mention.end)
    if isinstance(mention.date, NoDay):
        return
    if isinstance(mention.date, str):
        relative = resolve_relative(mention.date, speaking)
        if relative is not None:
            yield relative, span
        return
    value = mention.date.value
    if isinstance(value, DateSet) and value.all_of:
        # "letters of June 3 and 9" are two references: the first fills the words up to its day, the second its own
        # number.
        between = BETWEEN_DAYS.search(text, mention.date.span.start, mention.end)
        spans = (span,) if between is None else (Span(mention.start, between.start()), Span(between.end(), mention.end))
        for member, part in zip(value.members, spans, strict=False):
            yield resolve_phrase(replace(mention.date, value=member), speaking), part
        return
    yield resolve_phrase(mention.date, speaking), span


def _type_in(kind: str | None, header: Header) -> str | None:
    """The record type a word stands for: between correspondents a `message` is a letter, elsewhere it came by cable."""
    if kind == "message":
        return "letter" if header.type == "letter" else "cable"
    return kind


def _parties(mention: _Mention, header: Header, quoted: bool) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """From and to of the paper spoken of, through the eyes of the record's writer.

    In the record of a talk the words are a speaker's, not the note-taker's: whose *my* it is cannot be told here.
    """
    talk = header.type in ("memcon", "telcon", "minutes", "transcript")
    known: dict[str, tuple[Party, ...]] = {"writer": header.senders, "addressee": header.addressees}
    if quoted or talk:
        known = {}

    def resolve(side: Side | Party) -> tuple[Party, ...]:
        return (side,) if isinstance(side, Party) else known.get(side, ())

    sender, addressee = mention.sender, mention.addressee
    if addressee == "unknown" and sender in ("writer", "addressee"):
        addressee = "addressee" if sender == "writer" else "writer"
    return resolve(sender), resolve(addressee)


def _in_quotation(text: str, start: int, end: int) -> bool:
    """Whether a stretch stands inside quotation marks that open and close in its own paragraph."""
    head = text[max(0, start - 400) : start].rpartition("\n\n")[2]
    tail = text[end : end + 400].partition("\n\n")[0]
    curly = head.rfind("“") > head.rfind("”") and "”" in tail
    return curly or (head.count('"') % 2 == 1 and '"' in tail and len(head) < 400)


def _is_later(value: Edtf, speaking: Edtf | None) -> bool:
    if speaking is None or speaking.latest is None or value.earliest is None:
        return False
    return value.earliest > speaking.latest


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:] + ("" if reason.endswith(".") else ".")
