"""One source described again in this process, because a person changed what its pages say."""

from __future__ import annotations

from dataclasses import replace

from chancery.archive import Archive
from chancery.describe.source import DESCRIBE_VERSION, describe_source
from chancery.extract.references import EXTRACT_VERSION, find_references
from chancery.model.record import SourceDescription
from chancery.model.viewer import OWNER
from chancery.pipeline.manifest import add_manifest, speaks_of
from chancery.pipeline.windows import OVERLAP, WINDOW, join_windows
from chancery.settings import Settings


def describe_again(archive: Archive, settings: Settings, source: str) -> None:
    """Describe a source whose pages are all read, and find its references, as a run would."""
    count = archive.source(source, OWNER).page_count
    whole = count <= max(settings.record_pages, WINDOW)
    cuts = archive.decided_cuts(source)
    parts = []
    for first in [1] if whole else range(1, count + 1, WINDOW):
        last = count if whole else first + WINDOW + OVERLAP - 1
        parts.append((first, describe_source(tuple(archive.readings(source, first, last)), settings, cuts)))
    description = with_manifest(archive, source, join_windows(parts))
    for copy in archive.save_description(source, description, version=DESCRIBE_VERSION):
        references = find_references(archive.reading_text(copy.id, OWNER), archive.effective_header(copy.id))
        archive.save_references(copy.id, references, version=EXTRACT_VERSION)


def with_manifest(archive: Archive, source: str, description: SourceDescription) -> SourceDescription:
    """The description with what a manifest says of each copy, where its own pages do not say it."""
    files = [origin.file for origin in archive.source(source, OWNER).origins]
    rows = archive.manifest_rows(files)
    if not rows:
        return description
    copies = tuple(
        replace(
            copy,
            fields=add_manifest(
                copy.fields, (row for row in rows if speaks_of(row, files, copy.first_page, copy.last_page))
            ),
        )
        for copy in description.copies
    )
    return replace(description, copies=copies)
