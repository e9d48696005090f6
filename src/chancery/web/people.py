"""People: the list, one person, and what a reader says of who is one and whom a name means."""

from typing import Annotated, get_args

from fastapi import APIRouter, Body, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chancery.errors import UsageError
from chancery.web import urls
from chancery.web.decisions import NAME_LENGTH, NOTE_LENGTH, keep_who
from chancery.web.desk import Desk, add_page, who_of
from chancery.web.printing import print_json
from chancery.workbench.pages.home import ErrorPage
from chancery.workbench.pages.people import PeoplePage, PersonAct, PersonDecided, PersonDecisionAsked, PersonPage

MANY = 1000  # names or people in one decision


def make_router(desk: Desk) -> APIRouter:
    """Routes of people."""
    router = APIRouter()

    def load_people(
        q: Annotated[str, Query(description="Words of a name.", max_length=200)] = "",
        after: Annotated[str, Query(description="Go on behind this person.", max_length=64)] = "",
    ) -> PeoplePage:
        return desk.room.people(q, after, desk.viewer)

    def show_people(request: Request, page: PeoplePage) -> Response:
        return desk.print(request, "people.html", page, room="people")

    def load_person(
        id: str,  # noqa: A002
        first: Annotated[int, Query(description="The first record, from 0.", ge=0, le=10_000_000)] = 0,
    ) -> PersonPage:
        return desk.room.person(id, desk.viewer, first=first)

    def show_person(request: Request, page: PersonPage) -> Response:
        if page.id != request.path_params["id"]:
            return RedirectResponse(urls.person_url(page.id), status_code=308)
        return desk.print(
            request, "person.html", page, room="people", decided=request.query_params.get("decided", ""),
            do=request.query_params.get("do", ""),
        )  # fmt: skip

    add_page(router, "/people", "/people.json", PeoplePage, load_people, show_people, "People whom records name")
    add_page(router, "/people/{id}", "/people/{id}.json", PersonPage, load_person, show_person, "A person")
    _add_decisions(router, desk)
    return router


def _add_decisions(router: APIRouter, desk: Desk) -> None:
    @router.post("/people/{id}/decisions", include_in_schema=False)
    def decide(
        request: Request,
        id: str,  # noqa: A002
        act: Annotated[str, Form(max_length=20)],
        who: Annotated[str, Form(max_length=NAME_LENGTH)] = "",
        other: Annotated[list[str] | None, Form(max_length=MANY)] = None,
        finding: Annotated[list[str] | None, Form(max_length=MANY)] = None,
        decision: Annotated[str, Form(max_length=64)] = "",
        note: Annotated[str, Form(max_length=NOTE_LENGTH)] = "",
    ) -> Response:
        name = who.strip() or who_of(request)
        if not name:
            raise UsageError("a decision bears a name", where="who", remedy="Write your name beside the decision.")
        if act == "undo":
            decided = desk.room.undo_person(decision, name, desk.viewer)
        else:
            decided = desk.room.decide_person(
                _asked(act, name, id, other or [], finding or [], note), desk.viewer
            )  # fmt: skip
        answer = RedirectResponse(urls.person_url(id, decided=decided.decisions[-1].id), status_code=303)
        keep_who(answer, request, name)
        return answer

    @router.post(
        "/people/decisions.json", response_model=PersonDecided, summary="Write a decision about people",
        responses={status: {"model": ErrorPage} for status in (400, 403, 404, 409, 422)},
    )  # fmt: skip
    def decide_json(asked: Annotated[PersonDecisionAsked, Body()]) -> Response:
        if not asked.who.strip():
            raise UsageError("a decision bears a name", where="who", remedy="Say who decides.")
        return print_json(desk.room.decide_person(asked, desk.viewer))


def _asked(act: str, who: str, person: str, others: list[str], findings: list[str], note: str) -> PersonDecisionAsked:
    """A form as what is asked. Raises UsageError where it says too little."""
    acts: tuple[PersonAct, ...] = get_args(PersonAct)
    chosen = next((each for each in acts if each == act), None)
    if chosen is None:
        raise UsageError(f"there is no decision called “{act}”", remedy=f"Use one of {', '.join(acts)}.")
    people = tuple(dict.fromkeys(each.strip().rpartition("/")[2] for each in others if each.strip()))
    names = tuple(dict.fromkeys(each for each in findings if each))
    if chosen == "merge" and not people:
        raise UsageError(
            "another person is needed", remedy="Choose one of the list, or paste the address of the other's page."
        )
    if chosen != "merge" and not names:
        raise UsageError("no name is chosen", remedy="Choose the names in the list of records.")
    return PersonDecisionAsked(chosen, who, person, people, names, note.strip())
