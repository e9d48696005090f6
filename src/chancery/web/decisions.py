"""Deciding: forms and JSON that write into the book of decisions, and the name of who decides."""

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from fastapi import APIRouter, Body, Depends, Form
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chancery.errors import UsageError
from chancery.model.geometry import Box
from chancery.model.vocabulary import VERDICTS, Verdict
from chancery.web import urls
from chancery.web.desk import THEME_COOKIE, THEMES, WHO_COOKIE, YEAR_SECONDS, Desk, who_of
from chancery.web.printing import print_json
from chancery.workbench.pages.deciding import BoxDrawn, Decided, DecisionAsked
from chancery.workbench.pages.home import ErrorPage

NAME_LENGTH, NOTE_LENGTH, VALUE_LENGTH = 200, 4000, 4000
VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The form as sent; empty means not said. `box` is `page:x0,y0,x1,y1` in points of the page's frame."""

    verdict: str
    who: str = ""
    finding: str = ""
    record: str = ""
    copy: str = ""
    field: str = ""
    value: str | None = None
    note: str = ""
    box: str = ""
    source: str = ""
    back: str = "/"


def read_form(
    verdict: Annotated[str, Form(max_length=20)],
    who: Annotated[str, Form(max_length=NAME_LENGTH)] = "",
    finding: Annotated[str, Form(max_length=200)] = "",
    record: Annotated[str, Form(max_length=200)] = "",
    of_copy: Annotated[str, Form(alias="copy", max_length=200)] = "",
    field: Annotated[str, Form(max_length=100)] = "",
    value: Annotated[str | None, Form(max_length=VALUE_LENGTH)] = None,
    note: Annotated[str, Form(max_length=NOTE_LENGTH)] = "",
    box: Annotated[str, Form(max_length=200)] = "",
    source: Annotated[str, Form(max_length=200)] = "",
    back: Annotated[str, Form(max_length=8000)] = "/",
) -> DecisionForm:
    if verdict not in VERDICTS:
        raise UsageError(f"there is no decision called “{verdict}”", remedy=f"Use one of {', '.join(VERDICTS)}.")
    back = back if urls.is_local(back) else "/"
    return DecisionForm(
        verdict, who.strip(), finding, record, of_copy, field, value, note.strip(), box.strip(), source, back
    )


def make_router(desk: Desk) -> APIRouter:
    """Routes that change something: decisions, the name, light and dark."""
    router = APIRouter()

    @router.post("/decisions", include_in_schema=False)
    def decide(request: Request, form: Annotated[DecisionForm, Depends(read_form)]) -> Response:
        who = form.who or who_of(request)
        asked = _asked(form, who)
        if not who:
            # The first decision asks for a name, and what was decided waits in the form.
            return desk.print(request, "who.html", form, 422, room="search")
        decided = desk.room.decide(asked, desk.viewer)
        answer = RedirectResponse(_after(form.back, decided), status_code=303)
        keep_who(answer, request, who)
        return answer

    @router.post(
        "/decisions.json", response_model=Decided, summary="Write a decision",
        responses={status: {"model": ErrorPage} for status in (400, 403, 404, 409, 422)},
    )  # fmt: skip
    def decide_json(asked: Annotated[DecisionAsked, Body()]) -> Response:
        if not asked.who.strip():
            raise UsageError("a decision bears a name", where="who", remedy="Say who decides.")
        return print_json(desk.room.decide(asked, desk.viewer))

    @router.post("/theme", include_in_schema=False)
    def choose_theme(
        request: Request, theme: Annotated[Literal["light", "dark", "system"], Form()], back: Annotated[str, Form()] = "/"
    ) -> Response:
        answer = RedirectResponse(back if urls.is_local(back) else "/", status_code=303)
        if theme in THEMES:
            _keep(answer, request, THEME_COOKIE, theme)
        else:
            answer.delete_cookie(THEME_COOKIE)
        return answer

    @router.post("/who", include_in_schema=False)
    def choose_name(
        request: Request, who: Annotated[str, Form(max_length=NAME_LENGTH)] = "", back: Annotated[str, Form()] = "/"
    ) -> Response:
        answer = RedirectResponse(back if urls.is_local(back) else "/", status_code=303)
        if who.strip():
            _keep(answer, request, WHO_COOKIE, quote(who.strip()))
        else:
            answer.delete_cookie(WHO_COOKIE)
        return answer

    return router


def parse_box(form: DecisionForm) -> BoxDrawn | None:
    """A drawn box of a form; raises UsageError where it is no box."""
    if not form.box:
        return None
    try:
        page, _, numbers = form.box.partition(":")
        x0, y0, x1, y1 = (float(number) for number in numbers.split(","))
        box = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        if not all(abs(number) < 1e6 for number in box) or box.area <= 0:
            raise ValueError("no area")
        return BoxDrawn(form.source, int(page), box)
    except ValueError as error:
        raise UsageError(f"“{form.box}” is not a box", remedy="Write page:x0,y0,x1,y1 in points, or draw it.") from error


def _asked(form: DecisionForm, who: str) -> DecisionAsked:
    try:
        verdict = VERDICT.validate_python(form.verdict)
    except ValidationError as error:
        raise UsageError(f"there is no decision called “{form.verdict}”") from error
    needs_value = verdict in ("corrected", "added") and form.field not in ("redaction", "hidden")
    if needs_value and not (form.value or "").strip() and not form.box:
        raise UsageError("a corrected or added value cannot be empty", remedy="Write the value, or reject the finding.")
    return DecisionAsked(
        verdict, who, form.finding or None, form.record or None, form.copy or None, form.field or None,
        (form.value or "").strip() or None, form.note, parse_box(form),
    )  # fmt: skip


def _after(back: str, decided: Decided) -> str:
    """Where a reader goes on: the same page, the next finding open, and one line on what was decided."""
    parts = urlsplit(back)
    pairs = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("finding", "do", "decided", "page")]
    if parts.path.startswith("/findings/"):
        if decided.finding is None:
            return urls.record_url(decided.record) if decided.record else "/"
        return f"{urls.finding_url(decided.finding)}?decided=1"
    opened = decided.next or decided.finding
    if opened is None and decided.record is None:
        return f"{parts.path}?{urlencode(parse_qsl(parts.query))}" if parts.query else parts.path
    if opened:
        pairs.append(("finding", opened))
    pairs.append(("decided", decided.finding or "-"))
    return f"{parts.path}?{urlencode(pairs)}"


def keep_who(answer: Response, request: Request, who: str) -> None:
    """Remember in this browser under which name its reader decides."""
    _keep(answer, request, WHO_COOKIE, quote(who))


def _keep(answer: Response, request: Request, name: str, value: str) -> None:
    answer.set_cookie(
        name, value, max_age=YEAR_SECONDS, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
    )
