"""Which kind of record opens at a place of a page: headings, date-time groups, blocks of labels, salutations (handbook
1.1 to 1.8).

Each cue is a row of a table under the words it was made for. A heading is compared letter by letter, so that spaced,
struck or misread capitals (`M E M O R A N D U M`, `MEMORANDUB FOR`) are found too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from chancery.describe.furniture import Stretch
from chancery.describe.labels import find_labels
from chancery.describe.lines import PageText, TextLine, within_line
from chancery.describe.split import find_salutations
from chancery.model.needed import folded, may_match
from chancery.model.vocabulary import RecordType


@dataclass(frozen=True, slots=True)
class Head:
    """What opens a record of a kind at a place of a page.

    `type` is a record type of the dump, `form` the finer form in words (`memorandum for the record`, `airtel`), None
    where the type says all. `line` is an index into the page's lines, `start` and `end` code points of its layer, `cue`
    the name of the row that found it and `reason` its sentence for the reader. `confidence` (0..1) is how likely a
    record of this type opens here.
    """

    type: RecordType
    form: str | None
    page_number: int
    line: int
    start: int
    end: int
    cue: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading compared by its letters alone.

    `alone`: nothing else stands on the line; else the line begins with it. One letter in `misread` may be misread
    where the line is printed in capitals.
    """

    words: str
    type: RecordType
    form: str | None
    confidence: float
    alone: bool = False
    misread: int = 7

    @property
    def letters(self) -> str:
        return re.sub(r"[\W_]+", "", self.words).upper()


# The longer heading stands before the shorter one that begins it.
_HEADINGS: tuple[_Heading, ...] = (
    _Heading("MEMORANDUM OF TELEPHONE CONVERSATION", "telcon", None, 0.97),
    _Heading("MEMORANDUM OF TELEPHONE CALL", "telcon", None, 0.95),
    _Heading("MEMORANDUM OF CONVERSATION", "memcon", None, 0.97),
    _Heading("RECORD OF CONVERSATION", "memcon", None, 0.9),
    _Heading("RECORD OF THE CONVERSATION", "memcon", None, 0.9),
    _Heading("RECORD OF A CONVERSATION", "memcon", None, 0.9),
    _Heading("RECORD OF TELEPHONE CONVERSATION", "telcon", None, 0.9),
    _Heading("TELEPHONE CONVERSATION", "telcon", None, 0.7, alone=True),
    _Heading("TELCON", "telcon", None, 0.9, alone=True),
    _Heading("MEMCON", "memcon", None, 0.9, alone=True),
    _Heading("ЗАПИСЬ БЕСЕДЫ", "memcon", None, 0.95),
    _Heading("MEMORANDUM OF UNDERSTANDING", "agreement_text", "memorandum of understanding", 0.85),
    _Heading("MEMORANDUM FOR THE RECORD", "memorandum", "memorandum for the record", 0.96),
    _Heading("MEMORANDUM FOR RECORD", "memorandum", "memorandum for the record", 0.95),
    _Heading("MEMORANDUM TO THE RECORD", "memorandum", "memorandum for the record", 0.95),
    _Heading("MEMORANDUM FOR THE FILE", "memorandum", "memorandum for the record", 0.95),
    _Heading("MEMORANDUM FOR FILE", "memorandum", "memorandum for the record", 0.95),
    _Heading("MEMORANDUM TO FILE", "memorandum", "memorandum for the record", 0.95),
    _Heading("MEMO FOR THE RECORD", "memorandum", "memorandum for the record", 0.95),
    _Heading("MEMO FOR RECORD", "memorandum", "memorandum for the record", 0.95),
    _Heading("MEMORANDUM FOR THE PRESIDENT", "memorandum", "memorandum for the President", 0.96),
    _Heading("MEMORANDUM TO THE PRESIDENT", "memorandum", "memorandum for the President", 0.95),
    _Heading("ACTION MEMORANDUM", "memorandum", "action memorandum", 0.96),
    _Heading("INFORMATION MEMORANDUM", "memorandum", "information memorandum", 0.96),
    _Heading("BRIEFING MEMORANDUM", "memorandum", "briefing memorandum", 0.96),
    _Heading("INTEROFFICE MEMORANDUM", "memorandum", "office memorandum", 0.92),
    _Heading("OFFICE MEMORANDUM", "memorandum", "office memorandum", 0.92),
    _Heading("MEMORANDUM FOR", "memorandum", None, 0.93),
    _Heading("MEMORANDUM TO", "memorandum", None, 0.92),
    _Heading("MEMORANDUM", "memorandum", None, 0.85, alone=True),
    _Heading("MEMO FOR", "memorandum", None, 0.8, misread=99),
    _Heading("MEMO TO", "memorandum", None, 0.8, misread=99),
    _Heading("CLASSIFIED MESSAGE", "cable", "CIA cable", 0.95),
    _Heading("INCOMING TELEGRAM", "cable", "telegram", 0.96),
    _Heading("OUTGOING TELEGRAM", "cable", "telegram", 0.96),
    _Heading("INCOMING MESSAGE", "cable", None, 0.85),
    _Heading("OUTGOING MESSAGE", "cable", None, 0.85),
    _Heading("JOINT MESSAGEFORM", "cable", "telegram", 0.9),
    _Heading("DEPARTMENT OF STATE TELEGRAM", "cable", "telegram", 0.95),
    _Heading("TELEGRAM", "cable", "telegram", 0.85, alone=True),
    _Heading("PLAINTEXT TELETYPE", "cable", "teletype", 0.9),
    _Heading("TELETYPE UNIT", "cable", "teletype", 0.4),
    _Heading("TELETYPE", "cable", "teletype", 0.88, alone=True),
    _Heading("RADIOGRAM", "cable", "radiogram", 0.8, alone=True),
    _Heading("DECODED COPY", "cable", "teletype", 0.85),
    _Heading("AIRTEL", "memorandum", "airtel", 0.93, alone=True, misread=6),
    _Heading("AIRGRAM", "airgram", None, 0.93, alone=True),
    _Heading("DEPARTMENT OF STATE AIRGRAM", "airgram", None, 0.95),
    _Heading("FOREIGN SERVICE DESPATCH", "despatch", None, 0.96),
    _Heading("FOREIGN SERVICE OF THE UNITED STATES OF AMERICA", "despatch", None, 0.6),
    _Heading("OFFICIAL DISPATCH", "cia_dispatch", None, 0.9),
    _Heading("DISPATCH", "cia_dispatch", None, 0.9, alone=True),
    _Heading("ACTION REQUIRED REFERENCES", "cia_dispatch", None, 0.9, misread=5),
    _Heading("INSTRUCTION", "instruction", None, 0.6, alone=True),
    _Heading("DEPARTMENT OF STATE INSTRUCTION", "instruction", None, 0.93),
    _Heading("NATIONAL INTELLIGENCE ESTIMATE", "intel_estimate", "NIE", 0.9),
    _Heading("SPECIAL NATIONAL INTELLIGENCE ESTIMATE", "intel_estimate", "SNIE", 0.92),
    _Heading("INTELLIGENCE INFORMATION CABLE", "cia_report", "information report", 0.92),
    _Heading("INTELLIGENCE INFORMATION REPORT", "cia_report", "information report", 0.92),
    _Heading("INFORMATION REPORT", "cia_report", "information report", 0.9),
    _Heading("FIELD INFORMATION REPORT", "cia_report", "information report", 0.85),
    _Heading("NATIONAL SECURITY ACTION MEMORANDUM", "nsc_directive", "NSAM", 0.95),
    _Heading("NATIONAL SECURITY DECISION MEMORANDUM", "nsc_directive", "NSDM", 0.96),
    _Heading("NATIONAL SECURITY STUDY MEMORANDUM", "nsc_directive", "NSSM", 0.96),
    _Heading("NATIONAL SECURITY DECISION DIRECTIVE", "nsc_directive", "NSDD", 0.96),
    _Heading("NATIONAL SECURITY STUDY DIRECTIVE", "nsc_directive", "NSSD", 0.96),
    _Heading("NATIONAL SECURITY PRESIDENTIAL DIRECTIVE", "nsc_directive", "NSPD", 0.96),
    _Heading("NATIONAL SECURITY DIRECTIVE", "nsc_directive", "NSD", 0.95),
    _Heading("NATIONAL SECURITY REVIEW", "nsc_directive", "NSR", 0.93),
    _Heading("PRESIDENTIAL REVIEW MEMORANDUM", "nsc_directive", "PRM", 0.96),
    _Heading("PRESIDENTIAL DECISION DIRECTIVE", "nsc_directive", "PDD", 0.96),
    _Heading("PRESIDENTIAL REVIEW DIRECTIVE", "nsc_directive", "PRD", 0.96),
    _Heading("PRESIDENTIAL POLICY DIRECTIVE", "nsc_directive", "PPD", 0.96),
    _Heading("PRESIDENTIAL STUDY DIRECTIVE", "nsc_directive", "PSD", 0.96),
    _Heading("PRESIDENTIAL DIRECTIVE", "nsc_directive", "PD", 0.95),
    _Heading("SUMMARY OF CONCLUSIONS", "minutes", "summary of conclusions", 0.9),
    _Heading("MINUTES OF", "minutes", None, 0.85, misread=99),
    _Heading("MINUTES", "minutes", None, 0.8, alone=True),
    _Heading("RECORD OF MEETING", "minutes", None, 0.8),
    _Heading("NATIONAL SECURITY COUNCIL MEETING", "minutes", None, 0.7),
    _Heading("NOTE VERBALE", "note_verbale", None, 0.95),
    _Heading("AIDE MEMOIRE", "aide_memoire", None, 0.95),
    _Heading("NON PAPER", "non_paper", None, 0.93, alone=True),
    _Heading("NONPAPER", "non_paper", None, 0.93, alone=True),
    _Heading("BOUT DE PAPIER", "non_paper", "bout de papier", 0.93),
    _Heading("PRO MEMORIA", "non_paper", "pro memoria", 0.9),
    _Heading("ORAL MESSAGE", "non_paper", "oral message", 0.75, alone=True),
    _Heading("JOINT COMMUNIQUE", "communique", "joint communique", 0.95),
    _Heading("FINAL COMMUNIQUE", "communique", "final communique", 0.95),
    _Heading("COMMUNIQUE", "communique", None, 0.85),
    _Heading("JOINT STATEMENT", "communique", "joint statement", 0.88),
    _Heading("JOINT DECLARATION", "communique", "joint declaration", 0.88),
    _Heading("DECLARATION ON", "communique", "declaration", 0.7, misread=99),
    _Heading("TREATY BETWEEN", "agreement_text", "treaty", 0.88),
    _Heading("AGREEMENT BETWEEN", "agreement_text", "agreement", 0.88),
    _Heading("PROTOCOL BETWEEN", "agreement_text", "protocol", 0.88),
    _Heading("AGREED MINUTE", "agreement_text", "agreed minute", 0.88),
    _Heading("TALKING POINTS", "briefing_paper", "talking points", 0.88),
    _Heading("POINTS TO BE MADE", "briefing_paper", "points to be made", 0.85),
    _Heading("POINTS TO MAKE", "briefing_paper", "points to be made", 0.82),
    _Heading("BRIEFING PAPER", "briefing_paper", None, 0.92),
    _Heading("SCOPE PAPER", "briefing_paper", "scope paper", 0.92),
    _Heading("BACKGROUND PAPER", "briefing_paper", "background paper", 0.92),
    _Heading("POSITION PAPER", "briefing_paper", "position paper", 0.88),
    _Heading("POINT PAPER", "briefing_paper", "point paper", 0.88),
    _Heading("ISSUES PAPER", "briefing_paper", "issues paper", 0.85),
    _Heading("FOR IMMEDIATE RELEASE", "press", "press release", 0.93),
    _Heading("PRESS RELEASE", "press", "press release", 0.9),
    _Heading("PRESS CONFERENCE", "transcript", "press conference", 0.75),
    _Heading("REMARKS BY", "speech", "remarks", 0.85, misread=99),
    _Heading("REMARKS OF", "speech", "remarks", 0.85, misread=99),
    _Heading("ADDRESS BY", "speech", "address", 0.85, misread=99),
    _Heading("ADDRESS TO", "speech", "address", 0.7, misread=99),
    _Heading("TRANSCRIPT OF", "transcript", None, 0.85, misread=99),
    _Heading("TRANSCRIPT", "transcript", None, 0.75, alone=True),
    _Heading("CONTACT REPORT", "memorandum", "contact report", 0.8),
    _Heading("NOTE FOR", "note", None, 0.8, misread=99),
    _Heading("NOTE TO", "note", None, 0.8, misread=99),
    _Heading("AGENT REPORT", "report", None, 0.85),
    _Heading("INCIDENT REPORT", "report", None, 0.8),
    _Heading("REPORT OF INVESTIGATION", "report", None, 0.85),
    _Heading("INVESTIGATIVE REPORT", "report", None, 0.8),
    _Heading("SECURITY REPORT", "report", None, 0.7),
    _Heading("SYNOPSIS", "report", None, 0.55, alone=True),
    _Heading("SUMMARY REPORT", "report", None, 0.7),
    _Heading("PROGRESS REPORT", "report", None, 0.7),
    _Heading("REPORT", "report", None, 0.6, alone=True),
    _Heading("END OF DISPATCH", "cia_dispatch", None, 0.8),
    _Heading("FEDERAL BUREAU OF INVESTIGATION REPORTING OFFICE", "report", "FBI report", 0.9),
    _Heading("REPORT FORM", "report", "FBI report", 0.6, alone=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words of a line that tell a kind, tried on all short lines at once; `^` and `$` are the ends of a line."""

    name: str
    pattern: re.Pattern[str]
    type: RecordType
    form: str | None
    confidence: float
    reason: str


def _cue(
    name: str, pattern: str, opens: RecordType, form: str | None, confidence: float, reason: str, small: bool = True
) -> _Cue:
    flags = re.MULTILINE | (re.IGNORECASE if small else 0)
    return _Cue(name, re.compile(within_line(pattern), flags), opens, form, confidence, reason)


_ZONE = r"[A-IK-Z2]"
_MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}"
_CUES: tuple[_Cue, ...] = (
    # O 061038Z MAY 97; R 101515Z MAR 76
    _cue("dtg_line", rf"^\W{{0,3}}[ZOPR0](?: ?[OPR0])? (?:\d{{6}} ?{_ZONE}) {_MONTH} \d\d\b.{{0,30}}$", "cable",
         "telegram", 0.93, "A date-time group stands on a line of its own, as in a telegram.", small=False),
    # PAGE 01 ZENDA 00123 01 OF 02 061154Z
    _cue("first_cable_page", r"^\W{0,3}PAGE 0?1 [A-Z][A-Z ]{2,22} \d{4,6}\b.{0,24}\d{6}Z", "cable", "telegram", 0.9,
         "The page line of a telegram says it is the first page.", small=False),
    # FM AMEMBASSY ZENDA / TO SECSTATE WASHDC
    _cue("sender_post", r"^\W{0,3}FM (?:AMEMBASSY|AMCONSUL|SECSTATE|USMISSION|USDEL|RUEH\w*|DIRECTOR|WHITE HOUSE|"
                        r"SECDEF|JCS|CIA|[A-Z]{4,})\b", "cable", "telegram", 0.75,
         "“FM” and the sender stand on a line, as in a telegram.", small=False),
    # SECRET 141026Z MAY 97 STAFF; S E C R E T 271536Z; SECRET 8286462 FEB 12 CITE MEXI 1946
    _cue("cia_cable_line", r"^\W{0,3}(?:(?:TOP )?S ?[EC€] ?[CG€] ?[R] ?[EÉ] ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|"
                           r"U ?N ?C ?L ?A ?S\w*)[ .:]{1,3}\d{6} ?[Z2]\b", "cable", "CIA cable", 0.88,
         "The level and a date-time group open the text, as in an Agency cable.", small=False),
    # DIR CITE MEXI 4916; CITE DIR 23726
    _cue("cite_line", r"^.{0,40}\bCITE\b.{0,3}\s?\[?(?:[A-Z]{3,10} )?\[?\d{3,6}\b", "cable", "CIA cable", 0.8,
         "“CITE” and a number stand at the head, as in an Agency cable.", small=False),
    _cue("message_form", r"(?:CLASSI\w{3,5}|LASSIFIED) MESSAGE\b|^\W{0,4}(?:OUTGOING|INCOMING|OUTEOIN\w) MESSAGE\b", "cable",
         "CIA cable", 0.9, "The form is headed as a message.", small=False),
    _cue("cable_sections", r"^\W{0,3}TOR: ?\d{6} ?[Z2]|^\W{0,3}TOT: ?\d{6,7}[Z2]?\b", "cable", "CIA cable", 0.85,
         "A time of receipt in Zulu time stands at the head.", small=False),
    # FBI DALLAS / 6:12 PM CST URGENT 11-24-63; TO DIRECTOR, FBI / FROM SAC, DALLAS
    _cue("fbi_teletype", r"^\W{0,3}(?:VIA|SENT BY)? ?TELETYPE\b|^.{0,30}\b(?:URGENT|DEFERRED) +\d\d?[-/]\d\d?[-/]\d\d\b|"
                         r"^\W{0,3}FBI [A-Z ]{4,20}\d{3,4} ?(?:AM|PM)\b", "cable", "teletype", 0.85,
         "The time and urgency line of a teletype opens it.", small=False),
    _cue("airtel_line", r"^\W{0,3}(?:via )?\W{0,2}a ?i ?r ?[- ]?t ?e ?l\b\W{0,6}(?:DATE\b.{0,30}|\(?AM\)?)?$", "memorandum",
         "airtel", 0.9, "“Airtel” stands at the head of a paper of the Bureau."),
    # In Reply, Please Refer to File No.
    _cue("letterhead_memorandum", r"^\W{0,3}In Reply,? Please Refer to\b", "memorandum", "letterhead memorandum", 0.8,
         "The Bureau's letterhead asks to refer to a file number."),
    # FD-204 (Rev. 3-3-59); REPORTING OFFICE / OFFICE OF ORIGIN / REPORT MADE BY / CHARACTER OF CASE
    _cue("fbi_report", r"REPORTING OFFICE|REPORT MADE BY|CHARACTER OF CASE|INVESTIGATIVE PERIOD|^\W{0,3}Report of: ", "report",
         "FBI report", 0.85, "The boxes of a Bureau report stand at its head.", small=False),
    # FD-302: Date of transcription
    _cue("fbi_interview", r"^\W{0,3}FD[- ]302\b", "report", "FBI interview report", 0.8, "The form number is that of a report of an "
         "interview."),
    # COUNTRY ... REPORT NO. ... DATE DISTR. ... DATE OF INFO ... PLACE & DATE ACQ
    _cue("information_report", r"\b[RN]E[PR]O?[RM]T [NW][O0][\.,]? ?[:.]? ?(?:[A-Z]{2,6} ?[-~]|CS)|\bDATE DIST[RB]\b|PLACE (?:&|AND|8) ?(?:DATE )?ACQ|"
                               r"DATE ?ACQ|UNEVALUATED:? INFORMATION|(?:FIELD|FEO|FIEIO) REPORT N[O0]"
                               r"|SOURCE GRADINGS|\bCSCI[-~ ]?316/", "cia_report", "information report",
         0.85, "The fields of an information report stand at its head.", small=False),
    # 3/0/MXD/T1659-63: the serial of a product of signals intelligence
    _cue("signals_serial", r"\b[23]/[0O]/[A-Z]{2,4}/[TR]\d{3,6}-\d\d\b", "report", "signals intelligence report", 0.75,
         "It bears the serial of a signals intelligence product.", small=False),
    # Chief, WHD / Acting Chief of Station, Zenda: two chiefs under each other
    _cue("two_chiefs", r"^\W{0,3}(?:Acting |Deputy )?Chief,? [^\n]{2,50}\n(?:[^\n]{0,60}\n){0,4}?\W{0,3}(?:Acting |Deputy )?Chief of (?:Station|Base)",
         "cia_dispatch", None, 0.7, "A chief at Headquarters and a chief of station stand under each other, as in a dispatch.", small=False),
    # UNITED STATES GOVERNMENT / Memorandum; Office Memorandum • UNITED STATES GOVERNMENT
    _cue("office_form", r"^\W{0,3}(?:Of)?fice Memor?and\w*|(?:OPTIONAL|STANDARD) FORM N[O0]\.? ?(?:10|64)\b|\bMemorand\w{0,2}.{0,20}STATES GOVERNMENT",
         "memorandum", "office memorandum", 0.88, "It is on the government's form for office memoranda."),
    # The Embassy of Kalvia presents its compliments to the Department of State and has the honor to
    _cue("compliments", r"presents (?:its|his|her|their) compliments to", "note_verbale", None, 0.93,
         "A mission “presents its compliments”, as a note verbale opens."),
    _cue("honor_to_refer", r"^\W{0,3}I have the hono[u]?r to\b", "note_first_person", None, 0.5,
         "“I have the honor to” opens a formal note."),
    # NIE 11-4-82; SNIE 10-2-66
    _cue("estimate_number", r"^\W{0,3}S?NIE[- ]?\d\d", "intel_estimate", "NIE", 0.85, "It bears the number of an "
         "intelligence estimate.", small=False),
    # NSC 68; NSC 162/2; NSDD 75; PD/NSC-18; PRM/NSC-10; NSAM No. 273
    _cue("directive_number", r"^\W{0,3}(?:(?:NSDM|NSSM|NSDD|NSSD|NSAM|NSPD|NSD|NSR)[- ]?(?:No\.? ?)?\d{1,3}\b|"
                             r"P(?:R|D|P|S)[DM]?/NSC[- ]?\d{1,3})\W{0,3}$", "nsc_directive", None, 0.8,
         "It bears the number of a directive series.", small=False),
    _cue("nsc_paper_number", r"^\W{0,3}NSC[- ]\d{1,4}(?:/\d{1,2})?\W{0,3}$", "nsc_paper", None, 0.8,
         "It bears the number of a paper of the National Security Council.", small=False),
    # A-47; Desp. No. 123; Instruction No. A-12
    _cue("despatch_number", r"\b(?:Desp\.?|Despatch) No\.? ?\d", "despatch", None, 0.85, "A despatch number stands at the head."),
    _cue("record_of_call", r"^\W{0,3}(?:Memorandum|Record|Transcript|Notes?) of (?:a )?(?:telephone|phone) (?:conversation|"
                           r"call)", "telcon", None, 0.9, "It is headed as the record of a telephone call."),
    _cue("conversation_by", r"^\W{0,3}Memorandum of (?:a )?Conversation\b", "memcon", None, 0.95,
         "It is headed as a memorandum of conversation."),
    _cue("memo_dash", r"^\W{0,3}Memorandum for\b", "memorandum", None, 0.9, "It is headed as a memorandum for somebody."),
)  # fmt: skip
_HEADING_REASON = "It is headed “{words}”."
_LABEL_REASON = "A block of labels (To, From, Subject) opens it, as in a memorandum."
_MESSAGE_REASON = "Labels of a message (Action, Info beside To or From) stand at its head."
_REPORT_REASON = "The fields of an information report (Country, Subject ...) stand at its head."
_SALUTATION_REASON = "A salutation opens a letter."
# How many lines with words a heading may stand from the top of what it opens.
_TOP_LINES = 30
_LONGEST_HEADING_LINE = 90


def find_heads(page: PageText, furniture: Sequence[Stretch]) -> tuple[Head, ...]:
    """Every place of a page where a record may open, by line. Several cues of one opening are several heads.

    `furniture` is what `find_furniture` set aside on this page: stamps open nothing. Headings far down a page weigh
    less, as text may merely name a kind of paper there.
    """
    aside = {(stretch.start, stretch.end) for stretch in furniture if stretch.kind not in ("banner", "page_number")}
    lines = [line for line in page.lines if line.short and (line.start, line.end) not in aside]
    found: dict[tuple[str, int], Head] = {}
    for head in (*_headings(lines), *_cues(lines), *_label_blocks(lines), *_salutations(lines)):
        key = (head.type, head.line)
        if key not in found or found[key].confidence < head.confidence:
            found[key] = head
    placed = {line.index: order for order, line in enumerate(lines)}
    return tuple(
        sorted(
            (_lowered(head, placed[head.line]) for head in found.values()), key=lambda head: (head.line, -head.confidence)
        )
    )


def _lowered(head: Head, order: int) -> Head:
    if order < _TOP_LINES:
        return head
    return replace(head, confidence=round(head.confidence * 0.7, 3))


_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def _headings(lines: Iterable[TextLine]) -> Iterator[Head]:
    for line in lines:
        text = _EDGES.sub("", line.text)
        if not 4 <= len(text) <= _LONGEST_HEADING_LINE or not text[0].isupper():
            continue
        letters = line.letters
        if not letters:
            continue
        # A name in small letters may stand behind a heading in capitals: its front tells.
        front = text[:14]
        capitals = sum(char.isupper() for char in front) >= 0.7 * sum(char.isalpha() for char in front)
        heading = next((_HEADINGS[row] for row in _rows_for(letters) if _bears(letters, row, capitals)), None)
        # A sentence may begin with the word; a heading is in capitals, or stands by itself.
        if heading is None or not (capitals or _titled(text, heading)):
            continue
        start = line.start + line.text.index(text)
        reason = _HEADING_REASON.format(words=" ".join(text.split())[:60])
        yield Head(
            heading.type, heading.form, line.page_number, line.index, start, start + len(text), "heading", reason,
            heading.confidence if capitals else heading.confidence - 0.05,
        )  # fmt: skip


_LETTERS: tuple[str, ...] = tuple(heading.letters for heading in _HEADINGS)


def _rows_by(keys: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    rows: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        rows.setdefault(key, []).append(row)
    return {key: tuple(members) for key, members in rows.items()}


_ROWS_BY_FIRST = _rows_by([letters[:2] for letters in _LETTERS])
_ROWS_BY_NEXT = _rows_by([letters[2:4] for letters in _LETTERS])


def _rows_for(letters: str) -> Sequence[int]:
    """The rows of the table that may fit, in its order: they share the first two letters or the two after them."""
    first, following = _ROWS_BY_FIRST.get(letters[:2], ()), _ROWS_BY_NEXT.get(letters[2:4], ())
    return first if not following else sorted({*first, *following})


def _bears(letters: str, row: int, capitals: bool) -> bool:
    heading, word = _HEADINGS[row], _LETTERS[row]
    if heading.alone:
        # "MEMORANDUM" and a stray mark or a serial number beside it
        if letters == word or (letters.startswith(word) and letters[len(word) :].isdigit()):
            return True
        near = letters
    else:
        if letters.startswith(word):
            return True
        near = letters[: len(word)]
    allowed = len(word) // heading.misread
    if not allowed or not capitals or abs(len(near) - len(word)) > allowed:
        return False
    if Levenshtein.distance(near, word, score_cutoff=allowed) <= allowed:
        return True
    # "}EMORANDUM FOR": a letter that was lost shifts what follows
    shorter = near[:-1]
    return not heading.alone and Levenshtein.distance(shorter, word, score_cutoff=allowed) <= allowed


def _titled(text: str, heading: _Heading) -> bool:
    """Whether a line in small letters is a heading: nothing stands beside its words but a colon and a name, and each of
    its words is capitalised.
    """
    own = len(heading.words.split())
    words = text.split()
    if len(words) > own + 8:
        return False
    front = [word for word in words[:own] if word.lower() not in ("for", "of", "the", "to", "on", "by", "de")]
    return all(word[:1].isupper() for word in front)


def _cues(lines: Sequence[TextLine]) -> Iterator[Head]:
    """The table of cues, tried on the joined lines."""
    joined = "\n".join(line.text for line in lines)
    starts: list[int] = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    seen = folded(joined)
    for cue in _CUES:
        for match in cue.pattern.finditer(joined) if may_match(cue.pattern, seen) else ():
            line, offset = _line_at(lines, starts, match.start())
            end = min(match.end() - offset, len(line.text))
            start = match.start() - offset
            if end > start:
                yield Head(
                    cue.type, cue.form, line.page_number, line.index, line.start + start, line.start + end, cue.name,
                    cue.reason, cue.confidence,
                )  # fmt: skip


def _line_at(lines: Sequence[TextLine], starts: Sequence[int], at: int) -> tuple[TextLine, int]:
    index = bisect_right(starts, at) - 1
    return lines[index], starts[index]


_MEMO_LABELS = frozenset({"to", "from", "subject", "through", "via", "date", "for"})
_MESSAGE_LABELS = frozenset({"action", "info", "conf", "cite"})


def _label_blocks(lines: Sequence[TextLine]) -> Iterator[Head]:
    """Labels within a few lines open a paper where no heading says more: To, From and Subject a memorandum; Action and
    Info beside them a message; Country beside Subject an information report.
    """
    labels = find_labels(lines)
    taken = -1
    for index, label in enumerate(labels):
        if label.line.index <= taken:
            continue
        near = [other for other in labels[index:] if other.line.index - label.line.index <= 12]
        told = _told_by_labels({other.kind for other in near})
        if told is None and label.kind == "subject" and label.firm and _numbered_below(lines, label.line):
            told = ("memorandum", None, "subject_and_numbers", "A subject line stands over numbered paragraphs.", 0.52)
        if told is None:
            continue
        taken = near[-1].line.index
        kind, form, cue, reason, confidence = told
        yield Head(
            kind, form, label.line.page_number, label.line.index, label.start, label.end, cue, reason, confidence
        )  # fmt: skip


def _told_by_labels(kinds: set[str]) -> tuple[RecordType, str | None, str, str, float] | None:
    if len(_MESSAGE_LABELS & kinds) >= 2 and {"to", "from"} & kinds:
        return "cable", "CIA cable", "message_labels", _MESSAGE_REASON, 0.75
    if {"to", "from", "info"} <= kinds:
        return "cable", "CIA cable", "message_labels", _MESSAGE_REASON, 0.6
    if "country" in kinds and kinds & {"subject", "date_information", "date_distributed", "acquired", "refs", "source"}:
        return "cia_report", "information report", "report_labels", _REPORT_REASON, 0.75
    if {"to", "from", "subject"} <= kinds:
        return "memorandum", None, "label_block", _LABEL_REASON, 0.7
    if {"to", "from"} <= kinds or {"from", "subject"} <= kinds or {"to", "subject"} <= kinds:
        return "memorandum", None, "label_block", _LABEL_REASON, 0.55
    return None


_FIRST_NUMBER = re.compile(r"\W{0,3}[1lI][.,)]\s?\W{0,2}[A-Z]")


def _numbered_below(lines: Sequence[TextLine], subject: TextLine) -> bool:
    """Whether the first numbered paragraph stands within a dozen lines under a subject line."""
    return any(0 < line.index - subject.index <= 12 and _FIRST_NUMBER.match(line.text) for line in lines)


def _salutations(lines: Sequence[TextLine]) -> Iterator[Head]:
    for salutation in find_salutations(lines):
        line = lines[salutation.line]
        yield Head(
            "letter", None, line.page_number, line.index, salutation.start, salutation.end, "salutation_line",
            _SALUTATION_REASON, 0.75,
        )  # fmt: skip
