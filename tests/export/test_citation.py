"""A citation names the item first, leaves out what is not known, and always says which page of which file."""

from __future__ import annotations

from dataclasses import replace

from chancery.export.citation import CitationFacts, cite

LETTER = CitationFacts(
    kind="letter", senders=("Elias Torvane",), addressees=("Danil Vesk",), title="", date="14 March 1972", box="14",
    folder="Folder 3", series="", collection="Torvane Papers", archive="Harsund Archive", identifiers=("C05123456",),
    url="", release="released in part", case="F-2004-01187", review_date="17 June 2009", file="packet.pdf",
    source="ab" * 32, first_page=2, last_page=3,
)  # fmt: skip


def test_a_letter_is_cited_from_the_item_to_the_archive_to_the_release() -> None:
    assert cite(LETTER) == (
        "Elias Torvane to Danil Vesk, letter, 14 March 1972, box 14, Folder 3, Torvane Papers, Harsund Archive, C05123456, "
        "released in part under case F-2004-01187, reviewed 17 June 2009, packet.pdf, pp. 2–3 (sha256 abababababab)."
    )


def test_a_page_of_it_is_cited_by_its_number_in_the_file() -> None:
    assert "packet.pdf, p. 3 (" in cite(LETTER, 3)


def test_what_is_not_known_is_left_out_and_an_absent_date_is_said() -> None:
    bare = CitationFacts("", (), (), "", "", "", "", "", "", "", (), "", "", "", "", "a.pdf", "cd" * 32, 1, 1)
    assert cite(bare) == "Record, no date, a.pdf, p. 1 (sha256 cdcdcdcdcdcd)."


def test_a_record_without_parties_is_cited_by_its_title() -> None:
    assert cite(replace(LETTER, senders=(), addressees=(), title="Harsund talks", kind="memorandum")).startswith(
        "“Harsund talks”, memorandum, 14 March 1972"
    )
