"""A file as a packet: a window of its pages with the records on them, the places between them, and what people said of those."""

from __future__ import annotations

from itertools import islice

from chancery.archive import Archive
from chancery.archive.held import HeldCopy, HeldPage
from chancery.archive.names import page_id
from chancery.archive.recut import cut_name
from chancery.model.record import PageCut
from chancery.model.viewer import Viewer
from chancery.model.vocabulary import SHEET_TYPES
from chancery.workbench.pages.finding import DecisionShown
from chancery.workbench.pages.packet import CutShown, PacketLeaf, PacketPage, PacketRecord
from chancery.workbench.views.findings import say_decision
from chancery.workbench.views.pages import say_role
from chancery.workbench.views.records import title_of
from chancery.workbench.views.words import text_of, type_label

PER_PAGE = 24
WORDS = 240  # characters of a page without a picture
DOUBTS = 60  # doubtful places that are named
REASONS = 6


def show_packet(archive: Archive, id_: str, first: int, viewer: Viewer) -> PacketPage:
    """A window of a packet; what lies outside it is not opened. Raises NotFound."""
    held = archive.source(id_, viewer)
    first = max(1, min(first, held.page_count))
    last = first + PER_PAGE - 1
    copies = archive.copies_of(held.id, viewer)
    cuts = {cut.page_number: cut for cut in archive.page_cuts(held.id, viewer, first=first, last=last)}
    problems = archive.problems(viewer, held.id, codes=("doubtful_cut",))
    doubts = sorted(each.problem.page_number for each in islice(problems, DOUBTS) if each.problem.page_number)
    begins = {copy.first_page for copy in copies}
    leaves = tuple(
        _leaf(archive, page, cuts.get(page.page.number), page.page.number in begins, page.page.number in doubts, viewer)
        for page in archive.pages(held.id, viewer, first=first, last=last)
    )
    shown = [copy for copy in copies if copy.first_page <= last and copy.last_page >= first]
    return PacketPage(
        held.id, held.file, held.page_count, first, PER_PAGE, leaves,
        tuple(_record(archive, copy, viewer) for copy in shown), tuple(doubts),
    )  # fmt: skip


def _leaf(
    archive: Archive, held: HeldPage, thought: PageCut | None, begins: bool, doubtful: bool, viewer: Viewer
) -> PacketLeaf:
    page = held.page
    words = archive.layer(held.chosen, viewer).text[:WORDS] if held.chosen and page.width is None else ""
    cut = None
    if page.number > 1:
        decision = _decided(archive, page_id(page.source, page.number), viewer)
        reasons = tuple((reason.weight, reason.text) for reason in thought.reasons[:REASONS]) if thought else ()
        probability = thought.probability if thought else None
        cut = CutShown(begins, probability, reasons, doubtful and decision is None, decision)
    role = "blank" if page.blank else say_role(held)
    return PacketLeaf(page.number, page.width, page.height, role, held.cue, words, held.record, cut)


def _decided(archive: Archive, page: str, viewer: Viewer) -> DecisionShown | None:
    """What a person said last of the place before a page, and did not take back."""
    held = archive.history(cut_name(page), viewer)
    standing = [each for each in held if not each.undone and each.decision.verdict != "withdrawn"]
    return say_decision(standing[-1]) if standing else None


def _record(archive: Archive, copy: HeldCopy, viewer: Viewer) -> PacketRecord:
    fields = archive.effective_fields(copy.id, viewer)
    kind = text_of(fields, "type")
    title = title_of(fields, type_label(kind))
    return PacketRecord(copy.record, copy.id, title, copy.first_page, copy.last_page, kind in SHEET_TYPES)
