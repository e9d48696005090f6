"""The copies of a record: which file each stands in, its release and quality, why it is one of them, what it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chancery.archive import Archive
from chancery.archive.held import HeldCopy, HeldLikeness, HeldRecord
from chancery.model.viewer import Viewer
from chancery.workbench.pages.record import CopyShown
from chancery.workbench.views.words import field_label, say_holding, show_release, show_value

# What copies of one record may well have otherwise: each its own release, holding and marks of reviewers.
OF_THE_COPY = ("releases.", "holding.")


def show_copy(archive: Archive, copy: HeldCopy, viewer: Viewer) -> CopyShown:
    source = archive.source(copy.source, viewer)
    fields = archive.effective_fields(copy.id, viewer)
    return CopyShown(
        copy.id, copy.source, source.source.file, copy.first_page, copy.last_page, source.source.page_count,
        show_release(fields, None), say_holding(fields, source.holding),
        tuple(dict.fromkeys(origin.file for origin in source.origins)),
    )  # fmt: skip


def show_copies(archive: Archive, record: HeldRecord, shown: HeldCopy, viewer: Viewer) -> tuple[CopyShown, ...]:
    """Every copy of a record; where it has several, with what makes it one of them and how it differs from the one shown."""
    copies = [show_copy(archive, copy, viewer) for copy in record.copies]
    if len(copies) == 1:
        return tuple(copies)
    alike = archive.likenesses(record.id, viewer)
    said = dict(_said(archive, shown, viewer))
    return tuple(
        replace(
            _like(copy, shown.id, alike),
            quality=_quality(archive, held, viewer),
            differs=() if held.id == shown.id else tuple(_differing(said, dict(_said(archive, held, viewer)))),
        )
        for copy, held in zip(copies, record.copies, strict=True)
    )


def _like(copy: CopyShown, shown: str, alike: tuple[HeldLikeness, ...]) -> CopyShown:
    """A copy with how it is like the one shown, or else like another of them."""
    mine = [each for each in alike if copy.id in (each.one, each.other)]
    mine.sort(key=lambda each: (shown not in (each.one, each.other), -each.score))
    return replace(copy, score=mine[0].score, why=mine[0].reasons) if mine else copy


def _quality(archive: Archive, copy: HeldCopy, viewer: Viewer) -> float | None:
    """The mean quality of the text of a copy's pages."""
    pages = archive.pages(copy.source, viewer, first=copy.first_page, last=copy.last_page)
    found = [page.layer.quality for page in pages if page.layer is not None and page.layer.quality is not None]
    return round(sum(found) / len(found), 3) if found else None


def _said(archive: Archive, copy: HeldCopy, viewer: Viewer) -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for field in archive.effective_fields(copy.id, viewer):
        if not field.name.startswith(OF_THE_COPY):
            found.setdefault(field.name, []).append(show_value(field)[0])
    for name, values in found.items():
        yield name, "; ".join(values)


def _differing(shown: dict[str, str], other: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in other.items():
        if name in shown and shown[name] != value:
            yield field_label(name), value
