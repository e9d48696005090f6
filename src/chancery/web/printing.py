"""Two prints of one page value: HTML through the templates, JSON through the values' own fields."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from chancery.web import marks, passages, pictures, urls, words

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
TEMPLATES = HERE / "templates"
# XML and HTML know no control characters; OCR text, file names and queries may hold them. One for one, so offsets stay.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Text without NUL, other controls and lone surrogates: each becomes U+FFFD."""
    return CONTROLS.sub("�", text)


def make_environment() -> Environment:
    """The templates with the words, addresses and pictures they may use; everything is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(urls=urls, words=words, marks=marks, passages=passages, pictures=pictures)
    environment.filters.update(number=words.number, points=_points, share=_share)
    return environment


def print_html(environment: Environment, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    page = environment.get_template(template).render(values)
    return Response(printable(page).encode(), status_code=status, media_type="text/html")


def print_json(value: object, status: int = 200) -> Response:
    """A value as JSON: dataclasses by their fields, tuples as lists."""
    text = json.dumps(value, default=_fields, ensure_ascii=False, separators=(",", ":"))
    # json writes controls as escapes; only lone surrogates are left to mend.
    return Response(printable(text).encode(), status_code=status, media_type="application/json")


def _fields(value: object) -> dict[str, Any]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _points(value: float) -> str:
    """A length for SVG: at most two figures after the point, no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _share(value: float) -> str:
    """A share 0..1 for SVG."""
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"
