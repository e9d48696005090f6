"""What many small signs of a first page say together of its kind, where noise has eaten the heading (handbook 1.4, 1.7).

None of them would do alone: a cable is told by CITE beside an `(IN 12345)`, slugs and a date-time group; a dispatch by
its chiefs beside ACTION REQUIRED. Each row is a sign with its weight, under the words it was made for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chancery.describe.heads import Head
from chancery.describe.lines import TextLine, within_line
from chancery.model.needed import folded, may_match
from chancery.model.vocabulary import RecordType


@dataclass(frozen=True, slots=True)
class _Sign:
    """A sign counts once, however often it stands there."""

    words: str
    weight: float
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind is told from a weight of 1 on; `against` are signs that speak for another kind."""

    type: RecordType
    form: str | None
    signs: tuple[_Sign, ...]


def _sign(words: str, weight: float, pattern: str, small: bool = False) -> _Sign:
    flags = re.MULTILINE | (re.IGNORECASE if small else 0)
    return _Sign(words, weight, re.compile(within_line(pattern), flags))


_KINDS: tuple[_Kind, ...] = (
    _Kind(
        "cable",
        "CIA cable",
        (
            # DIR CITE MEXI 4916, GITE LOND 6838, crTS Lee 0704
            _sign("CITE", 0.5, r"\b[CGO][I1l]T[ES8]\b[ :.\[(]{1,4}[A-Z\[(\d]"),
            # SECRET 141026Z, 062308Z, 2312332
            _sign("a time in Z", 0.4, r"\b[0-3]\d[0-2]\d[0-5]\d ?[Zz2]\b"),
            # CLASSIFIED MESSAGE, MESSAGE FORM, OUTGOING MESSAGE, MESSAGE HANDLING INDICATOR
            _sign("a message form", 0.5, r"CLASS\w{2,8}[ _]+MESS\w{2,4}\b|MESSAGE FORM|\w{4,8}ING MESSAGE\b|MESSAGE HAN\w{5}"),
            # REF: DIR 42255; REFS A. WAVE 4672; REF MADR 2167 (IN 15856)
            _sign("a reference to a message", 0.35,
                  r"^\W{0,3}RE?FS?\b[ :.,]{0,3}\W{0,3}(?:A[.,)] ?)?[A-Z/]{3,12}(?: [A-Z]{4,})? \d{3,6}\b|\(\(?(?:IN|OUT)[ -]{1,2}\d{4,6}\)"),
            # PRITY DIR; PRIORITY MADRID; OPIM WAVE; IMMEDIATE DIRECTOR; INFO LANT CITE
            _sign("a precedence", 0.3, r"\b(?:PR[I1]TY|OP[I1]M|PRIORITY|IMMEDIATE|ROUTINE|DEFERRED)\b(?: [A-Z/]{3,}|\W{0,3}$)"),
            _sign("slugs", 0.35, r"\b(?:RYBAT|PBRUMEN|TYPIC|KEYWAY|GYROSE|KAPOK|MHCHAOS|MHORDER|MHABYSS|WNINTEL|DYVOUR|REDWOOD|JMZIP|MHAPRON|YOBITE|PBSWING|PLMH\w+)\b"),
            # IN 13518, OUT 61034, TOR: 010944Z, TOT:, NO. OF COPIES, TOTAL COPIES
            _sign("a register line", 0.3, r"\b(?:TOR|TOT): ?\d|\bIN ?\d{5,7}\b|\bOUT ?\d{4,6}\b|T?OTAL COPIES|INDEX IN CS FILE"),
            # ACTION: C/WE 2 / INFO: DCI, DDP; CONF: C/WH 5
            _sign("lists of offices", 0.3,
                  r"^\W{0,3}(?:ACTION|CONF|INFO)\W{1,4}.{0,24}(?:\bDDP\b|\bDCI\b|\bADDP\b|\bC/[A-Z]{2,}|\bC[I1]/\w+|\b[A-Z]{2} \d\b|\bRF\b|\bVR\b)"),
            # 1. HQS INTERESTED EXFIL ... : paragraphs in capitals
            _sign("numbered paragraphs in capitals", 0.35, r"^\W{0,3}[1I][.,] ?(?:[A-Z0-9/,.'\"()-]+ ){5,}[A-Z0-9/,.'\"()-]+$"),
        ),
    ),
    _Kind(
        "cable",
        "telegram",
        (
            # E.O. 12356: DECL: OADR; E.0, 11652: GDS
            _sign("an E.O. line", 0.35, r"^\W{0,3}E[.,]? ?[O0][.,]? ?1\d{4}\W{0,3}(?:DECL|[OD]ECL|X?GDS|N/A|RDS)"),
            _sign("TAGS", 0.4, r"^\W{0,3}TAGS ?[:;.]? ?\W{0,2}[A-Z]{2,4}\b"),
            # FM AMEMBASSY ZENDA, Fil-AMEMBASSY; TO SECSTATE WASHDC
            _sign("a mission's address", 0.35, r"\bAMEMBASSY\b|\bSECSTATE\b|\bAMCONSUL\b|\bUSMISSION\b"),
            # PAGE 01 | ZENDA 00123 01 OF 02 061154Z
            _sign("a telegram's page line", 0.35, r"^\W{0,3}PAGE [O0@]?1\b.{0,30}\d{5}\b"),
            _sign("a section", 0.3, r"\bSECT[I1]ON [O0@]?\d\.? [O0]F [O0@]?\d\b"),
            # INFO LOG-00 ADS-00 SS-15: offices with their copies
            _sign("offices with copies", 0.3, r"(?:\b[A-Z]{1,4}-\d\d\b ?){2,}"),
            _sign("a date-time group", 0.3, r"\b[0-3]\d[0-2]\d[0-5]\d ?[Z2z] [A-Z]{3} \d\d\b"),
        ),
    ),
    _Kind(
        "cia_dispatch",
        None,
        (
            _sign("DISPATCH", 0.5, r"^\W{0,4}D[I1]SPA[TI]CH\b"),
            # Chief of Station, Zenda; COS, JMWAVE; h of Sta
            _sign("a chief of station", 0.45, r"(?:Ch[il1]?[e]?f|\bh) (?:of|p.) ?Sta\w*|\bCOS,? [A-Z]"),
            # Chief, WH Division; Chief, Task Force W; Chief, EUR
            _sign("a chief at Headquarters", 0.3, r"^\W{0,4}(?:\w{2,5} )?Ch[il1][ec]f,? [A-Z][\w/]{1,8}\b(?!.{0,12}Station)"),
            _sign("ACTION REQUIRED", 0.4, r"AC?TION RE[Q]?[UN]\w{3,6}|ETON RE[QU]\w+|Action(?: Required)?: ?(?:FYI|For|None|See|As|\w{3,}para)"),
            _sign("INDEXING", 0.4, r"INDEX[I1]NG|MARKED FOR INDEX|JUDGE INDEX|MICROF[I1]LM"),
            _sign("REFERENCES", 0.2, r"^\W{0,3}(?:REFERENCES?|Reference|Ref)\b"),
            # HMMA-19325; OCOA-17705; UFGA 1234
            _sign("a dispatch number", 0.3, r"\b[A-Z]{4}[- ]\d{4,6}\b"),
            # Operational/TYPIC/AMLEO; Transmittal of ...
            _sign("a subject of dispatches", 0.25, r"\bOperational\b|\bTransmittal\b|\bForwarded (?:here|under)", small=True),
        ),
    ),
    _Kind(
        "cia_report",
        "information report",
        (
            _sign("COUNTRY", 0.3, r"^\W{0,4}(?:\w{1,4} )?C[O0]?U?N?[I1]?T[RE]?[YVI]\b|^\W{0,4}COUN\w{2,4}\b|^\W{0,4}country\b"),
            _sign("a report number", 0.4, r"\b[RMNP]E[PR]?O?[RNM]?T? ?N[O0]\b\.?|CS[CD][IB]?[-~ ]?\d|TDCS"),
            _sign("DATE DISTR.", 0.4, r"\bDATE D?[I1]?STR|\bo?a?te D[I1]STR|DATE OS[I1T]", small=True),
            _sign("unevaluated information", 0.5, r"UNEVALUAT|DEFINITIVE APPRAISAL|APPRAISAL OF CONTENT|SOURCE GRAD"),
            _sign("the espionage legend", 0.4, r"affecting the Nat\w+ Def|espionage laws|unauthori[sz]ed person is prohib|National Defen[sc]e of the Un", small=True),
            _sign("INFORMATION REPORT", 0.5, r"\bINFORMATION REP\w{2,4}|\bFORMATION REPORT|C[I1] INFORMATION"),
            _sign("NO FOREIGN DISSEM", 0.2, r"NO FOR\w* D[I1]SS"),
            _sign("DATE OF INFO", 0.3, r"DATE OF ?(?:INFO|\W*$)|DATE ACQ|PLACE .{0,4}ACQ", small=True),
        ),
    ),
    _Kind(
        "memorandum",
        None,
        (
            # VFMORANMDE! FOR?, HEHORANDUN FOR:, This memcrandun is
            _sign("a misread MEMORANDUM", 0.6, r"^\W{0,3}(?:[A-Z]{1,2} )?\w?[A-Z]{2}[O0]RA[NH]\w{2,4}\W{0,3}(?:F[O0]R|T[O0])\b|^\W{0,3}ME[A-Z]{1,3}RAN\w{2,5}\b"),
            _sign("MEMO", 0.5, r"^\W{0,3}(?:\w{1,3} )?MEMO(?:RANDUM)? (?:FOR|TO|FROM)\b"),
            # Chief, Fmployee Activity Branch ... Chief, WH Division; Director of Security
            _sign("an office addressed", 0.35,
                  r"^\W{0,4}(?:\w{1,4} [:.;] ?)?(?:Acting |Deputy )?(?:Ch[il1]ef|Director|Deputy Director|Chairman),? (?!of St)[A-Z][\w/ ,]{2,40}"),
            _sign("a subject line", 0.4, r"^\W{0,4}S\w?B?J?[EC]{1,2}T\w?\b ?[:;.23?]|^\W{0,3}(?:SUBJ|Subject) ?[:;]|^\W{0,3}RE ?:"),
            _sign("FROM", 0.35, r"^\W{0,3}F[RK][O0]M\b|^\W{0,3}From ?:"),
            _sign("numbered paragraphs", 0.3, r"^\W{0,3}[1Il][.,] ?\W?(?:[A-Z][a-z]+|On|In|The|A|Subject) [a-z]{2,}"),
            _sign("the record or file", 0.3, r"\bfor (?:the )?(?:record|file)s?\b", small=True),
            _sign("a day at the head", 0.2, r"^\W{0,3}\d{1,2} [A-Z][a-z]{2,8}\.? 19\d\d\W{0,3}$"),
        ),
    ),
)  # fmt: skip
_LINES = 45


def find_signs(lines: Sequence[TextLine]) -> Iterator[Head]:
    """The kinds that the signs on a record's first lines tell, each as a head of its own."""
    shown = [line for line in lines[:_LINES] if line.short]
    if lines and not lines[0].short:
        yield from _in_one_line(lines[0])
    if not shown:
        return
    text = "\n".join(line.text for line in shown)
    seen = folded(text)
    for kind in _KINDS:
        found = [(sign, match) for sign in kind.signs if (match := _first(sign, text, seen)) is not None]
        weight = sum(sign.weight for sign, _ in found)
        if weight >= 1.0:
            line, start, end = _place(shown, found[0][1])
            said = ", ".join(sign.words for sign, _ in found)
            confidence = round(min(0.85, 0.5 + 0.2 * (weight - 0.75)), 3)
            yield Head(
                kind.type,
                kind.form,
                line.page_number,
                line.index,
                start,
                end,
                "signs",
                f"Signs together: {said}.",
                confidence,
            )


# A text layer without lines holds a page in one: its first words are its head.
_ONE_LINE = 700
_OPENINGS: tuple[tuple[RecordType, str | None, re.Pattern[str]], ...] = (
    # THE WHITE HOUSE WASHINGTON May 30, 1990 Dear Senator Roe: This is ...
    ("letter", None, re.compile(r"\bDear (?:[A-Z][\w.'’\-]*[ ,]?){1,5} ?[:,;.]")),
    # INFORMATION MEMORANDUM FOR ADA BIRCH FROM: PAUL RUDD SUBJECT: Lamps
    ("memorandum", None, re.compile(r"\bMEMORANDUM (?:FOR|TO)\b|\bFROM ?[:;].{1,80}\bSUBJ\w* ?[:;]|\bSUBJECT ?[:;].{0,200}\bFROM ?[:;]")),
    ("nsc_directive", "NSD", re.compile(r"\bNATIONAL SECURITY DIRECTIVE\b")),
    ("memcon", None, re.compile(r"\bMEMORANDUM OF CONVERSATION\b")),
    ("telcon", None, re.compile(r"\bMEMORANDUM OF TELEPHONE CON\w+")),
)  # fmt: skip


def _in_one_line(line: TextLine) -> Iterator[Head]:
    """What the first words of a page that was read as one line tell: the opening that stands first."""
    head = line.text[:_ONE_LINE]
    found = [
        (match.start(), kind, form, match)
        for kind, form, pattern in _OPENINGS
        if (match := pattern.search(head)) is not None
    ]
    if found:
        _, kind, form, match = min(found, key=lambda item: item[0])
        start, end = line.start + match.start(), line.start + match.end()
        yield Head(kind, form, line.page_number, line.index, start, end, "signs", f"“{match.group()[:50]}” opens it.", 0.8)


def _first(sign: _Sign, text: str, seen: str) -> re.Match[str] | None:
    return sign.pattern.search(text) if may_match(sign.pattern, seen) else None


def _place(lines: Sequence[TextLine], match: re.Match[str]) -> tuple[TextLine, int, int]:
    """The line on which a match begins, and the match's stretch on it in the page's layer."""
    at = 0
    for line in lines:
        if match.start() <= at + len(line.text):
            start = line.start + match.start() - at
            return line, start, max(start + 1, min(line.end, line.start + match.end() - at))
        at += len(line.text) + 1
    return lines[-1], lines[-1].start, lines[-1].end
