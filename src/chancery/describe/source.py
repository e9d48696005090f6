"""Describing a source: what every page is, where the letters are, and the fields of each record with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chancery.describe.absent import document_number, find_withheld
from chancery.describe.assemble import MOVED, assemble
from chancery.describe.calibration import calibrated
from chancery.describe.dating import (
    DateCandidate,
    find_date_candidates,
    find_received,
    local_day,
    read_numbers,
    settled_by_others,
    with_year_of_receipt,
)  # fmt: skip
from chancery.describe.furniture import Stretch, find_furniture, find_running_heads
from chancery.describe.heads import Head, find_heads
from chancery.describe.language import find_language
from chancery.describe.letter import (
    AddresseeBlock,
    FoundParty,
    find_addressee_blocks,
    find_letterhead,
    find_parties,
    find_place,
)  # fmt: skip
from chancery.describe.lines import PageText, TextLine, page_text
from chancery.describe.parts import Part, belongs_to, cut_packet
from chancery.describe.record import describe_around_letter, describe_form, describe_record
from chancery.describe.roles import TEXT_ROLES, RoleGuess, guess_roles
from chancery.describe.split import SIGNED, LetterCut, Run, find_letters, make_runs
from chancery.describe.stamps import find_reviews, latest_writing
from chancery.model.date_phrases import DateReading
from chancery.model.evidence import Evidence
from chancery.model.geometry import Box, bounding
from chancery.model.page import PageReading, Region, TextLayer
from chancery.model.record import (
    AbsentDescription,
    Alternative,
    CopyDescription,
    Field,
    PageDescription,
    SourceDescription,
)  # fmt: skip
from chancery.model.source import Problem
from chancery.model.vocabulary import REGION_KINDS, SHEET_TYPES, RecordType, RegionKind
from chancery.settings import Settings

DESCRIBE_VERSION = "4"
# Kinds of stretches that are not regions of their own kind are shown as this one.
_REGION_KIND: Mapping[str, RegionKind] = {kind: kind for kind in REGION_KINDS}  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class _Pages:
    """What is known of all pages before records are cut."""

    texts: tuple[PageText, ...]
    furniture: dict[int, list[Stretch]]
    roles: tuple[RoleGuess, ...]
    reading: DateReading

    def text(self, number: int) -> PageText:
        return next(page for page in self.texts if page.number == number)

    def between(self, first: int, last: int) -> _Pages:
        """The same, of pages `first` to `last` alone; what is found of them goes to the whole."""
        kept = [at for at, page in enumerate(self.texts) if first <= page.number <= last]
        texts, roles = tuple(self.texts[at] for at in kept), tuple(self.roles[at] for at in kept)
        return _Pages(texts, self.furniture, roles, self.reading)


def describe_source(
    readings: Sequence[PageReading], settings: Settings, cuts: Mapping[int, bool] | None = None
) -> SourceDescription:
    """Pages with their roles and furniture, copies with their fields and reading text, regions by what they say.

    `cuts` are a person's: page number, whether a record begins there; they win over what the pages say. Pure.
    """
    pages = _look_at(readings)
    packet = cut_packet(pages.texts, [pages.furniture[page.number] for page in pages.texts], pages.roles, cuts)
    problems = list(packet.problems)
    copies: list[CopyDescription] = []
    for at, part in enumerate(packet.parts):
        belongs = belongs_to(packet.parts, at)
        for copy in _describe_part(part, pages, settings, problems):
            attached = belongs.first if belongs is not None and copy.attached_to is None else copy.attached_to
            copies.append(replace(copy, attached_to=attached))
    copies = [_with_language(_as_measured(copy), pages) for copy in _with_forms(copies, pages)]
    absent = tuple(_find_absent(pages))
    descriptions = tuple(
        PageDescription(
            page.number, role.role, role.cue,
            tuple((stretch.start, stretch.end, stretch.kind) for stretch in sorted(pages.furniture[page.number], key=_place)),
        )
        for page, role in zip(pages.texts, pages.roles, strict=True)
    )  # fmt: skip
    regions = tuple(_regions(pages))
    return SourceDescription(descriptions, tuple(copies), regions, tuple(problems), absent, packet.cuts)


def _as_measured(copy: CopyDescription) -> CopyDescription:
    """The copy with what was measured for each rule as its confidence."""
    return replace(copy, fields=tuple(calibrated(field) for field in copy.fields))


def _with_language(copy: CopyDescription, pages: _Pages) -> CopyDescription:
    between = pages.between(copy.first_page, copy.last_page).texts
    found = find_language(between)
    if found is None or any(field.name == "language" for field in copy.fields):
        return copy
    evidence = (pages.text(found.line.page_number).quote(found.line.start, found.line.end),)
    field = Field("language", found.code, evidence, "describe.language.small_words", DESCRIBE_VERSION, found.confidence)
    return replace(copy, fields=(*copy.fields, field))


def _with_forms(copies: Sequence[CopyDescription], pages: _Pages) -> list[CopyDescription]:
    """What an identification form says goes to the record behind it, where that says nothing of its own."""
    made: list[CopyDescription] = []
    told: tuple[Field, ...] = ()
    for copy in copies:
        kind = next((str(field.value) for field in copy.fields if field.name == "type"), "")
        if kind == "id_form":
            form = pages.between(copy.first_page, copy.last_page)
            told = describe_form(form.texts, pages.furniture, _text_lines(form.texts, form), pages.reading, DESCRIBE_VERSION)
        elif told and kind not in SHEET_TYPES:
            known = {field.name for field in copy.fields}
            copy = replace(copy, fields=(*copy.fields, *(field for field in told if field.name not in known)))
            told = ()
        made.append(copy)
    return made


def _find_absent(pages: _Pages) -> Iterator[AbsentDescription]:
    """The documents that withdrawal sheets stand for, each once: a folder's list names what single sheets name again."""
    seen: set[str] = set()
    for page, role in zip(pages.texts, pages.roles, strict=True):
        for record in find_withheld(page, pages.reading, DESCRIBE_VERSION) if role.role == "withdrawal" else ():
            number = document_number(record)
            if not number or number not in seen:
                yield record
            seen.add(number)


def _describe_part(part: Part, pages: _Pages, settings: Settings, problems: list[Problem]) -> Iterator[CopyDescription]:
    """The records of one part: a sheet, the letters it holds and what stands around them, or one record."""
    inside = pages.between(part.first, part.last)
    if part.sheet is not None:
        yield _describe_sheet(part.sheet, inside)
        return
    letters = _letters_in(inside)
    opening = _opens_otherwise(inside) if letters else None
    if opening is not None:
        yield from _describe_with_letters(part, opening, letters, inside, settings, problems)
        return
    problems.extend(
        Problem("letter_without_close", cut.doubt.capitalize() + ".",
                "Look where the letter ends and move the pages.", cut.lines[0].page_number)
        for cut in letters if cut.doubt
    )  # fmt: skip
    described = [_describe_letter(cut, letters, inside) for cut in letters]
    at = part.first
    for copy in (*described, None):
        # Pages of the part that no letter has are a record of their own beside it.
        end = part.last if copy is None else copy.first_page - 1
        if at <= end:
            whole = _describe_whole(pages.between(at, end), settings, problems)
            if whole is not None:
                yield whole
        if copy is not None:
            yield copy
            at = max(at, copy.last_page + 1)


def _describe_with_letters(
    part: Part,
    opening: Head,
    letters: Sequence[LetterCut],
    pages: _Pages,
    settings: Settings,
    problems: list[Problem],
) -> Iterator[CopyDescription]:
    """A record of another kind in which letters stand: a cable delivers them (they are records attached to it), another
    paper quotes them.
    """
    carried = letters if opening.type == "cable" else ()
    whole = _describe_whole(pages, settings, problems, carried)
    if whole is not None:
        yield whole
        for cut in carried:
            yield replace(_describe_letter(cut, letters, pages), attached_to=part.first)


def _letters_in(pages: _Pages) -> list[LetterCut]:
    furniture = [pages.furniture[page.number] for page in pages.texts]
    return [cut for run in make_runs(pages.texts, pages.roles, furniture) for cut in find_letters(run)]


# A head of another kind that is surer than this opens the record before any salutation in it does: a cable that
# delivers a letter, a memorandum that quotes one.
_OTHER_HEAD = 0.8


def _opens_otherwise(pages: _Pages) -> Head | None:
    """The head of a record that is no letter with which the first page of text opens, above any salutation."""
    first = next((page for page, role in zip(pages.texts, pages.roles, strict=True) if role.role in TEXT_ROLES), None)
    if first is None:
        return None
    heads = [head for head in find_heads(first, pages.furniture[first.number]) if head.line < _HEAD_LINES]
    greeted = min((head.line for head in heads if head.cue == "salutation_line"), default=_HEAD_LINES)
    above = [head for head in heads if head.line < greeted and head.confidence >= _OTHER_HEAD]
    return next((head for head in above if head.type not in _LETTERS), None)


_HEAD_LINES = 40
_LETTERS = frozenset({"letter", "note_first_person", "note"})


def _describe_sheet(kind: RecordType, pages: _Pages) -> CopyDescription:
    """A sheet as a record of its own: what kind it is, told by the words that its page's role was told by."""
    first, last = pages.texts[0], pages.texts[-1]
    line = next((line for line in first.lines if len(line.text) >= 4), first.lines[0])
    evidence = (first.quote(line.start, line.end),)
    fields = [Field("type", kind, evidence, "describe.sheet.page_role", DESCRIBE_VERSION, 0.9)]
    if kind == "foia_letter":
        fields.extend(_release_letter_fields(pages))
    aside = {
        page.number: [(stretch.start, stretch.end, stretch.kind) for stretch in pages.furniture[page.number]]
        for page in pages.texts
    }
    reading = assemble([page.layer for page in pages.texts if page.layer is not None], aside)
    return CopyDescription(first.number, last.number, tuple(fields), reading)


def _release_letter_fields(pages: _Pages) -> Iterator[Field]:
    """Date and parties of a letter of release: it is a letter, though no record's."""
    lines = tuple(_text_lines(pages.texts, pages))
    cuts = find_letters(Run("body", tuple(page.number for page in pages.texts), lines))
    if cuts:
        yield from _date_fields(cuts[0], pages)
        yield from _parties(cuts[0], find_addressee_blocks(cuts[0]), pages)


def _place(stretch: Stretch) -> tuple[int, int, int]:
    return stretch.page_number, stretch.start, stretch.end


def _look_at(readings: Sequence[PageReading]) -> _Pages:
    texts = tuple(page_text(reading) for reading in sorted(readings, key=lambda reading: reading.page.number))
    furniture = {page.number: list(find_furniture(page)) for page in texts}
    for number, stretches in find_running_heads(texts, furniture).items():
        furniture[number] = sorted([*furniture[number], *stretches], key=_place)
    in_order = [furniture[page.number] for page in texts]
    roles = guess_roles(texts, in_order)
    reading = read_numbers(texts, in_order, latest_writing(texts, furniture))
    return _Pages(texts, furniture, roles, reading)


# --- a letter --------------------------------------------------------------------------------------------------------


def _describe_letter(cut: LetterCut, letters: Sequence[LetterCut], pages: _Pages) -> CopyDescription:
    blocks = find_addressee_blocks(cut)
    numbers = sorted({line.page_number for line in cut.lines})
    fields = [_type_field(cut, pages), *_date_fields(cut, pages)]
    dated = next((field for field in fields if field.name == "date"), None)
    fields.extend(_place_fields(cut, dated, pages))
    fields.extend(_parties(cut, blocks, pages))
    copy_pages = [pages.text(number) for number in range(numbers[0], numbers[-1] + 1)]
    around = describe_around_letter(copy_pages, pages.furniture, cut.lines, pages.reading, DESCRIBE_VERSION)
    known = {field.name for field in fields}
    fields.extend(field for field in around if field.name not in known)
    fields.extend(find_reviews(copy_pages, pages.furniture, DESCRIBE_VERSION))
    for stretch in (*find_letterhead(cut, blocks), *_signature_marks(cut)):
        pages.furniture[stretch.page_number].append(stretch)
    for block in blocks:
        if block.zone == "body" and block.start == block.lines[0].start:
            for line in block.lines:
                pages.furniture[line.page_number].append(
                    Stretch(line.page_number, line.start, line.end, MOVED, "addressee_block")
                )
    reading = assemble(_layers(copy_pages, pages), _aside(cut, letters, copy_pages, pages))
    return CopyDescription(numbers[0], numbers[-1], tuple(fields), reading)


def _layers(copy_pages: Sequence[PageText], pages: _Pages) -> list[TextLayer]:
    """The layers of the pages that carry text, in order."""
    roles = {page.number: role.role for page, role in zip(pages.texts, pages.roles, strict=True)}
    return [page.layer for page in copy_pages if page.layer is not None and roles[page.number] in TEXT_ROLES]


def _aside(
    cut: LetterCut, letters: Sequence[LetterCut], copy_pages: Sequence[PageText], pages: _Pages
) -> dict[int, list[tuple[int, int, str]]]:
    """Furniture by page, and the lines of the same pages that belong to another letter."""
    aside = {
        page.number: [(stretch.start, stretch.end, stretch.kind) for stretch in pages.furniture[page.number]]
        for page in copy_pages
    }
    for other in letters:
        if other is not cut:
            for line in other.lines:
                if line.page_number in aside:
                    aside[line.page_number].append((line.start, line.end, "other_record"))
    return aside


def _type_field(cut: LetterCut, pages: _Pages) -> Field:
    line = cut.run.lines[cut.salutation.line]
    evidence = [pages.text(line.page_number).quote(cut.salutation.start, cut.salutation.end)]
    confidence = 0.75
    if cut.close is not None:
        close = cut.run.lines[cut.close]
        evidence.append(pages.text(close.page_number).quote(close.start, close.end))
        confidence = 0.95
    return Field("type", "letter", tuple(evidence), "describe.letter.salutation_and_close", DESCRIBE_VERSION, confidence)


def _date_fields(cut: LetterCut, pages: _Pages) -> Iterable[Field]:
    return _dates_from(cut.head, cut.tail, pages, "letter")


def _dates_from(head: Sequence[TextLine], foot: Sequence[TextLine], pages: _Pages, what: str) -> Iterable[Field]:
    """The best date of a record, where it is good enough, with the others as runners-up; and the day it was
    received.
    """
    candidates = list(find_date_candidates(head, pages.reading, foot=foot))
    received = find_received([*head, *foot], pages.reading)
    if not candidates or candidates[0].score < MINIMUM_SCORE:
        inferred = with_year_of_receipt(candidates, received)
        candidates = [inferred, *candidates] if inferred is not None else []
    if candidates:
        best = local_day(settled_by_others(candidates[0], candidates), head)
        others: dict[str, float] = {}
        for other in candidates[1:]:
            if other.edtf != best.edtf and other.score > -1.5 and other.phrase.has_year:
                others.setdefault(other.edtf, round(_confidence(other, ()) * 0.4, 3))
        alternatives = tuple(Alternative(value, confidence) for value, confidence in list(others.items())[:4])
        yield _date_field("date", best, alternatives, pages, what, _confidence(best, candidates[1:]))
    if received is not None:
        yield _date_field("date_received", received, (), pages, what, 0.8)


MINIMUM_SCORE = 0.0


def _confidence(best: DateCandidate, others: Sequence[DateCandidate]) -> float:
    """How sure the best date is: by how it is printed, less where another one of the same weight says otherwise."""
    base = 0.95 if best.score >= 2.5 else 0.85 if best.score >= 1.5 else 0.6 if best.score >= 0.5 else 0.4
    rival = max((other.score for other in others if other.edtf != best.edtf), default=-9.0)
    if rival > best.score - 0.8:
        base *= 0.8
    return round(base * min(1.0, best.phrase.certainty), 3)


def _date_field(
    name: str,
    candidate: DateCandidate,
    alternatives: tuple[Alternative, ...],
    pages: _Pages,
    what: str,
    confidence: float,
) -> Field:
    evidence = pages.text(candidate.page_number).quote(candidate.start, candidate.end)
    return Field(
        name,
        candidate.edtf,
        (evidence,),
        f"describe.{what}.{candidate.rule}",
        DESCRIBE_VERSION,
        confidence,
        alternatives,
    )


def _place_fields(cut: LetterCut, dated: Field | None, pages: _Pages) -> Iterable[Field]:
    date_line = _line_of(cut.lines, dated.evidence[0]) if dated is not None else None
    found = find_place(cut, date_line, pages.reading)
    if found is not None:
        value, (number, start, end), rule, confidence = found
        evidence = pages.text(number).quote(start, end)
        yield Field("place", value, (evidence,), f"describe.letter.{rule}", DESCRIBE_VERSION, confidence)


def _line_of(lines: Sequence[TextLine], evidence: Evidence) -> TextLine | None:
    return next(
        (line for line in lines if line.page_number == evidence.page_number and line.start <= evidence.start < line.end),
        None,
    )


def _parties(cut: LetterCut, blocks: Sequence[AddresseeBlock], pages: _Pages) -> Iterable[Field]:
    found = find_parties(cut, blocks)
    yield from _party_fields("from", found.writers, found.other_writers, pages)
    yield from _party_fields("to", found.addressees, found.other_addressees, pages)


def _party_fields(name: str, values: Sequence[FoundParty], others: Sequence[FoundParty], pages: _Pages) -> Iterable[Field]:
    """A field a party, the name's places first in its evidence, and the runners-up."""
    alternatives = tuple(Alternative(other.party, round(other.confidence * 0.4, 3)) for other in others[:3])
    for party in values:
        yield Field(
            name,
            party.party,
            tuple(pages.text(number).quote(start, end) for number, start, end in party.places),
            f"describe.letter.{party.rule}",
            DESCRIBE_VERSION,
            party.confidence,
            alternatives,
        )


def _signature_marks(cut: LetterCut) -> Iterable[Stretch]:
    """`/s/` and the name beside it are a signature; the typed name under it stays text."""
    for line in cut.tail:
        if SIGNED.match(line.text):
            yield Stretch(line.page_number, line.start, line.end, "signature", "signed")


# --- a source without letters ----------------------------------------------------------------------------------------


def _describe_whole(
    pages: _Pages, settings: Settings, problems: list[Problem], carried: Sequence[LetterCut] = ()
) -> CopyDescription | None:
    """One record over the text pages; none where there are no words or too many pages. The words of letters that it
    carries are theirs.
    """
    text_pages = [
        page for page, role in zip(pages.texts, pages.roles, strict=True) if role.role in TEXT_ROLES and page.lines
    ] or [page for page in pages.texts if page.lines]
    if not text_pages:
        return None
    first, last = text_pages[0].number, text_pages[-1].number
    if last - first + 1 > settings.record_pages:
        problems.append(
            Problem("not_one_record", f"Pages {first} to {last} are more than one record may have "
                                      f"({settings.record_pages}).",
                    "They stand as pages; raise the setting record_pages to take them as one record."))  # fmt: skip
        return None
    lines = _text_lines(text_pages, pages)
    head = _head_lines(lines)
    if pages.roles and all(role.role in _ROLE_TYPES for role in pages.roles):
        return _describe_by_role(pages, text_pages)
    fields: list[Field] = list(describe_record(text_pages, pages.furniture, lines, pages.reading, DESCRIBE_VERSION))
    known = {field.name for field in fields}
    dates = _dates_from(head, lines[-10:] if len(lines) > len(head) else (), pages, "record")
    # A grammar that knows where its date stands is followed; else the best date of the head.
    fields.extend(field for field in dates if field.name not in known)
    inside = [pages.text(number) for number in range(first, last + 1)]
    fields.extend(find_reviews(inside, pages.furniture, DESCRIBE_VERSION))
    aside = {
        page.number: [(stretch.start, stretch.end, stretch.kind) for stretch in pages.furniture[page.number]]
        for page in text_pages
    }
    for cut in carried:
        for line in cut.run.lines[cut.salutation.line : cut.last]:
            aside.setdefault(line.page_number, []).append((line.start, line.end, "other_record"))
    reading = assemble([page.layer for page in text_pages if page.layer is not None], aside)
    return CopyDescription(first, last, tuple(fields), reading)


# What a page is that carries no text of its own to tell its kind by.
_ROLE_TYPES: Mapping[str, RecordType] = {"handwritten": "note", "clipping": "press", "blank_withheld": "other"}


def _describe_by_role(pages: _Pages, with_words: Sequence[PageText]) -> CopyDescription:
    """A handwritten note, a clipping, a page withheld: a record whose kind its page's role tells."""
    line = with_words[0].lines[0]
    kind = _ROLE_TYPES[pages.roles[0].role]
    evidence = (pages.text(line.page_number).quote(line.start, line.end),)
    fields = [Field("type", kind, evidence, "describe.record.page_role", DESCRIBE_VERSION, 0.6)]
    fields.extend(find_reviews(list(pages.texts), pages.furniture, DESCRIBE_VERSION))
    aside = {
        page.number: [(stretch.start, stretch.end, stretch.kind) for stretch in pages.furniture[page.number]]
        for page in with_words
    }
    reading = assemble([page.layer for page in with_words if page.layer is not None], aside)
    return CopyDescription(with_words[0].number, with_words[-1].number, tuple(fields), reading)


def _head_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """Where a record's date may stand: its first page, and the heads of the three pages after it."""
    if not lines:
        return []
    numbers = list(dict.fromkeys(line.page_number for line in lines))[:4]
    head = [line for line in lines if line.page_number == numbers[0]][:120]
    for number in numbers[1:]:
        head.extend([line for line in lines if line.page_number == number][:15])
    return head


def _text_lines(text_pages: Sequence[PageText], pages: _Pages) -> list[TextLine]:
    lines: list[TextLine] = []
    for page in text_pages:
        whole = {(stretch.start, stretch.end) for stretch in pages.furniture[page.number]}
        lines.extend(line for line in page.lines if (line.start, line.end) not in whole)
    return lines


# --- regions ---------------------------------------------------------------------------------------------------------


def _regions(pages: _Pages) -> Iterable[Region]:
    """Furniture that has boxes, as regions; lines of one stamp or letterhead that stand under each other are one
    region.
    """
    for page in pages.texts:
        if page.layer is None:
            continue
        boxed = [
            (stretch, bounding(boxes))
            for stretch in sorted(pages.furniture[page.number], key=_place)
            if stretch.kind in _REGION_KIND and (boxes := page.layer.boxes_in(stretch.start, stretch.end))
        ]
        for group in _grouped(boxed):
            first = group[0][0]
            yield Region(
                page.layer.source,
                page.number,
                _REGION_KIND[first.kind],
                bounding(box for _, box in group),
                "\n".join(page.text[stretch.start : stretch.end] for stretch, _ in group),
                tuple(code for stretch, _ in group for code in stretch.code),
                None,
                f"describe.furniture.{first.rule}",
                DESCRIBE_VERSION,
                0.9,
            )


def _grouped(boxed: Sequence[tuple[Stretch, Box]]) -> list[list[tuple[Stretch, Box]]]:
    groups: list[list[tuple[Stretch, Box]]] = []
    for stretch, box in boxed:
        under = next((group for group in groups if _stands_under(group[-1], stretch, box)), None)
        if under is None:
            groups.append([(stretch, box)])
        else:
            under.append((stretch, box))
    return groups


def _stands_under(last: tuple[Stretch, Box], stretch: Stretch, box: Box) -> bool:
    """Whether a line continues a stamp or letterhead: of the same kind, right under its last line, and not beside
    it.
    """
    above, above_box = last
    if above.kind != stretch.kind or stretch.kind not in ("stamp", "letterhead"):
        return False
    if stretch.kind == "stamp" and above.rule != stretch.rule:
        return False
    gap = box.y0 - above_box.y1
    return -0.5 * box.height < gap < 1.2 * box.height and min(box.x1, above_box.x1) > max(box.x0, above_box.x0)
