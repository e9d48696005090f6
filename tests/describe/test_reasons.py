"""Every value that description finds can say why."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from chancery.describe import source as describe_source_module
from chancery.describe.reasons import REASONS, reason_of
from chancery.model.record import SourceDescription
from tests.workbench.conftest import LETTER


def test_every_field_of_a_letter_says_why(describe: Callable[..., SourceDescription]) -> None:
    description = describe(LETTER)
    methods = {field.method for copy in description.copies for field in copy.fields}
    assert len(methods) > 5
    assert {method for method in methods if reason_of(method) is None} == set()


def test_every_rule_named_in_the_code_has_its_sentence() -> None:
    folder = Path(describe_source_module.__file__).parent
    text = "\n".join(
        (folder / name).read_text("utf-8") for name in ("dating.py", "letter.py", "addressee.py", "signature.py")
    )
    # How a rule is written where a date's score or a party is given: `score, rule = 3.0, "label"`, `..., "signature", 0.82)`
    rules = set(re.findall(r'rule = [-\d.]+, "(\w+)"', text)) | set(re.findall(r'rule="(\w+)"', text))
    rules |= set(re.findall(r'"(\w+)", 0\.\d+', text))
    for path in folder.glob("*.py"):
        rules |= set(re.findall(r'f"\{(?:MODULE|module)\}\.(\w+)"', path.read_text("utf-8")))
    assert {"label", "date_line", "later_page", "initials"} <= rules
    assert rules - REASONS.keys() == set()
