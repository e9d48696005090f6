"""What the reading room asks of the workbench, as a protocol: the room's tests stand another in its place."""

from __future__ import annotations

from typing import Literal, Protocol

from chancery.model.decision import Decision
from chancery.model.viewer import Viewer
from chancery.workbench.pages.asked import Asked, RecordAsked
from chancery.workbench.pages.deciding import Decided, DecisionAsked
from chancery.workbench.pages.finding_page import FindingPage
from chancery.workbench.pages.hits import HitsPage
from chancery.workbench.pages.home import Bar, HomePage
from chancery.workbench.pages.leaf import PageImage, PagePage, PageWords, Strip
from chancery.workbench.pages.packet import CutDecided, CutDecisionAsked, PacketPage
from chancery.workbench.pages.people import PeoplePage, PersonDecided, PersonDecisionAsked, PersonPage
from chancery.workbench.pages.record import RecordPage
from chancery.workbench.pages.review import BesidePage, CopiesDecisionAsked, RecordsDecided, ReviewKind, ReviewPage
from chancery.workbench.pages.search import SearchPage
from chancery.workbench.pages.source import FilesPage, Original, ProblemsPage, SourcePage


class Room(Protocol):
    """The workbench as the reading room sees it. Every method may raise ChanceryError; NotFound for what is closed, too."""

    def bar(self, viewer: Viewer) -> Bar: ...

    def home(self, viewer: Viewer) -> HomePage: ...

    def find(self, asked: Asked, viewer: Viewer) -> SearchPage:
        """A query that cannot be read does not raise: it is `SearchPage.unreadable`."""
        ...

    def hits_in_record(
        self, id_: str, asked: Asked, viewer: Viewer, *, copy: str | None = None, first_page: int = 1
    ) -> HitsPage:
        """Every hit of a search in one record, page by page; a query that cannot be read does not raise."""
        ...

    def hits_in_source(self, id_: str, asked: Asked, viewer: Viewer, *, first_page: int = 1) -> HitsPage:
        """As `hits_in_record`, in all that a file holds."""
        ...

    def record(self, asked: RecordAsked, viewer: Viewer) -> RecordPage:
        """An alias of a merged record gives the record under its own id; the door sends the reader there."""
        ...

    def finding(self, id: str, viewer: Viewer) -> FindingPage: ...  # noqa: A002

    def source(self, id: str, viewer: Viewer, *, first: int) -> SourcePage: ...  # noqa: A002

    def files(self, after: str, viewer: Viewer) -> FilesPage: ...

    def page(self, source: str, number: int, asked: Asked, viewer: Viewer) -> PagePage: ...

    def strip(self, source: str, first: int, count: int, record: str | None, viewer: Viewer) -> Strip: ...

    def words(self, source: str, number: int, viewer: Viewer) -> PageWords: ...

    def image(self, source: str, number: int, width: int, viewer: Viewer) -> PageImage:
        """At most `width` pixels wide; NotFound for a text source."""
        ...

    def original(self, source: str, viewer: Viewer) -> Original:
        """The file as it was received. NotAllowed where it holds what this viewer may not see."""
        ...

    def review(self, kind: ReviewKind | Literal[""], first: int, viewer: Viewer) -> ReviewPage: ...

    def beside(self, one: str, other: str, viewer: Viewer) -> BesidePage: ...

    def packet(self, id_: str, first: int, viewer: Viewer) -> PacketPage: ...

    def decide_copies(self, asked: CopiesDecisionAsked, viewer: Viewer) -> RecordsDecided: ...

    def decide_packet(self, asked: CutDecisionAsked, viewer: Viewer) -> CutDecided: ...

    def undo(self, id_: str, *, who: str, note: str, viewer: Viewer) -> Decision: ...

    def problems(self, first: int, viewer: Viewer) -> ProblemsPage: ...

    def people(self, words: str, after: str, viewer: Viewer) -> PeoplePage: ...

    def person(self, id_: str, viewer: Viewer, *, first: int = 0) -> PersonPage:
        """The id of somebody who was made one with another gives that person; the door sends the reader there."""
        ...

    def decide_person(self, asked: PersonDecisionAsked, viewer: Viewer) -> PersonDecided: ...

    def undo_person(self, decision: str, who: str, viewer: Viewer) -> PersonDecided:
        """Take a decision about people back."""
        ...

    def decide(self, asked: DecisionAsked, viewer: Viewer) -> Decided: ...
