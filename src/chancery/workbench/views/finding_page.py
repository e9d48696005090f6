"""A finding at its own address: what it is, where it stands, which come before and after it."""

from __future__ import annotations

from chancery.archive import Archive
from chancery.archive.held import HeldFinding
from chancery.errors import NotFound
from chancery.model.viewer import Viewer
from chancery.workbench.pages.finding import Finding
from chancery.workbench.pages.finding_page import FindingPage
from chancery.workbench.pages.leaf import PageShown
from chancery.workbench.views.findings import on_page, show_findings
from chancery.workbench.views.pages import read_leaf, show_page
from chancery.workbench.views.records import Opened, context_of, open_record


def show_finding_page(archive: Archive, id_: str, viewer: Viewer) -> FindingPage:
    """The page of a finding by its public id. Raises NotFound."""
    held = archive.finding(archive.find_by_public_id(id_, viewer).id, viewer)
    opened = _record_of(archive, held, viewer)
    findings = opened.findings if opened else show_findings([held], context_of(archive, None, viewer))
    position = next((index for index, finding in enumerate(findings) if finding.id == held.id), None)
    if position is None:
        raise NotFound("the finding is not shown any more", where=id_, remedy="Open its record for what was found since.")
    finding = findings[position]
    return FindingPage(
        finding,
        opened.record.id if opened else None,
        opened.title if opened else "",
        _page(archive, held, opened, findings, viewer),
        position + 1,
        len(findings),
        findings[position - 1].id if position else None,
        findings[position + 1].id if position + 1 < len(findings) else None,
    )


def _page(
    archive: Archive, held: HeldFinding, opened: Opened | None, findings: tuple[Finding, ...], viewer: Viewer
) -> PageShown | None:
    evidence = next(iter(on_page(held)), None)
    if evidence is None:
        return None
    of = archive.source(evidence.source, viewer).page_count
    reading = opened.reading if opened and opened.copy.source == evidence.source else None
    return show_page(read_leaf(archive, evidence.source, evidence.page_number, of, reading, viewer), findings, None)


def _record_of(archive: Archive, held: HeldFinding, viewer: Viewer) -> Opened | None:
    """The record a finding belongs to: that of its copy, or, for a region, the one that stands on its page."""
    if held.copy is not None:
        copy = archive.copy(held.copy, viewer)
        return open_record(archive, copy.record, copy.id, viewer)
    evidence = next(iter(held.evidence), None)
    if evidence is None:
        return None
    for copy in archive.copies_of(held.source, viewer):
        if copy.first_page <= evidence.page_number <= copy.last_page:
            return open_record(archive, copy.record, copy.id, viewer)
    return None


def next_finding(archive: Archive, id_: str, viewer: Viewer) -> str | None:
    """The finding after this one that nobody has decided on, in the order of its record; None where there is none."""
    held = archive.finding(id_, viewer)
    opened = _record_of(archive, held, viewer)
    if opened is None:
        return None
    ids = [finding.id for finding in opened.findings]
    if held.id not in ids:
        return None
    at = ids.index(held.id)
    later = (*opened.findings[at + 1 :], *opened.findings[:at])
    return next((finding.id for finding in later if finding.state == "found"), None)
