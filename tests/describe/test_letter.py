"""Letters: their date, place, writer and addressee, as real letters print them (names invented)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chancery.model.record import CopyDescription, Party, SourceDescription

Describe = Callable[..., SourceDescription]

BODY = (
    "I have read your letter of December 29 with considerable care. The question of the fishing grounds is one of the most\n"
    "important issues that our two governments face, and I have given much thought to what you say about it.\n"
)


def only(description: SourceDescription) -> CopyDescription:
    (copy,) = description.copies
    return copy


def values(copy: CopyDescription, name: str) -> list[object]:
    return [field.value for field in copy.fields if field.name == name]


def test_a_letter_bears_type_date_writer_and_addressee(describe: Describe) -> None:
    copy = only(
        describe(f"THE WHITE HOUSE\nWASHINGTON\n\nJanuary 6, 1995\n\nDear Karel:\n\n{BODY}\nSincerely,\n\n/s/\n\nJohn\n")
    )
    assert values(copy, "type") == ["letter"]
    assert values(copy, "date") == ["1995-01-06"]
    assert values(copy, "from") == [Party("John", "THE WHITE HOUSE")]
    assert values(copy, "to") == [Party("Karel")]
    assert values(copy, "place") == ["WASHINGTON"]


def test_every_value_has_its_exact_place_on_the_page(describe: Describe) -> None:
    description = describe(
        f"Zenda, 6 January 1995\n\nDear Mr. Prime Minister,\n\n{BODY}\nYours sincerely,\n\nAnna Roe\nMinister of Fisheries\n"
    )
    quotes = {field.name: [evidence.quote for evidence in field.evidence] for field in only(description).fields}
    assert quotes["date"] == ["6 January 1995"]
    assert quotes["place"] == ["Zenda"]
    assert quotes["from"] == ["Anna Roe", "Minister of Fisheries"]
    assert quotes["to"] == ["Mr. Prime Minister"]
    assert quotes["type"] == ["Dear Mr. Prime Minister,", "Yours sincerely,"]


FOOT = "His Excellency\n\nKarel Mikulas Novak\nPresident of the Republic of Ruritania,\nZenda.\n"


def test_the_addressee_block_at_the_foot_of_page_one_is_read_and_moved_out_of_the_sentence(describe: Describe) -> None:
    first = f"January 6, 1995\n\nDear Karel:\n\n{BODY}It is clear to me that the process of opening the ports and the\n\n{FOOT}\nUNCLASSIFIED\n"
    second = "UNCLASSIFIED\n\nprocess of lifting the tariff need to take place in parallel.\n\nSincerely,\n\n/s/\n\nJohn\n"
    copy = only(describe(first, second))
    assert (copy.first_page, copy.last_page) == (1, 2)
    assert values(copy, "to") == [Party("Karel Mikulas Novak", "President of the Republic of Ruritania")]
    assert "opening the ports and the process of lifting the tariff" in copy.reading.text
    assert copy.reading.text.endswith("President of the Republic of Ruritania,\nZenda.")
    assert "UNCLASSIFIED" not in copy.reading.text


@pytest.mark.parametrize(("head", "name", "role"), [
    ("The Honorable Walter E. Roe\nUnited States House of Representatives\nWashington, D.C. 20515\n\nDear Mr. Roe:", "Walter E. Roe",
     "United States House of Representatives"),
    ("Honorable Louis Poe, Chairman\nSelect Committee on Harbors\nHouse of Representatives\n\nDear Mr. Chairman:", "Louis Poe",
     "Chairman, Select Committee on Harbors, House of Representatives"),
    ("His Excellency\nJohn Arden\nPresident of the United States\n\nDear Mr. President:", "John Arden", "President of the United States"),
    ("To His Excellency K.M.Novak Chairman of the Council of Ministers\n\nDear Mr. Chairman,", "K.M.Novak", "Chairman of the Council of Ministers"),
    ("Mr. John Arden\nDirector, Office of Fisheries\nWashington\n\nDear John:", "John Arden", "Director, Office of Fisheries"),
])  # fmt: skip
def test_addressees_are_read_from_blocks_above_the_salutation(
    describe: Describe, head: str, name: str, role: str | None
) -> None:
    copy = only(describe(f"6 January 1995\n\n{head}\n\n{BODY}\nSincerely,\n\nAnna Roe\n"))
    assert values(copy, "to") == [Party(name, role)]


@pytest.mark.parametrize(("close", "name", "role"), [
    ("Sincerely,\n\n/s/ Anna Roe\n", "Anna Roe", None),
    ("Sincerely,\n\n/s/\n\nJohn\n", "John", None),
    ("Respectfully,\n\nK. NOVAK\n\nMay 3, 1995\n", "K. NOVAK", None),
    ("Yours very truly,\n\nS. D. Roe\nPrincipal Coordinator\n", "S. D. Roe", "Principal Coordinator"),
    ("Sincerely yours,\n\nAnna Roe, Minister of Fisheries\n", "Anna Roe", "Minister of Fisheries"),
    ("With best wishes, Sincerely yours, Bertram Roe.\n", "Bertram Roe", None),
    ("Sincerely,\n\nHxtx Crn\nJohn S. Poe\nGeneral Counsel\n", "John S. Poe", "General Counsel"),
    ("Sincerely,\n\nKarel\n\ncc: Anna Roe\n", "Karel", None),
    ("С уважением,\n\nК. Новак\n", "К. Новак", None),
    ("Yours sincerely,\n\nHenrik Sand\n\nMr. John Arden\nPresident of the United States\n", "Henrik Sand", None),
    ("Sincerely,\n\nKarel Novak\n\nHis Excellency\nJohn Arden\nPresident of the United States\n", "Karel Novak", None),
    ("Yours sincerely,\n\n.  /s/ Stansfiela Roem\n\nSTANSFIELD ROEN\nAdmiral, U.S. Navy\n", "STANSFIELD ROEN", "Admiral, U.S. Navy"),
    ("Siucercly,\n\n/s/\n\nDanRoe\n", "Dan Roe", None),
    ("Yours sincere];\n\nANNA ROE\n\nDistribution:\n- OLC Subj\n", "ANNA ROE", None),
    ("Sincerely,\n\nye ST\nS, D. Poe & Ne,\nDeputy Inspector General 2 CP F\nAttachments: 2\n", "S. D. Poe", "Deputy Inspector General"),
    ("Sincerely,\n\nJ O H N A R D E N\nDirector\n", "John Arden", "Director"),
    ("Respectfully,\n\n[signed]\n\nA. Novak\n", "A. Novak", None),
    ("Respectfully,\n\n(Signed) Karel Novak\n", "Karel Novak", None),
    ("Sincerely yours,\n\nsh! . J. Lee Roe x\n7 a General Counsel {\naie\n", "J. Lee Roe", "General Counsel"),
    ("С уважением,\n\nА. Новак\n\nЕго Превосходительству\nДЖОНУ АРДЕНУ,\nПрезиденту Соединенных Штатов Америки\n", "А. Новак", None),
    ("Yours sincerely,\n\nReturn\n3\nJ. Debenham Roe\nMr. K. Novak\n", "J. Debenham Roe", None),
])  # fmt: skip
def test_the_writer_is_read_after_the_close(describe: Describe, close: str, name: str, role: str | None) -> None:
    copy = only(describe(f"6 January 1995\n\nDear Karel:\n\n{BODY}\n{close}"))
    assert values(copy, "from") == [Party(name, role)]


def test_an_addressee_under_the_signature_is_read_and_those_who_got_copies_are_not(describe: Describe) -> None:
    tail = "Mr. John Arden\nPresident of the United States\n\ncc: The Honorable Anna Poe\n"
    copy = only(describe(f"3 February 1994\n\nDear Mr. President,\n\n{BODY}\nYours sincerely,\n\nHenrik Sand\n\n{tail}"))
    assert values(copy, "to") == [Party("John Arden", "President of the United States")]


@pytest.mark.parametrize("salutation", [
    "Dear Boris:", "Dear Mr. President,", "My dear Mr. Chairman:", "Esteemed Mr. President,", "Mr. President:", "Excellency:", "DEAR MR. PRESIDENT:",
    "Уважаемый господин Президент!", "Dear Mr. Helms: : _", "Dear Anna", "Sir:",
])  # fmt: skip
def test_many_salutations_open_a_letter(describe: Describe, salutation: str) -> None:
    copy = only(describe(f"6 January 1995\n\n{salutation}\n\n{BODY}\nSincerely,\n\nAnna Roe\n"))
    assert values(copy, "type") == ["letter"]


@pytest.mark.parametrize("line", [
    "Dear me, what a question.", "dear to the hearts of many people, as they said", "The President: I agree.", "Dear is the cost of such a policy to us all.",
    "He wrote 'Dear Karel' and stopped.", "Mr. President said that the port would be open", "Excellency is what we seek",
])  # fmt: skip
def test_what_only_sounds_like_a_salutation_opens_no_letter(describe: Describe, line: str) -> None:
    copy = only(describe(f"6 January 1995\n\nThe meeting began at noon.\n{line}\n\n{BODY}\n"))
    assert values(copy, "type") == []


def test_the_date_of_a_letter_is_never_that_of_a_review_a_receipt_or_a_letter_it_answers(describe: Describe) -> None:
    text = (
        "UNCLASSIFIED\n\nR18B\n\nRELEASED IN FULL\n\nReceived 9 January 1995\n\nJanuary 6, 1995\n\nDear Karel:\n\n"
        f"{BODY}\nSincerely,\n\n/s/\n\nJohn\n\nUNITED STATES DEPARTMENT OF STATE\nREVIEW AUTHORITY: JANE R ROE\nDATE/CASE ID: 25 APR 2005 200403510\n"
    )
    copy = only(describe(text))
    assert values(copy, "date") == ["1995-01-06"]
    assert values(copy, "date_received") == ["1995-01-09"]
    assert values(copy, "releases.review_date") == ["2005-04-25"]


def test_an_undated_letter_has_no_date_though_its_text_names_days(describe: Describe) -> None:
    copy = only(
        describe(
            f"Dear Karel:\n\n{BODY}We met on 6 June 1994 and will meet again on 6 June 2031 at the summit.\n\nSincerely,\n\nJohn\n"
        )
    )
    assert values(copy, "date") == []


def test_a_date_under_the_signature_is_the_date_of_the_letter(describe: Describe) -> None:
    copy = only(describe(f"Dear Mr. President,\n\n{BODY}\nRespectfully,\n\nK. NOVAK\n\nStrelsau, October 10, 1963\n"))
    assert values(copy, "date") == ["1963-10-10"]
    assert values(copy, "place") == ["Strelsau"]


def test_both_readings_of_a_numeric_date_are_kept(describe: Describe) -> None:
    copy = only(describe(f"1/6/95\n\nDear Karel:\n\n{BODY}\nSincerely,\n\nJohn\n"))
    assert values(copy, "date") == ["[1995-01-06,1995-06-01]"]


def test_a_numeric_date_is_settled_by_the_same_day_in_words(describe: Describe) -> None:
    copy = only(describe(f"1/6/95\n\nSent on 6 January 1995 by courier\n\nDear Karel:\n\n{BODY}\nSincerely,\n\nJohn\n"))
    assert values(copy, "date") == ["1995-01-06"]


def test_a_heading_names_writer_and_addressee_of_a_letter_that_a_cable_carries(describe: Describe) -> None:
    text = (
        "O 061038Z MAY 97\nFM SECSTATE WASHDC\nTO AMEMBASSY ZENDA IMMEDIATE\n\nSUBJECT: MESSAGE FROM PRESIDENT ARDEN TO PRIME MINISTER NOVAK\n\n"
        f"BEGIN TEXT\nDEAR MR. PRIME MINISTER:\n\n{BODY}END TEXT\n"
    )
    cable, copy = describe(text).copies
    assert (values(cable, "type"), copy.attached_to) == (["cable"], 1)
    assert values(copy, "from") == [Party("ARDEN", "PRESIDENT")]
    assert values(copy, "to") == [Party("NOVAK", "PRIME MINISTER")]
    assert values(copy, "date") == ["1997-05-06"]


def test_confidence_is_lower_for_what_is_told_by_less(describe: Describe) -> None:
    def confidence(text: str, name: str) -> float:
        return next(field.confidence for field in only(describe(text)).fields if field.name == name)

    whole = f"6 January 1995\n\nDear Karel:\n\n{BODY}\nSincerely,\n\nAnna Roe\n"
    assert confidence(whole, "type") > confidence(f"6 January 1995\n\nDear Karel:\n\n{BODY}", "type")
    assert all(0.0 < field.confidence < 1.0 for field in only(describe(whole)).fields)


@pytest.mark.parametrize(("letterhead", "role"), [
    ("THE WHITE HOUSE\nWASHINGTON", "THE WHITE HOUSE"), ("THE SECRETARY OF STATE\nWASHINGTON", "THE SECRETARY OF STATE"),
    ("THE PRIME MINISTER OF RURITANIA", "THE PRIME MINISTER OF RURITANIA"), ("ПРЕЗИДЕНТ РУРИТАНСКОЙ ФЕДЕРАЦИИ", "ПРЕЗИДЕНТ РУРИТАНСКОЙ ФЕДЕРАЦИИ"),
])  # fmt: skip
def test_a_first_name_is_settled_by_the_letterhead(describe: Describe, letterhead: str, role: str) -> None:
    copy = only(describe(f"{letterhead}\n\n6 January 1995\n\nDear Karel:\n\n{BODY}\nSincerely,\n\nJohn\n"))
    assert values(copy, "from") == [Party("John", role)]
    evidence = next(field.evidence for field in copy.fields if field.name == "from")
    assert [each.quote for each in evidence] == ["John", role]


def test_an_office_under_the_name_is_stronger_than_the_letterhead(describe: Describe) -> None:
    text = f"THE WHITE HOUSE\n\n6 January 1995\n\nDear Karel:\n\n{BODY}\nSincerely,\n\nAnna Roe\nPress Secretary\n"
    assert values(only(describe(text)), "from") == [Party("Anna Roe", "Press Secretary")]


@pytest.mark.parametrize(("salutation", "block", "name"), [
    ("Dear Senator Roe:", "The Honorable\nAmos Roe,\n     United States Senate.", "Amos Roe"),
    ("Dear Mr. President,", "Mr. John Arden\nPresident of the United States", "John Arden"),
    ("Dear Mr. President,", "Hls Excelleucy\nAnafo1y PetrovichNovak\nPresident offhe Ruritanian Federution\nZenda", "Anafoly Petrovich Novak"),
    ("Dear Jim,", "Mr. J. Roe", "J. Roe"),
])  # fmt: skip
def test_the_block_under_the_signature_gives_the_fuller_name_of_whom_the_salutation_greets(
    describe: Describe, salutation: str, block: str, name: str
) -> None:
    copy = only(describe(f"3 February 1994\n\n{salutation}\n\n{BODY}\nSincerely,\n\nHenrik Sand\n\n{block}\n"))
    assert [party.name for party in values(copy, "to") if isinstance(party, Party)] == [name]
    assert [party.name for party in values(copy, "from") if isinstance(party, Party)] == ["Henrik Sand"]


def test_one_person_named_twice_is_one_party_and_no_runner_up(describe: Describe) -> None:
    head = "The Honorable Amos Roe\nUnited States Senate\n\nDear Senator Roe:"
    copy = only(describe(f"3 February 1994\n\n{head}\n\n{BODY}\nSincerely,\n\nHenrik Sand\n"))
    (field,) = [field for field in copy.fields if field.name == "to"]
    assert field.value == Party("Amos Roe", "United States Senate")
    assert field.alternatives == ()


def test_the_block_runs_on_over_the_page(describe: Describe) -> None:
    first = f"3 February 1994\n\nDear Senator Roe:\n\n{BODY}\nSincerely,\n\nHenrik Sand\n\nThe Honorable\n"
    second = "Amos Roe,\nUnited States Senate.\n\ncc: Senator Anna Poe\n"
    copy = only(describe(first, second))
    assert (copy.first_page, copy.last_page) == (1, 2)
    assert values(copy, "to") == [Party("Amos Roe", "United States Senate")]


@pytest.mark.parametrize(("head", "expected"), [
    ("| ) John A. Roe, Director :\noe Central Fisheries Agency i\nH Washington, D. C.\n\nDear Mr. Roe:", Party("John A. Roe", "Director, Central Fisheries Agency")),
    ("Anna Poe\n14 Harbor Street\nZenda\n\nDear Mrs. Poe:", Party("Anna Poe")),
    ("HARBOR COMMITTEE\nJohn Poe, Chairman\n\nDear Mrs. Roe:", Party("Mrs. Roe")),
])  # fmt: skip
def test_an_address_without_a_title_counts_where_the_salutation_agrees(
    describe: Describe, head: str, expected: Party
) -> None:
    copy = only(describe(f"3 February 1994\n\n{head}\n\n{BODY}\nSincerely,\n\nHenrik Sand\n"))
    assert values(copy, "to") == [expected]


def test_the_head_of_a_later_page_names_the_addressee(describe: Describe) -> None:
    first = f"June 26, 1975\n\nDear Mr. Novak:\n\n{BODY}"
    second = f"Mr. Karel E. Novak\nPage Two\nJune 26, 1975\n\n{BODY}\nSincerely,\n\nHenrik Sand\n"
    copy = only(describe(first, second))
    assert [party.name for party in values(copy, "to") if isinstance(party, Party)] == ["Karel E. Novak"]


@pytest.mark.parametrize("heading", [
    "LETTER FROM PRESIDENT ARDEN TO PRIME MINISTER NOVAK", "Text of a letter dated January 6 from President Arden to Prime Minister Novak",
    "Letter to Prime Minister Novak from President Arden", "To Prime Minister Novak, Zenda",
    "President Arden's letter to Prime Minister Novak", "MESSAGE FROM PRESIDENT ARDEN TO\nPRIME MINISTER NOVAK",
])  # fmt: skip
def test_headings_name_writer_and_addressee(describe: Describe, heading: str) -> None:
    copy = only(describe(f"{heading}\n\n6 January 1995\n\nDear Mr. Prime Minister:\n\n{BODY}\nSincerely,\n\nJohn Arden\n"))
    assert [party.name.lower() for party in values(copy, "from") if isinstance(party, Party)] == ["john arden"]
    assert [party.name.lower() for party in values(copy, "to") if isinstance(party, Party)] == ["novak"]


@pytest.mark.parametrize("line", ["Dcur Anatoly:", "Doar Mr. President:", "0ear Karel:"])
def test_a_misread_greeting_opens_a_letter(describe: Describe, line: str) -> None:
    copy = only(describe(f"6 January 1995\n\n{line}\n\n{BODY}\nSiucercly,\n\nAnna Roe\n"))
    assert values(copy, "type") == ["letter"]


@pytest.mark.parametrize("line", ["Deal terms:", "Door Number:", "Decay Rates: high", "Dead Letter"])
def test_what_is_near_a_greeting_by_chance_opens_no_letter(describe: Describe, line: str) -> None:
    copy = only(describe(f"6 January 1995\n\nThe meeting began at noon.\n{line}\n\n{BODY}\n"))
    assert "letter" not in values(copy, "type")


def test_without_a_close_the_name_above_its_office_signs_and_not_who_got_copies(describe: Describe) -> None:
    end = "Laura Roe'\nExecutive Director\n\ncc:\nHarbor Review Board\nMr. James Poe\n{Kinda Sand} Esq\n"
    copy = only(describe(f"6 January 1995\n\nDear Mr. Novak:\n\n{BODY}\n{end}"))
    assert values(copy, "from") == [Party("Laura Roe", "Executive Director")]


def test_a_last_page_with_little_but_the_close_belongs_to_the_letter(describe: Describe) -> None:
    first = f"UNCLASSIFIED\n\nJanuary 6, 1995\n\nDear Karel:\n\n{BODY}"
    last = "7\nUNCLASSIFIED\n\nThank you for your invitation to Zenda in May.\n\nSincerely,\n\n/s/\n\nJohn\n\nUNCLASSIFIED\n"
    copy = only(describe(first, f"UNCLASSIFIED\n\n{BODY}\nUNCLASSIFIED\n", last))
    assert (copy.first_page, copy.last_page) == (1, 3)
    assert values(copy, "from") == [Party("John")]


RUSSIAN = "Благодарю Вас за Ваше письмо от 19 ноября. Я прочитал его с тем вниманием, какого заслуживает каждое слово.\n"


@pytest.mark.parametrize(("head", "party"), [
    ("Его Превосходительству\nгосподину Джону АРДЕНУ\nПрезиденту Соединенных Штатов Америки\n\nУважаемый господин Президент!",
     Party("Джону АРДЕНУ", "Президенту Соединенных Штатов Америки")),
    ("Господину Джону Ардену,\nПрезиденту Соединенных Штатов Америки\n\nУважаемый господин Президент,",
     Party("Джону Ардену", "Президенту Соединенных Штатов Америки")),
    ("Президенту Соединенных Штатов Америки\nг-ну Дж. АРДЕНУ\n\nУважаемый г-н Президент!", Party("Дж. АРДЕНУ", "Президенту Соединенных Штатов Америки")),
    ("Президенту США Дж. Ардену\n\nУважаемый господин Президент!", Party("Дж. Ардену", "Президенту США")),
    ("Дорогой Джон!", Party("Джон")),
])  # fmt: skip
def test_russian_addressees_stand_in_the_dative(describe: Describe, head: str, party: Party) -> None:
    copy = only(describe(f"6 января 1995 года\n\n{head}\n\n{RUSSIAN}\nС уважением,\n\nК. НОВАК\n"))
    assert values(copy, "to") == [party]
    assert values(copy, "from") == [Party("К. НОВАК")]


@pytest.mark.parametrize(("close", "party"), [
    ("Искренне,\n\nКарел\n", Party("Карел")), ("Искренне Ваш\n\nК.М. Новак\n", Party("К.М. Новак")), ("С уважением, К. Новак\n", Party("К. Новак")),
    ("С глубоким уважением\n\nПрезидент Руританской Федерации\nК. Новак\n", Party("К. Новак", "Президент Руританской Федерации")),
    ("С уважением,\n\nК. НОВАК\n\nСтрельсау, Кремль\n6 января 1995 года\n", Party("К. НОВАК")),
])  # fmt: skip
def test_russian_closes_are_signed(describe: Describe, close: str, party: Party) -> None:
    copy = only(describe(f"6 января 1995 года\n\nДорогой Джон!\n\n{RUSSIAN}\n{close}"))
    assert values(copy, "from") == [party]
