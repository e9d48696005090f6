"""Decisions after everything under them has moved: `python -m bench.decisions`.

Reads the samples into an archive, makes at least 200 decisions of all kinds on what was found, and then, each on a copy of
the archive, (a) reads every page again at another resolution and segmentation, (b) takes the true words of the samples as
layer, (c) cuts every packet anew by one page, (d) makes the database's tables anew and rebuilds. After each it counts the
decisions that are attached, those that wait in the list of lost ones, and those attached wrongly. The aims: none wrongly,
97 % attached.

Whether one is attached rightly is judged by the page itself, which none of the four changes: the finding it hangs on must be
of the same kind and name, hold what was decided, and stand where the decided one stood (its boxes, in points; where a page
has no image, the same words).
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from bench.machine import describe_machine
from bench.program import ROOT, run
from chancery.archive import Archive, open_archive
from chancery.archive.held import HeldFinding
from chancery.archive.names import page_id, split_page_id
from chancery.describe.assemble import assemble
from chancery.describe.source import DESCRIBE_VERSION, describe_source
from chancery.errors import NotFound
from chancery.extract.references import EXTRACT_VERSION, find_references
from chancery.model.decision import Subject
from chancery.model.evidence import Evidence
from chancery.model.geometry import Box
from chancery.model.page import LayerOrigin, PageReading, TextLayer, Word
from chancery.model.record import CopyDescription, Party, SourceDescription
from chancery.model.viewer import OWNER
from chancery.model.vocabulary import DATE_FIELDS, PARTY_FIELDS, Verdict
from chancery.read.engine import OcrEngine, OcrPage
from chancery.read.engines import find_engine
from chancery.read.pages import read_pages
from chancery.read.reader import Image
from chancery.read.source import open_source
from chancery.settings import ReadSettings, Settings

WHO = "bench"
VERDICTS: tuple[Verdict, ...] = ("confirmed", "corrected", "rejected")
OVER_HALF = 0.5
WHOLE = ("page", "record")  # subjects that are no findings
ADDED_NAMES = ("cc", "handling", "title", "cc", "tags")
Change = Callable[[Archive, Settings], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as it was made: on what, where, and what it said."""

    id: str
    finding: str
    kind: str
    name: str
    verdict: Verdict
    value: Any
    evidence: tuple[Evidence, ...]


def main() -> None:
    """Prepare, decide, change, count; ends with 1 when a decision is attached wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("open", "kept"), default="open", help="of the kept samples only totals are told")
    parser.add_argument("--samples", type=Path, help="a folder that samples/build.py made (else it is built)")
    parser.add_argument("--work", type=Path, help="keep what was built and read in this folder, and use it again")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", choices=[*"abcd"], action="append", help="only this change")
    said = parser.parse_args()
    work = said.work or Path(tempfile.mkdtemp(prefix="chancery-decisions-"))
    try:
        samples = said.samples or build_samples(work / "samples", said.part)
        base = read_samples(samples / said.part, work / f"read-{said.part}")
        wrong = measure(base, work, samples / said.part, said.seed, said.only or "abcd", told=said.part == "open")
    finally:
        if said.work is None:
            shutil.rmtree(work, ignore_errors=True)
    raise SystemExit(1 if wrong else 0)


def build_samples(folder: Path, part: str) -> Path:
    if not (folder / part / "truth").is_dir():
        subprocess.run([sys.executable, ROOT / "samples" / "build.py", "--out", folder, "--part", part], check=True)
    return folder


def read_samples(samples: Path, archive: Path) -> Path:
    """An archive of the samples in which nobody decided yet; one that an earlier run left whole is used again."""
    whole = archive.with_suffix(".whole")
    if not whole.exists():
        shutil.rmtree(archive, ignore_errors=True)
        folders = sorted(path for path in samples.iterdir() if path.is_dir() and path.name != "truth")
        run(archive, "add", *folders, may_end_with=(0, 1))
        whole.touch()
    return archive


def measure(read: Path, work: Path, samples: Path, seed: int, changes: Iterable[str], told: bool) -> int:
    """Decide, and print a row for each change; how many decisions were attached wrongly."""
    base = work / "decided"
    shutil.rmtree(base, ignore_errors=True)
    shutil.copytree(read, base)
    with open_archive(Settings(archive=base)) as archive:
        made = decide_all(archive, Random(seed))
    print(f"{describe_machine()}; seed {seed}")
    print(f"{len(made)} decisions: {describe(made)}\n")
    print("| change | attached | lost | wrongly attached | found a second time |\n|---|---|---|---|---|", flush=True)
    return sum(try_change(CHANGES[letter], base, work / "changed", made, samples, told) for letter in changes)


def describe(made: Sequence[Made]) -> str:
    counts = Counter(f"{each.kind} {each.verdict}" for each in made)
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


# --- deciding -------------------------------------------------------------------------------------------------------------


def decide_all(archive: Archive, random: Random) -> list[Made]:
    """A decision on every finding, and additions of our own on every copy and page."""
    made: list[Made] = []
    for source in list(archive.sources(OWNER)):
        for copy in archive.copies_of(source.id, OWNER):
            found = [*archive.fields(copy.id, OWNER), *archive.references(copy.id, OWNER)]
            made.extend(decide_on(archive, finding, random) for finding in found if finding.evidence)
        for number in range(1, source.page_count + 1):
            found = list(archive.regions(source.id, number, OWNER))
            # Banners and page numbers are many and alike: some of each page are enough.
            made.extend(decide_on(archive, finding, random) for finding in random.sample(found, min(4, len(found))))
        made.extend(add_findings(archive, source.id, random))
        made.extend(add_boxes(archive, source.id, random))
        made.extend(correct_role(archive, source.id, random))
    made.extend(join_records(archive, random))
    return made


def decide_on(archive: Archive, finding: HeldFinding, random: Random) -> Made:
    verdict = random.choice(VERDICTS)
    value = other_value(finding) if verdict == "corrected" else None
    subject = Subject(finding.kind, finding.id, finding.name if finding.kind == "field" else None)
    decision = archive.decide(subject, verdict, who=WHO, value=value)
    return Made(decision.id, finding.id, finding.kind, finding.name, verdict, value, finding.evidence)


def other_value(finding: HeldFinding) -> Any:
    """A value that the machine would not find."""
    if finding.kind == "region":
        return {"text": "as a person reads it"}
    if finding.kind == "reference":
        return {"date": "1901-02-03"}
    if finding.name in PARTY_FIELDS:
        return {"name": "A. Person", "role": None, "person": None, "side": None}
    if finding.name in DATE_FIELDS or finding.name.endswith("date"):
        return "1901-02-03"
    return "other" if finding.name == "type" else "a person's words"


def add_findings(archive: Archive, source: str, random: Random) -> Iterator[Made]:
    """What a machine did not find: fields and a reference, at words of our choice."""
    for copy in archive.copies_of(source, OWNER):
        for name in (*ADDED_NAMES[: random.randint(1, len(ADDED_NAMES))], "reference"):
            number = random.randint(copy.first_page, copy.last_page)
            layer = archive.reading(source, number).layer
            stretch = choose_words(layer, random) if layer is not None else None
            if layer is None or stretch is None:
                continue
            quote = layer.text[slice(*stretch)]
            evidence = Evidence(source, number, layer.id, *stretch, quote, layer.boxes_in(*stretch))
            anchor = archive.anchor(source, number, *stretch)
            value: Any = {"name": quote, "role": None, "person": None, "side": None} if name in PARTY_FIELDS else quote
            subject = Subject("field", copy.id, name)
            if name == "reference":
                subject, value = Subject("reference", copy.id), {"kind": "meeting", "date": "1901-02-03"}
            decision = archive.decide(subject, "added", who=WHO, value=value, anchor=anchor)
            kind, shown = ("reference", "meeting") if name == "reference" else ("field", name)
            yield Made(decision.id, archive.decision(decision.id, OWNER).finding, kind, shown, "added", value, (evidence,))


def add_boxes(archive: Archive, source: str, random: Random) -> Iterator[Made]:
    """A box that nobody saw, on every other page that has an image."""
    for held in archive.pages(source, OWNER):
        page = held.page
        if page.width is None or page.height is None or random.random() < OVER_HALF:
            continue
        left, top = random.uniform(0, page.width - 90), random.uniform(0, page.height - 60)
        box = Box(left, top, left + 80, top + 50).rounded()
        value = {"kind": "handwriting", "box": list(box)}
        decision = archive.decide(Subject("region", page_id(source, page.number)), "added", who=WHO, value=value)
        evidence = Evidence(source, page.number, "", 0, 0, "", (box,))
        finding = archive.decision(decision.id, OWNER).finding
        yield Made(decision.id, finding, "region", "handwriting", "added", {"kind": "handwriting"}, (evidence,))


def correct_role(archive: Archive, source: str, random: Random) -> Iterator[Made]:
    """Another role for one page of a source."""
    pages = list(archive.pages(source, OWNER))
    if pages:
        page = random.choice(pages)
        name = page_id(source, page.page.number)
        value = {"role": "routing_slip" if page.role != "routing_slip" else "body"}
        decision = archive.decide(Subject("page", name), "corrected", who=WHO, value=value)
        yield Made(decision.id, name, "page", "role", "corrected", value, ())


def join_records(archive: Archive, random: Random) -> Iterator[Made]:
    """Pairs of records of two sources that are said to be the same record."""
    rows = [*archive.records(OWNER, sheets=True, limit=10_000)]
    random.shuffle(rows)
    for one, other in list(pairwise(rows))[::4]:
        if one.source != other.source:
            decision = archive.decide(
                Subject("record", one.id), "confirmed", who=WHO, action="same_record", value=[other.id]
            )
            yield Made(decision.id, one.id, "record", "same", "confirmed", [other.id], ())


def choose_words(layer: TextLayer, random: Random) -> tuple[int, int] | None:
    """Two to five words of one line that a person would point at: long enough to be known again."""
    lines = [line for line in layer.lines() if len(line.words) >= 2 and len(line.text) >= 12]
    if not lines:
        return None
    line = random.choice(lines)
    first = random.randint(line.first, max(line.first, line.last - 4))
    last = min(line.last - 1, first + random.randint(1, 4))
    start, end = layer.starts[first], layer.end_of(last)
    return (start, end) if end - start >= 10 else (line.start, line.end)


# --- changing -------------------------------------------------------------------------------------------------------------


class Segmented:
    """An engine told to see the page as one block of text (Tesseract's segmentation 6)."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine
        self.name = engine.name
        self.version = f"{engine.version}+block"

    @property
    def languages(self) -> frozenset[str]:
        return self._engine.languages

    def read(self, images: Sequence[Image], languages: str, dpi: int, seconds: float, psm: int = 3) -> list[OcrPage]:
        # 3 reads pages; other segmentations are trials that must stay what they are.
        return self._engine.read(images, languages, dpi, seconds, 6 if psm == 3 else psm)

    def model_hash(self, languages: str) -> str:
        return self._engine.model_hash(languages)


def read_otherwise(archive: Archive, settings: Settings) -> None:
    """(a) Every page again at 300 dots per inch, as one block."""
    changed = replace(settings.read, dpi=300)
    engine = find_engine(changed)
    assert engine is not None
    for source in list(archive.sources(OWNER)):
        if source.page_count:
            save_anew(archive, settings, source.id, read_again(archive, source.id, source.file, changed, Segmented(engine)))


def read_again(archive: Archive, source: str, file: str, settings: ReadSettings, engine: OcrEngine) -> list[PageReading]:
    reader = open_source(archive.source_path(source), name=file, settings=settings)
    try:
        return list(read_pages(reader, source, range(1, reader.page_count + 1), settings, engine))
    finally:
        reader.close()


def take_true_words(words: Mapping[tuple[str, int], list[dict[str, Any]]]) -> Change:
    """(b) The words as they were typeset, with their boxes, as the only layer of each page that has them."""

    def change(archive: Archive, settings: Settings) -> None:
        for source in list(archive.sources(OWNER)):
            readings = [with_true_words(reading, words) for reading in archive.readings(source.id)]
            if readings:
                save_anew(archive, settings, source.id, readings)

    return change


def with_true_words(reading: PageReading, words: Mapping[tuple[str, int], list[dict[str, Any]]]) -> PageReading:
    page = reading.page
    true = words.get((page.source, page.number))
    if true is None:
        return reading
    origin = LayerOrigin("truth", "1")
    laid = tuple(
        Word(part, Box(*word["box"]), 1.0, word["line"]) for word in true for part in word["text"].split() if part
    )  # fmt: skip
    layer = TextLayer(page.source, page.number, origin, laid)
    return replace(reading, layers=(layer,), chosen=layer.id)


def cut_anew(archive: Archive, settings: Settings) -> None:
    """(c) The last page of a record goes to the next one, or, where the source is one record, becomes one of its own."""
    for source in list(archive.sources(OWNER)):
        readings = list(archive.readings(source.id))
        if len(readings) > 1:
            description = describe_source(readings, settings)
            save_description(archive, source.id, recut(description, readings))


def recut(description: SourceDescription, readings: Sequence[PageReading]) -> SourceDescription:
    copies = sorted(description.copies, key=lambda copy: copy.first_page)
    ranges = [(copy.first_page, copy.last_page) for copy in copies]
    if len(ranges) == 1 and ranges[0][1] > ranges[0][0]:
        ranges = [(ranges[0][0], ranges[0][1] - 1), (ranges[0][1], ranges[0][1])]
    for at in range(len(ranges) - 1 if len(copies) > 1 else 0):
        (first, last), (next_first, next_last) = ranges[at], ranges[at + 1]
        if last > first:
            ranges[at], ranges[at + 1] = (first, last - 1), (last, next_last)
        elif next_last > next_first:
            ranges[at], ranges[at + 1] = (first, next_first), (next_first + 1, next_last)
    layers = {reading.page.number: reading.layer for reading in readings}
    furniture = {page.number: page.furniture for page in description.pages}
    fields = [field for copy in copies for field in copy.fields]
    anew = []
    for first, last in dict.fromkeys(ranges):
        inside = [layer for number in range(first, last + 1) if (layer := layers.get(number)) is not None]
        kept = tuple(field for field in fields if field.evidence and first <= field.evidence[0].page_number <= last)
        anew.append(CopyDescription(first, last, kept, assemble(inside, furniture)))
    return replace(description, copies=tuple(anew))


def migrate(settings: Settings) -> None:
    """(d) Every table is made anew with a column more, as a migration does that SQLite cannot do in place."""
    database = next(path for path in settings.archive.iterdir() if path.suffix in (".db", ".sqlite", ".sqlite3"))
    connection = sqlite3.connect(database)
    try:
        connection.execute("PRAGMA foreign_keys=OFF")
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for (name,) in tables:
            remake(connection, name)
        connection.commit()
    finally:
        connection.close()


def remake(connection: sqlite3.Connection, name: str) -> None:
    (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE type='table' AND name=?", (name,)).fetchone()
    if made.upper().startswith("CREATE VIRTUAL"):
        return
    after = connection.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name=? AND type IN ('index', 'trigger') AND sql IS NOT NULL", (name,)
    )
    statements = [statement for (statement,) in after.fetchall()]
    connection.execute("PRAGMA legacy_alter_table=ON")
    connection.execute(f'ALTER TABLE "{name}" RENAME TO "{name}_before"')
    connection.execute(made)
    connection.execute(f'INSERT INTO "{name}" SELECT * FROM "{name}_before"')
    connection.execute(f'DROP TABLE "{name}_before"')
    for statement in statements:
        connection.execute(statement)


def save_anew(archive: Archive, settings: Settings, source: str, readings: Sequence[PageReading]) -> None:
    archive.save_pages(source, readings)
    save_description(archive, source, describe_source(list(archive.readings(source)), settings))


def save_description(archive: Archive, source: str, description: SourceDescription) -> None:
    """Describe and extract as a run does, each stage's findings in the place of its earlier ones."""
    for copy in archive.save_description(source, description, version=DESCRIBE_VERSION):
        found = find_references(archive.reading_text(copy.id, OWNER), archive.effective_header(copy.id))
        archive.save_references(copy.id, found, version=EXTRACT_VERSION)


def true_words(samples: Path) -> dict[tuple[str, int], list[dict[str, Any]]]:
    words = {}
    for path in samples.glob("truth/words.jsonl"):
        with path.open(encoding="utf-8") as file:
            for row in map(json.loads, file):
                words[row["source"], row["page"]] = row["words"]
    return words


CHANGES = {
    "a": "a: other resolution and segmentation",
    "b": "b: true words as layer",
    "c": "c: every packet cut anew",
    "d": "d: migrated and rebuilt",
}


def try_change(name: str, base: Path, changed: Path, made: Sequence[Made], samples: Path, told: bool) -> int:
    """Make one change on a copy of the archive, print its row, and give the number of decisions attached wrongly."""
    shutil.rmtree(changed, ignore_errors=True)
    shutil.copytree(base, changed)
    settings = Settings(archive=changed)
    ways: dict[str, Change] = {"a": read_otherwise, "b": take_true_words(true_words(samples)), "c": cut_anew}
    try:
        if name[0] in ways:
            with open_archive(settings) as archive:
                ways[name[0]](archive, settings)
        else:
            migrate(settings)
            run(changed, "rebuild", may_end_with=(0, 1))
        with open_archive(settings) as archive:
            return count(name, archive, made, told)
    finally:
        shutil.rmtree(changed)


# --- counting -------------------------------------------------------------------------------------------------------------


def count(name: str, archive: Archive, made: Sequence[Made], told: bool) -> int:
    places = {held.decision.id: held for held in archive.decisions(OWNER)}
    found: dict[str, list[str]] = {"lost": [], "wrong": [], "twice": []}
    for each in made:
        held = places.get(each.id)
        if held is None:
            found["wrong"].append(f"{show(each)}: the decision is gone")
        elif held.place == "lost":
            found["lost"].append(show(each))
        elif each.kind in WHOLE:
            complaint = what_is_wrong_with_whole(archive, each)
            found["wrong"] += [f"{show(each)}: {complaint}"] if complaint else []
        else:
            finding = archive.finding(held.finding, OWNER)
            complaint = what_is_wrong(each, finding)
            found["wrong"] += [f"{show(each)}: {complaint}"] if complaint else []
            found["twice"].extend(show(each) for other in beside(archive, finding) if is_twin(finding, other))
    lost, wrong, twice = (len(found[title]) for title in ("lost", "wrong", "twice"))
    attached = len(made) - lost - wrong
    print(f"| {name} | {attached} ({attached / len(made):.1%}) | {lost} | {wrong} | {twice} |", flush=True)
    for title, rows in found.items():
        for row in rows if told else ():
            print(f"    {title}: {row}", flush=True)
    return wrong


def what_is_wrong_with_whole(archive: Archive, made: Made) -> str:
    """As `what_is_wrong`, of a decision on a page or on records."""
    if made.kind == "page":
        source, number = split_page_id(made.finding)
        page = archive.page(source, number, OWNER)
        return "" if (page.role, page.role_by) == (made.value["role"], "person") else f"its role is {page.role}"
    try:
        one, other = (archive.record(name, OWNER).id for name in (made.finding, made.value[0]))
    except NotFound as error:
        return str(error)
    return "" if one == other else "they are two records again"


def show(made: Made) -> str:
    first = made.evidence[0] if made.evidence else None
    where = f"{first.source[:8]} page {first.page_number} {first.quote[:60]!r}" if first else made.finding[:20]
    return f"{made.verdict} {made.kind} {made.name}, {where}"


def what_is_wrong(made: Made, finding: HeldFinding) -> str:
    """A sentence where the decision hangs on something else than it was made on, else nothing."""
    if (finding.kind, finding.name) != (made.kind, made.name):
        return f"it hangs on {finding.kind} {finding.name}"
    if finding.state != made.verdict:
        return f"its finding is {finding.state}"
    if made.verdict in ("corrected", "added") and not holds(finding, made.value):
        return f"its finding holds {finding.content!r}"
    if not finding.evidence:
        return "its finding stands nowhere"
    if not any(same_place(one, other) for one in made.evidence for other in finding.evidence):
        return f"it stands at {finding.evidence[0].quote!r} on page {finding.evidence[0].page_number}"
    return ""


def holds(finding: HeldFinding, value: Any) -> bool:
    content = finding.content
    if isinstance(value, dict) and finding.kind != "field":
        return all(getattr(content, name) == said for name, said in value.items())
    shown = getattr(content, "value", None)
    return shown == (Party(**value) if isinstance(value, dict) else value)


def same_place(one: Evidence, other: Evidence) -> bool:
    """The same source and page, and boxes that share half of the smaller; without boxes the same words."""
    if (one.source, one.page_number) != (other.source, other.page_number):
        return False
    if not one.boxes or not other.boxes:
        return one.quote.split() == other.quote.split()
    shared = sum(a.intersection(b) for a in one.boxes for b in other.boxes)
    smaller = min(sum(box.area for box in one.boxes), sum(box.area for box in other.boxes))
    return shared >= OVER_HALF * smaller


def beside(archive: Archive, finding: HeldFinding) -> Iterator[HeldFinding]:
    """The other findings where this one stands."""
    if finding.copy is not None:
        yield from (
            archive.fields(finding.copy, OWNER) if finding.kind == "field" else archive.references(finding.copy, OWNER)
        )
    elif finding.evidence:
        yield from archive.regions(finding.source, finding.evidence[0].page_number, OWNER)


def is_twin(finding: HeldFinding, other: HeldFinding) -> bool:
    """Whether another finding of the same name stands in the same place and nobody decided about it."""
    if other.id == finding.id or other.name != finding.name or other.state != "found" or not other.holds:
        return False
    return any(same_place(a, b) for a in finding.evidence for b in other.evidence)


if __name__ == "__main__":
    main()
