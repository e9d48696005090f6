"""Hidden words that a person decides to show: the decision, and the text made as it says."""

from __future__ import annotations

from sqlalchemy import select

from chancery.archive import schema
from chancery.archive.decisions import Decisions
from chancery.archive.held import HeldDecision
from chancery.archive.keeper import Keeper
from chancery.archive.names import page_id
from chancery.archive.pages import Pages
from chancery.archive.shown import FIELD as HIDDEN
from chancery.archive.shown import VALUE as SHOWN
from chancery.archive.shown import as_decided, as_read, boxes_of_hidden, hidden_name, hidden_words, pages_decided
from chancery.errors import DecisionRefused
from chancery.model.decision import Anchor, Decision, Subject
from chancery.model.viewer import OWNER, Viewer

_decisions = schema.decisions.c
_pages = schema.pages.c


class Revealing:
    """Shows what a page hides, where a person decides so."""

    def __init__(self, keeper: Keeper, pages: Pages, decisions: Decisions) -> None:
        self._keeper = keeper
        self._pages = pages
        self._decisions = decisions

    def show_hidden(self, source: str, number: int, *, who: str, note: str = "") -> Decision:
        """Decide that the words hidden on a page are shown; `apply_shown` then puts them into its text.

        Raises DecisionRefused where the page hides none.
        """
        hidden = hidden_words(as_read(self._pages.reading(source, number)).layers)
        name = page_id(source, number)
        if not hidden:
            raise DecisionRefused("nothing is hidden on this page", where=name, remedy="Nothing to do.")
        if self.hidden_decision(source, number, OWNER) is not None:
            raise DecisionRefused("what is hidden on this page is shown already", where=name, remedy="Undo it to hide it.")
        anchor = Anchor(source, number, "", "", "", boxes_of_hidden(hidden))
        return self._decisions.decide(Subject("page", name, HIDDEN), "added", who=who, value=SHOWN, note=note, anchor=anchor)

    def hidden_decision(self, source: str, number: int, viewer: Viewer) -> HeldDecision | None:
        """The decision by which the words hidden on a page are shown; None while they stay hidden."""
        told = self._decisions.history(hidden_name(page_id(source, number)), viewer)
        holding = [held for held in told if not held.undone and held.decision.verdict == "added"]
        return holding[-1] if holding else None

    def apply_shown(self) -> tuple[str, ...]:
        """Make the text of every page as people decided about its hidden words; the sources that wait to be described now."""
        with self._keeper.read() as connection:
            decided = list(pages_decided(connection))
        changed = []
        for source, number in decided:
            with self._keeper.read() as connection:
                query = select(_pages.version).where(_pages.source == source, _pages.number == number)
                version = connection.execute(query).scalar()
                if version is None:
                    continue
                reading = self._pages.reading(source, number)
                wanted = as_decided(connection, [reading])[0]
            if wanted.chosen != reading.chosen:
                self._pages.save_pages(source, [as_read(reading)], version=version)
                changed.append(source)
        return tuple(dict.fromkeys(changed))
