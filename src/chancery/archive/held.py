"""What the archive answers with: the model's values, and what only the archive knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from chancery.model.decision import Decision
from chancery.model.evidence import Evidence
from chancery.model.likeness import Sameness
from chancery.model.mention import Reference
from chancery.model.page import LayerOrigin, Page, Region
from chancery.model.person import OfficeHeld
from chancery.model.record import Field
from chancery.model.source import Problem, Source
from chancery.model.vocabulary import Access, FindingKind, PageRole, Place

DOUBTFUL = 0.8  # below it a value awaits review
SourceState = Literal["received", "reading", "read", "described", "done", "refused"]
FindingState = Literal["found", "confirmed", "corrected", "rejected", "added"]
By = Literal["machine", "person"]


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file that was put in. `new`: its bytes were not held before; `new_origin`: nor its name.

    `removed` tells that the same bytes were taken out once (they are in again now).
    """

    id: str
    new: bool
    new_origin: bool
    state: SourceState
    bytes: int
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """A place a source came from: its name, and the source it was inside (None: it came alone). `source` is whose it is."""

    source: str
    file: str
    parent: str | None
    added: str


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A source with what the archive knows of it. `source.file` and `.parent` are its first origin's."""

    source: Source
    state: SourceState
    access: Access
    added: str
    origins: tuple[Origin, ...]
    collection: str | None = None
    holding: str | None = None
    url: str | None = None

    @property
    def id(self) -> str:
        return self.source.id

    @property
    def page_count(self) -> int:
        return self.source.page_count

    @property
    def file(self) -> str:
        return self.source.file


@dataclass(frozen=True, slots=True)
class HeldProblem:
    """A problem with its file; `source` is None where none could be made of it, `stage` which stage met it."""

    source: str | None
    file: str
    stage: str
    problem: Problem
    at: str


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A row of a list that a user gave: `manifest` the hash of its bytes, `number` the line, `cells` by column."""

    manifest: str
    number: int
    file: str
    first_page: int | None
    last_page: int | None
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HeldLayer:
    """What is known of a layer without opening it; `characters`, `words`, `hidden` and `replaced` are counts."""

    id: str
    origin: LayerOrigin
    quality: float | None
    why: str
    characters: int
    words: int
    hidden: int
    replaced: int


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page as it was read and described. `chosen` is the id of the layer shown, `role` None until it is described.

    `record` is the record that stands on it (the first of several), None where none does. `furniture` are stretches of the
    chosen layer that were set aside: (start, end, what).
    """

    page: Page
    role: PageRole | None
    cue: str
    furniture: tuple[tuple[int, int, str], ...]
    chosen: str | None
    layers: tuple[HeldLayer, ...]
    problems: tuple[Problem, ...]
    access: Access
    record: str | None
    role_by: By = "machine"

    @property
    def layer(self) -> HeldLayer | None:
        """The chosen layer."""
        return next((layer for layer in self.layers if layer.id == self.chosen), None)


@dataclass(frozen=True, slots=True)
class HeldCopy:
    """A copy of a record on pages `first_page` to `last_page` of a source."""

    id: str
    record: str
    source: str
    first_page: int
    last_page: int
    access: Access
    characters: int


@dataclass(frozen=True, slots=True)
class HeldAbsent:
    """A record known from row `row` (from 0) of the sheet on page `page_number` of a source, of which no copy is held.

    `withheld_as` is the restriction as printed; `pages` how many pages it has, None where the sheet does not say.
    """

    id: str
    source: str
    page_number: int
    row: int
    fields: tuple[Field, ...]
    withheld_as: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class HeldFinding:
    """A finding as it is held: what the machine said, what people made of it, and where it stands now.

    - `content` is the effective value (a person's where there is one), `machine` what the machine says or last said (None
      for what a person added). The evidence of `content` is where it stands now: empty where its place is lost.
    - `by` is who the effective value comes from; `confidence` is the machine's, None where a person decided.
    - `state` is `found` while nobody decided; `current` tells whether the last run still made it.
    - `stale`: what it was made from has changed since. `decision` is the id of the decision in force.
    """

    id: str
    kind: FindingKind
    name: str
    source: str
    copy: str | None
    content: Field | Region | Reference
    machine: Field | Region | Reference | None
    by: By
    state: FindingState
    confidence: float | None
    current: bool
    stale: bool
    place: Place
    decision: str | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where it stands; a region's evidence is its box, with an empty quote."""
        if isinstance(self.content, Region):
            region = self.content
            return (Evidence(region.source, region.page_number, "", 0, 0, "", (region.box,)),)
        return self.content.evidence

    @property
    def awaits_review(self) -> bool:
        """Whether a person should look at it: the machine found it, doubts it, and nobody decided yet."""
        sure = self.confidence is None or self.confidence >= DOUBTFUL
        return self.state == "found" and self.current and not sure

    @property
    def holds(self) -> bool:
        """Whether it counts: not rejected, and found by the machine or set by a person."""
        return self.state != "rejected" and (self.current or self.by == "person")


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record in a list: its leading copy in short. `date` is EDTF, `earliest` and `latest` ISO days; "" = not known."""

    id: str
    copy: str
    source: str
    first_page: int
    last_page: int
    copies: int
    sheet: bool
    type: str
    title: str
    date: str
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record with its copies, the leading one first; `asked` is the id it was asked by, where that was an alias."""

    id: str
    copies: tuple[HeldCopy, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class HeldDecision:
    """A decision with the finding it speaks of, and whether that still has its place. `undone`: withdrawn later."""

    decision: Decision
    finding: str
    place: Place
    undone: bool


@dataclass(frozen=True, slots=True)
class PersonCandidate:
    """Somebody whom a name may mean: the person's id and name, how likely (0..1), and why in sentences."""

    person: str
    name: str
    score: float
    reasons: tuple[str, ...]
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class HeldNaming:
    """A party that names a person: finding, copy and record it stands in, the name as printed, whom it is taken for.

    `person` is None where nobody is. `verdict` as `model.person.Assigned` has it; `by` says who settled it. `candidates` are
    the others whom it may mean, `known_as` is the person's name in the authority file.
    """

    finding: str
    copy: str
    record: str
    source: str
    page_number: int | None
    field: str
    printed: str
    role: str
    day: str | None
    person: str | None
    by: By
    verdict: str
    confidence: float
    reasons: tuple[str, ...]
    candidates: tuple[PersonCandidate, ...]
    known_as: str = ""

    @property
    def is_uncertain(self) -> bool:
        return self.by == "machine" and self.verdict in ("probable", "ambiguous")


@dataclass(frozen=True, slots=True)
class HeldPerson:
    """A person: the name shown and the one sorted by, the authority's id with the names and offices it knows.

    `namings` are the parties that name the person, in the order of their dates; `merged` the ids of people who were made one
    with this person by decisions; `asked` the id it was asked by.
    """

    id: str
    name: str
    sort_name: str
    authority: str | None
    names: tuple[str, ...]
    offices: tuple[OfficeHeld, ...]
    namings: tuple[HeldNaming, ...]
    merged: tuple[str, ...]
    asked: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list; `records` counts those that name the person as a party, `uncertain` the doubtful among them."""

    id: str
    name: str
    sort_name: str
    sort_key: str
    authority: str | None
    records: int
    uncertain: int


@dataclass(frozen=True, slots=True)
class HeldLikeness:
    """Two copies that were compared, with the records they are of now: odds (0..1), what follows, and why in sentences."""

    one: str
    other: str
    one_record: str
    other_record: str
    score: float
    sameness: Sameness
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a public id names: its kind, and the id it has now (another one where it was an alias)."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a viewer's archive holds. `references` by outcome, `types` of records; `lost` decisions without a place."""

    sources: int
    pages: int
    records: int
    sheets: int
    undated: int
    problems: int
    decisions: int
    lost: int
    unfinished: int
    types: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """Something a transaction touched: a `record` by its id, or a `page` by source and number."""

    number: int
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A source that was taken out: its hash and the names it came in under, who took it out, and why."""

    source: str
    files: tuple[str, ...]
    who: str
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that verify found wrong: `where` names the row, blob or file, `message` says what, `remedy` what to do.

    `harmless`: nothing that the archive promises to hold is missing or altered; only room is wasted.
    """

    code: str
    where: str
    message: str
    remedy: str = ""
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and checked: its folder, and how many blobs it holds with how many bytes."""

    folder: Path
    blobs: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ImportedDecisions:
    """How many decisions of a file were new, were known already, and how many of the new ones wait for their place."""

    new: int
    known: int
    lost: int


Row = dict[str, Any]
