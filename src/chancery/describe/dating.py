"""The date of a record: every date on its first and last lines, weighed by how and where it is printed.

A date of review, release, receipt or filing is never the record's date; a date inside running text, or one that dates
another paper ("your letter of December 29"), is a runner-up at most (handbook 1.3, 1.12).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from chancery.describe.furniture import Stretch
from chancery.describe.lines import PageText, TextLine
from chancery.model.date_phrases import DatePhrase, DateReading, find_dates
from chancery.model.date_years import infer_year
from chancery.model.dates import DateSet, PartialDate, day


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date that may be the record's: `start` and `end` in its page's layer, `score` for ranking, `rule` how it is
    printed.
    """

    page_number: int
    start: int
    end: int
    phrase: DatePhrase
    score: float
    rule: str
    line: int

    @property
    def edtf(self) -> str:
        value = self.phrase.value
        if isinstance(value, PartialDate) and value.time:
            return PartialDate(value.year, value.month, value.day).edtf
        return value.edtf


# What makes a date one of another kind: it is kept apart, and never the record's own.
_RECEIVED = re.compile(r"\b(?:rec['’]?d|received|recd|receipt|incoming stamp)\b", re.IGNORECASE)
_OTHER_KIND = re.compile(
    r"\b(?:review\w*|declass\w*|downgrad\w*|approved for|released?|filed|file date|printed|form|rev\.|edition|"
    r"expires?|due|suspense|"
    r"deadline|bor[nw]?|dob|birth|date of info\w*|withdrawn|sanitized|microfilm\w*|photocop\w*|fax|returned|charged|"
    r"classified by|automatic\w*|"
    r"last review|indexed|searched|serialized|dispatched by|copied|decl)\b",
    re.IGNORECASE,
)
# DATE: 6 January 1995; DATE DISTR. 27 July 1964; DOC DATE; Date of letter: (never "a memorandum dated", which leads
# elsewhere)
_LABEL = re.compile(
    r"(?:^|[^\w])(?:[DO0]ATE|(?:DOC(?:UMENT)? )DATE)(?: (?:DISTR?|OF (?:DOCUMENT|REPORT|LETTER|MEMO\w*)|TYPED|SENT|"
    r"SIGNED))?[\W_]{0,6}$|"
    r"(?:^|[^\w])(?:Date|Дата)(?: of (?:document|report|letter|memo\w*)| prepared| sent)?\s?[:.=][\W_]{0,4}$|"
    r"^\W{0,3}(?:Date|Дата)\W{0,4}$|"
    r"(?i:\b[DO]ATE (?:D[I1L]?S?T[RB]|OS[I1]|STR)\w?[\W_]{0,6}$)"
)
# "MAY 1962 EDITION", also misread; "Form 280-263 (5-12-55)"
_EDITION = re.compile(r"\W{0,3}(?:e[do0]\w?[i1l]t[i1]\w{1,3}|rev\b)", re.IGNORECASE)
_KIND_ABOVE = re.compile(r"\W*(?:received|rec['’]?d|reviewed|filed|approved|on)\W*|.*\breviewed by\b.*", re.IGNORECASE)
# "27 March 1973 that the following citizens": a sentence goes on behind it
_SENTENCE_BEHIND = re.compile(r"[ ,]{1,2}[a-z]{2,}[ ,]{1,2}[a-z]{2,}")
# "B. Article in the Star, 12 March 1963": an item of a list of references
_LETTERED = re.compile(r"\W{0,3}[A-H][.,)]\s")
# "... memorandum dated" / "18 May 1976": the line above leads to the date
_LEADS_ON = re.compile(
    r"(?:\b(?:dated|dtd|of|on|from|since|until|till|by|in|during|between|and|reference|memo\w*|letter|cable)|^.{30,},)\W{0,2}$",
    re.IGNORECASE,
)
# words that lead to the date of another paper or of an event
_LEADS = re.compile(
    r"(?:\b(?:of|dated|on|since|from|until|till|by|before|after|between|and|to|through|during|in|about|as of|"
    r"effective|ref\w*|"
    r"letter|memo\w*|cable|telegram|dispatch|report|message|your|my|our|the|подписан\w*|от|с|до|на)\W{1,3})$",
    re.IGNORECASE,
)
_OTHER_PAPER = re.compile(r"\b(?:ref(?:erence|s)?|subject|re|attach\w*|enclos\w*|your|our|my)\b", re.IGNORECASE)
_PLACE_TIME = re.compile(
    r"[\s,.;:\-–—\"'’()|*_=~•\[\]]+|\b(?:[ap]\.? ?m\.?|\d{1,4} ?(?:hours|hrs|Z)?|\d\d?:\d\d)\b", re.IGNORECASE
)
HEAD_LINES = 40
FOOT_LINES = 12


def find_date_candidates(
    lines: Sequence[TextLine], reading: DateReading, *, foot: Sequence[TextLine] = ()
) -> tuple[DateCandidate, ...]:
    """Dates that may be the record's, best first: `lines` of its head, `foot` those after its close or at its end."""
    found = list(_of_lines(lines, reading, foot=False))
    known = {(candidate.page_number, candidate.start) for candidate in found}
    found.extend(
        candidate
        for candidate in _of_lines(foot, reading, foot=True)
        if (candidate.page_number, candidate.start) not in known
    )
    return tuple(sorted(found, key=lambda candidate: -candidate.score))


def find_received(lines: Sequence[TextLine], reading: DateReading) -> DateCandidate | None:
    """The date a stamp or a line says the record was received."""
    for order, line in enumerate(lines):
        if line.short and _RECEIVED.search(line.text):
            for phrase in find_dates(line.text, reading):
                if phrase.has_year and phrase.form != "year":
                    start, end = line.start + phrase.span.start, line.start + phrase.span.end
                    return DateCandidate(line.page_number, start, end, phrase, 1.0, "received", order)
    return None


def _of_lines(lines: Sequence[TextLine], reading: DateReading, foot: bool) -> Iterable[DateCandidate]:
    """Candidates on short lines that follow each other; a date may run over the end of a line (`1 October` /
    `1958`).
    """
    chosen = [(order, line) for order, line in enumerate(lines) if line.short]
    starts: list[int] = []
    at = 0
    for _, line in chosen:
        starts.append(at)
        at += len(line.text) + 1
    text = "\n".join(line.text for _, line in chosen)
    for phrase in find_dates(text, reading):
        first = bisect_right(starts, phrase.span.start) - 1
        last = bisect_right(starts, phrase.span.end - 1) - 1
        (order, line), last_line = chosen[first], chosen[last][1]
        if last_line.page_number != line.page_number:
            continue
        candidate = _weighed(phrase, chosen, first, last, starts, order, reading)
        if candidate is not None:
            # What stands higher on the page is likelier the date line.
            weight = 2.0 * min(order, 3 * HEAD_LINES) / HEAD_LINES + (0.5 if foot else 0.0)
            yield replace(candidate, score=candidate.score - weight)


def _weighed(
    phrase: DatePhrase, chosen: Sequence[tuple[int, TextLine]], first: int, last: int, starts: Sequence[int], order: int,
    reading: DateReading,
) -> DateCandidate | None:  # fmt: skip
    line, last_line = chosen[first][1], chosen[last][1]
    ahead = line.text[: phrase.span.start - starts[first]]
    behind = last_line.text[phrase.span.end - starts[last] :]
    if phrase.form in ("year", "decade", "season") and (ahead.strip() or behind.strip(" .,)]")):
        return None
    if _too_late(phrase, reading.not_after) or (
        phrase.form == "year" and _ACT.search(f"{_text_of(chosen, first - 1)} {line.text}")
    ):
        return None
    score, rule = _score(ahead, behind, chosen[first - 1][1] if first else None, phrase)
    if score <= -5:
        return None
    start = line.start + phrase.span.start - starts[first]
    end = last_line.start + phrase.span.end - starts[last]
    return DateCandidate(line.page_number, start, end, phrase, score - (0.6 if last > first else 0.0), rule, order)


# "... ASSASSINATION RECORDS ACT OF" / "1992": the year of a law is nobody's date
_ACT = re.compile(r"\b(?:act|records|collection|title|u\.?s\.?c)\b", re.IGNORECASE)


def _text_of(chosen: Sequence[tuple[int, TextLine]], at: int) -> str:
    return chosen[at][1].text if at >= 0 else ""


def _score(ahead: str, behind: str, before: TextLine | None, phrase: DatePhrase) -> tuple[float, str]:
    """The weight of a date by what stands before and after it on its line, and the rule that gave it."""
    if _RECEIVED.search(ahead) or _OTHER_KIND.search(ahead[-60:]) or re.match(r"\W{0,3}(?:review|by SP)", behind):
        return -9.0, "another_kind"
    if _EDITION.match(behind) or (phrase.form == "numeric" and ahead.endswith("(") and behind.startswith(")")):
        return -9.0, "another_kind"
    if phrase.form == "dtg":
        return 3.2, "dtg"
    if not phrase.has_year:
        # "NO: 312, November 19, 6 p.m.": the year may be told by the day it was received
        return (-2.0, "no_year") if _rest(ahead, behind) <= 2 and phrase.form == "dm" else (-9.0, "no_year")
    score, rule = 0.0, "in_text"
    rest = _rest(ahead, behind)
    if _LABEL.search(ahead):
        score, rule = 3.0, "label"
    elif rest == 0:
        score, rule = 2.6, "date_line"
        if before is not None and _KIND_ABOVE.fullmatch(before.text):
            return -9.0, "another_kind"
    elif _SENTENCE_BEHIND.match(behind):
        score = -1.0
    elif rest <= 3 and not _LEADS.search(ahead):
        score, rule = 1.8, "date_and_place"
    elif rest <= 6 and not _LEADS.search(ahead):
        score, rule = 0.9, "heading"
    elif _LEADS.search(ahead):
        score = -1.6
    else:
        score = -0.4
    if _OTHER_PAPER.search(ahead[:24]) and rule != "label":
        score -= 1.0
    if rule != "label" and (
        _LETTERED.match(ahead) or (not ahead.strip() and before is not None and _LEADS_ON.search(before.text))
    ):
        score -= 3.5
    score += {"day": 0.6, "month": -0.6}.get(_precision(phrase), -1.0)
    score += 0.2 * (phrase.certainty - 1.0)
    return score, rule


def _precision(phrase: DatePhrase) -> str:
    value = phrase.value
    if isinstance(value, PartialDate):
        return "day" if value.day else "month" if value.month else "year"
    return "day" if phrase.form == "numeric" else "range"


def _rest(ahead: str, behind: str) -> int:
    """How many words stand on the line beside the date, times of day and marks aside."""
    rest = _PLACE_TIME.sub(" ", ahead[-120:]) + " " + _PLACE_TIME.sub(" ", behind[:120])
    return len([word for word in rest.split() if len(word) > 1])


def _too_late(phrase: DatePhrase, not_after: date | None) -> bool:
    earliest = phrase.value.earliest
    return not_after is not None and earliest is not None and earliest > not_after


# --- what a date needs from elsewhere ---


def with_year_of_receipt(candidates: Sequence[DateCandidate], received: DateCandidate | None) -> DateCandidate | None:
    """The best date without a year, in the year that the day of receipt gives it; None where there is no such date."""
    undated = next((candidate for candidate in candidates if candidate.rule == "no_year"), None)
    if undated is None or received is None or not isinstance(undated.phrase.value, PartialDate):
        return None
    resolved = infer_year(undated.phrase.value, received.phrase.value)
    if resolved.confidence < 0.7:
        return None
    return replace(undated, phrase=replace(undated.phrase, value=resolved.value), score=0.6, rule="year_of_receipt")


def settled_by_others(candidate: DateCandidate, candidates: Sequence[DateCandidate]) -> DateCandidate:
    """A date that can be read two ways, in the one way that another date of the same lines prints in words."""
    value = candidate.phrase.value
    if not isinstance(value, DateSet) or value.all_of:
        return candidate
    said = {other.edtf for other in candidates if other is not candidate}
    fitting = [member for member in value.members if member.edtf in said and isinstance(member, PartialDate)]
    if len(fitting) != 1:
        return candidate
    reason = "read as another date of the same lines says it in words"
    return replace(candidate, phrase=replace(candidate.phrase, value=fitting[0], certainty=0.9, reason=reason))


_FROM_WASHINGTON = re.compile(r"\bFM (?:SECSTATE|RUEHC|WHITE HOUSE|DEPT ?OF ?STATE|SECDEF|JCS)\b")


def local_day(candidate: DateCandidate, lines: Sequence[TextLine]) -> DateCandidate:
    """A date-time group of the first hours of a day, sent from Washington, is the evening before there (handbook 1.4).

    Summer time is taken from April to October: the hour that makes it unsure is one in the night of the change.
    """
    value = candidate.phrase.value
    if candidate.rule != "dtg" or not isinstance(value, PartialDate) or not value.time or value.earliest is None:
        return candidate
    if not any(_FROM_WASHINGTON.search(line.text) for line in lines if line.short):
        return candidate
    behind = 4 if 4 <= value.earliest.month <= 10 else 5
    if int(value.time[:2]) >= behind:
        return candidate
    evening = day(value.earliest - timedelta(days=1))
    return replace(candidate, phrase=replace(candidate.phrase, value=evening), rule="dtg_local_day")


# --- how numeric dates are to be read ---------------------------------------------------------------------------------

_NUMERIC = re.compile(r"(?<![\d/.\-])(\d\d?)[/-](\d\d?)[/-](?:19|20)?\d\d(?![\d/\-])")
_AMERICAN = re.compile(
    r"\b(?:CENTRAL INTELLIGENCE AGENCY|FEDERAL BUREAU OF INVESTIGATION|DEPARTMENT OF (?:STATE|JUSTICE|DEFENSE|"
    r"THE ARMY)|THE WHITE HOUSE|"
    r"UNITED STATES (?:SENATE|GOVERNMENT|DEPARTMENT)|\d:\d\d(?::\d\d)? [AP]M|WASHINGTON,? D\.? ?C|AMEMBASSY|SECSTATE|LANGLEY|FBI|CIA)\b"
)
# January 6, 1995: whoever writes the month first in words does so in numbers
_MONTH_FIRST = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d\d?, ?(?:19|20)\d\d"
)


def read_numbers(pages: Sequence[PageText], furniture: Sequence[Sequence[Stretch]], not_after: date | None) -> DateReading:
    """How 1/6/95 is to be read in this source: as its other numeric dates show, else as its offices write, else both
    ways.
    """
    month_first = day_first = 0
    american = False
    for page, stretches in zip(pages, furniture, strict=True):
        aside = {stretch.start for stretch in stretches if stretch.kind in ("stamp", "margin")}
        for line in page.lines:
            if line.start in aside or not line.short:
                continue
            for match in _NUMERIC.finditer(line.text):
                first, second = int(match[1]), int(match[2])
                month_first += first <= 12 < second <= 31
                day_first += second <= 12 < first <= 31
            american = american or bool(_AMERICAN.search(line.text)) or bool(_MONTH_FIRST.search(line.text))
    if bool(month_first) != bool(day_first):
        return DateReading(day_first > 0, not_after)
    return DateReading(False if american and not day_first else None, not_after)
