"""The header grammars of the Bureau's papers: airtels, teletypes, letterhead memoranda and the forms of reports (handbook
1.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chancery.describe.agency import report_maker
from chancery.describe.labels import Piece
from chancery.describe.lines import TextLine
from chancery.describe.memorandum import find_copies, find_memorandum, find_references
from chancery.describe.record_text import Found, RecordText, place_of
from chancery.describe.titles import find_subject, joined
from chancery.model.record import Party

MODULE = "bureau"
_OFFICE = r"(?:(?:ACTING |A)?(?:DIRECTOR|SAC|ADIC|LEGAT|ASAC|Director|SAC|Legat)|FBI)"
# TO: DIRECTOR, FBI (105-82555); FROM SAC, DALLAS (100-10461); TO SACS, NEW YORK AND MIAMI
_ADDRESS = re.compile(
    rf"^\W{{0,3}}(?P<label>TO|T0|FROM|FR0M|TO ALL)\b[\s:;.\-]{{0,6}}(?P<who>{_OFFICE}S?\b[ ,.].{{0,60}}|DIRECTOR)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\s*[(\[{]?\d{1,3}-\d[\d\-]*[)\]}]?.*$|\s*\((?:P|RUC|C)\).*$")
# FBI DALLAS 6-12 PM CST URGENT 11-24-63
_SENDING = re.compile(r"^\W{0,3}FBI,? (?P<office>[A-Z][A-Z. ]{3,18}?)\s+(?:\d{1,2}[:\-]?\d\d|URGENT|DEFERRED)")


def find_bureau_message(record: RecordText) -> Iterator[Found]:
    """The fields of an airtel or a teletype: the offices it runs between, and its caption."""
    seen = set()
    for line in record.lines[:60]:
        match = _ADDRESS.match(line.text) if len(line.text) <= 110 else None
        if match is None:
            continue
        name = "to" if match["label"].upper().startswith(("TO", "T0")) else "from"
        who = _FILE.sub("", match["who"]).rstrip(" ,.;:-")
        if name in seen or len(who) < 3:
            continue
        seen.add(name)
        start = match.start("who")
        yield Found(
            name, Party(" ".join(who.split())), (place_of(line, start, start + len(who)),), f"{MODULE}.address_line", 0.88
        )
    if "from" not in seen:
        for line in record.lines[:30]:
            sending = _SENDING.match(line.text)
            if sending is not None:
                yield Found(
                    "from",
                    Party(f"FBI {sending['office'].strip()}"),
                    (place_of(line, sending.start("office") - 4, sending.end("office")),),
                    f"{MODULE}.sending_line",
                    0.75,
                )
                break
    yield from find_memorandum(record)
    if not record.values("subject"):
        yield from _caption(record.lines[:60])


_CAPITALS = re.compile(r"[A-Z0-9][A-Z0-9 .,'\"’“”()&/;:\-]{6,}(?:a[Kk]a\.?.*)?")


def _caption(lines: Sequence[TextLine]) -> Iterator[Found]:
    """The caption in capitals between the addresses and the text: names of the case, up to the office of origin."""
    after = next((at for at in range(len(lines) - 1, -1, -1) if _ADDRESS.match(lines[at].text)), None)
    if after is None:
        return
    pieces: list[Piece] = []
    for line in lines[after + 1 : after + 9]:
        text = line.text.strip()
        if re.match(r"\W{0,3}(?:Re|Enclosed|Attached|For|On|The)\b", text) or re.match(r"\(?OO\b", text):
            break
        if (
            _CAPITALS.fullmatch(text)
            and not re.match(r"(?:SUBJECT|RE)\W*$|ATTN", text)
            and not re.search(r"\d\d?[-/]\d\d?[-/]\d\d", text)
        ):
            pieces.append(Piece(line, line.start, line.end))
        elif pieces:
            break
        if len(pieces) == 3:
            break
    title = joined(pieces)
    if title is not None:
        yield Found("title", title[0], title[1], f"{MODULE}.caption", 0.6)


# --- letterhead memoranda and reports -----------------------------------------------------------------------------

_LETTERHEAD = re.compile(
    r"FEDERAL BUREAU OF INVESTIGATION|UNITED STATES DEPARTMENT OF JUSTICE|In Reply,? Please Refer|File No|Washington,? D\.? ?C|^\W*$",
    re.IGNORECASE,
)


def find_letterhead_memorandum(record: RecordText) -> Iterator[Found]:
    """The fields of a letterhead memorandum: the Bureau writes it; its title stands under city and date."""
    for line in record.head[:12]:
        match = re.search(r"FEDERAL BUREAU OF INVESTIGATION", line.text, re.IGNORECASE)
        if match is not None:
            yield Found(
                "from",
                Party(match.group().title().replace(" Of ", " of ")),
                (place_of(line, *match.span()),),
                f"{MODULE}.letterhead",
                0.7,
            )
            break
    yield from find_subject(record, MODULE)
    if not record.values("subject"):
        pieces: list[Piece] = []
        for line in record.head[2:24]:
            text = line.text.strip()
            if _LETTERHEAD.search(text) or not _CAPITALS.fullmatch(text) or re.fullmatch(r"[\d\- ]+", text):
                if pieces:
                    break
                continue
            pieces.append(Piece(line, line.start, line.end))
        title = joined(pieces[:3])
        if title is not None:
            yield Found("title", title[0], title[1], f"{MODULE}.caption", 0.55)
    yield from find_copies(record, MODULE)
    yield from find_references(record, MODULE)


_OF = re.compile(r"^\W{0,3}Report of\s?[:;]\s*(?P<name>(?:SA )?[A-Z][A-Z. a-z'\-]{4,40}?)(?=\s{2,}|\s+Office|\s*$)")
_TITLE_OF_CASE = re.compile(r"^\W{0,3}T[I1l]TLE OF CASE", re.IGNORECASE)


def find_bureau_report(record: RecordText) -> Iterator[Found]:
    """The fields of a report: who made it, the title of the case."""
    made = _maker(record.lines[:60])
    if made is not None:
        yield made
    else:
        labelled = (report_maker(value) for value in record.values("made_by"))
        yield from (found for found in labelled if found is not None)
    yield from _below(record.lines[:60])
    yield from find_subject(record, MODULE)
    yield from find_references(record, MODULE)


# REPORT MADE BY, Renpar mgor ay, TPORT MADE BY
_MADE_BY = re.compile(r"R?\w{2,4}[RP]\w?[TR]? M\w{2,3} [ABR]\w\b", re.IGNORECASE)
# SA WILLIAM F. ROE; FRANK H, ROE ___ igd; STEPHEN J. ROE Office: TAMPA
_AGENT = re.compile(
    r"(?P<agent>\bSA )?\b(?P<name>[A-Z]{3,}(?P<middle>,? [A-Z][.,]?){0,2} [A-Z][A-Z'\-]{2,}(?:,? JR\b)?)(?![A-Z])"
)
_NO_AGENT = re.compile(
    r"OFFICE|TITLE|CASE|CHARACTER|TYPED|REPORT|FEDERAL|BUREAU|INVESTIG|UNITED|DEPARTMENT|CONTAIN|CLASSIF|RACKET|INTERNAL|SECURITY|\bNEW\b|ORLEANS|\bLOS\b|\bSAN\b"
)


def _maker(lines: Sequence[TextLine]) -> Found | None:
    """The agent who made a report: behind `Report of:`, beside `Office:`, or on the lines at the box REPORT MADE BY."""
    for line in lines:
        match = _OF.match(line.text) or re.match(r"\W{0,3}(?P<name>(?:SA )?[A-Z]{3,}[A-Z. ,]{4,40}?)\s+Office ?:", line.text)
        if match is not None:
            name = " ".join(match["name"].split())
            return Found("from", Party(name), (place_of(line, *match.span("name")),), f"{MODULE}.report_of", 0.85)
    for at, line in enumerate(lines):
        if _MADE_BY.search(line.text):
            for item in lines[max(0, at - 1) : at + 6]:
                for match in _AGENT.finditer(item.text):
                    if (match["agent"] or match["middle"]) and not _NO_AGENT.search(match["name"]):
                        start = match.start("agent") if match["agent"] else match.start("name")
                        name = " ".join(item.text[start : match.end()].split())
                        place = place_of(item, start, match.end())
                        return Found("from", Party(name), (place,), f"{MODULE}.report_made_by", 0.8)
    return None


def _below(lines: Sequence[TextLine]) -> Iterator[Found]:
    """The boxes of the form where engines read the labels on one line and their values under it."""
    for at, line in enumerate(lines):
        if _TITLE_OF_CASE.match(line.text):
            pieces = [
                Piece(item, item.start, item.end) for item in lines[at + 1 : at + 4]
                if not re.search(r"REPORT MADE|TYPED BY|CHARACTER", item.text) and len(item.text) > 3
            ]  # fmt: skip
            stop = next(
                (
                    index
                    for index, item in enumerate(lines[at + 1 : at + 4])
                    if re.search(r"REPORT MADE|TYPED BY|CHARACTER", item.text)
                ),
                3,
            )
            title = joined(pieces[: max(1, stop)]) if stop else None
            if title is not None:
                yield Found("title", title[0], title[1], f"{MODULE}.title_of_case", 0.7)
            return
