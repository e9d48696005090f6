"""Measures what one more record costs among 100,000: its sketch is kept, its like are found by bands, compared, and joined.

    python -m bench.copies_scale [--copies 100000] [--more 20]

The tables are filled with sketches as letters have them (a few hashes that all share, the others drawn), since describing 100,000
files is not what is measured. Some of them are letters with their texts; each is added again afterwards, read worse and with a
passage withheld, and goes the whole way that a run takes.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, insert, select

from chancery.archive import Archive, open_archive, schema
from chancery.archive.names import now, public_id
from chancery.archive.packing import pack_reading
from chancery.archive.sketches import STAGE
from chancery.link.copies import SKETCH_SIZE, Copies
from chancery.model.likeness import Compared
from chancery.model.record import CopyDescription, SourceDescription
from chancery.model.text import Piece, ReadingText
from chancery.pipeline.copies import compare_waiting
from chancery.settings import Settings

AT_ONCE = 2000
# Words that every letter has, as a form's print or a legend has: their hashes are held by very many copies.
LEGEND = "the ministry of foreign affairs presents its compliments and has the honour to refer to the talks on the strait"
CONSONANTS, VOWELS = "bcdfghklmnprstvz", "aeiou"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=100_000)
    parser.add_argument("--more", type=int, default=20)
    arguments = parser.parse_args()
    chosen = random.Random(7).sample(range(arguments.copies), arguments.more)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_archive(Settings(archive=Path(folder) / "archive"), create=True) as archive,
    ):
        copies = fill(archive, arguments.copies, frozenset(chosen))
        report(archive, Path(folder) / "archive", copies, chosen)


def letter(number: int) -> str:
    """An invented letter of 220 words of its own behind the words that all have."""
    chance = random.Random(number)
    words = (
        "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(2, 4))) for _ in range(220)
    )
    return f"{LEGEND} {' '.join(words)}"


def read_worse(number: int) -> str:
    """The letter again, one sign in fifty misread and a sixth withheld."""
    chance = random.Random(f"again {number}")
    text = letter(number)
    kept = text[: len(text) // 3] + text[len(text) // 2 :]
    return "".join(chance.choice("ceo") if sign.isalpha() and chance.random() < 0.02 else sign for sign in kept)


def whole(source: str, text: str) -> ReadingText:
    """A reading text that stands on no layer's words."""
    return ReadingText(text, (Piece(0, len(text), source, 1, "", None),))


def drawn(number: int, legend: tuple[int, ...]) -> tuple[int, ...]:
    """A sketch as a letter of this number might have: some hashes of what all say, the others its own."""
    chance = random.Random(number)
    return (*legend, *(chance.getrandbits(63) for _ in range(SKETCH_SIZE - len(legend))))


def fill(archive: Archive, count: int, met_again: frozenset[int]) -> dict[int, str]:
    """Put letters in as rows; the ids of those that are met again, whose texts are kept as well."""
    comparer, source = Copies(), "f" * 64
    started, copies = time.process_time(), {}
    legend = comparer.sketch(Compared("", f"{LEGEND} {LEGEND}"))[:4]
    with archive.database.write() as connection:
        row = {
            "id": source,
            "position": 0,
            "media_type": "application/pdf",
            "bytes": 1,
            "page_count": count,
            "state": "done",
        }
        connection.execute(insert(schema.sources), [{**row, "access": "open", "added": now()}])
    for first in range(0, count, AT_ONCE):
        records, held, runs, sketches, blobs = [], [], [], [], []
        for number in range(first, min(count, first + AT_ONCE)):
            copy, record = public_id("copy", source, number), public_id("record", source, number)
            text = letter(number) if number in met_again else str(number)
            name = hashlib.sha256(text.encode()).hexdigest()
            if number in met_again:
                copies[number] = copy
                blobs.append(archive.blobs.prepare(pack_reading(whole(source, text))))
                name = blobs[-1].name
            records.append({"id": record, "named_source": source, "named_page": number + 1, "added": now()})
            held.append({
                "id": copy, "record": record, "own_record": record, "source": source, "position": number,
                "first_page": number + 1, "last_page": number + 1, "access": "open", "text": name, "characters": len(text),
                "extracted": 1, "attached_to": None,
            })  # fmt: skip
            runs.append({
                "stage": STAGE, "subject": copy, "source": source, "input": comparer.version, "layers": "", "header": "",
            })  # fmt: skip
            said = comparer.sketch(Compared(copy, text)) if number in met_again else drawn(number, legend)
            sketches += [{"hash": each, "copy": copy} for each in said]
        with archive.database.write() as connection:
            archive.blobs.keep(blobs)
            for table, rows in (
                (schema.records, records), (schema.copies, held), (schema.runs, runs), (schema.sketches, sketches),
            ):  # fmt: skip
                connection.execute(insert(table), rows)
    print(f"filled with {count:,} copies in {time.process_time() - started:.0f} s of CPU")
    return copies


def report(archive: Archive, folder: Path, copies: dict[int, str], chosen: list[int]) -> None:
    """Add the letters that are met again, one by one, and say what each took."""
    cpu, wall, found = [], [], 0
    for number in chosen:
        text = read_worse(number)
        source = archive.add_bytes(text.encode(), name=f"{number}.txt").id
        archive.save_inspection(source, "text/plain", 1)
        copy = CopyDescription(1, 1, (), whole(source, text))
        (held,) = archive.save_description(source, SourceDescription((), (copy,)), version="1")
        started, began = time.process_time(), time.monotonic()
        compare_waiting(archive)
        cpu.append(time.process_time() - started)
        wall.append(time.monotonic() - began)
        found += _record(archive, held.id) == _record(archive, copies[number])
    with archive.database.read() as connection:
        bands = connection.execute(select(func.count()).select_from(schema.sketches)).scalar()
    size = (folder / "archive.db").stat().st_size / 1e6
    print(
        f"one more: median {statistics.median(cpu) * 1000:.0f} ms of CPU, {statistics.median(wall) * 1000:.0f} ms of wall, at most "
        f"{max(cpu) * 1000:.0f} and {max(wall) * 1000:.0f}; {found} of {len(chosen)} found; {bands:,} bands, {size:.0f} MB"
    )


def _record(archive: Archive, copy: str) -> str:
    """The record that a copy is of now."""
    query = select(schema.copies.c.record).where(schema.copies.c.id == copy)
    with archive.database.read() as connection:
        return str(connection.execute(query).scalar_one())


if __name__ == "__main__":
    main()
