"""The header grammars of the Agency's papers: cables (CLASSIFIED MESSAGE, CITE, IN and DIR numbers, slugs), dispatches and
information reports (handbook 1.2, 1.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chancery.describe.labels import Labelled, Piece
from chancery.describe.lines import TextLine
from chancery.describe.memorandum import find_copies
from chancery.describe.parties import parse_party
from chancery.describe.record_text import Found, RecordText, place_of
from chancery.describe.titles import find_subject, joined
from chancery.model.date_phrases import find_dates
from chancery.model.dates import PartialDate
from chancery.model.record import Party

# --- cables ----------------------------------------------------------------------------------------------------------

CABLE = "agency_cable"
_STATION = r"[A-Z][A-Z.]{2,}(?: [A-Z]{3,}){0,2}"
# DIR CITE MEXI 4916; CITE MEXICO CITY 46149; PRITY DIR CITE MIAM 279; DIR INFO GNVA CITE BERN 9148; INFO WAVE CITE DIR 14804
_CITE = re.compile(
    rf"^(?P<ahead>.{{0,80}}?)\bC[IL1]TE\b[\s:.\[(]{{0,4}}(?:(?P<station>{_STATION})[\s\])}}]{{1,4}})?[\[(]?(?P<number>\d{{3,6}})?"
)
_WORD = re.compile(rf"{_STATION}")
_SET_ASIDE = frozenset(
    {
        "PRITY",
        "PRIORITY",
        "ROUTINE",
        "IMMEDIATE",
        "INFO",
        "OPIM",
        "OPERATIONAL",
        "SECRET",
        "STAFF",
        "THE",
        "INT",
        "CITE",
        "DEFERRED",
        "FLASH",
        "JAN",
        "FEB",
        "MAR",
        "APR",
        "MAY",
        "JUN",
        "JUL",
        "AUG",
        "SEP",
        "SEPT",
        "OCT",
        "NOV",
        "DEC",
        "ACTION",
        "CONF",
        "UNIT",
        "ROUTING",
        "DATE",
        "FROM",
        "LIMIT",
        "LIMITED",
        "DISSEM",
        "LIMITED DISSEM",
        "EYES",
        "ONLY",
        "SLUGS",
        "CLASSIFIED",
        "MESSAGE",
        "BINDEX",
        "INDEX",
    }
)
_DTG = re.compile(r"\b(?P<all>\d{6} ?[Z2](?: (?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6} \d\d)?)\b")
_CLASS_LINE = re.compile(
    r"^\W{0,3}(?:(?:TOP )?S ?[E€] ?[CG€] ?R ?[E€] ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|U ?N ?C ?L ?A ?S\w*)\W"
)
_SENTENCE = re.compile(r"^\W{0,3}(?:\d{1,2}|[A-Z]|FYI)[.,]\s")


def find_agency_cable(record: RecordText) -> Iterator[Found]:
    """The fields of an Agency cable: stations, number, group, slugs, references."""
    lines = [line for line in record.lines[:70] if line.short]
    cite = next(((at, line, match) for at, line in enumerate(lines) if (match := _CITE.match(line.text)) is not None and
                 (match["station"] or match["number"])), None)  # fmt: skip
    yield from _stations(record, cite)
    if cite is not None:
        yield from _number(cite[1], cite[2])
    yield from _group(lines)
    yield from _slugs(lines, cite[0] if cite is not None else None)
    yield from find_subject_line(record)
    yield from _reference_line(record)


# SUBJECT: ...; in a cable's own text "SUBJ" is a person and "RE" another cable
_SUBJECT = re.compile(r"^\W{0,3}SUBJ(?:ECT)?\s?[:;]\s*(?P<title>\S.{3,})$")


def find_subject_line(record: RecordText) -> Iterator[Found]:
    """The subject of a cable that prints one."""
    for line in record.lines[:50]:
        match = _SUBJECT.match(line.text) if line.short else None
        if match is not None:
            title = joined([Piece(line, line.start + match.start("title"), line.end)])
            if title is not None:
                yield Found("title", title[0], title[1], f"{CABLE}.subject", 0.8)
            return


_Cite = tuple[int, TextLine, re.Match[str]]


def _stations(record: RecordText, cite: _Cite | None) -> Iterator[Found]:
    """FROM and TO as labelled, else the station that is cited and the one it is cited to."""
    origin = _originated(record.head[:30])
    if origin is not None:
        yield origin
    sender = next((found for value in record.values("from") if (found := _station(value)) is not None), None)
    if origin is not None:
        sender, cite_from = None, None
    else:
        cite_from = cite
    if sender is not None:
        yield Found("from", _party(sender.text.strip()), (sender.place,), f"{CABLE}.labelled_line", 0.85)
    elif cite_from is not None and cite_from[2]["station"]:
        _, line, match = cite_from
        yield Found(
            "from",
            _party(_read_out(match["station"])),
            (place_of(line, *match.span("station")),),
            f"{CABLE}.cited_station",
            0.8,
        )
    addressee = next((found for value in record.values("to") if (found := _station(value)) is not None), None)
    if addressee is not None:
        yield Found("to", _party(addressee.text.strip()), (addressee.place,), f"{CABLE}.labelled_line", 0.85)
        return
    if cite is not None:
        target = _cited_to(cite[1], cite[2]) or _alone_near(record.lines, cite[1])
        if target is not None:
            line, start, end = target
            yield Found(
                "to", _party(_read_out(line.text[start:end])), (place_of(line, start, end),), f"{CABLE}.cited_to", 0.75
            )


# 012139Z DIRECTOR 795035: the originator stands between the group and the number
_ORIGIN = re.compile(r"\b\d{6,7} ?[Z2]?\s+(?:[A-Z]{3} \d\d\s+)?(?P<station>DIRECTOR|HEADQUARTERS)\s+\d{5,6}\b")


def _originated(lines: Sequence[TextLine]) -> Found | None:
    for line in lines:
        match = _ORIGIN.search(line.text) if len(line.text) <= 90 else None
        if match is not None:
            place = place_of(line, *match.span("station"))
            return Found("from", Party(match["station"]), (place,), f"{CABLE}.originator", 0.85)
    return None


# The indicators of stations are the first letters of their places; the place stands as the role.
_STATIONS: Mapping[str, str] = {
    "MEXI": "Mexico City", "HAVA": "Havana", "GNVA": "Geneva", "LOND": "London", "PARI": "Paris", "CARA": "Caracas", "BRLN": "Berlin", "FRAN": "Frankfurt",
    "MADR": "Madrid", "LISB": "Lisbon", "OTTA": "Ottawa", "MNTV": "Montevideo", "SAOP": "Sao Paulo", "RIOD": "Rio de Janeiro", "BUEN": "Buenos Aires",
    "SAGO": "Santiago", "BOGO": "Bogota", "QUIT": "Quito", "GUAY": "Guayaquil", "PACY": "Panama City", "GUAT": "Guatemala", "SALV": "San Salvador",
    "SJOS": "San Jose", "MANA": "Managua", "TEGU": "Tegucigalpa", "PRIN": "Port-au-Prince", "SDOM": "Santo Domingo", "KING": "Kingston", "HELS": "Helsinki",
    "STOC": "Stockholm", "COPE": "Copenhagen", "VIEN": "Vienna", "ATHE": "Athens", "ANKA": "Ankara", "ISTA": "Istanbul", "TOKY": "Tokyo", "HONG": "Hong Kong",
    "BRUS": "Brussels", "HAGU": "The Hague", "ALGI": "Algiers", "RABA": "Rabat", "CAIR": "Cairo", "BEIR": "Beirut", "TELA": "Tel Aviv", "WAVE": "JMWAVE, Miami",
    "BERN": "Bern", "MOSC": "Moscow", "WARS": "Warsaw", "PRAG": "Prague", "MIAM": "Miami",
}  # fmt: skip


def _party(station: str) -> Party:
    return Party(station, _STATIONS.get(station.strip(" .,")))


def _read_out(station: str) -> str:
    """`DIR` is the Director: Headquarters, as it signs and is addressed."""
    plain = " ".join(station.split())
    return "DIRECTOR" if plain in ("DIR", "HQS") else plain


def _station(value: Labelled) -> Piece | None:
    """The station that a label's value names in capitals; OCR noise around it left out."""
    for piece in value.pieces[:2]:
        for match in _WORD.finditer(piece.text):
            words = match.group().split()
            while words and words[0] in _SET_ASIDE:
                words.pop(0)
            while words and words[-1] in _SET_ASIDE:
                words.pop()
            name = " ".join(words)
            if len(name) >= 3 and name not in _SET_ASIDE and re.search(r"[AEIOUY]", name):
                start = piece.start + piece.text.index(name)
                return Piece(piece.line, start, start + len(name))
    return None


def _cited_to(line: TextLine, match: re.Match[str]) -> tuple[TextLine, int, int] | None:
    """The station before CITE and before INFO: `DIR INFO GNVA CITE BERN 9148` goes to DIR."""
    for word in re.finditer(r"[A-Z]{3,}(?: (?!INFO|CITE)[A-Z]{4,})?", match["ahead"]):
        if word.group().split()[0] == "INFO":
            return None
        if word.group() not in _SET_ASIDE and not _CLASS_LINE.match(word.group() + " "):
            return line, word.start(), word.end()
    return None


def _alone_near(lines: Sequence[TextLine], cited: TextLine) -> tuple[TextLine, int, int] | None:
    """`DIRECTOR` or a station alone on one of the two lines under the class line."""
    below = [line for line in lines if line.page_number == cited.page_number and 0 < line.index - cited.index <= 2]
    for line in below:
        match = re.fullmatch(
            r"\W{0,3}(?P<name>(?:[A-Z]+ )?(?:DIRECTOR|HEADQUARTERS|[A-Z]{4,}(?: [A-Z]{4,})?)) ?(?:INFO .*)?\W{0,3}",
            line.text,
        )
        if match is not None and (re.search(r"DIRECTOR|HEADQUARTERS", match["name"]) or "INFO" in line.text):
            name = match["name"]
            for word in ("PRIORITY ", "IMMEDIATE ", "ROUTINE "):
                name = name.removeprefix(word)
            start = line.text.index(name)
            return line, start, start + len(name)
    return None


def _number(line: TextLine, match: re.Match[str]) -> Iterator[Found]:
    if match["number"] is None:
        return
    start = match.start("station") if match["station"] else match.start("number")
    value = f"{' '.join(match['station'].split())} {match['number']}" if match["station"] else match["number"]
    yield Found("number", value, (place_of(line, start, match.end("number")),), f"{CABLE}.cite", 0.85)


def _group(lines: Sequence[TextLine]) -> Iterator[Found]:
    for line in lines:
        match = _DTG.search(line.text)
        if match is not None and (_CLASS_LINE.match(line.text) or "CITE" in line.text or "STAFF" in line.text):
            yield Found("dtg", " ".join(match["all"].split()), (place_of(line, *match.span("all")),), f"{CABLE}.dtg", 0.85)
            return


# Indicators of sensitivity and projects (handbook 2.4); they stand together on a line under the address.
_SLUGS = frozenset(
    "RYBAT KAPOK TYPIC PBRUMEN REDWOOD REDCAP REDTOP WNINTEL MHCHAOS MHSPLASH MHORDER MICURB SENSIND KEYWAY DYVOUR GYROSE LCIMPROVE PBSWING AEVALIANT "
    "KUTUBE YOBELT ZRRIFLE SLINC JMARC JMZIP JMATE PLMHABYSS MHALPHA CHAOS AMRAZZ HBEPITOME".split()
)


def _slugs(lines: Sequence[TextLine], cited: int | None) -> Iterator[Found]:
    for at, line in enumerate(lines):
        words = re.findall(r"[A-Z]{4,14}(?:/\d+)?", line.text)
        plain = [word for word in re.split(r"[^\w/]+", line.text) if word]
        if not words or len(plain) > 8 or len(words) < len(plain) - 1 or (cited is not None and at > cited + 8):
            continue
        if not any(word in _SLUGS for word in words):
            continue
        for match in re.finditer(r"[A-Z]{4,14}", line.text):
            if match.group() not in _SET_ASIDE and match.group() not in ("SLUGS", "DIRECTOR", "HEADQUARTERS"):
                yield Found("handling", match.group(), (place_of(line, *match.span()),), f"{CABLE}.slugs", 0.8)
        return


_CABLE_REF = re.compile(r"(?:[A-Z1-9]\.\s)?(?P<all>(?:[A-Z]{3,}(?: [A-Z]{4,})?[ -])?\(?(?:IN[ -])?\d{3,7}\)?(?:/\d)?)")


def _reference_line(record: RecordText) -> Iterator[Found]:
    value = record.value("refs")
    if value is None:
        return
    for piece in value.pieces[:6]:
        for match in _CABLE_REF.finditer(piece.text):
            text = match["all"].strip()
            start = piece.start + match.start("all")
            yield Found(
                "refs",
                " ".join(text.split()),
                ((piece.line.page_number, start, start + len(text)),),
                f"{CABLE}.reference_line",
                0.7,
            )


# --- dispatches -------------------------------------------------------------------------------------------------------

DISPATCH = "dispatch"
# Chief of Station, Zenda; Chief, EE; Deputy Chief, WH/SA; Chief, Task Force W; COS, Zenda
_CHIEF = re.compile(
    r"(?P<who>(?:Acting |Deputy |A/)?(?:Ch[il1]e[fs]s?|COS|COB)(?:,? (?:of )?(?:Station|Base)s?)?"
    r"(?:[,.;: ]{1,3}(?:[A-Z][\w/&.'\-]*|and|of)(?: (?:[A-Z][\w/&.'\-]*|and|of|[A-Z]))*)?)"
)
_SYMBOL = re.compile(r"^(?:.{0,40}\s)?(?P<symbol>[A-Z]{4}[-– ]{1,2}(?:[A-Z][-– ])?\d{3,6})\W*$")
_ACTION = re.compile(r"ACTION RE[A-Z]{4,8}.{0,6}REF|REQUIRED\W{1,4}REF", re.IGNORECASE)


def find_dispatch(record: RecordText) -> Iterator[Found]:
    """The fields of a dispatch: the chiefs it goes between, its symbol and its subject."""
    lines = [line for line in record.head[:45] if len(line.text) <= 120]
    chiefs = list(_chiefs(lines))
    senders = [chief for chief in chiefs if _labelled_from(record, chief[0])]
    sender = (
        senders[0]
        if senders
        else chiefs[-1]
        if len(chiefs) > 1 or (chiefs and re.search("Station|COS|Base", chiefs[0][1]))
        else None
    )
    addressee = next((chief for chief in chiefs if chief is not sender), None)
    for name, chief in (("to", addressee), ("from", sender)):
        if chief is not None:
            line, text, start = chief
            confidence = 0.75 if len(chiefs) > 1 else 0.55
            yield Found(
                name,
                Party(" ".join(text.split())),
                (place_of(line, start, start + len(text)),),
                f"{DISPATCH}.chiefs",
                confidence,
            )
    yield from _symbol(lines)
    yield from find_subject(record, DISPATCH)
    yield from _subject_under_action(lines, record)
    yield from find_copies(record, DISPATCH)


def _chiefs(lines: Iterable[TextLine]) -> Iterator[tuple[TextLine, str, int]]:
    for line in lines:
        match = _CHIEF.search(line.text)
        if match is not None and match.start() <= 24 and len(match["who"]) >= 8 and "," not in line.text[: match.start()]:
            yield line, match["who"].rstrip(" ,.;:"), match.start()


def _labelled_from(record: RecordText, line: TextLine) -> bool:
    return any(piece.line is line for value in record.values("from") for piece in value.pieces)


def _symbol(lines: Sequence[TextLine]) -> Iterator[Found]:
    for line in lines[:24]:
        match = _SYMBOL.match(line.text)
        if match is not None and not re.search(r"\bref", line.text, re.IGNORECASE):
            yield Found(
                "number",
                re.sub(r"\s*[-–]\s*", "-", match["symbol"]),
                (place_of(line, *match.span("symbol")),),
                f"{DISPATCH}.symbol",
                0.75,
            )
            return


def _subject_under_action(lines: Sequence[TextLine], record: RecordText) -> Iterator[Found]:
    """Where no label gives one: the line under ACTION REQUIRED - REFERENCES, unless it is an action or a reference."""
    at = next((index for index, line in enumerate(lines) if _ACTION.search(line.text)), None)
    if at is None or record.values("subject"):
        return
    for line in lines[at + 1 : at + 3]:
        text = line.text.strip()
        if re.match(r"\W{0,3}(?:action|refs?\b|reference)", text, re.IGNORECASE) or len(text) < 8 or text[:1].islower():
            continue
        title = joined([Piece(line, line.start, line.end)])
        if title is not None and sum(char.isalpha() for char in text) > 0.6 * len(text):
            yield Found("title", title[0], title[1], f"{DISPATCH}.subject", 0.5)
        return


# --- information reports ---------------------------------------------------------------------------------------------

REPORT = "information_report"
_REPORT_NUMBER = re.compile(
    r"REPORT N[O0]\.? ?[:.]?\s*(?P<number>(?:CS|TDCS|OO|CSCI|CSDB|TDCSDB|NIT|SO|DB|FIR|IR)[\w/\- ]{2,24}\d)"
)
_INLINE = re.compile(
    r"\b(?P<label>[DO]ATE (?:D[I1L]?S?T[RB]|OS[I1]|STR)\w?\.?|DATE OF ?(?:INFO\w*)?|REPORT N[O0])\s?[:.=]?\s*", re.IGNORECASE
)


def find_information_report(record: RecordText) -> Iterator[Found]:
    """The fields of an information report: subject, day of the information and of its distribution, number, place."""
    yield from find_subject(record, REPORT)
    for line in record.lines[:60]:
        if not line.short:
            continue
        number = _REPORT_NUMBER.search(line.text)
        if number is not None:
            yield Found(
                "number",
                " ".join(number["number"].split()),
                (place_of(line, *number.span("number")),),
                f"{REPORT}.report_number",
                0.85,
            )
        for match in _INLINE.finditer(line.text):
            label = match["label"].upper()
            if not label.startswith(("DATE OF", "REPORT")):
                yield from _dated(line, match.end(), record, "date", "date_distributed")
            elif label.startswith("DATE OF"):
                yield from _dated(line, match.end(), record, "date_information", "date_of_information")
    value = record.value("date_information")
    if value is not None:
        for piece in value.pieces[:2]:
            yield from _dated(piece.line, piece.start - piece.line.start, record, "date_information", "date_of_information")


def _dated(line: TextLine, start: int, record: RecordText, name: str, rule: str) -> Iterator[Found]:
    for phrase in find_dates(line.text[start:], record.reading):
        if phrase.has_year:
            value = phrase.value
            edtf = PartialDate(value.year, value.month, value.day).edtf if isinstance(value, PartialDate) else value.edtf
            yield Found(
                name,
                edtf,
                (place_of(line, start + phrase.span.start, start + phrase.span.end),),
                f"{REPORT}.{rule}",
                0.85 * phrase.certainty,
            )
            return


def report_maker(value: Labelled) -> Found | None:
    """Who made a report: the name behind REPORT MADE BY."""
    party = parse_party(value.pieces)
    return Found("from", party.party, party.places, "bureau.report_made_by", 0.85) if party is not None else None
