"""The samples laid out without being drawn: everything of them but the bytes, made once."""

from __future__ import annotations

import json

import pytest

from samples.typeset.command import made_without_bytes
from samples.typeset.faces import FontsMissing
from tests.samples.sample_part import Part


def _part(name: str) -> Part:
    try:
        truth, files = made_without_bytes(name)
    except FontsMissing as error:
        pytest.skip(str(error))
    return Part(truth, files, json.loads(json.dumps(truth.rows())))


@pytest.fixture(scope="session")
def parts() -> dict[str, Part]:
    """Both parts, by name."""
    return {name: _part(name) for name in ("open", "kept")}


@pytest.fixture(scope="session", params=["open", "kept"])
def part(request: pytest.FixtureRequest, parts: dict[str, Part]) -> Part:
    """Each part in turn."""
    return parts[request.param]
