"""Release blocks of the Department of State: who decided what about a page, when, and under which case (handbook 2.5).

Older form: RELEASED IN FULL, a reviewer's tag, REVIEW AUTHORITY, DATE/CASE ID. Newer form: RELEASE IN PART with codes,
and a footer with Case No., Doc No. and Date on every page. One review is one group of fields, however many stamps show
it; a date stamped by a reviewer is a review date, the date of a footer the date of release.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chancery.describe.furniture import Stretch
from chancery.describe.lines import PageText
from chancery.model.date_phrases import DateReading, find_dates
from chancery.model.dates import PartialDate
from chancery.model.evidence import Evidence
from chancery.model.record import Field

_RULES = frozenset({"state_review", "state_status", "state_footer", "state_tag", "state_systematic"})

# RELEASED IN FULL; RELEASE IN PART; DENIED IN FULL; EXCISED
_STATUS = re.compile(
    r"\b(?P<word>RELEASED? IN (?P<released>FULL|PART)|DENIED(?: IN (?:FULL|PART))?|EXCISED?)\b", re.IGNORECASE
)
# REVIEW AUTHORITY: WILLIAM J ROE; REVIEW AUTHORITY Jane Roe, Senior Reviewer
# OCR may read a status stamped beside it into the same line: "REVIEW AUTHORITY: Jane Roe, RELEASE IN PART"
_NAME = r"(?!(?:RELEASED?|DENIED|EXCISED?)\b)[A-Z][\w.'’\-]*"
_AUTHORITY = re.compile(
    rf"\bREVIEW AUTHORITY ?[:.;]? ?\n?(?P<authority>{_NAME}(?:,? {_NAME}){{0,7}}?)(?=$|\n|"
    r" *DATE ?[/IlJ|1]? ?CASE| *CASE|,? *(?:RELEASED?|DENIED|EXCISED?)\b)",
    re.IGNORECASE,
)
# DATE/CASE ID: 25 APR 2005 200403510
_DATE_CASE = re.compile(
    r"\bDATE ?[/IlJ|1]? ?CASE ?ID ?[:.;]? ?\n?(?P<date>[\dOIl|]{1,2} ?[A-Z]{3,9}\.? ?[\dOIl|]{4}|"
    r"\d\d?/\d\d?/\d{2,4})?[ \n]?"
    r"(?P<case>[\dOIlSB|]{9}|[\dOIlSB|]{7})?(?![\w])",
    re.IGNORECASE,
)
# Case No. F-2012-31234 Doc No. C05123456 Date: 06/30/2015
_CASE_NO = re.compile(r"\bCase No\.? ?(?P<case>(?:FL|F|M|P)-\d{4}-\d{5})", re.IGNORECASE)
_DOC_NO = re.compile(r"(?:Doc No\.? ?)?(?P<document>\bC\d{8})\b")
_FOOTER_DATE = re.compile(r"\bDate: ?(?P<date>\d\d?/\d\d?/\d{4})", re.IGNORECASE)
_AGENCY = re.compile(r"UNITED STATES DEPARTMENT OF STATE|U\.? ?S\.? Department of State", re.IGNORECASE)
_CASE_FORM = re.compile(r"\d{9}|\d{7}|(?:F|M|FL|P)-\d{4}-\d{5}")
_SYSTEMATIC = re.compile(r"Systematic Review (?P<date>\d\d? [A-Z][a-z]{2} \d{4})")


@dataclass(slots=True)
class _Review:
    """One review while it is gathered: the first evidence of each value, and how often it was seen."""

    case: str | None = None
    values: dict[str, tuple[str, list[Evidence], str, float]] = field(default_factory=dict)

    def add(self, name: str, value: str, evidence: Evidence, rule: str, confidence: float) -> None:
        known = self.values.get(name)
        if known is None:
            self.values[name] = (value, [evidence], rule, confidence)
        elif known[0] == value:
            known[1].append(evidence)

    @property
    def when(self) -> str:
        value = self.values.get("releases.review_date") or self.values.get("releases.release_date")
        return value[0] if value else "9999"


def find_reviews(pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]], version: str) -> tuple[Field, ...]:
    """The `releases.*` fields of a copy's pages, one group per review, the oldest first."""
    reviews: list[_Review] = []
    for page in pages:
        for start, end in _blocks(page, furniture.get(page.number, ())):
            _merge(reviews, _read_block(page, start, end))
    reviews = _attached(reviews)
    reviews.sort(key=lambda review: review.when)
    return tuple(
        Field(name, value, tuple(evidence), f"describe.stamps.{rule}", version, confidence, group=group)
        for group, review in enumerate(reviews)
        for name, (value, evidence, rule, confidence) in review.values.items()
    )


def _blocks(page: PageText, stretches: Sequence[Stretch]) -> list[tuple[int, int]]:
    """Stretches of release stamps that stand one after another, as one stretch each; a second status word begins a new
    one.
    """
    blocks: list[tuple[int, int]] = []
    rules: set[str] = set()
    for stretch in stretches:
        if stretch.rule not in _RULES and not (stretch.rule == "codes" and blocks):
            continue
        joined = bool(blocks) and page.text[blocks[-1][1] : stretch.start].strip() == ""
        if (
            joined
            and not (stretch.rule == "state_status" and "state_status" in rules)
            and not rules | {stretch.rule} >= _APART
        ):
            blocks[-1] = (blocks[-1][0], stretch.end)
            rules.add(stretch.rule)
        elif stretch.rule in _RULES:
            blocks.append((stretch.start, stretch.end))
            rules = {stretch.rule}
    return blocks


# The footer of the newer form and the block of the older one are two reviews, though one may stand right above the
# other.
_APART = frozenset({"state_footer", "state_review"})


def _read_block(page: PageText, start: int, end: int) -> _Review:
    text = page.text[start:end]
    review = _Review()

    def add(name: str, value: str, match: re.Match[str], group: str | int, rule: str, confidence: float) -> None:
        evidence = page.quote(start + match.start(group), start + match.end(group))
        review.add(name, value, evidence, rule, confidence)

    if status := _STATUS.search(text):
        add("releases.decision", _decision(status), status, "word", "status", 0.97)
    if authority := _AUTHORITY.search(text):
        add("releases.authority", authority["authority"].strip(), authority, "authority", "review_block", 0.93)
    if (block := _DATE_CASE.search(text)) is not None:
        if block["date"] and (day := _day(block["date"], None)):
            add("releases.review_date", day, block, "date", "review_block", 0.97)
        if block["case"] and (case := _case(block["case"])):
            review.case = case
            add("releases.case", case, block, "case", "review_block", 0.97 if case == block["case"] else 0.8)
    if footer := _CASE_NO.search(text):
        review.case = footer["case"].upper()
        add("releases.case", review.case, footer, "case", "case_footer", 0.97)
    if document := _DOC_NO.search(text):
        add("releases.document", document["document"], document, "document", "case_footer", 0.95)
    if (dated := _FOOTER_DATE.search(text)) and (day := _day(dated["date"], False)):
        add("releases.release_date", day, dated, "date", "case_footer", 0.95)
    if (systematic := _SYSTEMATIC.search(text)) and (day := _day(systematic["date"], None)):
        add("releases.review_date", day, systematic, "date", "systematic_review", 0.9)
    if agency := _AGENCY.search(text):
        add("releases.agency", agency.group(), agency, 0, "agency", 0.97)
    for line in page.lines:
        if start <= line.start < end and re.fullmatch(r"\W?([A-Z]\d{1,3}[A-Z]?)\W?", line.text):
            tag = re.search(r"[A-Z]\d{1,3}[A-Z]?", line.text)
            if tag is not None and not re.fullmatch(r"B[1-9]", tag.group()):
                evidence = page.quote(line.start + tag.start(), line.start + tag.end())
                review.add("releases.tag", tag.group(), evidence, "tag", 0.9)
    return review


def _merge(reviews: list[_Review], review: _Review) -> None:
    if not review.values:
        return
    same = next((known for known in reviews if review.case is not None and known.case == review.case), None)
    if same is None:
        reviews.append(review)
        return
    for name, (value, evidence, rule, confidence) in review.values.items():
        for entry in evidence:
            same.add(name, value, entry, rule, confidence)


def _attached(reviews: Sequence[_Review]) -> list[_Review]:
    """Status words, tags and authorities that bear no case go to the review of their own form; with none, they stand
    alone.

    The older form (RELEASED, a case of digits alone) and the newer one (RELEASE, a case like F-2012-31234) never share
    a stamp.
    """
    cased = [review for review in reviews if review.case is not None]
    loose: list[_Review] = []
    for review in reviews:
        if review.case is not None:
            continue
        newer = _is_newer_form(review)
        fitting = [known for known in cased if newer is None or newer == ("-" in (known.case or ""))]
        fitting = fitting or (cased if len(cased) == 1 else [])
        if len(fitting) == 1 or (fitting and len({known.case for known in fitting}) == 1):
            for name, (value, evidence, rule, confidence) in review.values.items():
                for entry in evidence:
                    fitting[0].add(name, value, entry, rule, confidence)
        elif loose and not cased:
            for name, (value, evidence, rule, confidence) in review.values.items():
                for entry in evidence:
                    loose[0].add(name, value, entry, rule, confidence)
        else:
            loose.append(review)
    return [*cased, *loose]


def _is_newer_form(review: _Review) -> bool | None:
    decision = review.values.get("releases.decision")
    if decision is None:
        return None
    quote = decision[1][0].quote.upper()
    return not quote.startswith("RELEASED") if quote.startswith("RELEASE") else None


def _decision(match: re.Match[str]) -> str:
    word = match["word"].upper()
    if word.startswith("EXCISE"):
        return "released in part"
    if word.startswith("DENIED"):
        return "denied in full"
    return "released in full" if match["released"].upper() == "FULL" else "released in part"


def _day(text: str, day_first: bool | None) -> str | None:
    found = find_dates(
        text.translate(str.maketrans("OIl|", "0111")) if text[:1].isdigit() and "/" in text else text,
        DateReading(day_first),
    )
    values = [phrase.value for phrase in found if isinstance(phrase.value, PartialDate) and phrase.value.is_day]
    return values[0].edtf if len(values) == 1 else None


def _case(text: str) -> str | None:
    """A case number through OCR noise; None where it is of no known form (handbook 2.8, rule 7)."""
    mended = text.translate(str.maketrans("OIlSB|", "011581"))
    return mended if _CASE_FORM.fullmatch(mended) else None


_RELEASE_YEAR = re.compile(r"\b(?P<year>20[0-3]\d) RELEASE UNDER")


def latest_writing(pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]]) -> date | None:
    """The day after which nothing in the source can have been written: the earliest review or release that a stamp
    dates.
    """
    bounds: list[date] = []
    for page in pages:
        for stretch in furniture.get(page.number, ()):
            if stretch.kind not in ("stamp", "margin") or stretch.rule in ("fax_header", "form_number", "running_head"):
                continue
            text = page.text[stretch.start : stretch.end]
            if year := _RELEASE_YEAR.search(text):
                bounds.append(date(int(year["year"]), 12, 31))
            if "20" not in text and "19" not in text:
                continue
            for phrase in find_dates(text, DateReading(day_first=False)):
                if isinstance(phrase.value, PartialDate) and phrase.value.is_day and phrase.form != "dm" and phrase.has_year:
                    latest = phrase.value.latest
                    if latest is not None and latest.year >= 1970 and "declassify on" not in text.lower():
                        bounds.append(latest)
    return min(bounds) if bounds else None
