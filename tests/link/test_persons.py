"""Mentions gathered into people: who is one, who stays apart, what stays open, whatever the order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.link.persons import gather, read_mention
from chancery.model.person import Assigned, Gathered, NameMention
from tests.link.test_people import small_authority

GRADOV = "authority:2"


def mention(number: int, name: str, **said: object) -> NameMention:
    values = {"id": f"f{number}", "copy": f"c{number}", "field": "from", "name": name, **said}
    return NameMention(**values)  # type: ignore[arg-type]


def gathered(*mentions: NameMention) -> Gathered:
    named = [one for each in mentions if (one := read_mention(each, small_authority())) is not None]
    return gather(named, {}, small_authority())


def people_of(*names: str, **said: object) -> list[str | None]:
    """The person of each name, each in a record of its own."""
    found = gathered(*(mention(number, name, **said) for number, name in enumerate(names)))
    return [found.assigned[f"f{number}"].person if f"f{number}" in found.assigned else None for number in range(len(names))]


def test_every_form_of_a_known_name_is_one_person() -> None:
    names = ("President Gradov", "His Excellency Anton Pavlovich Gradov", "ГРАДОВ", "А. П. Градов", "Anton Gradov", "GRADOV")
    assert set(people_of(*names, day="1995-01-06")) == {GRADOV}


def test_a_first_name_is_settled_by_a_fuller_one_in_the_record() -> None:
    found = gathered(
        mention(0, "Anton", copy="c", others=("Anton Gradov", "Bill"), day="1995-01-06"),
        mention(1, "Anton Gradov", copy="c", field="participants", day="1995-01-06"),
    )
    assert found.assigned["f0"].person == GRADOV


def test_a_first_name_is_settled_by_the_letterhead_of_who_writes() -> None:
    assert people_of("Bill", setting="THE WHITE HOUSE WASHINGTON", day="1995-01-06") == ["authority:1"]
    assert people_of("Bill", field="to", setting="THE WHITE HOUSE WASHINGTON", day="1995-01-06") == [None]


def test_a_first_name_beside_a_leader_is_the_other_leader_of_the_name() -> None:
    said = {"day": "1995-01-06", "opposite": (("Anton Pavlovich Gradov", "President of the Russian Federation"),)}
    found = gathered(mention(0, "Bill", **said))
    assert found.assigned["f0"].person == "authority:1"
    assert any("first-name terms" in reason for reason in found.assigned["f0"].reasons)
    assert people_of("Bob", **said) == [None]
    assert people_of("Bill", day="1995-01-06", opposite=(("Pell Vesk", "Consul"),)) == [None]


def test_a_first_name_that_nothing_settles_names_nobody() -> None:
    found = gathered(mention(0, "Boris"), mention(1, "Boris"))
    assert [found.assigned[name].person for name in ("f0", "f1")] == [None, None]


@pytest.mark.parametrize("name", ["Department of State", "AMEMBASSY MOSCOW", "Soviet Union", "RUEHMO", "1234", "EUR/RUS"])
def test_what_is_no_person_is_gathered_in_none(name: str) -> None:
    assert people_of(name) == [None]


def test_unknown_people_are_gathered_by_name_whatever_case_initials_and_script() -> None:
    names = ("Ilmar K. Torvane", "ILMAR TORVANE", "I. K. Torvane", "Mr. Torvane", "Torvane, Ilmar", "Ilmar Torvanc")
    assert len(set(people_of(*names))) == 1
    assert len({*people_of("Ольга Ветрова", "Olga Vetrova")}) == 1


def test_others_of_the_name_stay_apart() -> None:
    found = people_of("Ilmar Torvane", "Anna Torvane", "Ilmar Torvane, Jr.", "Ilmar P. Torvane", "Ilmar K. Torvane")
    assert len(set(found) - {None}) >= 4


def test_misread_letters_join_only_beside_the_same_forename() -> None:
    one, other = people_of("Ilmar Torvane", "Anna Torvanc")
    assert one != other


def test_what_may_be_several_stays_open_and_says_whom_it_may_mean() -> None:
    found = gathered(*(mention(at, name) for at, name in enumerate(("Ilmar Torvane", "Ivan Torvane", "I. Torvane"))))
    held = found.assigned["f2"]
    assert held.verdict == "ambiguous"
    assert held.person not in (found.assigned["f0"].person, found.assigned["f1"].person)
    assert {one.target for one in held.candidates} == {found.assigned["f0"].person, found.assigned["f1"].person}
    assert all(reason.text for one in held.candidates for reason in one.reasons)


def test_the_record_itself_settles_a_surname_before_the_archive_does() -> None:
    found = gathered(
        mention(0, "Ilmar Torvane", copy="a"), mention(1, "Anna Torvane", copy="b"),
        mention(2, "Mr. Torvane", copy="a", field="participants"),
    )  # fmt: skip
    assert found.assigned["f2"].person == found.assigned["f0"].person


def test_nobody_writes_to_himself() -> None:
    found = gathered(mention(0, "Ilmar Torvane", copy="a"), mention(1, "Mr. Torvane", copy="a", field="to"))
    assert found.assigned["f1"].person != found.assigned["f0"].person


def test_who_a_person_said_is_not_meant_is_not() -> None:
    named = [read_mention(mention(at, "Anton Gradov", day="1995-01-06"), small_authority()) for at in (0, 1)]
    held = gather([one for one in named if one], {"f0": {GRADOV}}, small_authority())
    assert held.assigned["f0"].person not in (GRADOV, None)
    assert held.assigned["f1"].person == GRADOV


_GIVEN = st.sampled_from(["Ilmar", "Anna", "I.", "A.", "Ilmar K.", "I. K.", "", "Mr.", "Anton", "ANTON P."])
_SURNAMES = st.sampled_from(["Torvane", "Torvanc", "TORVANE", "Gradov", "Градов", "Arden", "Smith", "Vesk"])
_NAMES = st.builds(lambda given, surname: f"{given} {surname}".strip(), _GIVEN, _SURNAMES)
_SAID = st.lists(
    st.tuples(_NAMES, st.integers(0, 3), st.sampled_from(["from", "to", "participants"]), st.sampled_from([None, "1972", "1995-01-06"])),
    max_size=12,
)  # fmt: skip


@settings(deadline=None)
@given(_SAID, st.randoms(use_true_random=False))
def test_the_order_of_mentions_changes_nothing(said: list[tuple[str, int, str, str | None]], random: object) -> None:
    mentions = [mention(at, name, copy=f"c{copy}", field=field, day=day) for at, (name, copy, field, day) in enumerate(said)]
    other = list(mentions)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert gathered(*mentions) == gathered(*other)


@settings(deadline=None)
@given(_SAID)
def test_blocks_gathered_one_by_one_are_what_they_are_together(said: list[tuple[str, int, str, str | None]]) -> None:
    mentions = [mention(at, name, copy=f"c{copy}", field=field, day=day) for at, (name, copy, field, day) in enumerate(said)]
    named = [one for each in mentions if (one := read_mention(each, small_authority())) is not None]
    together = gather(named, {}, small_authority()).assigned
    apart: dict[str, Assigned] = {}
    for block in {one.block for one in named}:
        apart |= gather([one for one in named if one.block == block], {}, small_authority()).assigned
    assert apart == together
