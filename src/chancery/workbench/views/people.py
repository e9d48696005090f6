"""People as the room shows them: the list, one person, and whom the parties of a record mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from chancery.archive import Archive
from chancery.archive.held import HeldDecision, HeldNaming, HeldPerson, PersonRow
from chancery.archive.names import kind_of_id
from chancery.errors import ArchiveDamaged, NotFound, QueryError
from chancery.model.decision import Decision, Subject
from chancery.model.person import OfficeHeld
from chancery.model.record import Field
from chancery.model.viewer import Viewer
from chancery.search.document import SearchDocument
from chancery.search.index import SearchIndex
from chancery.search.query import parse_query
from chancery.search.results import Filters, search
from chancery.workbench.pages.asked import Asked
from chancery.workbench.pages.finding import DecisionShown
from chancery.workbench.pages.people import (
    AboutRow,
    CandidateShown,
    NamedIn,
    OfficeShown,
    PeoplePage,
    PersonDecisionAsked,
    PersonLine,
    PersonPage,
    PrintedName,
    Side,
)
from chancery.workbench.views.findings import say_day
from chancery.workbench.views.parties import say_doubt
from chancery.workbench.views.records import title_of
from chancery.workbench.views.words import TALKS, parties, show_date, text_of, type_label

PEOPLE_PER_PAGE = 100
ROWS_PER_PAGE = 100
ABOUT = 20
LIKE = 12
_SIDES: Mapping[str, Side] = {"from": "from", "drafter": "from", "note_taker": "from", "to": "to", "cc": "to"}


def is_person_id(text: str) -> bool:
    """Whether an id has the form of a person's."""
    return kind_of_id(text) == "person"


def show_people(archive: Archive, words: str, after: str, viewer: Viewer) -> PeoplePage:
    rows = archive.people(viewer, words, after=after, limit=PEOPLE_PER_PAGE + 1)
    following = rows[PEOPLE_PER_PAGE - 1].id if len(rows) > PEOPLE_PER_PAGE else ""
    return PeoplePage(words, after, tuple(_line(row) for row in rows[:PEOPLE_PER_PAGE]), following)


def _line(row: PersonRow) -> PersonLine:
    return PersonLine(row.id, row.sort_name, row.records, row.uncertain, row.authority is not None)


def show_person(archive: Archive, index: SearchIndex, id_: str, first: int, viewer: Viewer) -> PersonPage:
    """A person with the records that name him, a page of them from position `first` on. Raises NotFound."""
    person = archive.person(id_, viewer)
    titles = _titles(archive, person.namings[first : first + ROWS_PER_PAGE], viewer)
    doubtful = [naming for naming in person.namings if naming.is_uncertain]
    titles |= _titles(archive, doubtful, viewer)
    asked, about, total = _about(index, person, viewer)
    printed = Counter(naming.printed for naming in person.namings)
    return PersonPage(
        person.id, person.name, person.authority,
        names=tuple(PrintedName(name, count) for name, count in sorted(printed.items(), key=lambda item: (-item[1], item[0]))),
        known_names=tuple(name for name in person.names if name not in printed),
        offices=tuple(show_office(held) for held in person.offices),
        rows=tuple(_row(naming, titles) for naming in person.namings[first : first + ROWS_PER_PAGE]),
        total=len(person.namings),
        uncertain=tuple(_row(naming, titles) for naming in doubtful[:ROWS_PER_PAGE]),
        about=about, about_total=total, about_asked=asked,
        named_asked=Asked(f"person:{person.id}"),
        like=tuple(_like(archive, person, viewer)),
        merged=tuple(PrintedName(name, 0) for name in person.merged),
        history=tuple(_history(archive, person, viewer)),
        first=first, per_page=ROWS_PER_PAGE,
    )  # fmt: skip


def show_office(held: OfficeHeld) -> OfficeShown:
    start, end = (show_date(day) for day in (held.start, held.end))
    if start is None and end is None:
        return OfficeShown(held.office, "")
    if start is not None and end is not None and start.text == end.text:
        return OfficeShown(held.office, start.text)
    return OfficeShown(
        held.office, f"{start.text if start else 'a day not known'} to {end.text if end else 'a day not known'}"
    )


def _titles(archive: Archive, namings: Sequence[HeldNaming], viewer: Viewer) -> dict[str, str]:
    titles = {}
    for record in dict.fromkeys(naming.record for naming in namings):
        with suppress(NotFound):
            fields = archive.effective_fields(archive.record_row(record, viewer).copy, viewer)
            titles[record] = _title(fields)
    return titles


def _title(fields: Sequence[Field]) -> str:
    """ "Letter, Torvane to Vesk"; of a record of talk, who spoke."""
    kind = type_label(text_of(fields, "type"))
    if text_of(fields, "type") not in TALKS:
        return title_of(fields, kind)
    spoke = ", ".join(party.name for party in parties(fields, "participants"))
    title = text_of(fields, "title")
    return f"{kind}, {spoke}" if spoke else f"{kind}: {title}" if title else kind


def _title_of_document(document: SearchDocument) -> str:
    kind = type_label(document.type)
    if document.type in TALKS:
        return f"{kind}, {', '.join(document.participants)}" if document.participants else kind
    if document.senders or document.addressees:
        sender = " and ".join(document.senders) or "sender not known"
        return f"{kind}, {sender} to {' and '.join(document.addressees) or 'addressee not known'}"
    return f"{kind}: {document.titles[0]}" if document.titles else kind


def _row(naming: HeldNaming, titles: Mapping[str, str]) -> NamedIn:
    return NamedIn(
        naming.record, titles.get(naming.record, "Record"), show_date(naming.day), _SIDES.get(naming.field, "with"),
        naming.field, naming.finding, naming.printed, naming.role, naming.page_number,
        None if naming.by == "person" else naming.confidence, naming.reasons,
        doubt=say_doubt(naming), by_person=naming.by == "person",
        candidates=tuple(CandidateShown(each.person, each.name, each.score, each.reasons) for each in naming.candidates[:4]),
    )  # fmt: skip


def _like(archive: Archive, person: HeldPerson, viewer: Viewer) -> Iterator[PersonLine]:
    """Others of the surname, or whom names of this person may mean: those one may want to merge."""
    surname = person.sort_name.partition(",")[0]
    for row in archive.people(viewer, surname, limit=LIKE + 1):
        if row.id != person.id:
            yield _line(row)


def _about(index: SearchIndex, person: HeldPerson, viewer: Viewer) -> tuple[Asked | None, tuple[AboutRow, ...], int]:
    """Records whose words name the person, who is no party to them."""
    asked = Asked(" ".join((_names_query(person), f"NOT person:{person.id}")))
    try:
        found = search(index, parse_query(asked.query), viewer, filters=Filters(), sort="oldest", limit=ABOUT)
    except (QueryError, ArchiveDamaged):
        return None, (), 0
    rows = tuple(
        AboutRow(result.document.id, _title_of_document(result.document), show_date(result.document.date))
        for result in found.results
        if result.document.kind == "record"
    )
    return asked, rows, found.total - found.loose_pages


def _names_query(person: HeldPerson) -> str:
    """The name in the language of search: forename and surname together, in the spellings that search knows."""
    surname, _, given = person.sort_name.partition(", ")
    forename = next((word for word in given.split() if len(word.rstrip(".")) > 1), "")
    words = [_plain(word) for word in (forename, surname) if word]
    spoken = " ".join(word for word in words if word)
    return f'"{spoken}"' if len(words) > 1 else spoken


def _plain(text: str) -> str:
    """Words without the signs that mean something in a query."""
    return " ".join("".join(char if char.isalnum() or char in "-'’" else " " for char in text).split())


def _history(archive: Archive, person: HeldPerson, viewer: Viewer) -> Iterator[DecisionShown]:
    """What was decided of this person, and of whom was made one with him, oldest first."""
    ids = {person.id, person.asked, *person.merged}
    for held in archive.decisions_on_people(viewer):
        if ids & ({held.decision.subject.id} | set(_others(held.decision))):
            yield show_person_decision(held)


def _others(decision: Decision) -> Sequence[str]:
    if decision.action != "merge":
        return ()
    return [decision.value] if isinstance(decision.value, str) else decision.value or ()


def show_person_decision(held: HeldDecision) -> DecisionShown:
    decision = held.decision
    return DecisionShown(
        decision.id, decision.verdict, decision.who, say_day(decision.at), decision.at, after=_say(decision), note=decision.note,
        undone=held.undone,
    )  # fmt: skip


def _say(decision: Decision) -> str:
    if decision.verdict == "withdrawn":
        return "taken back"
    if decision.action == "merge":
        return "made one with another person"
    if decision.action == "split":
        count = len(decision.value) if isinstance(decision.value, list) else 1
        return f"{count} names parted off" if count > 1 else "a name parted off"
    return "a name said to be this person’s" if decision.action == "pick" else "a name said not to be this person’s"


# --- deciding --------------------------------------------------------------------------------------------------------


def decide_on_person(archive: Archive, asked: PersonDecisionAsked) -> list[Decision]:
    """Write what a reader says of a person into the book of decisions. Raises NotFound, DecisionRefused."""
    who, note = asked.who, asked.note
    subject = Subject("person", asked.person)
    if asked.act == "merge":
        return [archive.decide(subject, "confirmed", action="merge", value=list(asked.others), who=who, note=note)]
    if asked.act == "split":
        return [archive.decide(subject, "corrected", action="split", value=list(asked.findings), who=who, note=note)]
    picked = asked.act == "pick"
    return [
        archive.decide(
            Subject("person", asked.person, finding), "confirmed" if picked else "rejected",
            action="pick" if picked else None, who=who, note=note,
        )
        for finding in asked.findings
    ]  # fmt: skip
