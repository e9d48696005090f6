"""People from files to pages: gathered on adding, found under any name, kept over a rebuild, decided on."""

from __future__ import annotations

import threading
from pathlib import Path

from chancery.model.viewer import OWNER
from chancery.workbench import Where, Workbench
from chancery.workbench.pages.asked import Asked, RecordAsked
from chancery.workbench.pages.people import PersonDecisionAsked
from tests.workbench.conftest import LETTER, Add

BODY = LETTER[LETTER.index("I have read") : LETTER.index("Sincerely")]


def letter(day: str, addressee: str, body: str) -> str:
    """The letter of the other tests with another day, addressee and text."""
    return LETTER.replace("January 9, 1973", day).replace("Danil Vesk", addressee).replace(BODY, f"{body}\n\n")


ANSWER = letter("February 2, 1973", "DANIL VESK", "The Commission has met, and its chairman will call on you in spring.")
OTHER = letter("March 5, 1973", "Danilo Wesk", "Two ships of the fishing fleet lie at Torvane without coal or bread.")


def write(papers: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (papers / f"{name}.txt").write_text(text)
    return papers


def test_a_person_is_listed_shown_and_found_under_any_printed_name(workbench: Workbench, add: Add, papers: Path) -> None:
    add(write(papers, answer=ANSWER))
    people = {line.name: line for line in workbench.people("", "", OWNER).people}
    vesk = people["Vesk, Danil"]
    assert vesk.records == 2
    page = workbench.person(vesk.id, OWNER)
    assert {name.name for name in page.names} == {"Danil Vesk", "DANIL VESK"}
    assert {row.side for row in page.rows} == {"to"}
    found = workbench.find(Asked(f"person:{vesk.id}"), OWNER)
    assert {result.record for result in found.results} == {row.record for row in page.rows}
    assert workbench.find(page.named_asked, OWNER).records == 2
    record = workbench.record(RecordAsked(page.rows[0].record), OWNER)
    assert [finding.person for finding in record.findings if finding.name == "to"] == [vesk.id]


def test_what_was_decided_of_people_survives_a_rebuild(workbench: Workbench, add: Add, papers: Path) -> None:
    add(write(papers, answer=ANSWER, other=OTHER))
    people = {line.name: line.id for line in workbench.people("", "", OWNER).people}
    merged = workbench.decide_person(
        PersonDecisionAsked("merge", "Ann", people["Wesk, Danilo"], others=(people["Vesk, Danil"],)), OWNER
    )
    page = workbench.person(people["Vesk, Danil"], OWNER)
    assert page.total == 3
    assert [decision.after for decision in page.history] == ["made one with another person"]
    assert workbench.find(Asked("person:wesk"), OWNER).records == 3
    workbench.rebuild(lambda _: None, threading.Event())
    again = workbench.person(people["Wesk, Danilo"], OWNER)
    assert (again.id, again.total) == (page.id, 3)
    workbench.undo_person(merged.decisions[0].id, "Ann", OWNER)
    assert workbench.person(people["Wesk, Danilo"], OWNER).total == 1


def test_a_corrected_party_is_somebody_else_at_once(workbench: Workbench, add: Add, papers: Path) -> None:
    add(papers)
    line = next(line for line in workbench.people("vesk", "", OWNER).people)
    row = workbench.person(line.id, OWNER).rows[0]
    workbench.judge(
        row.finding, "correct", {"name": "Pell Arden"}, field=None, where=Where(), note="", who="Ann", viewer=OWNER
    )  # fmt: skip
    assert [line.name for line in workbench.people("arden", "", OWNER).people] == ["Arden, Pell"]
    assert workbench.people("vesk", "", OWNER).people == ()


def test_records_that_speak_of_a_person_are_told(workbench: Workbench, add: Add, papers: Path) -> None:
    add(write(papers, note="MEMORANDUM FOR THE RECORD\n\nThe pilots asked when Danil Vesk would come to the island.\n"))
    line = next(line for line in workbench.people("vesk", "", OWNER).people)
    page = workbench.person(line.id, OWNER)
    assert page.about_total == 1
    assert page.about[0].record not in {row.record for row in page.rows}
