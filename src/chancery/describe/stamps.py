"""Release blocks: who decided what about a page, when, and under which case (handbook 2.5, 2.6).

Older form: RELEASED IN FULL, a reviewer's tag, REVIEW AUTHORITY, DATE/CASE ID. Newer form: RELEASE IN PART with codes,
and a footer with Case No., Doc No. and Date on every page. One review is one group of fields, however many stamps show
it; a date stamped by a reviewer is a review date, the date of a footer the date of release.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.distance import Levenshtein

from chancery.describe import stamp_cues as cues
from chancery.describe.furniture import Stretch
from chancery.describe.lines import PageText
from chancery.model.date_phrases import DateReading, find_dates
from chancery.model.dates import PartialDate
from chancery.model.evidence import Evidence
from chancery.model.record import Field

_RULES = frozenset({"state_review", "state_status", "state_footer", "state_tag", "state_systematic"})
STATE = "Department of State"
PANEL = "Interagency Security Classification Appeals Panel"

_STATUS = re.compile(rf"(?<![\w]){cues.STATUS}(?![a-z])", re.IGNORECASE)
# REVIEW AUTHORITY: WILLIAM J ROE; REVIEW AUTHORITY Jane Roe, Senior Reviewer
# OCR may read a status stamped beside it into the same line: "REVIEW AUTHORITY: Jane Roe, RELEASE IN PART"
_NAME = r"(?!(?:RELEASED?|DENIED|EXCISED?)\b)[A-Z][\w.'’\-]*"
_AUTHORITY = re.compile(
    rf"\b{cues.REVIEW_AUTHORITY} ?[:.;]? ?\n?(?P<authority>{_NAME}(?:,? {_NAME}){{0,7}}?)(?=$|\n|"
    rf" *{cues.DATE_CASE_ID}|[ ]*{cues.CASE_NUMBER.replace('?P<case>', '?:').replace('?P<kind>', '?:').replace('?P<year>', '?:').replace('?P<item>', '?:')}|"
    r"[ ]*[^\w\n]*$|,? *(?:RELEASED?|DENIED|EXCISED?)\b)",
    re.IGNORECASE | re.MULTILINE,
)
# DATE/CASE ID: 25 APR 2005 200403510
_DATE_CASE = re.compile(
    rf"(?<![A-Z]){cues.DATE_CASE_ID} ?[:.;]? ?\n?(?P<date>[\dOIl|]{{1,2}} ?[A-Z]{{3,9}}\.? ?[\dOIl|]{{4}}|"
    r"\d\d?/\d\d?/\d{2,4})?[ \n]?"
    r"(?P<case>[\dOIlSB|]{9}|[\dOIlSB|]{7})?(?![\w])",
    re.IGNORECASE,
)
# A block whose label is gone: the date and the case alone say what they are
_DATE_CASE_BARE = re.compile(r"\b(?P<date>\d{1,2} [A-Z]{3} (?:19|20)\d\d) (?P<case>(?:19|20)\d{7})\b")
_CASE_NO = re.compile(cues.CASE_NUMBER, re.IGNORECASE)
_DOC_NO = re.compile(cues.DOCUMENT_NUMBER)
_FOOTER_DATE = re.compile(rf"(?<![\w]){cues.FOOTER_DATE}", re.IGNORECASE)
_AGENCY = re.compile(rf"{cues.STATE_NAME}|{cues.STATE_SHORT}", re.IGNORECASE)
_CASE_FORM = re.compile(r"\d{9}|\d{7}|(?:F|M|FL|P)-\d{4}-\d{5}")
_SYSTEMATIC = re.compile(cues.SYSTEMATIC, re.IGNORECASE)
# "REVIEW AUTHORITY: ROEJB REVIEW DATE: 07 MAR 2004": an attribute that a databank prints under a cable, no stamp
_ATTRIBUTE = re.compile(r"REVIEW DATE", re.IGNORECASE)
_TAG = re.compile(r"[^\w$]?(?P<tag>[A-Z$]\d{1,3}[A-Z]?)\W?")
_ARCHIVIST = re.compile(cues.ARCHIVIST, re.IGNORECASE)
_LIBRARY_CASE = re.compile(cues.LIBRARY_CASE, re.IGNORECASE)
_DECLASSIFIED = re.compile(rf"(?<![\w]){cues.DECLASSIFIED}(?![a-z/])", re.IGNORECASE)
_PANEL = re.compile(cues.PANEL, re.IGNORECASE)
_PANEL_CASE = re.compile(cues.PANEL_CASE, re.IGNORECASE)
_PANEL_DOCUMENT = re.compile(cues.PANEL_DOCUMENT, re.IGNORECASE)
_PANEL_DATE = re.compile(cues.PANEL_DATE, re.IGNORECASE)
_ORDER_SECTION = re.compile(r"E\.? ?O\.? ?1\d{4},? Sec(?:tion|\.) ?[\d.]+(?:\([a-z]\))?(?:\(\d\))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One value as one stamp shows it."""

    value: str
    evidence: Evidence
    rule: str
    confidence: float


@dataclass(slots=True)
class _Review:
    """One review while it is gathered: every reading of each value, and the case it was filed under."""

    form: str
    case: str | None = None
    readings: dict[str, list[_Reading]] = field(default_factory=dict)

    def add(self, name: str, value: str, evidence: Evidence, rule: str, confidence: float) -> None:
        self.readings.setdefault(name, []).append(_Reading(value, evidence, rule, confidence))

    def take(self, other: _Review) -> None:
        for name, readings in other.readings.items():
            self.readings.setdefault(name, []).extend(readings)

    def best(self, name: str) -> _Reading | None:
        """The reading that most stamps show; of equals the surest, then the first."""
        readings = self.readings.get(name)
        if not readings:
            return None
        counts = Counter(reading.value for reading in readings)
        return max(readings, key=lambda reading: (counts[reading.value], reading.confidence))

    @property
    def when(self) -> str:
        reading = self.best("releases.review_date") or self.best("releases.release_date")
        return reading.value if reading else "9999"


_NAMES = (
    "releases.decision", "releases.authority", "releases.review_date", "releases.case", "releases.document",
    "releases.release_date", "releases.agency", "releases.tag",
)  # fmt: skip


def find_reviews(pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]], version: str) -> tuple[Field, ...]:
    """The `releases.*` fields of a copy's pages, one group per review, the oldest first."""
    reviews: list[_Review] = []
    for page in pages:
        stretches = furniture.get(page.number, ())
        for start, end in _blocks(page, stretches):
            _merge(reviews, _read_block(page, start, end))
        for review in (_library_stamp(page, stretches), _panel_stamp(page, stretches)):
            if review is not None:
                _merge(reviews, review)
    reviews = _attached(reviews)
    if len(reviews) == 1 and "releases.decision" not in reviews[0].readings:
        _withheld(reviews[0], pages, furniture)
    reviews.sort(key=lambda review: review.when)
    return tuple(_fields(reviews, version))


def _withheld(review: _Review, pages: Sequence[PageText], furniture: Mapping[int, Sequence[Stretch]]) -> None:
    """A copy of which only the codes are left was denied, though no stamp says so."""
    codes: list[Stretch] = []
    for page in pages:
        stretches = furniture.get(page.number, ())
        whole = {stretch.start for stretch in stretches}
        if sum(len(line.text.split()) for line in page.lines if line.start not in whole) > _WORDS_LEFT:
            return
        codes.extend(stretch for stretch in stretches if stretch.rule == "codes")
    if codes:
        text = next(page for page in pages if page.number == codes[0].page_number)
        review.add("releases.decision", "denied in full", text.quote(codes[0].start, codes[0].end), "withheld_page", 0.7)


_WORDS_LEFT = 3  # scrawl that OCR reads on an empty page


def _fields(reviews: Sequence[_Review], version: str) -> list[Field]:
    made = []
    for group, review in enumerate(reviews):
        for name in _NAMES:
            best = review.best(name)
            if best is not None:
                evidence = tuple(each.evidence for each in review.readings[name] if each.value == best.value)
                made.append(
                    Field(name, best.value, evidence, f"describe.stamps.{best.rule}", version, best.confidence, group=group)
                )
    return made


# --- the Department of State -----------------------------------------------------------------------------------------


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
    """What one block of the State Department's stamps says."""
    text = page.text[start:end]
    review = _Review("state")

    def add(name: str, value: str, match: re.Match[str], group: str | int, rule: str, confidence: float) -> None:
        evidence = page.quote(start + match.start(group), start + match.end(group))
        review.add(f"releases.{name}", value, evidence, rule, confidence)

    if status := _STATUS.search(text):
        add("decision", _decision(status), status, "word", "status", 0.97)
    if (authority := _AUTHORITY.search(text)) and not _ATTRIBUTE.search(page.text, start, end + 40):
        add("authority", authority["authority"].strip(), authority, "authority", "review_block", 0.93)
    block = _DATE_CASE.search(text) or _DATE_CASE_BARE.search(text)
    if block is not None:
        day = _day(block["date"], None) if block["date"] else None
        if day:
            add("review_date", day, block, "date", "review_block", 0.97)
        if block["case"] and (case := _case(block["case"], day)):
            review.case = case
            add("case", case, block, "case", "review_block", 0.97 if case == block["case"] else 0.7)
    if footer := _CASE_NO.search(text):
        year, item = cues.figures(footer["year"]), cues.figures(footer["item"])
        review.case = f"{footer['kind'].upper()}-{year}-{item}"
        # A number with its hyphens was read better than one without: of two readings it is the likelier.
        add("case", review.case, footer, "case", "case_footer", 0.97 if footer["case"] == review.case else 0.85)
    if document := _DOC_NO.search(text):
        group = "document" if document["document"] else "bare"
        number = f"C{cues.figures(document['item'] or document['bare_item'])}"
        add("document", number, document, group, "case_footer", 0.95)
    if (dated := _FOOTER_DATE.search(text)) and (day := _day(cues.figures(dated["date"]), False)):
        add("release_date", day, dated, "date", "case_footer", 0.95 if dated["date"][:1].isdigit() else 0.8)
    if (systematic := _SYSTEMATIC.search(text)) and (day := _day(systematic["date"], None)):
        add("release_date", day, systematic, "date", "systematic_review", 0.9)
        if systematic["word"]:
            add("decision", "declassified", systematic, "word", "systematic_review", 0.9)
    if agency := _AGENCY.search(text):
        add("agency", STATE, agency, 0, "agency", 0.97)
    elif shown := (block or footer):
        # No other agency dates and numbers its cases this way (handbook 2.5).
        add("agency", STATE, shown, 0, "agency_by_form", 0.75)
    for line in page.lines:
        if start <= line.start < end and (tag := _TAG.fullmatch(line.text)) and not re.fullmatch(r"B[1-9]", tag["tag"]):
            evidence = page.quote(line.start + tag.start("tag"), line.start + tag.end("tag"))
            sure = 0.9 if tag["tag"][0].isalpha() else 0.6
            review.add("releases.tag", tag["tag"].replace("$", "S"), evidence, "tag", sure)
    return review


# --- archives and the appeals panel ----------------------------------------------------------------------------------


def _library_stamp(page: PageText, stretches: Sequence[Stretch]) -> _Review | None:
    """DECLASSIFIED [IN PART] / PER E.O. n / case / By INITIALS, NARA, Date d (handbook 2.6), gathered over the page.

    Where the page is narrow OCR reads the stamp's lines in pieces; one such stamp stands on a page.
    """
    review = _Review("library")
    told = False
    for stretch in stretches:
        text = page.text[stretch.start : stretch.end]
        if stretch.rule not in ("library", "banner") or (stretch.rule == "banner" and not _DECLASSIFIED.search(text)):
            continue

        def add(
            name: str, value: str, match: re.Match[str], group: str, confidence: float, start: int = stretch.start
        ) -> None:
            evidence = page.quote(start + match.start(group), start + match.end(group))
            review.add(f"releases.{name}", value, evidence, "library_stamp", confidence)

        if (word := _DECLASSIFIED.search(text)) is not None:
            part = word["word"][:1].upper() in "S5$" or _is_part(word["extent"])
            add("decision", "declassified in part" if part else "declassified", word, "word", 0.93)
        if (by := _ARCHIVIST.search(text)) is not None:
            told = True
            add("authority", by["by"].upper(), by, "by", 0.85)
            add("agency", "NARA", by, "nara", 0.93)
            if by["date"] and (day := _day(cues.figures(by["date"]).replace("-", "/"), False)):
                add("review_date", day, by, "date", 0.93)
        if (case := _LIBRARY_CASE.search(text)) is not None:
            told = True
            review.case = review.case or case["case"].upper()
            add("case", case["case"].upper(), case, "case", 0.93)
    return review if told and review.readings else None


def _panel_stamp(page: PageText, stretches: Sequence[Stretch]) -> _Review | None:
    """DECLASSIFIED UNDER AUTHORITY OF THE INTERAGENCY SECURITY CLASSIFICATION APPEALS PANEL (handbook 2.6)."""
    lines = [stretch for stretch in stretches if stretch.rule == "panel"]
    if not lines:
        return None
    start, end = lines[0].start, lines[-1].end
    text = page.text[start:end]
    if _PANEL.search(text) is None:
        return None
    review = _Review("panel")

    def add(name: str, value: str, match: re.Match[str], group: str | int, confidence: float) -> None:
        evidence = page.quote(start + match.start(group), start + match.end(group))
        review.add(f"releases.{name}", value, evidence, "appeals_panel", confidence)

    if (word := _DECLASSIFIED.search(text)) is not None:
        part = _is_part(word["extent"])
        add("decision", "declassified in part" if part else "declassified", word, "word", 0.93)
    if (named := _PANEL.search(text)) is not None:
        add("agency", PANEL, named, 0, 0.95)
    if (order := _ORDER_SECTION.search(text)) is not None:
        add("authority", " ".join(order.group().split()), order, 0, 0.85)
    if (case := _PANEL_CASE.search(text)) is not None:
        review.case = case["case"]
        add("case", case["case"], case, "case", 0.95)
    if (document := _PANEL_DOCUMENT.search(text)) is not None:
        add("document", document["document"], document, "document", 0.9)
    if (dated := _PANEL_DATE.search(text)) is not None and (day := _day(dated["date"], False)):
        add("review_date", day, dated, "date", 0.95)
    return review


# --- putting together ------------------------------------------------------------------------------------------------


def _merge(reviews: list[_Review], review: _Review) -> None:
    if not review.readings:
        return
    same = next(
        (known for known in reviews if review.case is not None and (known.form, known.case) == (review.form, review.case)),
        None,
    )
    if same is None:
        reviews.append(review)
    else:
        same.take(review)


def _attached(reviews: Sequence[_Review]) -> list[_Review]:
    """Status words, tags and authorities that bear no case go to the review of their own form; with none, they stand
    alone.

    The older form of State (RELEASED, a case of digits alone) and the newer one (RELEASE, a case like F-2012-31234)
    never share a stamp; nor do an archive's stamp and a department's. A tag that no review answers is none.
    """
    cased = _without_misread([review for review in reviews if review.case is not None])
    loose: list[_Review] = []
    for review in reviews:
        if review.case is not None:
            continue
        same_form = [known for known in cased if known.form == review.form]
        newer = _is_newer_form(review)
        fitting = [known for known in same_form if newer is None or newer == ("-" in (known.case or ""))]
        fitting = fitting or (same_form if len(same_form) == 1 else [])
        alone = next((known for known in loose if known.form == review.form), None)
        if len(fitting) == 1 or (fitting and len({known.case for known in fitting}) == 1):
            fitting[0].take(review)
        elif alone is not None and not same_form:
            alone.take(review)
        else:
            loose.append(review)
    return [*cased, *(review for review in loose if set(review.readings) != {"releases.tag"})]


def _without_misread(cased: Sequence[_Review]) -> list[_Review]:
    """A case that only a few stamps show and that is one figure off another's of the same form is that one misread."""
    weight = {
        id(review): sum(reading.confidence for reading in review.readings.get("releases.case", ())) for review in cased
    }
    kept: list[_Review] = []
    for review in sorted(cased, key=lambda review: -weight[id(review)]):
        twin = next(
            (
                known for known in kept
                if known.form == review.form and weight[id(known)] > weight[id(review)]
                and Levenshtein.distance(known.case or "", review.case or "") == 1
            ),
            None,
        )  # fmt: skip
        if twin is None:
            kept.append(review)
        else:
            twin.take(review)
    return kept


def _is_newer_form(review: _Review) -> bool | None:
    """Whether a stamp without a case is of State's newer form; None where it does not tell."""
    decision = review.readings.get("releases.decision")
    if decision is not None:
        quote = decision[0].evidence.quote.upper()
        if quote.startswith("RELEASE"):
            return not quote.startswith("RELEASED")
        return None
    return False if set(review.readings) == {"releases.tag"} else None


def _is_part(extent: str | None) -> bool:
    """Whether a misread FULL or PART is PART: the last letter tells them apart best."""
    return extent is not None and extent[-1:].upper() in ("T", "7", "Т")


def _decision(match: re.Match[str]) -> str:
    if match["released"]:
        return "released in part" if _is_part(match["extent"]) else "released in full"
    return "denied in full" if match["word"][:1].upper() in "D0O" else "released in part"


# Two figures of a reviewer's year: none stamped before 1940, so 09 is 2009.
_NOT_AFTER = date(2039, 12, 31)


def _day(text: str, day_first: bool | None) -> str | None:
    found = find_dates(
        text.translate(str.maketrans("OIl|", "0111")) if text[:1].isdigit() and "/" in text else text,
        DateReading(day_first, _NOT_AFTER),
    )
    values = [phrase.value for phrase in found if isinstance(phrase.value, PartialDate) and phrase.value.is_day]
    return values[0].edtf if len(values) == 1 else None


# A request is reviewed within this many years: what the year at the head of its case number may be.
_LONGEST_REVIEW = 15


def _case(text: str, reviewed: str | None) -> str | None:
    """A case number through OCR noise; None where it is of no known form (handbook 2.8, rule 7).

    Nine digits begin with the year of the request: where that is no year before the review (`290403522`), the one
    figure that mends it is taken to be misread, else the number is not told.
    """
    mended = cues.figures(text)
    if not _CASE_FORM.fullmatch(mended):
        return None
    if len(mended) != 9 or reviewed is None:
        return mended
    last = int(reviewed[:4])
    years = range(last - _LONGEST_REVIEW, last + 1)
    if int(mended[:4]) in years:
        return mended
    near = [year for year in years if sum(a != b for a, b in zip(str(year), mended[:4], strict=True)) == 1]
    return f"{near[0]}{mended[4:]}" if len(near) == 1 else None


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
