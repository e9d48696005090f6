"""Who a printed name is: right, not known, or open, each with its reasons."""

from __future__ import annotations

from functools import cache

import pytest

from chancery.link.authority import Authority, HeldOffice, KnownPerson, index_surnames, load_authority
from chancery.link.people import link_person


def known(
    number: str, *names: str, years: tuple[int, int] | None = None, volumes: int = 5, posts: tuple[str, ...] = (),
    offices: tuple[HeldOffice, ...] = (), death: int | None = None,
) -> KnownPerson:  # fmt: skip
    first, last = years or (None, None)
    return KnownPerson(number, names, None, death, volumes, first, last, posts, offices)


@cache
def small_authority() -> Authority:
    whitcomb = HeldOffice("1", "president", "President of the United States", "united-states", "1993-01-20", "1997-01-20")
    gradov = HeldOffice("2", "leader", "President", "russia", "1992", "1997")
    people = (
        known("1", "Whitcomb, William J.", offices=(whitcomb,)),
        known("2", "Gradov, Anton P.", "Gradov, President Anton P.", years=(1992, 1997), offices=(gradov,)),
        known("3", "Arden, Martin Hugh", years=(1969, 1976), posts=("Director of Central Intelligence",)),
        known("4", "Arden, Peter K.", years=(1969, 1976), volumes=2),
        known("5", "Smith, John", years=(1961, 1963), volumes=1),
        known("6", "Smith, James", years=(1961, 1963), volumes=1),
        known("7", "Tao Wen-li", "Tao Wenli", years=(1949, 1960)),
        known("8", "Holt, E. Howard", years=(1954, 1974)),
    )
    return Authority({person.id: person for person in people}, (whitcomb, gradov))


@pytest.mark.parametrize(
    ("name", "role", "day", "setting", "target"),
    [
        # the forms of one man's name
        ("His Excellency Anton Pavlovich Gradov", "President of the Russian Federation", "1995-01-06", "", "2"),
        ("President Gradov", None, "1995", "", "2"),
        ("ГРАДОВ", None, "1995", "", "2"),
        ("Президент Градов", None, "1995", "", "2"),
        ("А.П. Градову", "Президенту Российской Федерации", "1995-01-06", "", "2"),
        ("Anton", "President of the Russian Federation", "1995-01-06", "", "2"),
        # a first name is settled by the letterhead, an office by its day
        ("Bill", None, "1995-01-06", "THE WHITE HOUSE President", "1"),
        ("The President", None, "1995-01-06", "THE WHITE HOUSE", "1"),
        ("ARDEN, MARTIN, DCI", None, "1973-05-01", "", "3"),
        ("HOWARD HOLT", None, "1963-08-21", "", "8"),
        ("Tao Wen-li", None, "1955", "", "7"),
        # nobody known is meant
        ("Vice President Arden", None, "1973-05-01", "", None),
        ("ARDEN, SAMUEL A.", None, "1973-05-01", "", None),
        ("Bob", None, "1995-01-06", "THE WHITE HOUSE President", None),
        ("The President", None, "1999-01-06", "THE WHITE HOUSE", None),
        ("Anton", None, None, "", None),
        ("Gradov, Anton P.", None, "1848-01-01", "", None),
        ("", None, None, "", None),
    ],
)
def test_a_name_is_linked(name: str, role: str | None, day: str | None, setting: str, target: str | None) -> None:
    assert link_person(name, role, day, small_authority(), setting=setting).target == target


def test_two_of_one_name_leave_the_question_open() -> None:
    link = link_person("Mr. J. Smith", None, "1962-01-01", small_authority())
    assert link.target is None
    assert {candidate.target for candidate in link.candidates} == {"5", "6"}


def test_every_candidate_says_why() -> None:
    link = link_person("ARDEN, MARTIN, DCI", None, "1973-05-01", small_authority())
    said = {reason.text for reason in link.candidates[0].reasons}
    assert {
        "the forename MARTIN is the same",
        "known of from 1969 to 1976",
        "noted as Director of Central Intelligence",
    } <= said


def test_a_misread_letter_is_forgiven_in_a_long_surname_only() -> None:
    authority = small_authority()
    assert [person.id for person, misread in authority.find_by_surname("Whitconb") if misread] == ["1"]
    assert authority.find_by_surname("Ardem") == ()


def test_the_shipped_facts_name_presidents_and_leaders() -> None:
    authority = load_authority()
    for name, role, day, preferred in (
        ("Boris", "President of the Russian Federation", "1995-01-06", "Yeltsin, Boris N."),
        ("Bill", "The White House, President", "1995-01-06", "Clinton, William J."),
        (
            "N. Khrushchev",
            "Chairman of the Council of Ministers of the USSR",
            "1962-10-27",
            "Khrushchev, Nikita Sergeyevich",
        ),
    ):
        link = link_person(name, role, day, authority)
        assert link.target is not None
        assert authority.people[link.target].preferred == preferred


def test_the_shipped_index_of_surnames_is_that_of_the_shipped_people() -> None:
    authority = load_authority()
    whole = index_surnames((person.id, person.names) for person in authority.people.values())
    assert {key: tuple(ids) for key, ids in authority._by_surname.items()} == whole
