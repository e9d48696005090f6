"""The header grammar of State telegrams of each era: date-time group, FM, TO, INFO, level and number, order line, TAGS,
subject, references, and the signature at the end (handbook 1.4).

Posts are read out: `AMEMBASSY ZENDA` is the American Embassy Zenda, `SECSTATE WASHDC` the Secretary of State.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from chancery.describe.labels import Labelled, Piece
from chancery.describe.lines import TextLine
from chancery.describe.memorandum import find_drafting
from chancery.describe.record_text import Found, RecordText, Stand, place_of
from chancery.describe.titles import joined
from chancery.model.record import Party

MODULE = "telegram"
_MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}"
# O 061038Z MAY 97; ZZ O 061038Z MAY 97 ZFF4
_DTG = re.compile(
    rf"(?:^|(?<=\s))(?P<all>(?P<first>[ZOPR0])(?: ?(?P<second>[OPR]))? (?P<time>\d{{6}} ?[A-IK-Z2]) (?P<month>{_MONTH}) (?P<year>\d\d(?:\d\d)?))\b"
)
PRECEDENCE: Mapping[str, str] = {"Z": "flash", "O": "immediate", "0": "immediate", "P": "priority", "R": "routine"}
# S E C R E T SECTION 01 OF 02 ZENDA 000123; CONFIDENTIAL STATE 012345; UNCLAS SECTION 1 OF 2 ZENDA 1234
_LEVEL = (
    r"(?:TOP )?[S§$5]\W{0,3}[E€]?\W{0,2}[CG€]\W{0,2}R\W{0,2}[E€]\W{0,2}T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|UNCLAS(?:SIFIED)?|"
    r"L ?I ?M ?I ?T ?E ?D ?O ?F ?F ?I ?C ?I ?A ?L ?U ?S ?E"
)
_NUMBER = re.compile(
    rf"^\W{{0,3}}(?:{_LEVEL})[ .]{{1,3}}(?:(?:FINAL )?SECTION \w{{1,5}}[. ]{{1,2}}[O0]F \w{{1,3}}[ .]{{1,3}})?"
    r"(?P<all>(?P<post>[A-Z][A-Z.]*(?: [A-Z]+){0,3}) (?P<number>[\d@]{2,6}))(?!\w)"
)
_PAGE = re.compile(r"PAGE [0@O]?\d{1,2}\W{1,3}(?P<all>(?P<post>[A-Z][A-Z ]{2,22}?) (?P<number>[\d@]{4,6}))(?!\w)")
_PRECEDENCE_WORD = r"(?:FLASH|NIACT IMMEDIATE|NIACT|IMMEDIATE|PRIORITY|ROUTINE)"
_BEHIND_POST = re.compile(rf"\s+(?:{_PRECEDENCE_WORD}\b.*|\d{{1,6}}(?:-\d+)?(?:\s.*)?|\d{{4,6}}/?.*)$")


def find_telegram(record: RecordText) -> Iterator[Found]:
    """The fields of a State telegram, of the era its header shows."""
    lines = [line for line in record.lines[:90] if line.short]
    if any(_ROUTED.match(line.text) for line in lines[:60]):
        yield from _sender_and_addressees(lines)
    else:
        yield from _early_header(record)
    yield from _group(lines)
    yield from _number(record, lines)
    yield from _labelled(record, lines)
    yield from find_drafting(record, MODULE)
    yield from _signature(record)


# --- from, to, info ------------------------------------------------------------------------------------------------

# FM, and how engines read it
_FM = frozenset({"FM", "Fil", "FIM", "FN"})
_ROUTED = re.compile(r"^\W{0,3}(?P<label>FM|Fil|FIM|FN|TO|INFO)[\s:.\-]+(?P<post>[A-Z][A-Z0-9/ .,'\-]{2,})")
_ENDS_ROUTING = re.compile(
    r"^\W{0,3}(?:BT\b|E\.? ?O\.?|TAGS|SUBJ|REF|(?:S ?E ?C ?R ?E ?T|C ?O ?N ?F ?I ?D|U ?N ?C ?L ?A ?S|L ?I ?M ?I ?T ?E ?D)|\d{1,2}\. )"
)
_POST_LINE = re.compile(
    r"^\W{0,2}(?P<post>(?:AM(?:EMBASSY|CONSUL|CONGEN|LEGATION)|US(?:MISSION|DEL|INT|LO|UN|NATO|IA)|SECSTATE|SECDEF|RUE\w+|CIA|NSC|DIA|"
    r"JCS|WHITE HOUSE|[A-Z]{3,}(?: [A-Z/]{2,})* (?:COLLECTIVE|POSTS))\b[A-Z0-9/ .,'\-]*)"
)


def _sender_and_addressees(lines: Sequence[TextLine]) -> Iterator[Found]:
    """FM one, TO one or more, INFO the others; a post on a line of its own belongs to the label above it."""
    label = ""
    seen_sender = False
    for line in lines:
        routed = _ROUTED.match(line.text)
        if routed is not None and (routed["label"] in _FM or seen_sender):
            label = "FM" if routed["label"] in _FM else routed["label"]
            match: re.Match[str] | None = routed
        elif label and not _ENDS_ROUTING.match(line.text):
            match = _POST_LINE.match(line.text) if label != "FM" else None
        else:
            if label and seen_sender and _ENDS_ROUTING.match(line.text):
                return
            match = None
        if match is None:
            continue
        seen_sender = seen_sender or label == "FM"
        name = {"FM": "from", "TO": "to", "INFO": "cc"}[label]
        start, end = match.span("post")
        text = line.text[start:end].rstrip(" .,-")
        behind = _BEHIND_POST.search(text)
        if behind is not None and behind.start() > 2:
            text = text[: behind.start()]
        place = place_of(line, start, start + len(text))
        yield Found(name, Party(read_out(text)), (place,), f"{MODULE}.routing_line", 0.93 if name != "cc" else 0.85)
        if name == "from":
            where = place_name(text)
            if where is not None:
                at = line.text.upper().find(where[1], start)
                yield Found("place", where[0], (place_of(line, at, at + len(where[1])),), f"{MODULE}.sending_post", 0.85)


_READ_OUT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"SECSTATE(?: WASHDC| WASHINGTON(?: DC)?)?$"), "Secretary of State"),
    (re.compile(r"AMEMB(?:ASSY)? (?P<post>.+)$"), "American Embassy {post}"),
    (re.compile(r"AMCON(?:SUL|GEN) (?P<post>.+)$"), "American Consulate {post}"),
    (re.compile(r"AMLEGATION (?P<post>.+)$"), "American Legation {post}"),
    (re.compile(r"USMISSION (?P<post>.+)$"), "US Mission {post}"),
    (re.compile(r"USDEL (?P<post>.+)$"), "US Delegation {post}"),
    (re.compile(r"SECDEF(?: WASHDC| WASHINGTON(?: DC)?)?$"), "Secretary of Defense"),
    (re.compile(r"DEPT(?:OFSTATE| OF STATE)?(?: WASHDC)?$"), "Department of State"),
    (re.compile(r"(?P<post>[A-Z]{3,}(?: [A-Z/]{2,})* COLLECTIVE)$"), "{post}"),
)
_KEPT = frozenset({"NATO", "UN", "CSCE", "OSCE", "EC", "EU", "USUN", "DC", "NSC", "CIA", "DIA", "JCS", "USNATO"})


def read_out(post: str) -> str:
    """A post's telegraphic name in words; one that is not known stays as printed."""
    plain = " ".join(post.split())
    for pattern, form in _READ_OUT:
        match = pattern.match(plain)
        if match is not None:
            return form.format(post=_title(match["post"])) if "{post}" in form else form
    return plain


def _title(text: str) -> str:
    return " ".join(word if word in _KEPT else word.title() for word in text.split())


_OF_POST = re.compile(r"(?:AMEMB(?:ASSY)?|AMCON(?:SUL|GEN)|AMLEGATION|USMISSION|USDEL) (?P<place>[A-Z][A-Z'\- ]{2,30})$")


def place_name(post: str) -> tuple[str, str] | None:
    """Where a post sits, and the stretch of its name that says so; None where the name tells no place."""
    if re.match(r"(?:SECSTATE|SECDEF|DEPT\w*) (?:WASHDC|WASHINGTON)", post):
        return "Washington", "WASH"
    match = _OF_POST.match(post)
    if match is None or match["place"] in _KEPT:
        return None
    return _title(match["place"]), match["place"]


# --- date-time group and number -------------------------------------------------------------------------------------


def _group(lines: Sequence[TextLine]) -> Iterator[Found]:
    for line in lines:
        match = _DTG.search(line.text)
        if match is not None and len(line.text) <= 70:
            yield Found("dtg", _group_as_sent(match), (place_of(line, *match.span("all")),), f"{MODULE}.dtg", 0.95)
            yield Found(
                "precedence", PRECEDENCE[match["first"]], (place_of(line, *match.span("first")),), f"{MODULE}.dtg", 0.92
            )
            return


def _group_as_sent(match: re.Match[str]) -> str:
    """The group with what OCR makes of O (0) and of Z (2) set right: no other reading of them is a group."""
    first = match["first"].replace("0", "O")
    precedences = f"{first} {match['second']}" if match["second"] else first
    time = match["time"].replace(" ", "")
    return f"{precedences} {time[:6]}{time[6:].replace('2', 'Z')} {match['month']} {match['year']}"


def _number(record: RecordText, lines: Sequence[TextLine]) -> Iterator[Found]:
    """Post and number behind the level; with the zeros that the page line of the same number prints."""
    for line in lines:
        match = _NUMBER.match(line.text)
        if match is None or match["post"] in ("FM", "CITE", "TO", "PAGE", "NODIS", "EXDIS"):
            continue
        value = f"{match['post']} {_figures(match['number'])}"
        longer = _page_number(record, match["post"], match["number"])
        yield Found("number", longer or value, (place_of(line, *match.span("all")),), f"{MODULE}.class_line", 0.92)
        return
    for page in record.pages[:1]:
        for page_line in page.lines[:12]:
            paged = _PAGE.search(page_line.text)
            if paged is not None:
                said = f"{paged['post']} {_figures(paged['number'])}"
                yield Found("number", said, (place_of(page_line, *paged.span("all")),), f"{MODULE}.page_line", 0.85)
                return


def _page_number(record: RecordText, post: str, number: str) -> str | None:
    for page in record.pages:
        for line in page.lines[:8]:
            match = _PAGE.search(line.text)
            if match is None or match["post"][:4] != post[:4]:
                continue
            if int(_figures(match["number"])) == int(_figures(number)):
                return f"{post} {_figures(match['number'])}"
    return None


def _figures(number: str) -> str:
    """A typewriter's struck zero is read as @."""
    return number.replace("@", "0")


# --- TAGS, subject, references -----------------------------------------------------------------------------------------

_FIELD = re.compile(r"^\W{0,3}(?P<label>TAGS?|SUBJ(?:ECT)?|REFS?|REFTELS?|E\.? ?O\.?)\b\s?(?:\d{5})?\s?[:;.]\s*")
_NEXT_FIELD = re.compile(
    r"^\W{0,3}(?:TAGS?|SUBJ(?:ECT)?|REFS?|E\.? ?O\.? ?1|[1I]\.\s|\(?[UCSL]{1,3}\)?\s|SUMMARY|BEGIN|FOR\b|FROM\b|PASS\b)"
)
_TAG = re.compile(r"\b(?P<tag>[A-Z]{2,5})\b(?:\s?\([^)]*\))?")


def _labelled(record: RecordText, lines: Sequence[TextLine]) -> Iterator[Found]:
    for at, line in enumerate(lines):
        match = _FIELD.match(line.text)
        if match is None:
            continue
        label = match["label"][:3]
        if label == "TAG":
            for tag in _TAG.finditer(line.text, match.end()):
                yield Found("tags", tag["tag"], (place_of(line, *tag.span("tag")),), f"{MODULE}.tags", 0.9)
        elif label == "SUB":
            yield from _subject(lines, at, match.end())
        elif label == "REF":
            yield from _references(lines, at, match.end())


def _value_lines(lines: Sequence[TextLine], at: int, start: int, most: int) -> list[Piece]:
    first = lines[at]
    pieces = [Piece(first, first.start + start, first.end)] if first.text[start:].strip() else []
    for line in lines[at + 1 : at + most]:
        apart = line.paragraph != lines[at].paragraph and not pieces
        if (
            line.page_number != first.page_number
            or _NEXT_FIELD.match(line.text)
            or (pieces and line.paragraph != pieces[-1].line.paragraph)
            or (apart and len(pieces) > 0)
        ):
            break
        if not re.search(r"\w", line.text):
            break
        pieces.append(Piece(line, line.start, line.end))
    return pieces


def _subject(lines: Sequence[TextLine], at: int, start: int) -> Iterator[Found]:
    title = joined(_value_lines(lines, at, start, 4))
    if title is not None:
        yield Found("title", title[0], title[1], f"{MODULE}.subject", 0.92)


_ITEM = re.compile(r"(?<![A-Z0-9])\(?[A-Z1-9€][)}]\s?|(?<![A-Z0-9])[A-Z]\.\s")


def _references(lines: Sequence[TextLine], at: int, start: int) -> Iterator[Found]:
    """`REF: A) STATE 012345 (B) ZENDA 593 (NOTAL)`: an item a letter, else an item a semicolon."""
    for piece in _value_lines(lines, at, start, 6):
        text = piece.text
        marks = [match.start() for match in _ITEM.finditer(text)]
        edges = marks if marks and marks[0] <= 2 else [0, *marks] if marks else [0]
        if not marks and ";" in text:
            edges = [0, *(match.end() for match in re.finditer(";", text))]
        for begin, end in zip(edges, [*edges[1:], len(text)], strict=True):
            item = text[begin:end].strip(" ;,.")
            if len(re.sub(r"\W", "", item)) < 3:
                continue
            offset = piece.start + text.index(item, begin)
            said = re.sub(r"^\((?=[A-Z]\))", "", item) if re.match(r"\([A-Z]\)", item) else item
            yield Found(
                "refs",
                " ".join(said.split()),
                ((piece.line.page_number, offset, offset + len(item)),),
                f"{MODULE}.reference_line",
                0.85,
            )


# --- the form before date-time groups ----------------------------------------------------------------------------------

# NO: 660, November 16, 11 a.m.
_NO_AND_DATE = re.compile(
    r"\b(?P<number>\d{1,5}(?:[-A]\d?)?)\s?[,.]\s?(?P<date>[A-Z][a-z]+ \d{1,2})\b|^\W*(?P<alone>\d{1,5})\W*$"
)


def _early_header(record: RecordText) -> Iterator[Found]:
    """FROM, TO and NO of the typed forms of 1940 to 1966; ACTION and INFO name offices of the Department."""
    for kind in ("from", "to"):
        value = record.value(kind)
        if value is not None:
            party = _first_party(value)
            if party is not None:
                yield Found(
                    kind, Party(party[0]), (party[1],), f"{MODULE}.labelled_line", 0.85 if value.rule == "beside" else 0.6
                )
                if kind == "from" and re.fullmatch(r"[A-Z][A-Za-z'’\- ]{2,30}", party[0]):
                    yield Found(
                        "place",
                        party[0].title() if party[0].isupper() else party[0],
                        (party[1],),
                        f"{MODULE}.sending_post",
                        0.75,
                    )
    number = record.value("number")
    if number is not None:
        piece = number.pieces[0]
        match = _NO_AND_DATE.search(piece.text)
        group = None if match is None else "number" if match["number"] else "alone"
        if match is not None and group is not None:
            place = (piece.line.page_number, piece.start + match.start(group), piece.start + match.end(group))
            yield Found("number", match[group], (place,), f"{MODULE}.number_line", 0.85)
    for line in record.head[:50]:
        word = re.fullmatch(rf"\W{{0,3}}(?P<word>{_PRECEDENCE_WORD})\W{{0,3}}", line.text)
        if word is not None:
            yield Found(
                "precedence",
                word["word"].lower().replace("niact immediate", "immediate"),
                (place_of(line, *word.span("word")),),
                f"{MODULE}.precedence_word",
                0.85,
            )
            return


def _first_party(value: Labelled) -> tuple[str, Stand] | None:
    piece = value.pieces[0]
    text = re.split(r"\s{2,}|\s(?:NO|No)[:.]", piece.text)[0].strip(" .,:;")
    if sum(char.isalpha() for char in text) < 3 or len(text) > 60:
        return None
    start = piece.start + piece.text.index(text)
    return text, (piece.line.page_number, start, start + len(text))


# --- the end ---------------------------------------------------------------------------------------------------------

_SURNAME = re.compile(r"\W{0,3}(?P<name>[A-Z][A-Z'’\-]{2,18})\W{0,3}")
_AFTER = re.compile(
    r"\W{0,3}(?:BT|NNNN|#\d{2,5}|(?:S ?E ?C ?R ?E ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|UNCLASSIFIED|U ?N ?C ?L ?A ?S).{0,20}|NOTE[:.].*|GP-?\d|\.|[a-z]{2,4}/\d+)\W{0,3}"
)


def _signature(record: RecordText) -> Iterator[Found]:
    """The surname in capitals that closes a telegram: chief of the post or Secretary."""
    for line in list(reversed([line for line in record.lines if line.short]))[:8]:
        match = _SURNAME.fullmatch(line.text)
        if match is not None and match["name"] not in (
            "BT",
            "NNNN",
            "SECRET",
            "CONFIDENTIAL",
            "UNCLASSIFIED",
            "NODIS",
            "EXDIS",
            "END",
            "UNQUOTE",
        ):
            yield Found("from", Party(match["name"]), (place_of(line, *match.span("name")),), f"{MODULE}.signature", 0.75)
            return
        if not _AFTER.fullmatch(line.text):
            return
