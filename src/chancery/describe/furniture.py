"""Page furniture: what reviewers, archives, copying machines and typists put around the text, told by what it says.

Banners (also struck out, as OCR reads them: SEGRET, CONFIBENTIAL), page numbers, release stamps and footers,
copy-system lines, margins. Each stretch is set aside from reading text but stays in the page's layer and becomes a
region where it has a box (handbook 1.10, chapter 2).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from chancery.describe import stamp_cues as cues
from chancery.describe.lines import PageText, TextLine, within_line
from chancery.describe.stamp_cues import noisy
from chancery.model.needed import folded, may_match


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch [start, end) of a page's layer that is no running text; `kind` is what `PageDescription.furniture`
    calls it.

    `code` holds exemption codes as printed.
    """

    page_number: int
    start: int
    end: int
    kind: str
    rule: str
    code: tuple[str, ...] = ()


# --- banners ---------------------------------------------------------------------------------------------------------

_LEVELS = (
    "TOPSECRET", "SECRET", "CONFIDENTIAL", "UNCLASSIFIED", "RESTRICTED", "LIMITEDOFFICIALUSE", "OFFICIALUSEONLY",
    "FOROFFICIALUSEONLY", "SENSITIVE", "SENSITIVEBUTUNCLASSIFIED", "NODIS", "EXDIS", "LIMDIS", "STADIS", "NOFORN", "EYESONLY",
    "TOPSECRETEYESONLY", "SECRETNODIS", "SECRETEXDIS", "CONFIDENTIALNODIS", "CONFIDENTIALEXDIS", "SECRETSENSITIVE",
    "TOPSECRETSENSITIVE", "SECRETEYESONLY", "NATOSECRET", "COSMICTOPSECRET", "NATOCONFIDENTIAL", "DECLASSIFIED", "CLASSIFIED",
    "СЕКРЕТНО", "СОВЕРШЕННОСЕКРЕТНО", "SECRETNOFORN", "ADMINISTRATIVELYCONTROLLED", "LIMITEDDISTRIBUTION", "LIMITDISTRIBUTION",
)  # fmt: skip
_BY_LENGTH: Mapping[int, tuple[str, ...]] = {
    length: tuple(level for level in _LEVELS if abs(len(level) - length) <= 2) for length in range(3, 30)
}
# "-€-O-N-F-": a spaced banner cut by the stroke through it; "J O H N R O E" without any stroke is a name typed apart
_SPACED_CUT = re.compile(r"(?=.*[-–~€&])[\W_]*(?:[A-Z€&][-–~. ]{1,2}){4,14}[A-Z€&]?[\W_]*")
_LOWER = re.compile(r"[a-zа-я]")


def _is_banner(line: TextLine) -> bool:
    """A line that is a level or handling caption and nothing else, also spaced, struck out or misread by a quarter."""
    if len(line.text) > 48:
        return False
    letters = line.letters
    if _SPACED_CUT.fullmatch(line.text):
        return True
    if not 4 <= len(letters) <= 28:
        return False
    if line.text == line.text.lower() and letters not in _LEVELS:
        return False
    # Running text may end on the word "secret"; a banner begins with a capital.
    if letters in _LEVELS:
        return not line.text[:1].islower()
    if len(_LOWER.findall(line.text)) > len(letters) // 3:
        return False
    allowed = len(letters) // 4
    near = _BY_LENGTH.get(len(letters), ())
    return any(Levenshtein.distance(letters, level, score_cutoff=allowed) <= allowed for level in near)


# --- lines that stamps and systems leave ---


@dataclass(frozen=True, slots=True)
class _LinePattern:
    rule: str
    kind: str
    pattern: re.Pattern[str]
    whole: bool = True  # the whole line is set aside, not only what matches


def _line(rule: str, kind: str, pattern: str, whole: bool = True) -> _LinePattern:
    """A pattern is tried once on all short lines of a page; `^` and `$` are the ends of any line."""
    pattern = within_line(pattern)
    return _LinePattern(rule, kind, re.compile(pattern, re.IGNORECASE | re.MULTILINE), whole)


def _unnamed(pattern: str) -> str:
    """A cue's pattern without the names of its groups, so that several fit into one."""
    return "(?:" + re.sub(r"\(\?P<\w+>", "(?:", pattern) + ")"


_LINE_PATTERNS: tuple[_LinePattern, ...] = (
    # 2025 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992
    _line("jfk_release", "stamp", r"RELEASE[DO]? UNDER THE (?:PRESIDENT )?JOHN F|ASSASS\w+ (?:[RH]ecords|"
                                  r"RECORDS) (?:ACT|\w?ollection Act)"),
    _line("jfk_release", "stamp", r"^\W*1992 \(44 USC 2107 Note|^\W*\d{4,5} Date: ?\d\d-\d\d-\d{4}\W*$"),
    # NW 50955 DocId:32423539 Page 485
    _line("jfk_copy", "stamp", r"\b[NH]W[ #]*\d{4,6}\b.{0,12}Doc[Il1]d|Doc[Il1]d ?[:;]? ?\d{7,8}"),
    # the last line of the same: "65990 Date: 10-28-2021", "B5987 Date: 10-28-2021", "10: 49-2021"
    _line("jfk_release", "stamp", r"^\W*(?:\w?\d{4,5}\W{1,3})?Date: ?\d\d?-\d\d-20[12]\d\W*$|"
                                  r"^\W*Kennedy Assassination\W*$|^\W*Assassination Records\W*$|^\W*Records Collection Act of\W*$|^.{0,10}Case#: ?NW"),
    # 14-00000, 104-10012-10070, (104-10117-10069 | 2022 ...
    _line("jfk_copy", "stamp", r"^\W*(?:1[34]-00000|\d{3}-\d{5}-\d{5})\W*$"),
    # RETURN TO CIA / Background Use Only / Do Not Reproduce
    _line("return_to_cia", "stamp", r"^\W*(?:RETURN TO CIA|BACKGROUND USE ONLY|DO NOT REPRODUCE)\W*$"),
    # Approved For Release 2006/11/17: CIA-RDP86-00674R000300040008-5; Declassified in Part - Sanitized Copy
    _line("cia_release", "stamp", r"APPROVED FOR RELEASE\b|CIA-RDP\d\d|SANITIZED COPY APPROVED|"
                                  r"NO OBJECTION TO DECLASSIFICATION"),
    _line("cia_release", "stamp", r"CIA HISTORICAL REVIEW PROGRAM|^\W*(?:RELEASE IN FULL \d{4}|AS SANITIZED)\W*$"),
    # UNCLASSIFIED U.S. Department of State Case No. F-2012-31234 Doc No. C05123456 Date: 06/30/2015
    _line("state_footer", "stamp", rf"{_unnamed(cues.CASE_NUMBER)}|{cues.DOC}[CС©€(GQ0]\d{{7}}|"
                                   rf"^\W*C\d{{8}} Date:? ?\d"),
    # FL-2017-13804 A-00000520704 "UNCLASSIFIED" 8/16/2022 Page 120
    _line("state_litigation", "stamp", r"\bFL-\d{4}-\d{5}\b"),
    # Declassified/Released US Department of State EO Systematic Review 20 Mar 2014
    _line("state_systematic", "stamp", rf"{_unnamed(cues.SYSTEMATIC)}|EO Systematic Review|"
                                       r"Declassified/Released US Department of State"),
    # Classified by ... on 02/24/2021 - Class: CONFIDENTIAL - Reason: 1.4(B), 1.4(D) - Declassify on: 02/24/2031
    _line("state_extended", "stamp", r"Class: (?:TOP )?[A-Z]+ - Reason:|^\W*Declassify on: \d\d/\d\d/20[2-9]\d"),
    # REVIEW AUTHORITY: NAME; DATE/CASE ID: 25 APR 2005 200403510
    _line("state_review", "stamp", rf"^\W*{cues.REVIEW_AUTHORITY}(?![a-z])"),
    _line("state_review", "stamp", rf"^\W*{cues.DATE_CASE_ID}(?!\w)"),
    _line("state_review", "stamp", rf"(?:{cues.STATE_NAME} )?\b{cues.REVIEW_AUTHORITY}: .*$", whole=False),
    _line("state_review", "stamp", rf"\b{cues.DATE_CASE_ID}[:.] .*$", whole=False),
    # RELEASED IN FULL; RELEASE IN PART; DENIED IN FULL; EXCISED
    _line("state_status", "stamp", rf"^\W*{_unnamed(cues.STATUS_IN)}(?![a-z]).{{0,60}}$|^\W*(?:EXCISED?|DENIED|"
                                   r"DECAPTIONED)\W*$"),
    # "THE WHITE HOUSE RELEASED IN FULL": a stamp beside a letterhead, read into its line
    _line("state_status", "stamp", r"(?-i:\bRELEASED? IN (?:FULL|PART))\b[\W\d]*$", whole=False),
    _line("state_status", "stamp", r"^\W*DECLASSIFIED AND DECAPTIONED\W*$|^\W*DOCUMENT CONTAINS NATO INFORMATION\W*$"),
    # DECLASSIFIED UNDER AUTHORITY OF THE INTERAGENCY SECURITY CLASSIFICATION APPEALS PANEL, E.O. 13526, SECTION 5.3(b)(3)
    # / ISCAP APPEAL NO. 2008-003, document no. 1 / DECLASSIFICATION DATE: March 11, 2011
    _line("panel", "stamp", rf"DECLASSIFIED UNDER AUTHORITY OF|{cues.PANEL}|{_unnamed(cues.PANEL_CASE)}|"
                            rf"{_unnamed(cues.PANEL_DATE)}"),
    # "THE WHITE HOUSE By RTW, NARA, Date 10/8/14", "Authority NND 969032 DATE: May 18": a stamp beside the text, read
    # into its line, is set aside alone
    _line("library", "stamp", rf"{_unnamed(cues.ARCHIVIST)}|Authority ?{noisy('NND')} ?\d{{5,6}}", whole=False),
    _line("library", "stamp", r"(?-i:(?<=[A-Z] )DECLASSIFIED IN (?:PART|FULL))[^\w\n]*$|^.{0,12}(?-i:\bDECLASSIFIED)\W{0,3}$",
          whole=False),
    _line("library", "stamp", rf"^\W*{_unnamed(cues.LIBRARY_CASE)}.{{0,14}}$|^\W*{_unnamed(cues.DECLASSIFIED)}\W*$|"
                              rf"^\W*PER {_unnamed(cues.ORDER)}\b.{{0,24}}$"),
    # DECLASSIFIED / E.O. 12356, Sec. 3.4 / NLK-75-92 / By KML, NARA, Date 4-11-95
    _line("library", "stamp", r"^\W*(?:DECLASSIFIED|SANITIZED)\b.{0,60}(?:E\.? ?O\.?|\bIN (?:PART|FULL)|\bNL[A-Z]\b|"
                              r"\bPER\b|AUTHORITY)"),
    _line("library", "stamp", r"^\W*(?:BY|8Y) \w{2,4},? ?(?:NARS|NARA|NAR\w?)\b.{0,30}$|\bNARA,? Date\b|"
                              r"^\W*(?:Authority )?NND ?\d{5,6}"),
    _line("library", "stamp", r"^\W*(?:WHITE HOUSE GUIDELINES|NSC (?:LTR|LETTER)|STATE DEPT\.? (?:GUIDELINES|"
                              r"LTR))\b.{0,40}$"),
    _line("library", "stamp", r"^\W*(?:\w+ ){0,2}PHOTOCOPY\W*$|REPRODUCED AT THE NATIONAL ARCHIVES|"
                              r"^\W*SANITIZED VERSION\W*$"),
    _line("library", "stamp", r"^\W*NL[A-Z]{1,2}[- ]\d[\w-]*(?:[-/ ]\w+)*\W*$|^\W*E\.? ?O\.? ?1[0-9]{4}[,.]? Sec"),
    # ALL INFORMATION CONTAINED HEREIN IS UNCLASSIFIED DATE 6/3/94 BY SP...
    _line("fbi_review", "stamp", r"ALL INFORMATION CONTAINED|^\W*HEREIN IS UNCLASSIFIED|"
                                 r"^\W*DATE \d\d?[-/]\d\d?[-/]\d\d BY SP"),
    _line("nsa_release", "stamp", r"^\W*DOCID: \d{6,8}"),
    # 10/09/96 WED 19:52 FAX 202 647 0122
    _line("fax_header", "margin", r"^\W*\d\d?[/-]\d\d?[/-]\d\d.{0,12}\d\d?:\d\d.{0,20}\b(?:FAX|TEL)\b"),
    _line("form_number", "margin", r"OBSOLETE PREVIOUS|PREVIOUS EDITIONS?\b.{0,12}$|"
                                   r"U\.?S\.? GOVERNMENT PRINTING OFFICE|^\W*GPO\b|OPTIONAL FORM NO"),
    _line("form_number", "margin", r"^\W*(?:DS|FORM|OF|FD)[- ]\d{2,4}\w?\W*$"),
    # PAGE 01 ZENDA 00123 01 OF 02 061154Z
    _line("cable_page", "page_number", r"^\W*PAGE \d\d? [A-Z ]{2,24} \d{4,6}\b.{0,24}\d{6}Z"),
    # CONFIDENTIAL: as a Page marker of a form; Page 2 of 3; - 2 -; Page Two
    _line("page_number", "page_number", r"^\W{0,4}(?:PAGE|СТР\.?)\W{0,3}(?:\d{1,4}|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|"
                                        r"EIGHT|NINE|TEN)(?: ?(?:OF|/) ?\d{1,4}(?: PAGES)?)?\W{0,4}$"),
    _line("page_number", "page_number", r"^\W*- ?\d{1,3} ?-\W*$|^\d{1,3} of \d{1,3}$"),
)  # fmt: skip
# --- codes -----------------------------------------------------------------------------------------------------------

CODE = (
    r"(?:(?-i:\bB[SI]\b)|\(?b\)?[- ]?\(?[1-9]\)?(?:\([A-F]\)|[A-F]\b)?|1\.[45] ?\([A-Ha-h]\)|1\.[45][A-Ha-h]\b|"
    r"3\.[345] ?\([bc]\)(?: ?\(\d\))?|"
    r"(?:25|50)X\d?(?:-HUM|-WMD)?|STAT|ILLEGIB|P-?[1-6](?:/ ?b ?\(\d\))?|NR|E\.?O\.? ?1\d{4} ?3\.5\(c\))"
)
_CODES_ONLY = re.compile(rf"\W{{0,3}}{CODE}(?:[ ,;/]{{1,3}}(?:and )?{CODE}){{0,7}}\W{{0,3}}", re.IGNORECASE)
_ONE_CODE = re.compile(CODE, re.IGNORECASE)
# "(b)(6)" printed in a box inside a line takes the place of words; "Reason: 1.5(b)" is the author's own and stays.
_CODE_IN_LINE = re.compile(r"\(b\) ?\([1-9]\)(?:\([A-F]\))?", re.IGNORECASE)
_STATUS_CODES = re.compile(rf"^\W*RELEASED? IN PART\W*(?P<codes>{CODE}(?:[ ,;/]{{1,3}}{CODE}){{0,7}})", re.IGNORECASE)

# R18B, E123: a reviewer's item tag (handbook 2.5), only beside a status word or a review block
_TAG = re.compile(r"[^\w$]?[A-Z$]\d{1,3}[A-Z]?\W?")
_STATE_NAME = re.compile(rf"\W*{cues.STATE_NAME}\W*", re.IGNORECASE)
# "President of the Republic, UNITED STATES DEPARTMENT OF STATE": the block's first line read in one with the text
# beside it
_STATE_BESIDE = re.compile(rf"\S.*?[ ](?P<name>{cues.STATE_NAME})\W*$")
_NUMBER_ALONE = re.compile(r"\W{0,2}\d{1,4}\W{0,2}")
_LETTER_ALONE = re.compile(r"\W?[A-Z]\W?")
_PACKET_NUMBER = re.compile(r"Page \d{1,4} \d{1,4}", re.IGNORECASE)


def find_furniture(page: PageText) -> tuple[Stretch, ...]:
    """The furniture of one page, line by line, in order of place. What recurs over pages is found by
    `find_running_heads`.
    """
    found: dict[int, Stretch] = {}
    parts: list[Stretch] = []
    short = [line for line in page.lines if line.short]
    stamped = _stamped(short)
    for line in short:
        stretch = _of_line(line) or stamped.get(line.index)
        if stretch is not None and (stretch.start, stretch.end) == (line.start, line.end):
            found[line.index] = stretch
        else:
            parts.extend([stretch] if stretch else [])
            parts.extend(_codes_in_line(line))
    reviewed = {
        index for index, stretch in found.items() if stretch.rule in ("state_review", "state_status", "state_footer")
    }
    for line in page.lines:
        if line.index in found or not line.short:
            continue
        near = any(abs(line.index - index) <= 3 for index in reviewed)
        if near and _STATE_NAME.fullmatch(line.text):
            found[line.index] = Stretch(page.number, line.start, line.end, "stamp", "state_review")
        elif near and (beside := _STATE_BESIDE.search(line.text)):
            parts.append(Stretch(page.number, line.start + beside.start("name"), line.end, "stamp", "state_review"))
        elif _TAG.fullmatch(line.text) and (near or _at_head(line, page, found)):
            found[line.index] = Stretch(page.number, line.start, line.end, "stamp", "state_tag")
    found |= _review_values(page, found)
    found |= _edge_numbers(page, found)
    return tuple(sorted([*found.values(), *parts], key=lambda stretch: stretch.start))


def _at_head(line: TextLine, page: PageText, found: Mapping[int, Stretch]) -> bool:
    """A tag without a status word: at the right of the page's head, right under the banner UNCLASSIFIED."""
    banner = found.get(line.index - 1)
    if banner is None or banner.kind != "banner" or line.left is None or line.left < 0.6 or line.top > 0.15:
        return False
    return "UNCLASSIFIED" in re.sub(r"[\W_]+", "", page.text[banner.start : banner.end]).upper()


# "DATE/CASE ID:" alone in its line: the value stands in the next one.
_LABEL_ALONE = re.compile(rf"^\W*(?:{cues.REVIEW_AUTHORITY}|{cues.DATE_CASE_ID})\W*$", re.IGNORECASE)
_VALUE_LINE = re.compile(
    r"\W*(?:\d\d? [A-Z]{3} \d{4}(?: [\dOIlSB]{7,9})?|[\dOIlSB]{7,9}|[A-Z][A-Z.'-]*(?: [A-Z][A-Z.'-]*){1,3})\W*"
)


def _review_values(page: PageText, found: Mapping[int, Stretch]) -> dict[int, Stretch]:
    made: dict[int, Stretch] = {}
    for index, stretch in found.items():
        if stretch.rule == "state_review" and _LABEL_ALONE.match(page.lines[index].text):
            for line in page.lines[index + 1 : index + 3]:
                if line.index not in found and _VALUE_LINE.fullmatch(line.text):
                    made[line.index] = Stretch(page.number, line.start, line.end, "stamp", "state_review")
                    break
    return made


def _of_line(line: TextLine) -> Stretch | None:
    if _is_banner(line):
        return Stretch(line.page_number, line.start, line.end, "banner", "banner")
    text = line.text
    if _CODES_ONLY.fullmatch(text) and len(text) >= 2:
        codes = tuple(_code(match.group()) for match in _ONE_CODE.finditer(text))
        if not text.isdigit():
            return Stretch(line.page_number, line.start, line.end, "exemption_code", "codes", codes)
    return None


def _code(printed: str) -> str:
    """An exemption code as it was printed: OCR reads B5 as BS and B1 as BI."""
    return {"BS": "B5", "BI": "B1"}.get(printed, printed)


def _stamped(lines: Sequence[TextLine]) -> dict[int, Stretch]:
    """What the patterns say of each line, by the line's index; the first pattern that fits a line wins."""
    starts: list[int] = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    text = "\n".join(line.text for line in lines)
    seen = folded(text)
    made: dict[int, Stretch] = {}
    for pattern in _LINE_PATTERNS:
        if not may_match(pattern.pattern, seen):
            continue
        for match in pattern.pattern.finditer(text):
            order = bisect_right(starts, match.start()) - 1
            line = lines[order]
            if line.index in made:
                continue
            if pattern.whole:
                codes_match = _STATUS_CODES.match(line.text)
                codes = (
                    tuple(_code(code.group()) for code in _ONE_CODE.finditer(codes_match["codes"])) if codes_match else ()
                )
                made[line.index] = Stretch(line.page_number, line.start, line.end, pattern.kind, pattern.rule, codes)
            else:
                start, end = line.start + match.start() - starts[order], line.start + match.end() - starts[order]
                made[line.index] = Stretch(line.page_number, start, end, pattern.kind, pattern.rule)
    return made


def _codes_in_line(line: TextLine) -> Iterable[Stretch]:
    for match in _CODE_IN_LINE.finditer(line.text):
        start, end = line.start + match.start(), line.start + match.end()
        yield Stretch(line.page_number, start, end, "exemption_code", "code_in_line", (match.group(),))


def _edge_numbers(page: PageText, found: Mapping[int, Stretch]) -> dict[int, Stretch]:
    """Numbers (and single capitals) that stand alone among the first or last three lines that are no furniture yet.

    A retyped page can carry a stray number of the packet at its head (handbook 1.3); it is no text of the letter.
    """
    rest = [line for line in page.lines if line.index not in found]
    made: dict[int, Stretch] = {}
    for line in rest:
        # A text file keeps several pages in one: there a banner marks the edge.
        beside = [found[index].kind for index in (line.index - 1, line.index + 1) if index in found]
        if "banner" in beside and (_NUMBER_ALONE.fullmatch(line.text) or _PACKET_NUMBER.fullmatch(line.text)):
            made[line.index] = Stretch(page.number, line.start, line.end, "page_number", "edge_number")
    for edge in (rest, rest[::-1]):
        for line in edge[:3]:
            if _NUMBER_ALONE.fullmatch(line.text) or _PACKET_NUMBER.fullmatch(line.text):
                made[line.index] = Stretch(page.number, line.start, line.end, "page_number", "edge_number")
            elif _LETTER_ALONE.fullmatch(line.text) and line.text.strip(" .").isupper():
                made[line.index] = Stretch(page.number, line.start, line.end, "margin", "edge_letter")
            else:
                break
    return made


def find_running_heads(pages: Sequence[PageText], found: Mapping[int, Sequence[Stretch]]) -> dict[int, list[Stretch]]:
    """Short lines that recur at the head or foot of at least three pages (handbook 1.10), digits aside."""
    seen: dict[tuple[str, bool], list[TextLine]] = {}
    for page in pages:
        covered = {stretch.start for stretch in found.get(page.number, ())}
        rest = [line for line in page.lines if line.start not in covered and line.short]
        for line in rest[:2] + rest[max(2, len(rest) - 2) :]:
            key = re.sub(r"\d+", "#", line.letters)
            if len(key) >= 4 and len(line.text) <= 90 and (line.top < 0.15 or line.top > 0.85 or line.box is None):
                seen.setdefault((key, line.top < 0.5), []).append(line)
    heads: dict[int, list[Stretch]] = {}
    for lines in seen.values():
        if len({line.page_number for line in lines}) >= 3:
            for line in lines:
                heads.setdefault(line.page_number, []).append(
                    Stretch(line.page_number, line.start, line.end, "margin", "running_head")
                )
    return heads
