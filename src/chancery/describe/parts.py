"""The parts of a file: which pages are one record or one sheet, what each sheet belongs to, and the cuts that wait for a
person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chancery.describe.furniture import Stretch
from chancery.describe.lines import PageText
from chancery.describe.packet_cues import letter_still_open
from chancery.describe.packets import Boundary, find_boundaries, look_at_pages
from chancery.describe.roles import TEXT_ROLES, RoleGuess
from chancery.describe.split import is_hanging_courtesy
from chancery.model.link import Reason
from chancery.model.record import PageCut
from chancery.model.source import Problem
from chancery.model.vocabulary import PageRole, RecordType

# What a sheet is called as a record (dump.md): an archive's address sheet counts as a cover sheet.
SHEETS: Mapping[PageRole, RecordType] = {
    "release_letter": "foia_letter", "provenance_sheet": "cover_sheet", "id_form": "id_form",
    "withdrawal": "withdrawal_sheet", "cover_sheet": "cover_sheet", "profile_sheet": "profile_sheet",
    "routing_slip": "routing_slip", "fax_cover": "fax_cover",
}  # fmt: skip
# Sheets that are never one with what stands beside them. A letter of release and the sheets of a package may go on over
# pages that do not say what they are.
_ALONE: frozenset[PageRole] = frozenset({"provenance_sheet", "id_form", "withdrawal", "cover_sheet", "fax_cover"})
# A sheet of these kinds speaks of the record that follows; the others of none.
_OF_NEXT: frozenset[PageRole] = frozenset({"id_form", "cover_sheet", "profile_sheet", "routing_slip", "fax_cover"})
# More doubts than this are said in one sentence: a list of hundreds is read by nobody.
MOST_DOUBTS = 60


@dataclass(frozen=True, slots=True)
class Part:
    """Pages `first` to `last` of a file, which are one record or one sheet; `role` is that of its first page."""

    first: int
    last: int
    role: PageRole

    @property
    def sheet(self) -> RecordType | None:
        """The type of the sheet it is; None for a record."""
        return SHEETS.get(self.role)


@dataclass(frozen=True, slots=True)
class Packet:
    """A file cut into parts, in order; together they have every page that is not empty, each once."""

    parts: tuple[Part, ...]
    boundaries: tuple[Boundary, ...]
    problems: tuple[Problem, ...]

    @property
    def cuts(self) -> tuple[PageCut, ...]:
        """What is thought of every place between two pages, and whether it was cut."""
        begins = {part.first for part in self.parts}
        return tuple(
            PageCut(
                boundary.page_number, boundary.probability, boundary.page_number in begins,
                tuple(Reason(reason.weight, reason.sentence) for reason in boundary.reasons),
            )
            for boundary in self.boundaries
        )  # fmt: skip


def cut_packet(
    pages: Sequence[PageText],
    furniture: Sequence[Sequence[Stretch]],
    roles: Sequence[RoleGuess],
    decided: Mapping[int, bool] | None = None,
) -> Packet:
    """Cut a file. `decided` are a person's cuts: page number, whether a record begins there; they win.

    Pages without a word begin no record and are passed over when the pages beside them are compared. Pure.
    """
    decided = decided or {}
    kept = [at for at, page in enumerate(pages) if page.lines or page.number in decided]
    sights = look_at_pages([pages[at] for at in kept], [furniture[at] for at in kept], [roles[at] for at in kept])
    boundaries = find_boundaries(sights)
    begins = {boundary.page_number for boundary in boundaries if boundary.is_cut}
    for before, sight in pairwise(sights):
        if before.role != sight.role and (before.role in _ALONE or sight.role in _ALONE):
            begins.add(sight.number)
    for at in range(1, len(sights)):
        before, sight = sights[at - 1], sights[at]
        # "The Honorable" ends a page: the next one begins with his name, and with no record. Nor does a page that closes
        # a letter which it does not open, while one stands open before it.
        hangs = before.lines and is_hanging_courtesy(before.lines[-1].text)
        closes = sight.closes and sight.documents == before.documents and letter_still_open(sights, at) is not None
        if hangs or closes:
            begins.discard(sight.number)
    begins = {number for number in begins | set(decided) if decided.get(number, True)}
    numbers = {sight.number: sight.role for sight in sights}
    parts: list[Part] = []
    for number, role in numbers.items():
        if parts and number not in begins:
            parts[-1] = Part(parts[-1].first, number, parts[-1].role)
        else:
            parts.append(Part(number, number, role))
    problems = tuple(_doubts(boundaries, begins, decided))
    return Packet(tuple(parts), boundaries, problems)


def _doubts(boundaries: Sequence[Boundary], begins: set[int], decided: Mapping[int, bool]) -> Iterator[Problem]:
    """Every doubtful cut that nobody has decided, made or not, each with its reasons."""
    doubtful = [
        boundary for boundary in boundaries
        if boundary.page_number not in decided and (boundary.is_doubtful or boundary.is_cut != (boundary.page_number in begins))
    ]  # fmt: skip
    if len(doubtful) > MOST_DOUBTS:
        shown = ", ".join(str(boundary.page_number) for boundary in doubtful[:MOST_DOUBTS])
        yield Problem(
            "doubtful_cuts", f"At {len(doubtful)} places it is doubtful whether a record begins: pages {shown} ...",
            REMEDY, doubtful[0].page_number,
        )  # fmt: skip
        return
    for boundary in doubtful:
        cut = boundary.page_number in begins
        yield Problem("doubtful_cut", _sentence(boundary, cut), REMEDY, boundary.page_number)


REMEDY = "Look at the two pages, and say whether a record begins here."


def _sentence(boundary: Boundary, cut: bool) -> str:
    """“A record may begin on page 6 (27 in 100), but was not cut: for it, ...; against it, ...”"""
    made = "a cut was made" if cut else "no cut was made"
    said = f"Page {boundary.page_number} begins a record with a probability of {boundary.probability:.2f}; {made}"
    both = []
    for name, reasons in (
        ("for a cut", [reason.sentence for reason in boundary.reasons if reason.weight > 0]),
        ("against it", [reason.sentence for reason in boundary.reasons if reason.weight < 0]),
    ):
        if reasons:
            both.append(f"{name}: {'; '.join(reasons[:3])}")
    return f"{said} ({' / '.join(both)})." if both else f"{said} (nothing speaks for it or against it)."


def belongs_to(parts: Sequence[Part], at: int) -> Part | None:
    """The part that the part at index `at` is attached to: a sheet to the record that follows, an archive's sheet to the
    record it came with, an enclosure or a handwritten note to the record before. None where it stands for itself.
    """
    part = parts[at]
    records = [other for other in parts if other.sheet is None and other.role in TEXT_ROLES]
    before = [other for other in records if other.last < part.first]
    following = [other for other in records if other.first > part.last]
    if part.role in _OF_NEXT:
        return following[0] if following else (before[-1] if before else None)
    if part.role == "provenance_sheet":
        return before[-1] if before else (following[0] if following else None)
    if part.role in ("attachment", "handwritten"):
        return before[-1] if before else None
    return None
