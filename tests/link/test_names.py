"""Names in their parts, as the papers print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.link.forenames import same_forename
from chancery.link.names import is_office, name_key, parse_name, surname_keys


@pytest.mark.parametrize(
    ("printed", "surname", "given_names", "post"),
    [
        # inverted, as lists have them, with posts and office symbols behind
        ("ARDEN, MARTIN, DCI", "ARDEN", ("MARTIN",), "DCI"),
        ("ARDEN, MARTIN, DD/PLANS, CIA", "ARDEN", ("MARTIN",), "DD/PLANS, CIA"),
        ("HOLT, JOHN L. CHIEF, EUROPEAN DIV", "HOLT", ("JOHN", "L."), "CHIEF, EUROPEAN DIV"),
        ("COLE, J. PORTER; AC/PPS", "COLE", ("J.", "PORTER"), "AC/PPS"),
        ("O'DONNELL, FRANCIS J. FBI/NY, NY", "O'DONNELL", ("FRANCIS", "J."), "FBI/NY, NY"),
        ("MARSH, J. F. , C/EAB, CIA", "MARSH", ("J.", "F."), "C/EAB, CIA"),
        ("KNOTT, E.H.", "KNOTT", ("E.", "H."), ""),
        # in their own order, with titles
        ("His Excellency Anton Pavlovich Gradov", "Gradov", ("Anton", "Pavlovich"), ""),
        ("President Gradov", "Gradov", (), ""),
        ("Mr. de Rohan", "de Rohan", (), ""),
        ("Stephan van der Meer Jr.", "van der Meer", ("Stephan",), ""),
        # in Russian, also in the dative of an address
        ("ГРАДОВ", "ГРАДОВ", (), ""),
        ("А.П. Градов", "Градов", ("А.", "П."), ""),
        ("Градов А. П.", "Градов", ("А.", "П."), ""),
        ("Его Превосходительству Антону Павловичу Градову", "Градову", ("Антону", "Павловичу"), ""),
        # typed with spaces between the letters
        ("J O H N   A R D E N", "ARDEN", ("JOHN",), ""),
    ],
)
def test_a_name_is_parted(printed: str, surname: str, given_names: tuple[str, ...], post: str) -> None:
    name = parse_name(printed)
    assert name is not None
    assert (name.surname, name.given, name.post) == (surname, given_names, post)


@pytest.mark.parametrize(
    ("printed", "suffix"),
    [
        ("HALE, WENDELL W. JR.", "JR."),
        ("Miles, Walter M., Jr.", "Jr."),
        ("Smythe Jr., John", "Jr."),
        ("Carl de la Rue III", "III"),
    ],
)
def test_a_suffix_is_no_name_and_no_post(printed: str, suffix: str) -> None:
    name = parse_name(printed)
    assert name is not None
    assert (name.suffix, name.post) == (suffix, "")


@pytest.mark.parametrize(
    "printed", ["The President", "DIRECTOR", "Secretary of State", "Director, FBI", "1234", "", "Mr. President"]
)
def test_an_office_is_no_name(printed: str) -> None:
    assert parse_name(printed) is None


def test_a_name_is_no_office() -> None:
    assert not is_office("Martin Arden")


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Bill", "William", "nickname"), ("W.", "William", "initial"), ("WILLIAM", "William", "same"),
        ("Борису", "Boris", "same"), ("James", "Jeremiah", None), ("Robt.", "Robert", "nickname"), ("Ted", "Edward", "nickname"),
        ("Ed", "Ted", None),
    ],
)  # fmt: skip
def test_forenames_are_one_or_not(one: str, other: str, how: str | None) -> None:
    assert same_forename(one, other) == how


@pytest.mark.parametrize(
    ("word", "key"), [("Ельцин", "yeltsin"), ("O'Brien", "obrien"), ("García", "garcia"), ("Großmann", "grossmann")]
)
def test_a_key_forgets_case_accents_and_script(word: str, key: str) -> None:
    assert name_key(word) == key


def test_a_surname_is_looked_for_with_and_without_its_particles() -> None:
    assert surname_keys("van der Meer") == ("vandermeer", "meer")
    assert surname_keys("Douglas-Hale") == ("douglashale", "douglas", "hale")


@given(st.text(max_size=80))
def test_any_text_is_parted_or_refused(text: str) -> None:
    name = parse_name(text)
    assert name is None or name.surname


@pytest.mark.parametrize("text", ["Президент", "Президенту Российской Федерации", "Генеральный секретарь", "The President"])
def test_an_office_alone_is_no_name(text: str) -> None:
    assert parse_name(text) is None


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("CAHolm", "C. A. Holm"),
        ("MR, PHILIP TRASK", "PHILIP TRASK"),
        ("Nora'Winslow", "Nora Winslow"),
        ("John O'Hara", "John O'Hara"),
        ("McCone", "McCone"),
    ],
)
def test_names_run_together_are_parted(text: str, whole: str) -> None:
    parsed = parse_name(text)
    assert parsed is not None
    assert parsed.whole == whole


def test_what_is_too_long_for_a_name_is_none_at_once() -> None:
    assert parse_name("general deputy " * 4000 + "x") is None
