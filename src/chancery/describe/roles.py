"""The role of every page, told by its cues (handbook 1.1), each with the cue in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chancery.describe.furniture import Stretch
from chancery.describe.lines import PageText, TextLine
from chancery.model.needed import folded, may_match
from chancery.model.vocabulary import PageRole

# Roles whose pages carry the text of a record.
TEXT_ROLES: frozenset[PageRole] = frozenset({"body", "attachment", "translation", "original_fl"})


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """A page's role, and the cue it was told by as a sentence for the reader."""

    role: PageRole
    cue: str


@dataclass(frozen=True, slots=True)
class _Cues:
    """A role's cues: each pattern counts once with its weight; together they must reach 1."""

    role: PageRole
    patterns: tuple[tuple[float, re.Pattern[str]], ...]
    most_words: int = 10_000


def _cue(weight: float, pattern: str) -> tuple[float, re.Pattern[str]]:
    """A cue's pattern, tried once on all short lines of a page; `^` is the start of any line."""
    return weight, re.compile(pattern.replace(r"^\W*", r"^[^\w\n]*"), re.IGNORECASE | re.MULTILINE)


# The order decides between roles whose cues are both there: the sheets that say what they are come first.
_ROLES: tuple[_Cues, ...] = (
    # JFK ASSASSINATION SYSTEM / IDENTIFICATION FORM ... AGENCY : ... RECORD NUMBER :
    _Cues(
        "id_form",
        (
            _cue(0.6, r"ASSASSINATION SYSTEM|KENNEDY ASSASSINATION COLLECTION"),
            _cue(0.6, r"IDENTIFICATION FORM"),
            _cue(0.5, r"RECORD NUMBER ?:"),
            _cue(0.4, r"AGENCY INFORMATION|DOCUMENT INFORMATION"),
            _cue(0.3, r"DATE OF LAST REVIEW|OPENING CRITERIA|CURRENT STATUS"),
        ),
    ),
    # Withdrawal/Redaction Sheet with its legend; "withdrawal notice" card
    _Cues(
        "withdrawal",
        (
            _cue(1.0, r"WITHDRAWAL ?/ ?REDACTION SHEET|WITHDRAWAL SHEET|WITHDRAWAL NOTICE"),
            _cue(0.5, r"ACCESS RESTRICTED|has been withdrawn|item identified below"),
            _cue(0.5, r"RESTRICTION CODES|Presidential Records Act|closed by (?:executive order|the donor)"),
            _cue(0.4, r"DATE WITHDRAWN|WITHDRAWING ARCHIVIST"),
            _cue(0.3, r"DOCUMENT(?:\s+AND)? TYPE|SUBJECT/TITLE"),
            _cue(1.0, r"DELETED PAGE INFORMATION SHEET"),
            # Document No. and Type / Subject/Title of Document / Date / Restriction / Class. ... Date Closed: OA/ID Number:
            _cue(0.5, r"Document N\w?\.? .{0,12}Subject/Title"),
            _cue(0.5, r"\bDate Closed\b|OA/ID N|Pinksheet|FOIA/SYS Case"),
        ),
    ),
    # This document is from the holdings of: / The National Security Archive / street, phone, fax, e-mail
    _Cues(
        "provenance_sheet",
        (
            _cue(0.7, r"from the holdings of"),
            _cue(0.3, r"\bPhone:? ?[\d(]"),
            _cue(0.3, r"\bFax:? ?[\d(]"),
            _cue(0.3, r"\S@\S+\.(?:edu|org|gov|com)"),
            _cue(0.3, r"Library|Archives?\b"),
        ),
        most_words=90,
    ),
    # United States Department of State / Case No. / Dear Mr. ...: / ... we have located n documents ... appeal
    _Cues(
        "release_letter",
        (
            _cue(0.35, r"Freedom of Information|FOIA|Mandatory Review|Mandatory Declassification"),
            _cue(0.3, r"Case (?:No|Number|Control)|Request (?:No|Number)|In reply refer to case"),
            _cue(0.25, r"^\W*Dear (?:Mr|Ms|Mrs|Dr|Professor|Sir|Requester)\b"),
            _cue(
                0.35,
                r"\b(?:released|withheld|denied|located|retrieved)\b.{0,60}\bdocuments?\b|"
                r"documents?\b.{0,60}\b(?:released|withheld|denied)\b",
            ),
            _cue(0.35, r"\bappeal\b.{0,80}\b(?:days|denial|panel|determination)\b|Appeals? (?:Review )?Panel"),
            _cue(0.2, r"\brequest(?:ed)?\b"),
        ),
    ),
    # NSC/S PROFILE ... RECORD ID: ... DOC DATE ... LOGREF
    _Cues(
        "profile_sheet",
        (
            _cue(0.7, r"NSC(?:/[A-Z]{1,4})? (?:CORRESPONDENCE |DISTRIBUTION )?PROFILE"),
            _cue(0.3, r"RECORD ID ?:"),
            _cue(0.3, r"DOC DATE"),
            _cue(0.3, r"LOGREF|SOURCE REF"),
            _cue(0.3, r"STAFF OFFICER|KEYWORDS"),
            _cue(0.2, r"DUE DATE|ACTION OFFICER"),
        ),
    ),
    # Facsimile Transmission ... To: Fax: Pages: 5 (incl. cover)
    _Cues(
        "fax_cover",
        (
            _cue(
                0.7,
                r"FACSIMILE (?:TRANSMI|COVER|TRANSMITTAL)|FAX (?:COVER|TRANSMI)|WASHFAX|TELEFAX|LDX (?:RECEIPT|"
                r"MESSAGE)",
            ),
            _cue(0.35, r"\b(?:NUMBER OF |NO\.? OF )?PAGES\b.{0,24}(?:INCL|COVER|\d)"),
            _cue(0.3, r"\bFAX(?: NO| NUMBER)?\b"),
            _cue(0.2, r"^\W*TO ?:"),
            _cue(0.2, r"^\W*FROM ?:"),
            _cue(0.2, r"TELEPHONE|PHONE"),
        ),
        most_words=160,
    ),
    # ROUTING AND RECORD SHEET; (Officer designation, room number, and building); action boxes
    _Cues(
        "routing_slip",
        (
            _cue(
                0.8,
                r"ROUTING:? (?:AND:? RECORD|AND TRANSMITTAL|SLIP|SHEET)|OFFICIAL ROUTING SLIP|TRANSMITTAL SLIP|"
                r"\wNG AND:? RECORD SHEET|OUTING AND RECORD",
            ),
            # what the sheet asks to do, often all of it that is read
            _cue(0.5, r"Number each com\w+,?:? to:? show|to show from whom|Draw a line.{0,3} across"),
            _cue(0.5, r"Officer designation|officer de\w{6,9}, room"),
            _cue(0.3, r"room n\w{4,6}|SUBJECT: ?[({]Opt\w+"),
            _cue(0.3, r"OFFICER.S\s+INITIALS|FORM.{0,14}USE,? PREVIOUS"),
            _cue(0.3, r"UNCLASSIFIED.{0,40}CONF\w+.{0,20}SECRET|SECRET.{0,24}CONF\w+.{0,30}UNCLASSIFIED"),
            _cue(0.25, r"See Me|For Your Information|Please file"),
            _cue(0.25, r"PREPARE REPLY|DIRECT REPLY"),
            _cue(0.25, r"RECOMMENDATION"),
            _cue(0.25, r"CONCURRENCE"),
            _cue(0.2, r"APPROVAL|FOR SIGNATURE|DISPATCH"),
            _cue(0.2, r"NAME AND ADDRESS|INITIALS"),
            _cue(0.2, r"FORWARDED|RECEIVED"),
        ),
    ),
    # NODIS cover sheet: big caption, handling rules, decaptioning box
    _Cues(
        "cover_sheet",
        (
            _cue(0.7, r"COVER ?SHEET"),
            _cue(0.4, r"(?:NODIS|EXDIS) REVIEW|^\W*\[.?\] ?Cat\. ?[A-C]\b"),
            _cue(0.4, r"MAY BE SEEN ONLY BY|clear-?cut need to know|need to know"),
            _cue(0.3, r"RETURN TO S/S|5 FAM"),
            _cue(0.5, r"exempt from (?:automatic )?decaption"),
            _cue(0.5, r"(?:must|may) not be (?:seen|read|reproduced|distributed|discussed)"),
            _cue(0.3, r"reproduction (?:or distribution )?(?:is )?prohibited|authorized to (?:see|read)"),
            _cue(0.3, r"S/S(?:-O)? (?:Senior )?(?:Watch )?Officer|Executive Secretar"),
        ),
        most_words=220,
    ),
)
_LONGEST_CUE_LINE = 600
_WITHHELD_PAGE = re.compile(
    r"page\(?s?\)? (?:has been |have been |is |are )?(?:withheld|denied|exempt)|withheld in (?:full|its entirety)|"
    r"denied in full",
    re.IGNORECASE,
)
# "Tab A", "Enclosure 1", "Attachment" in a line of its own at the head of a page
_ATTACHMENT = re.compile(
    r"\W{0,3}(?:TAB|ATTACHMENT|ENCLOSURE|ANNEX|APPENDIX)\W{0,3}(?:[A-Z]|[IVX]{1,4}|\d{1,2})?\W{0,3}", re.IGNORECASE
)
_TRANSLATION = re.compile(
    r"\W{0,3}(?:UNOFFICIAL|INFORMAL|OFFICIAL|COURTESY|EMBASSY)? ?TRANSLATION\b|TRANSLATED FROM THE|\bLS ?NO\. ?\d",
    re.IGNORECASE,
)
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_LATIN = re.compile(r"[A-Za-z]")


def guess_roles(pages: Sequence[PageText], furniture: Sequence[Sequence[Stretch]]) -> tuple[RoleGuess, ...]:
    """One role per page, in order."""
    roles = [guess_role(page, stretches) for page, stretches in zip(pages, furniture, strict=True)]
    return tuple(_paired_languages(pages, _continued(pages, furniture, roles)))


def guess_role(page: PageText, furniture: Sequence[Stretch]) -> RoleGuess:
    """The role of one page by itself."""
    rest = _rest(page, furniture)
    words = sum(len(line.text.split()) for line in rest)
    if page.layer is None or not page.lines:
        return RoleGuess("body", "no text was read on this page")
    # A text file may hold a whole paragraph in a line: its beginning is enough for a cue.
    headings = "\n".join(line.text[:_LONGEST_CUE_LINE] for line in page.lines[:400])
    seen = folded(headings)
    for cues in _ROLES:
        told = _told_by(cues, headings, seen, words)
        if told is not None:
            return RoleGuess(cues.role, told)
    for check in (_blank_withheld, _attachment, _translation, _handwritten):
        guess = check(page, rest, furniture, words)
        if guess is not None:
            return guess
    return RoleGuess("body", f"running text of {words} words")


def _rest(page: PageText, furniture: Sequence[Stretch]) -> list[TextLine]:
    whole = {stretch.start for stretch in furniture}
    return [line for line in page.lines if line.start not in whole]


def _told_by(cues: _Cues, headings: str, seen: str, words: int) -> str | None:
    if words > cues.most_words:
        return None
    weight = 0.0
    said: list[str] = []
    for value, pattern in cues.patterns:
        match = pattern.search(headings) if may_match(pattern, seen) else None
        if match is not None:
            weight += value
            said.append(" ".join(match.group().split())[:40])
    return " + ".join(f'"{text}"' for text in said) if weight >= 1.0 else None


_Check = Callable[[PageText, Sequence[TextLine], Sequence[Stretch], int], RoleGuess | None]


def _blank_withheld(page: PageText, rest: Sequence[TextLine], furniture: Sequence[Stretch], words: int) -> RoleGuess | None:
    """A page number with only exemption codes, or the sentence that a page is withheld."""
    said = next((match for line in page.lines if line.short and (match := _WITHHELD_PAGE.search(line.text))), None)
    if said is not None and words <= 12:
        return RoleGuess("blank_withheld", f'"{said.group()}"')
    codes = [code for stretch in furniture for code in stretch.code]
    if codes and words <= 6:
        return RoleGuess("blank_withheld", f"only {', '.join(codes[:4])} and {words} other words")
    return None


def _attachment(page: PageText, rest: Sequence[TextLine], furniture: Sequence[Stretch], words: int) -> RoleGuess | None:
    for line in rest[:3]:
        if _ATTACHMENT.fullmatch(line.text):
            return RoleGuess("attachment", f'"{line.text.strip()}" at the head of the page')
    return None


def _translation(page: PageText, rest: Sequence[TextLine], furniture: Sequence[Stretch], words: int) -> RoleGuess | None:
    for line in rest[:5]:
        match = _TRANSLATION.search(line.text) if len(line.text) <= 70 else None
        if match is not None:
            return RoleGuess("translation", f'"{line.text.strip()}" at the head of the page')
    return None


def _handwritten(page: PageText, rest: Sequence[TextLine], furniture: Sequence[Stretch], words: int) -> RoleGuess | None:
    """Little text, and the engine sure of little of it."""
    known = [line.confidence for line in rest if line.confidence is not None]
    if known and 0 < words <= 60 and sum(known) / len(known) < 0.5:
        return RoleGuess("handwritten", f"{words} words, read with a confidence of {sum(known) / len(known):.2f}")
    return None


_SENTENCE_END = re.compile(r"[.!?:;][\"”'’»)\]]*\W*$")
_RUNNING_LINE = 30  # characters: what is longer is running text, not a heading or a scrawl


def _continued(
    pages: Sequence[PageText], furniture: Sequence[Sequence[Stretch]], roles: Sequence[RoleGuess]
) -> list[RoleGuess]:
    """A page without a cue of its own that goes on with the sentence of a translation is a page of that translation."""
    made = list(roles)
    for order in range(1, len(pages)):
        if made[order].role != "body" or made[order - 1].role != "translation":
            continue
        before, after = (_rest(pages[at], furniture[at]) for at in (order - 1, order))
        last = next((line for line in reversed(before) if len(line.text) >= _RUNNING_LINE), None)
        first = next(iter(after), None)
        if last is None or first is None or _SENTENCE_END.search(last.text):
            continue
        if first.text[:1].islower() or len(first.text) >= _RUNNING_LINE:
            made[order] = RoleGuess("translation", f"it goes on with the sentence that ends page {pages[order - 1].number}")
    return made


def _paired_languages(pages: Sequence[PageText], roles: Sequence[RoleGuess]) -> list[RoleGuess]:
    """Body pages in another script than most of a source that also holds a translation are the original."""
    if not any(role.role == "translation" for role in roles):
        return list(roles)
    made = []
    for page, role in zip(pages, roles, strict=True):
        cyrillic, latin = len(_CYRILLIC.findall(page.text)), len(_LATIN.findall(page.text))
        if role.role == "body" and cyrillic > latin:
            made.append(RoleGuess("original_fl", "Cyrillic text in a source that also holds a translation"))
        else:
            made.append(role)
    return made
