"""What waits for a person: the queue, two copies side by side, a packet's pages, and what is said of copies and cuts."""

from typing import Annotated, Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Body, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chancery.errors import UsageError
from chancery.web import urls
from chancery.web.decisions import NAME_LENGTH, NOTE_LENGTH, keep_who
from chancery.web.desk import Desk, add_page, who_of
from chancery.web.printing import print_json
from chancery.workbench.pages.home import ErrorPage
from chancery.workbench.pages.packet import CutAct, CutDecided, CutDecisionAsked, PacketPage
from chancery.workbench.pages.review import (
    BesidePage,
    CopiesAct,
    CopiesDecisionAsked,
    RecordsDecided,
    ReviewKind,
    ReviewPage,
)

Name = Annotated[str, Form(max_length=NAME_LENGTH)]
Note = Annotated[str, Form(max_length=NOTE_LENGTH)]
Id = Annotated[str, Form(max_length=200)]
Back = Annotated[str, Form(max_length=8000)]


def make_router(desk: Desk) -> APIRouter:
    """Routes of the review queue, of pairs of copies and of packets."""
    router = APIRouter()

    def load_review(
        kind: Annotated[ReviewKind | Literal[""], Query(description="Only what waits of this kind.")] = "",
        first: Annotated[int, Query(description="The first entry, from 0.", ge=0, le=10_000_000)] = 0,
    ) -> ReviewPage:
        return desk.room.review(kind, first, desk.viewer)

    def show_review(request: Request, page: ReviewPage) -> Response:
        return desk.print(request, "review.html", page, room="review", decided=request.query_params.get("decision", ""))

    def load_beside(one: str, other: str) -> BesidePage:
        return desk.room.beside(one, other, desk.viewer)

    def show_beside(request: Request, page: BesidePage) -> Response:
        return desk.print(request, "beside.html", page, room="review", decided=request.query_params.get("decision", ""))

    def load_packet(id: str, first: Annotated[int, Query(ge=1, le=10_000_000)] = 1) -> PacketPage:  # noqa: A002
        return desk.room.packet(id, first, desk.viewer)

    def show_packet(request: Request, page: PacketPage) -> Response:
        return desk.print(request, "packet.html", page, room="source", decided=request.query_params.get("decision", ""))

    add_page(router, "/review", "/review.json", ReviewPage, load_review, show_review, "What waits for a person")
    add_page(
        router, "/copies/{one}/{other}", "/copies/{one}/{other}.json", BesidePage, load_beside, show_beside,
        "Two copies side by side",
    )  # fmt: skip
    add_page(
        router, "/sources/{id}/packet", "/sources/{id}/packet.json", PacketPage, load_packet, show_packet,
        "A file as a packet: its pages, records and cuts",
    )  # fmt: skip
    _add_decisions(router, desk)
    return router


def _add_decisions(router: APIRouter, desk: Desk) -> None:
    refused: dict[int | str, dict[str, Any]] = {status: {"model": ErrorPage} for status in (400, 403, 404, 409, 422)}

    @router.post("/copies/decisions", include_in_schema=False)
    def decide_copies(
        request: Request, act: Id, one: Id, other: Id = "", who: Name = "", note: Note = "", back: Back = "/review"
    ) -> Response:
        name = _signed(request, who)
        asked = CopiesDecisionAsked(_copies_act(act), name, one, other or None, note.strip())
        return _answer(request, back, desk.room.decide_copies(asked, desk.viewer).decision.id, name)

    @router.post("/cuts/decisions", include_in_schema=False)
    def decide_cut(
        request: Request, asked: Annotated[CutDecisionAsked, Depends(read_cut)], back: Back = "/review"
    ) -> Response:
        decided = desk.room.decide_packet(asked, desk.viewer)
        return _answer(request, back, decided.decision.id, asked.who)

    @router.post("/decisions/undo", include_in_schema=False)
    def undo(request: Request, decision: Id, who: Name = "", back: Back = "/review") -> Response:
        name = _signed(request, who)
        desk.room.undo(decision, who=name, note="", viewer=desk.viewer)
        return _answer(request, back, "", name)

    @router.post(
        "/copies/decisions.json", response_model=RecordsDecided, responses=refused,
        summary="Say whether two copies are one record",
    )  # fmt: skip
    def decide_copies_json(asked: Annotated[CopiesDecisionAsked, Body()]) -> Response:
        if not asked.who.strip():
            raise _unsigned()
        return print_json(desk.room.decide_copies(asked, desk.viewer))

    @router.post(
        "/cuts/decisions.json", response_model=CutDecided, responses=refused, summary="Say where a record begins"
    )  # fmt: skip
    def decide_cut_json(asked: Annotated[CutDecisionAsked, Body()]) -> Response:
        if not asked.who.strip():
            raise _unsigned()
        return print_json(desk.room.decide_packet(asked, desk.viewer))


def read_cut(
    request: Request,
    act: Id,
    page: Id,
    pages: Annotated[int, Form(ge=1, le=10_000_000)] = 1,
    to: Annotated[str, Form(max_length=10)] = "",
    who: Name = "",
    note: Note = "",
) -> CutDecisionAsked:
    """A form about a cut as what is asked. Raises UsageError."""
    acts: tuple[CutAct, ...] = get_args(CutAct)
    chosen = next((each for each in acts if each == act), None)
    if chosen is None:
        raise UsageError(f"there is no decision called “{act}”", remedy=f"Use one of {', '.join(acts)}.")
    return CutDecisionAsked(chosen, _signed(request, who), page, pages, to, note.strip())


def _copies_act(act: str) -> CopiesAct:
    acts: tuple[CopiesAct, ...] = get_args(CopiesAct)
    chosen = next((each for each in acts if each == act), None)
    if chosen is None:
        raise UsageError(f"there is no decision called “{act}”", remedy=f"Use one of {', '.join(acts)}.")
    return chosen


def _signed(request: Request, who: str) -> str:
    """Under which name a reader decides. Raises UsageError where there is none yet."""
    name = who.strip() or who_of(request)
    if not name:
        raise _unsigned()
    return name


def _unsigned() -> UsageError:
    return UsageError("a decision bears a name", where="who", remedy="Go back and write your name beside the decision.")


def _answer(request: Request, back: str, decision: str, who: str) -> Response:
    """Back to the page it was said on, which tells what was decided."""
    parts = urlsplit(back if urls.is_local(back) else "/review")
    pairs = [(name, value) for name, value in parse_qsl(parts.query) if name != "decision"]
    if decision:
        pairs.append(("decision", decision))
    address = f"{parts.path}?{urlencode(pairs)}" if pairs else parts.path
    answer = RedirectResponse(address + (f"#{parts.fragment}" if parts.fragment else ""), status_code=303)
    keep_who(answer, request, who)
    return answer
