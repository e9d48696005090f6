"""A stage's number rises when its output changes: frozen inputs, and what each version made of them.

When this fails because a stage was changed on purpose, raise its version and write the new pair here; archives then know that
what they hold is stale and do it again.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from chancery.describe.source import DESCRIBE_VERSION
from chancery.extract.references import EXTRACT_VERSION
from chancery.model.record import Header, Party
from chancery.pipeline import tasks
from chancery.read.pages import READ_VERSION
from chancery.settings import ReadSettings, Settings
from tests.workbench.conftest import LETTER, REPORT

HEADER = Header("letter", "1973-01-09", None, (Party("Elias Torvane"),), (Party("Danil Vesk"),), "en")
FROZEN = {
    "read": ("3", "0c4d72161b4b0d86"),
    "describe": ("4", "46e742da00848800"),
    "extract": ("2", "ea9956f79d36b335"),
}


def digest(value: Any) -> str:
    """A fingerprint of a stage's output; confidences to three figures, so that no last bit of a float counts."""
    return hashlib.sha256(repr(_plain(value)).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return round(value, 3) if isinstance(value, float) else value


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """What each stage makes of the frozen papers now: (version, digest)."""
    folder = tmp_path_factory.mktemp("frozen")
    readings, descriptions, mentions = [], [], []
    for number, text in enumerate((LETTER, REPORT, f"{REPORT}\f{LETTER}")):
        path = _written(folder / f"{number}.txt", text)
        opening = tasks.Opening(path, path.name, ReadSettings(engine="none"))
        pages = tuple(range(1, text.count("\f") + 2))
        read = tasks.read(tasks.ReadJob(opening, "f" * 64, pages))
        description = tasks.describe(tasks.DescribeJob(read, Settings()))
        jobs = tuple((str(index), copy.reading, HEADER) for index, copy in enumerate(description.copies))
        readings.append([asdict(reading) for reading in read])
        descriptions.append(asdict(description))
        mentions.append([[asdict(each) for each in found] for _, found in tasks.extract(tasks.ExtractJob(jobs))])
    return {
        "read": (READ_VERSION, digest(readings)),
        "describe": (DESCRIBE_VERSION, digest(descriptions)),
        "extract": (EXTRACT_VERSION, digest(mentions)),
    }


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("stage", sorted(FROZEN))
def test_a_stage_that_gives_another_output_bears_another_number(stage: str, outputs: dict[str, tuple[str, str]]) -> None:
    assert outputs[stage] == FROZEN[stage]
