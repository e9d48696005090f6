"""Every code a reader meets is explained, in each of the forms it is printed in, and an unknown code stays unexplained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.model.codes import explain_code


@pytest.mark.parametrize(
    ("codes", "meaning", "law"),
    [
        (
            ["B1", "(b)(1)", "b(1)", "B-1", "(b) (1)"],
            "Classified by an executive order",
            "Freedom of Information Act, (b)(1)",
        ),
        (["b7C", "(b)(7)(C)", "b(7)(c)"], "personal privacy", "(b)(7)(C)"),
        (["1.4(D)", "1.4 (d)"], "Foreign relations", "E.O. 13526 or 13292, sec. 1.4(d)"),
        (["1.5(B)"], "foreign government", "E.O. 12958, sec. 1.5(b)"),
        (["25X6", "3.3(b)(6)"], "Serious harm", "E.O. 13526, sec. 3.3(b)(6)"),
        (["50X1-HUM"], "human source", "3.3(h)"),
        (["3.5(c)"], "another law", "3.5(c)"),
        (["P5", "P-5"], "advice", "Presidential Records Act"),
        (["1A"], "agent", "JFK Act, sec. 6(1)(A)"),
        (["JFK Act 6 (1)(B)"], "source or method", "JFK Act, sec. 6(1)(B)"),
        (["STAT"], "statute", "CIA"),
    ],
)
def test_a_code_is_explained_in_every_form_it_is_printed_in(codes: list[str], meaning: str, law: str) -> None:
    for code in codes:
        ground = explain_code(code)
        assert ground is not None, code
        assert meaning in ground.meaning
        assert law in ground.law


@pytest.mark.parametrize("code", ["", "B0", "1.5(H)", "Q7", "1.4(Z)", "letter", "25X0"])
def test_an_unknown_code_is_not_explained_by_guess(code: str) -> None:
    assert explain_code(code) is None


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    explain_code(text)
