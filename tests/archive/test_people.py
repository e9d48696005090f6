"""People in the archive: names gathered, decisions on them kept, the same on both databases."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from chancery.archive import Archive
from chancery.archive.held import HeldNaming
from chancery.archive.naming import person_id
from chancery.errors import DecisionRefused, NotFound
from chancery.link.authority import Authority, HeldOffice, KnownPerson
from chancery.link.persons import People
from chancery.model.decision import Decision, Subject
from chancery.model.record import Party
from chancery.model.viewer import OWNER, PUBLIC
from tests.archive.papers import Paper, letter

GRADOV = person_id("authority:2")


@cache
def small_authority() -> Authority:
    office = HeldOffice("2", "leader", "President", "russia", "1969", "1975")
    known = KnownPerson("2", ("Gradov, Anton P.",), None, None, 5, 1969, 1975, (), (office,))
    return Authority({"2": known}, (office,))


LINKER = People(small_authority)


def gather(archive: Archive) -> None:
    while copies := archive.copies_to_gather(LINKER.version):
        archive.gather_people(copies, LINKER)


def write(archive: Archive, sender: str, addressee: str, *, day: str = "1972-03-14", name: str = "") -> Paper:
    text = f"{day}\nTo: {addressee}\nFrom: {sender}\n{name}"
    paper = Paper(
        archive, (text,), name=name or f"{sender}-{addressee}-{day}.txt",
        found=(("date", day, day, 1), ("to", Party(addressee), addressee, 1), ("from", Party(sender), sender, 1)),
    )  # fmt: skip
    paper.add()
    return paper


def namings(archive: Archive, paper: Paper) -> dict[str, HeldNaming]:
    copies = archive.copies_of(paper.source, OWNER)
    return {each.printed: each for each in archive.namings([copy.id for copy in copies], OWNER).values()}


def decide(archive: Archive, subject: Subject, verdict: str, **said: object) -> Decision:
    decision = archive.decide(subject, verdict, who="Ann", **said)  # type: ignore[arg-type]
    gather(archive)
    return decision


def test_names_of_one_person_are_gathered_and_listed(archive: Archive) -> None:
    first = write(archive, "Ilmar Torvane", "President Gradov")
    second = write(archive, "ГРАДОВ", "I. TORVANE", day="1972-04-01")
    gather(archive)
    torvane = namings(archive, first)["Ilmar Torvane"]
    assert namings(archive, second)["I. TORVANE"].person == torvane.person
    assert namings(archive, first)["President Gradov"].person == namings(archive, second)["ГРАДОВ"].person == GRADOV
    assert [(row.name, row.records, row.authority) for row in archive.people(OWNER)] == [
        ("Anton P. Gradov", 2, "2"), ("Ilmar Torvane", 2, None),
    ]  # fmt: skip
    assert [row.name for row in archive.people(OWNER, "torvane")] == ["Ilmar Torvane"]
    assert [row.name for row in archive.people(OWNER, after=GRADOV)] == ["Ilmar Torvane"]
    person = archive.person(GRADOV, OWNER)
    assert [held.office for held in person.offices] == ["President, Russia"]
    assert [naming.printed for naming in person.namings] == ["President Gradov", "ГРАДОВ"]


def test_two_people_merged_are_one_until_that_is_undone_and_old_addresses_lead_on(archive: Archive) -> None:
    first = write(archive, "Ilmar Torvane", "Pell Vesk")
    second = write(archive, "Pelle Wesk", "Ilmar Torvane", day="1972-04-01")
    gather(archive)
    vesk, wesk = namings(archive, first)["Pell Vesk"].person, namings(archive, second)["Pelle Wesk"].person
    assert vesk and wesk and vesk != wesk
    decision = decide(archive, Subject("person", vesk), "confirmed", action="merge", value=[wesk])
    merged = archive.person(wesk, OWNER)
    assert archive.person(vesk, OWNER).id == merged.id
    assert {naming.printed for naming in merged.namings} == {"Pell Vesk", "Pelle Wesk"}
    second.describe(version="2")
    gather(archive)
    assert archive.person(vesk, OWNER).id == archive.person(wesk, OWNER).id
    archive.undo(decision.id, who="Ann")
    gather(archive)
    assert archive.person(vesk, OWNER).id != archive.person(wesk, OWNER).id


def test_people_made_one_go_by_the_fuller_name(archive: Archive) -> None:
    first = write(archive, "Ilmar Torvane", "VESK")
    second = write(archive, "Pell Wesk", "Ilmar Torvane", day="1972-04-01")
    gather(archive)
    vesk, wesk = namings(archive, first)["VESK"].person or "", namings(archive, second)["Pell Wesk"].person or ""
    decide(archive, Subject("person", vesk), "confirmed", action="merge", value=[wesk])
    assert (archive.person(vesk, OWNER).id, archive.person(vesk, OWNER).name) == (wesk, "Pell Wesk")


def test_a_name_parted_from_a_person_stays_parted_over_every_run(archive: Archive) -> None:
    papers = [write(archive, "Ilmar Torvane", "Pell Vesk", day=f"1972-04-0{day}") for day in (1, 2)]
    gather(archive)
    vesk = namings(archive, papers[0])["Pell Vesk"].person
    assert vesk
    other = namings(archive, papers[1])["Pell Vesk"].finding
    decision = decide(archive, Subject("person", vesk), "corrected", action="split", value=[other])
    for version in ("2", "3"):
        parted = namings(archive, papers[1])["Pell Vesk"]
        assert (parted.by, parted.person != vesk) == ("person", True)
        assert archive.person(parted.person or "", OWNER).name == "Pell Vesk"
        assert [naming.copy for naming in archive.person(vesk, OWNER).namings] == [
            archive.copies_of(papers[0].source, OWNER)[0].id
        ]
        papers[1].describe(version=version)
        gather(archive)
    archive.undo(decision.id, who="Ann")
    gather(archive)
    assert namings(archive, papers[1])["Pell Vesk"].person == vesk


def test_a_link_that_was_rejected_stays_rejected_and_one_that_was_picked_stays(archive: Archive) -> None:
    paper = write(archive, "Anton Gradov", "Pell Vesk")
    gather(archive)
    naming = namings(archive, paper)["Anton Gradov"]
    assert naming.person == GRADOV
    rejected = decide(archive, Subject("person", GRADOV, naming.finding), "rejected")
    mine = namings(archive, paper)["Anton Gradov"].person
    assert mine not in (GRADOV, None)
    paper.describe(version="2")
    gather(archive)
    assert namings(archive, paper)["Anton Gradov"].person == mine
    decide(archive, Subject("person", GRADOV, naming.finding), "confirmed", action="pick")
    held = namings(archive, paper)["Anton Gradov"]
    assert (held.person, held.by, held.verdict) == (GRADOV, "person", "linked")
    assert [each.decision.verdict for each in archive.history(f"{GRADOV}/{naming.finding}", OWNER)] == [
        "rejected", "confirmed",
    ]  # fmt: skip
    assert rejected.subject == Subject("person", GRADOV, naming.finding)


def test_what_cannot_be_said_of_people_is_refused(archive: Archive) -> None:
    paper = write(archive, "Ilmar Torvane", "Pell Vesk")
    gather(archive)
    torvane = namings(archive, paper)["Ilmar Torvane"]
    person = torvane.person or ""
    with pytest.raises(NotFound):
        archive.decide(Subject("person", "p0123456789abcdef"), "confirmed", who="Ann", action="merge", value=[person])
    with pytest.raises(DecisionRefused):
        archive.decide(Subject("person", person), "confirmed", who="Ann", action="merge", value=[person])
    with pytest.raises(DecisionRefused):
        archive.decide(Subject("person", person), "corrected", who="Ann", action="split", value=[torvane.finding])
    with pytest.raises(DecisionRefused):
        archive.decide(Subject("person", person, torvane.finding), "corrected", who="Ann")


def test_the_order_in_which_records_come_changes_nobody(make_archive: Callable[[str], Archive]) -> None:
    said = [
        ("Ilmar Torvane", "Mr. Vesk"),
        ("I. Torvane", "Pell Vesk"),
        ("Torvane", "Anton Gradov"),
        ("Anna Torvane", "P. Vesk"),
    ]
    found = []
    for name, order in (("there", said), ("back", said[::-1])):
        held = make_archive(name)
        for sender, addressee in order:
            write(held, sender, addressee)
            gather(held)
        found.append(sorted((row.id, row.name, row.records) for row in held.people(OWNER)))
    assert found[0] == found[1]


def test_who_stands_on_a_closed_page_alone_does_not_exist_for_others(archive: Archive) -> None:
    paper = write(archive, "Ilmar Torvane", "Pell Vesk")
    gather(archive)
    person = namings(archive, paper)["Pell Vesk"].person or ""
    archive.set_access(f"{paper.source}/1", "closed")
    assert archive.people(PUBLIC) == ()
    with pytest.raises(NotFound):
        archive.person(person, PUBLIC)
    assert len(archive.people(OWNER)) == 2


def test_a_source_that_is_taken_out_takes_its_names_along(archive: Archive) -> None:
    first = write(archive, "Ilmar Torvane", "Pell Vesk")
    write(archive, "Ilmar Torvane", "Olaf Brand", day="1972-05-01")
    gather(archive)
    archive.remove_source(first.source, who="Ann", why="not ours")
    gather(archive)
    assert [row.name for row in archive.people(OWNER)] == ["Olaf Brand", "Ilmar Torvane"]
    assert list(archive.verify()) == []


def test_the_dump_names_people_and_parties_lead_to_them(archive: Archive) -> None:
    letter(archive).add()
    gather(archive)
    rows = {name: list(lines) for name, lines in archive.dump_rows(OWNER).items()}
    people = {row["id"]: row for row in rows["people"]}
    assert {row["name"] for row in people.values()} == {"Ilmar Torvane", "Vesk"}
    record = rows["records"][0]
    assert people[record["from"][0]["person"]]["name"] == "Ilmar Torvane"
    assert people[record["to"][0]["person"]]["names"] == ["Vesk", "Mr. Vesk"]
