"""Reasons for and against a cut between two neighbouring pages of a packet: each one small function with its sentence."""

# Handbook 1.1, boundary cues. A cue tells what it sees and how strongly (0 to 1); what that is worth is in the table of
# `chancery.describe.packet_weights`, learned by `bench/packets.py`.

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from chancery.describe.sights import PageSight
from chancery.model.needed import folded, may_match

# How many pages back a cue may look for the beginning of the record that would go on.
LOOK_BACK = 8
# A page with fewer words says little for itself.
FEW_WORDS = 12


@dataclass(frozen=True, slots=True)
class Sign:
    """What a cue sees between two pages: how strongly, 0 to 1, and in words for the reader."""

    value: float
    sentence: str


# Pages in order, and the index of the page that would begin a record.
Cue = Callable[[Sequence[PageSight], int], Sign | None]

ROLE_NAMES: Mapping[str, str] = {
    "release_letter": "letter of release", "provenance_sheet": "archive's address sheet", "id_form": "identification form",
    "withdrawal": "withdrawal sheet", "cover_sheet": "cover sheet", "profile_sheet": "profile sheet",
    "routing_slip": "routing slip", "fax_cover": "fax cover", "body": "page of text", "attachment": "attachment",
    "translation": "translation", "original_fl": "page in the original language", "handwritten": "handwritten page",
    "clipping": "clipping", "blank_withheld": "withheld page",
}  # fmt: skip


def _cue(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """A cue's pattern; `^` is the start of any line, and the underscore, which OCR makes of rules, is no letter."""
    return re.compile(pattern.replace(r"\W{", r"[\W_]{"), flags | re.MULTILINE)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text) if may_match(pattern, folded(text)) else None
    return " ".join(match.group().split())[:50] if match is not None else None


def _said(text: str) -> str:
    return f"“{' '.join(text.split())[:50]}”"


# --- what the page that follows opens with ---------------------------------------------------------------------------

# "MEMORANDUM FOR: David P. Holmes", "HEMORANDUM FOR MR. RANKIN", "Memorandum for the Record"
_MEMORANDUM = _cue(
    r"^\W{0,4}(?i:(?:ACTION |INFORMATION |BRIEFING |OFFICE )?[MH]EMORANDUM)\b(?:\W{0,4}\w?\W{0,2}$|\W{1,4}(?i:FOR|TO|OF|FROM|SUBJECT)\b)|"
    r"\b[MH]EMORA\w{3,4}\W{1,4}(?:FOR|TO|OF|FROM)\b|\b(?:ACTION|INFORMATION|BRIEFING|OFFICE) MEMORANDUM\b",
    0,
)
# FROM : / TO : / SUBJECT : / DATE : at the head of lines
_LABELS = _cue(
    r"(?:^|\n|[|.;]\s)\W{0,4}(?P<label>TO|FROM|FROI|SUBJ(?:ECT)?|SUBECT|RE|DATE|VIA|THROUGH|THRU|REF(?:ERENCE)?S?|"
    r"PARTICIPANTS?|ATTENTION|ATTN|INFO|PLACE|ACTION)(?:\s*\(\w+\))?\W{0,2}[:;]"
)
_LETTERHEAD = re.compile(
    r"THE WHITE HOUSE|NATIONAL SECURITY COUNCIL|DEPARTMENT OF (?:STATE|DEFENSE|THE (?:ARMY|NAVY|AIR FORCE|TREASURY)|"
    r"JUSTICE)|UNITED STATES SENATE|\bStates Senate|HOUSE OF REPRESENTATIVES|\bCOMMITTEE ON [A-Z]{4}|SELECT COMMITTEE ON|"
    r"CENTRAL INTELL\w+ A\w+|\bOFFICE OF THE \w+|\b(?:AMERICAN )?EMBASSY OF|AMERICAN EMBASSY|EMBASSY OF THE UNITED|"
    r"FEDERAL BUREAU OF|NATIONAL SECURITY AGENCY|JOINT CHIEFS|THE SEC\w+ OF (?:STATE|DEFENSE)|Review Board\b|"
    r"WASHINGTON,? ?(?:\d\d,? )?D\. ?C\.?,? ?\d{5}|FOREIGN SERVICE|UNITED STATES DEPARTMENT|ПРЕЗИДЕНТ|МИНИСТЕРСТВО|ПОСОЛЬСТВО",
)
_HEADING = _cue(
    r"(?:^\W{0,4}(?:"
    r"(?:INCOMING |OUTGOING )?TELEGRAM|AIRGRAM|(?:FOREIGN SERVICE )?D[EI]SPATCH|CLASSIFIED MESSAGE|INFORMATION REPORT|"
    r"AIRTEL|TELETYPE|DECODED COPY|R[EÉ]SUM[EÉ]|AGENDA|NOTICE|NON-?PAPER|BOUT DE PAPIER|TALKING POINTS|POINT PAPER|"
    r"SUMMARY OF (?:CONCLUSIONS|DISCUSSION)|AIDE[- ]M[EÉ]MOIRE|NOTE VERBALE|PRO MEMORIA|TO WHOM IT MAY CONCERN|"
    r"(?:JOINT )?(?:STATEMENT|COMMUNIQU[EÉ])|FINAL COMMUNIQU[EÉ]|FOR IMMEDIATE RELEASE|PRESS (?:RELEASE|GUIDANCE|BRIEFING)|"
    r"NATIONAL SECURITY (?:DIRECTIVE|DECISION|REVIEW|STUDY|ACTION)|PRESIDENTIAL (?:DIRECTIVE|DECISION|REVIEW)|"
    r"BACKGROUND PAPER|BRIEFING PAPER|SCOPE PAPER|ISSUES? PAPER|DISCUSSION PAPER|MINUTES OF|RECORD OF (?:CONVERSATION|MEETING)|"
    r"TRANSCRIPT|NATIONAL INTELLIGENCE ESTIMATE|INTELLIGENCE (?:MEMORANDUM|NOTE|REPORT)|BIOGRAPHIC\w*|EXTRACTS? FROM|"
    r"ЗАПИСЬ БЕСЕДЫ|ПАМЯТНАЯ ЗАПИСКА|НОТА|MESSAGE TO|REVIEW GUIDELINES|TELEPHONE CONVERSATION|TELCON|MEMCON"
    r")\b)|\b(?:OFFICIAL-INFORMAL|DEPUTIES COMMITTEE MEETING|SUMMARY OF CONCLUSIONS|NATIONAL SECURITY DIRECTIVE|EXTRACT FROM|"
    r"POINT PAPER|NON-PAPER)\b"
)
_FORM = _cue(
    r"\b(?:[A-Z]{4,} ){0,3}(?:AUTHORIZATION FORM|ROUTING SLIP|ROUTING AND RECORD|RECORD SHEET|DOCUMENT RECEIPT|COURIER RECEIPT|"
    r"WORKSHEET|REQUEST FOR \w+|TRANSMITTAL SLIP|BUCK SLIP|DISTRIBUTION RECORD|(?:WASH)?FAX RECEIPT|COVER SHEET|CORRESPONDENCE|"
    r"MEMORANDUM OF CALL|TELEPHONE MESSAGE|REFERENCE SLIP|PHOTO(?:STAT)? REQUEST|REQUISITION|APPLICATION|CERTIFICATE|"
    r"NOTIFICATION|QUESTIONNAIRE|INDEX CARD|URGENT FAX)\b|\bFORM\b.{0,24}(?:\bNO\b|\d)"
)
_TELEGRAM = re.compile(
    r"\b(?:[ZOPR] ){0,2}[ZOPR] \d{6}Z [A-Z]{3} \d\d\b|\bFM (?:AM)?EMBASSY|\bFM SECSTATE|\bPAGE 0?1 [A-Z]+ \d{4,6}|"
    r"\bPAGE 0?1 (?:OF|/)|\bSECTION 0?1 OF\b"
)
_ENCLOSURE = _cue(
    r"(?:^\W{0,4}(?:TAB\W{0,2}(?:[A-Z]|[IVX]+|\d+)|ATTACHMENT|ENCLOSURE|ANNEX|APPENDIX)\b\W{0,4}(?:[A-Z]|[IVX]{1,4}|\d{1,2})?\W{0,4}$)"
    r"|\A(?:\W|\w ){0,6}(?:APPENDIX|ENCLOSURE|ANNEX)\b"
)


def _is_paper(pages: Sequence[PageSight], at: int) -> bool:
    """Whether the page carries text of its own: what heads a sheet is printed on every sheet of its kind."""
    return pages[at].is_text and package_goes_on(pages, at) is None and begins_with_distribution(pages, at) is None


def opens_as_memorandum(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page opens with the heading of a memorandum."""
    if not _is_paper(pages, at):
        return None
    found = _first(_MEMORANDUM, pages[at].head)
    return Sign(1.0, f"{_said(found)} stands at its head") if found else None


def opens_with_labels(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page opens with a block of labels that names a sender or an addressee."""
    if not _is_paper(pages, at):
        return None
    labels = {match["label"].upper() for match in _LABELS.finditer(pages[at].head)}
    party = labels & {"TO", "FROM", "FROI", "VIA", "THROUGH", "THRU", "PARTICIPANTS", "PARTICIPANT", "ATTENTION"}
    if not party or len(labels) < 2:
        return None
    return Sign(1.0 if len(labels) > 2 else 0.7, f"a block of labels ({', '.join(sorted(labels)[:4]).lower()}) opens it")


def opens_with_letterhead(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page opens with a letterhead."""
    if not _is_paper(pages, at):
        return None
    found = _first(_LETTERHEAD, "\n".join(pages[at].head.split("\n")[:8])[:260])
    return Sign(1.0, f"the letterhead {_said(found)} stands at its head") if found else None


def opens_with_date(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page has a date line at its head that the page before does not repeat."""
    if not _is_paper(pages, at):
        return None
    date = pages[at].dated
    if not date or date == pages[at - 1].dated:
        return None
    return Sign(1.0, f"the date line {_said(date)} stands at its head")


def repeats_date(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page bears the same date at its head as the page before: a running head."""
    date = pages[at].dated
    return (
        Sign(1.0, f"it bears the date {_said(date)} as the page before does")
        if date and date == pages[at - 1].dated
        else None
    )


def opens_with_salutation(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A letter's salutation stands in the upper part of the page."""
    greets = pages[at].greets
    return Sign(1.0, f"a letter opens with {_said(greets)}") if greets else None


def opens_as_other_kind(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page opens with the heading of a kind of record."""
    if not _is_paper(pages, at):
        return None
    found = _first(_HEADING, "\n".join(pages[at].head.split("\n")[:9]))
    return Sign(1.0, f"the heading {_said(found)} stands at its head") if found else None


def opens_with_head(pages: Sequence[PageSight], at: int) -> Sign | None:
    """What opens a record of a kind stands in the upper part of the page."""
    head = pages[at].opens
    if head is None or not _is_paper(pages, at):
        return None
    return Sign(head.confidence, f"what opens a {head.form or head.type.replace('_', ' ')} stands on it")


def opens_as_form(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page is a printed form."""
    if not _is_paper(pages, at):
        return None
    found = _first(_FORM, pages[at].head)
    return Sign(1.0, f"it is a form: {_said(found)}") if found else None


def opens_as_telegram(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page opens with a telegram's date-time group, sender or first page line."""
    if not _is_paper(pages, at):
        return None
    found = _first(_TELEGRAM, pages[at].head)
    return Sign(1.0, f"the telegram's head {_said(found)} stands on it") if found else None


def opens_as_enclosure(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page says that it is an enclosure, a tab, an annex."""
    found = _first(_ENCLOSURE, "\n".join(pages[at].head.split("\n")[:4]))
    return Sign(1.0, f"{_said(found)} stands at its head") if found else None


def opens_with_capitals(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The first line that says something is a title in capitals."""
    if not _is_paper(pages, at):
        return None
    line = next((line.text for line in pages[at].lines[:3] if len(line.text.split()) >= 2), "")
    letters = [char for char in line if char.isalpha()]
    if len(letters) < 8 or len(line) > 90 or sum(char.isupper() for char in letters) < 0.85 * len(letters):
        return None
    if re.match(r"\W{0,4}(?:SUBJECT|PAGE)\b", line):
        return None
    return Sign(1.0, f"it opens with {_said(line)} in capitals")


# --- what kind of page follows what kind -----------------------------------------------------------------------------

_PACKAGE = _cue(
    r"ACTION DATA SUMMARY|(?:PROOFED|PROOF?ED|PROOREDAY).{0,40}LOG|DISTRIBUTION RE\w+|WASH\s?FAX RECEIPT|"
    r"NSC/\w+ PROFILE|DIRECTORATE DISTRIBUTION|RECEIVED/SIGNED",
    re.IGNORECASE | re.DOTALL,
)
_PROFILE = re.compile(r"NSC/\w+ PROFILE|RECORD ID", re.IGNORECASE)


def sheet_begins(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A sheet of reviewers, archives or offices begins."""
    left, right = pages[at - 1], pages[at]
    if right.is_text or right.role in ("handwritten", "blank_withheld", "clipping") or left.role == right.role:
        return None
    if package_goes_on(pages, at) is not None:
        return None
    return Sign(1.0, f"it is a sheet of its own: {ROLE_NAMES[right.role]}")


def sheet_ends(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A sheet stands before it, and it is no sheet of that kind."""
    left, right = pages[at - 1], pages[at]
    if left.is_text or left.role in ("handwritten", "blank_withheld", "clipping") or left.role == right.role:
        return None
    if package_goes_on(pages, at) is not None:
        return None
    # A letter of release is a letter: it ends with its close, not with its first page.
    if left.role == "release_letter" and right.is_text and letter_closed(pages, at) is None:
        return None
    return Sign(1.0, f"the page before is a sheet: {ROLE_NAMES[left.role]}")


_LIST_HEAD = _cue(r"D[eo][ce]\. ?No\. ?/ ?Type|DOCUMENT(?:\s+AND)?\s+TYPE")
_RECORD_NUMBER = re.compile(r"\b\d{3}-\d{5}-\d{5}\b")


def same_list_goes_on(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A withdrawal list goes on over the next page, or two forms bear one record number."""
    left, right = pages[at - 1], pages[at]
    if left.role != right.role:
        return None
    if right.role == "withdrawal" and _LIST_HEAD.search(left.head) and _LIST_HEAD.search(right.head):
        return Sign(1.0, "the table of the withdrawal sheet goes on")
    numbers = set(_RECORD_NUMBER.findall(left.head)) & set(_RECORD_NUMBER.findall(right.head))
    if right.role == "id_form" and (numbers or not _RECORD_NUMBER.search(right.head)):
        return Sign(1.0, "both forms describe one record")
    return None


def single_sheet_each(pages: Sequence[PageSight], at: int) -> Sign | None:
    """Each withdrawal sheet stands for one document of its own."""
    left, right = pages[at - 1], pages[at]
    if left.role != "withdrawal" or right.role != "withdrawal":
        return None
    lists = [bool(_LIST_HEAD.search(page.head)) for page in (left, right)]
    return None if all(lists) else Sign(1.0, "each withdrawal sheet stands in the place of one document")


def package_goes_on(pages: Sequence[PageSight], at: int) -> Sign | None:
    """Profile, action data, routing and distribution sheets of one package."""
    right = pages[at]
    if not _in_package(_before_scraps(pages, at)) or re.search(r"NSC/\w+ PROFILE", right.head, re.IGNORECASE):
        return None
    found = _first(_PACKAGE, right.head)
    if found is not None:
        return Sign(1.0, f"{_said(found)} goes on with the package's sheets")
    if right.words < FEW_WORDS:
        return Sign(1.0, "a scrap among the package's sheets")
    return None


def _in_package(page: PageSight) -> bool:
    if _first(_PACKAGE, page.head) is not None:
        return True
    return page.role == "profile_sheet" and _PROFILE.search(page.head) is not None


def _before_scraps(pages: Sequence[PageSight], at: int) -> PageSight:
    """The nearest page before that has words on it; scraps (a receipt's stamp, an empty back) are passed over."""
    return next((page for page in reversed(pages[max(0, at - LOOK_BACK) : at]) if page.words >= FEW_WORDS), pages[at - 1])


def package_ends(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The sheets of a package stand before it, and it is none of them."""
    right = pages[at]
    if not _in_package(_before_scraps(pages, at)) or _PACKAGE.search(right.head) or right.words < FEW_WORDS:
        return None
    return Sign(1.0, "the sheets of a package stand before it, and it is none of them")


def language_changes(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A translation or its original begins."""
    left, right = pages[at - 1], pages[at]
    pair = {"translation", "original_fl"}
    changed = left.role != right.role and (right.role in pair or left.role in pair) and left.is_text and right.is_text
    if changed and right.role == "body" and not _cyrillic(left) and not _cyrillic(right):
        return None
    return Sign(1.0, f"{ROLE_NAMES[right.role]} follows {ROLE_NAMES[left.role]}") if changed else None


def _cyrillic(page: PageSight) -> bool:
    letters = [char for char in page.head if char.isalpha()]
    return sum("а" <= char.lower() <= "я" for char in letters) * 2 > len(letters)


# --- the record goes on ----------------------------------------------------------------------------------------------


def number_goes_on(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page's own number follows that of the page before."""
    before = {number.number for number in pages[at - 1].numbers} or {1}
    for number in pages[at].numbers:
        if number.number >= 2 and number.number - 1 in before:
            return Sign(1.0 if number.sure else 0.7, f"it bears the page number {number.number}")
    return None


def number_is_later(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page bears a number of its own, not the first."""
    if number_goes_on(pages, at) is not None:
        return None
    late = [number.number for number in pages[at].numbers if number.sure and number.number >= 2]
    return Sign(1.0, f"it bears the page number {late[0]}") if late else None


def number_starts_again(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page's own number is the first, or falls behind that of the page before."""
    before = [number.number for number in pages[at - 1].numbers if number.sure]
    sure = [number.number for number in pages[at].numbers if number.sure]
    if 1 in sure:
        return Sign(1.0, "it bears the page number 1")
    if sure and before and max(sure) <= min(before) and max(sure) < 60:
        return Sign(0.7, f"the page number falls back to {max(sure)}")
    return None


def last_page_of_count(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page before is the last of its count."""
    done = [number.of for number in pages[at - 1].numbers if number.of is not None and number.of == number.number]
    return Sign(1.0, f"the page before is the last of {done[0]}") if done else None


def count_goes_on(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page before says that more pages of it follow."""
    counts = [number for number in pages[at - 1].numbers if number.of is not None]
    if counts and all(number.of is not None and number.number < number.of for number in counts):
        return Sign(1.0, f"the page before is page {counts[0].number} of {counts[0].of}")
    return None


_ENDS_SENTENCE = re.compile(r"[.!?:;\"”»)\]]\W*$")
_ENDS_BROKEN = re.compile(r"[^\W\d_]{2,}[-~¬]\W?$")


def sentence_runs_on(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A sentence runs over the break."""
    if not pages[at - 1].is_text:
        return None
    last, first = pages[at - 1].last_words, pages[at].first_words
    small = _opens_small(first)
    if _ENDS_BROKEN.search(last) and small:
        return Sign(1.0, "a word is broken over the two pages")
    if small and last and not _ENDS_SENTENCE.search(last):
        return Sign(1.0, f"a sentence runs on: {_said(first)}")
    return None


def opens_small(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page opens with a small letter."""
    first = pages[at].first_words
    inside = pages[at - 1].is_text and _opens_small(first) and sentence_runs_on(pages, at) is None
    return Sign(1.0, f"it opens inside a sentence: {_said(first)}") if inside else None


def _opens_small(text: str) -> bool:
    """Whether a line opens with a word in small letters; numbers and single letters before it are passed over."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    # Noise is no sentence: half of its words at least have three letters.
    return len(words) >= 3 and words[0].islower() and sum(len(word) >= 3 for word in words) * 2 >= len(words)


def sentence_is_cut(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page before stops in the middle of a sentence."""
    last = pages[at - 1].last_words
    if len(last.split()) < 6 or _ENDS_SENTENCE.search(last) or len(last) > 200:
        return None
    return Sign(1.0, f"the page before stops in a sentence: {_said(last[-50:])}") if last[-1:].islower() else None


_PARAGRAPH = re.compile(r"\W{0,3}(?P<number>\d{1,2})[.)] ?(?:\([A-Z]{1,3}\) )?[A-Z\"“(]")


def paragraphs_go_on(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The numbering of paragraphs goes on from the page before, or from the one before that."""
    here = _paragraphs(pages[at])
    if not here or here[0] < 2:
        return None
    for page in reversed(pages[max(0, at - 3) : at]):
        before = _paragraphs(page)
        if before:
            return Sign(1.0, f"paragraph {here[0]} follows {before[-1]}") if before[-1] + 1 == here[0] else None
    return None


def paragraphs_start_again(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The numbering of paragraphs begins anew."""
    here, before = _paragraphs(pages[at]), _paragraphs(pages[at - 1])
    return (
        Sign(1.0, f"its paragraphs count from 1 again, after {before[-1]}")
        if here[:1] == [1] and before and before[-1] > 1
        else None
    )


def _paragraphs(page: PageSight) -> list[int]:
    return [int(match["number"]) for line in page.lines if (match := _PARAGRAPH.match(line.text[:40]))]


_GOES_ON_HEAD = re.compile(r"\W{0,4}(?:SUBJECT|SUBJ|RE)\W{0,3}:?\W", re.IGNORECASE)
_NAME_HEAD = re.compile(
    r"\W{0,3}(?:(?:The )?Hon(?:orable|\.)?|Mr|MI|Mrs|Ms|Dr|Judge|Senator|General|Admiral|Vice Admiral|[A-Z][a-z]+|[A-Z]\.)(?:[\s.,'-]+[A-Z][\w.'-]*){1,5}\W{0,3}"
)


def repeats_subject(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The head repeats the subject of the record that would go on."""
    right = pages[at]
    line = next((line.text for line in right.lines[:4] if _GOES_ON_HEAD.match(line.text)), "")
    if not line or _LETTERHEAD.search(right.head[:200]):
        return None
    for page in reversed(pages[max(0, at - LOOK_BACK) : at]):
        if fuzz.partial_ratio(line[:60].upper(), page.head.upper()) >= 82:
            return Sign(1.0, f"it repeats the subject line {_said(line)}")
    return None


def repeats_addressee(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The head repeats the addressee of the letter that would go on."""
    right = pages[at]
    if right.greets or not right.lines:
        return None
    line = next((line.text for line in right.lines[:2] if _NAME_HEAD.match(line.text[:60])), "")
    names = re.findall(r"[^\W\d_]{4,}", re.split(r"[-–—]|\bPage\b", line)[0])[:4]
    if not names or len(line) > 60:
        return None
    for page in reversed(pages[max(0, at - LOOK_BACK) : at]):
        head = page.head.upper()
        if all(fuzz.partial_ratio(name.upper(), head) >= 85 for name in names) and (page.greets or page.dated):
            return Sign(1.0, f"it repeats the addressee {_said(line)}")
    return None


_LIST_OF_COPIES = _cue(r"^\W{0,4}(?:DISTRIBUTION\W{0,2}(?::|$)|Orig(?:inal)?\W{1,3}Addressee|cc ?:)")


def begins_with_distribution(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page is the list of who gets copies of what stands before it."""
    found = _first(_LIST_OF_COPIES, pages[at].head)
    if not found or pages[at].words > 90 or _MEMORANDUM.search(pages[at].head):
        return None
    return Sign(1.0, f"{_said(found)} belongs to what stands before")


def letter_still_open(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A letter opened before and has not been closed yet."""
    if pages[at].greets or pages[at].dated or not pages[at].is_text:
        return None
    for page in reversed(pages[max(0, at - LOOK_BACK) : at]):
        if page.closes or not (page.is_text or page.role == "release_letter"):
            return None
        if page.greets:
            return Sign(1.0, f"the letter {_said(page.greets)} has no close yet")
    return None


def letter_closed(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page before ends with a close."""
    behind = _behind_close(pages[at - 1])
    closed = behind is not None and behind > 0
    return Sign(1.0, f"the page before ends with {_said(pages[at - 1].closes)}") if closed else None


# "CONTINUATION OF DISPATCH", "INFORMANTS (cont'd)", "CONTINUED FROM PAGE 1"
_CONTINUED = _cue(r"CONTINUATION (?:OF|SHEET)|\(?\bcont(?:'d|inued)\b(?:\)| FROM)|^\W{0,4}CONTINUED\W{0,4}$|NTINUATION OF")


def says_it_goes_on(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The head says that it continues what stands before."""
    found = _first(_CONTINUED, "\n".join(pages[at].head.split("\n")[:5]))
    return Sign(1.0, f"{_said(found)} stands at its head") if found else None


def signature_follows(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page before ends with a close, and its signature is missing."""
    open_close = _behind_close(pages[at - 1]) == 0
    return Sign(1.0, f"nobody has signed under {_said(pages[at - 1].closes)} yet") if open_close else None


def _behind_close(page: PageSight) -> int | None:
    """How many lines stand under the close at the foot of a page; None where no close stands there."""
    if not page.closes:
        return None
    foot = [line.text[:60] for line in page.lines[-14:]]
    if page.closes not in foot:
        return None
    under = len(foot) - 1 - foot.index(page.closes)
    # A close read in one line with the name under it is signed.
    return max(under, 1) if len(page.closes.split()) > 4 else under


_TELEX_END = _cue(r"^\W{0,3}(?:NNNN|BT|END (?:OF )?MESSAGE|END (?:OF )?TEXT|END AND ACK.{0,20})\W{0,3}$")


def telegram_closed(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page before ends as telegrams do."""
    found = _first(_TELEX_END, pages[at - 1].foot)
    return Sign(1.0, f"the page before ends with {_said(found)}") if found else None


_DISTRIBUTION = _cue(
    r"^\W{0,4}(?:cc|bcc|DISTRIBUTION|Enclosures?|Attachments?|Encl?s?|Drafted(?: by)?|Cleared(?: by)?)\b\W{0,2}[:.\n]|"
    r"Orig(?:inal)?\W{1,3}Addressee|^\W{0,4}(?:Attachments?|Enclosures?)\W{0,3}$"
)


def distribution_before(pages: Sequence[PageSight], at: int) -> Sign | None:
    """Distribution, enclosures or drafting stand at the foot of the page before."""
    found = _first(_DISTRIBUTION, pages[at - 1].foot)
    return Sign(1.0, f"{_said(found)} stands at the foot of the page before") if found else None


def short_before(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page before is short."""
    full = sorted(page.words for page in pages)[(3 * len(pages)) // 4]
    words = pages[at - 1].words
    return Sign(1.0, f"the page before is short: {words} words") if pages[at - 1].is_text and words * 2 < full else None


def few_words(pages: Sequence[PageSight], at: int) -> Sign | None:
    """Little can be read on the page."""
    words = pages[at].words
    return Sign(1.0, f"little can be read on it: {words} words") if words < FEW_WORDS else None


def few_words_before(pages: Sequence[PageSight], at: int) -> Sign | None:
    """Little can be read on the page before."""
    words = pages[at - 1].words
    return Sign(1.0, f"little can be read on the page before: {words} words") if words < FEW_WORDS else None


def handwriting_changes(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A handwritten page stands beside one that is not."""
    left, right = pages[at - 1], pages[at]
    hands = [page.role == "handwritten" for page in (left, right)]
    return Sign(1.0, "one of the two pages is handwritten") if hands[0] != hands[1] else None


def heads_alike(pages: Sequence[PageSight], at: int) -> Sign | None:
    """Both pages have the same head."""
    left, right = pages[at - 1].head[:90].upper(), pages[at].head[:90].upper()
    if not pages[at].is_text or len(left) < 12 or len(right) < 12:
        return None
    ratio = fuzz.ratio(left, right)
    return Sign((ratio - 60) / 40, "both pages have the same head") if ratio >= 60 else None


def same_document_number(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A release stamped one document number on both pages."""
    shared = pages[at - 1].documents & pages[at].documents
    return Sign(1.0, f"both pages are stamped {min(shared)}") if shared else None


def document_number_changes(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A release stamped other document numbers on the two pages."""
    left, right = pages[at - 1].documents, pages[at].documents
    if not left or not right or left & right:
        return None
    return Sign(1.0, f"the stamped number changes from {min(left)} to {min(right)}")


def levels_differ(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The two pages bear banners of other levels."""
    left, right = pages[at - 1].levels, pages[at].levels
    if not left or not right or left & right:
        return None
    return Sign(1.0, f"the banner changes from {min(left)} to {min(right)}")


def words_in_common(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The two pages of text share many of their longer words."""
    share = _share(pages[at - 1], pages[at])
    if share is None or share < _USUAL_SHARE:
        return None
    return Sign(min(1.0, (share - _USUAL_SHARE) * 4), f"{round(share * 100)} in 100 of their longer words are the same")


def words_differ(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The two pages of text share few of their longer words."""
    share = _share(pages[at - 1], pages[at])
    if share is None or share >= _USUAL_SHARE:
        return None
    return Sign(1 - share / _USUAL_SHARE, f"only {round(share * 100)} in 100 of their longer words are the same")


_USUAL_SHARE = 0.12


def _share(left: PageSight, right: PageSight) -> float | None:
    few = min(len(left.content), len(right.content)) < 15
    if few or not left.is_text or not right.is_text or _FORM.search(right.head):
        return None
    size = math.sqrt(len(left.content) * len(right.content))
    return len(left.content & right.content) / size


# "Jerry,", "Mr. Burke,": a note between people who know each other opens without "Dear"
_NOTE = _cue(
    r"^\W{0,3}(?:(?:Mr|Mrs|Ms|Dr|Gen|Adm)\. ?)?[A-Z][a-z]{2,12}(?: [A-Z]\.)?[,:.]\W{0,2}$|^\W{0,3}NOTE\W{0,2}(?:[:.]|$)", 0
)


def opens_as_note(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page opens as a note does: with a name alone, or the word note."""
    found = _first(_NOTE, "\n".join(pages[at].head.split("\n")[:3]))
    return Sign(1.0, f"it opens as a note: {_said(found)}") if found else None


def form_again(pages: Sequence[PageSight], at: int) -> Sign | None:
    """A printed form follows another copy of the same form, and no number joins them."""
    left, right = (_first(_FORM, page.head) for page in pages[at - 1 : at + 1])
    if not left or not right or fuzz.ratio(left.upper(), right.upper()) < 80 or number_goes_on(pages, at):
        return None
    return (
        Sign(1.0, f"it is another form of the kind before: {_said(right)}") if not _PACKAGE.search(pages[at].head) else None
    )


def size_changes(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The lines of the two pages are of another size, or begin at another margin."""
    left, right = pages[at - 1], pages[at]
    if left.size and right.size and not 0.8 <= left.size / right.size <= 1.25:
        return Sign(1.0, "its lines are of another size")
    if left.left is not None and right.left is not None and abs(left.left - right.left) > 0.06:
        return Sign(0.6, "its lines begin at another margin")
    return None


_CONTINUATION = _cue(r"\bPAGE (?:0?[2-9]|1\d|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN)\b (?:FROM )?[A-Z]{3}")


def telegram_goes_on(pages: Sequence[PageSight], at: int) -> Sign | None:
    """The page is a later page of a telegram."""
    found = _first(_CONTINUATION, pages[at].head)
    return Sign(1.0, f"{_said(found)} continues a telegram") if found else None


def log_number_shared(pages: Sequence[PageSight], at: int) -> Sign | None:
    """Both heads bear one control number."""
    numbers = [
        set(re.findall(r"(?<![\d:/-])\d{4,7}(?![\d/-])", page.head[:120])) - _YEARS for page in pages[at - 1 : at + 1]
    ]
    shared = sorted(numbers[0] & numbers[1])
    return Sign(1.0, f"both bear the number {shared[0]}") if shared else None


_YEARS = {str(year) for year in range(1900, 2030)}

# What speaks for a cut, and what speaks against one; learning keeps to these signs, so that a reason shown to a reader
# means what it says.
FOR: tuple[Cue, ...] = (
    opens_as_memorandum, opens_with_labels, opens_with_letterhead, opens_with_date, opens_with_salutation,
    opens_as_other_kind, opens_with_head, opens_as_form, opens_as_telegram, opens_as_enclosure, opens_with_capitals, opens_as_note, sheet_begins,
    sheet_ends, single_sheet_each, package_ends, language_changes, number_starts_again, last_page_of_count,
    paragraphs_start_again, letter_closed, telegram_closed, distribution_before, short_before, few_words, few_words_before, document_number_changes,
    handwriting_changes, levels_differ, words_differ, form_again, size_changes,
)  # fmt: skip
AGAINST: tuple[Cue, ...] = (
    repeats_date, same_list_goes_on, package_goes_on, number_goes_on, number_is_later, count_goes_on, sentence_runs_on,
    opens_small, sentence_is_cut, paragraphs_go_on, repeats_subject, repeats_addressee, begins_with_distribution,
    letter_still_open, signature_follows, says_it_goes_on, same_document_number, heads_alike, words_in_common, telegram_goes_on, log_number_shared,
)  # fmt: skip
CUES: tuple[Cue, ...] = (*FOR, *AGAINST)
