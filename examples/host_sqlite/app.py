"""
The host over HTTP: each method is one request, and a table says where it is found.
"""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, Header, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse

from csmcore.cases import Actor, CaseAction, OpenCase
from csmcore.desk import CaseRecord, Outcome
from csmcore.errors import CsmError, SequenceError
from csmcore.kernel import AgentId, CaseId, instant_text, picture
from csmcore.serde import from_document, to_document
from examples.host_sqlite.host import Host, new_case_id
from examples.host_sqlite.problems import Forbidden, busy, problem, sequence_in
from examples.host_sqlite.store import Conflict


def who_asks(x_actor: Annotated[str, Header(description="Such as: agent kim")]) -> Actor:
    """Who asks. A real host takes this from its login, and never from what a client says."""
    kind, _, name = x_actor.partition(" ")
    return Actor(kind, name or None)


def staff(by: Annotated[Actor, Depends(who_asks)]) -> Actor:
    """
    Who asks, where only staff may.

    Raises:
        Forbidden: It is somebody else.
    """
    if not by.is_staff:
        raise Forbidden(by)
    return by


By = Annotated[Actor, Depends(who_asks)]
Staff = Annotated[Actor, Depends(staff)]
Document = Annotated[dict[str, Any], Body()]
Key = Annotated[str | None, Header(alias="Idempotency-Key")]
Expected = Annotated[str | None, Header(alias="If-Match")]
Instant = Annotated[dt.datetime | None, Query()]


class Api:
    """What can be asked of the host."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def open_case(self, document: Document, by: By, key: Key = None) -> JSONResponse:
        """Opens a case. With a key, the same request again finds the case that is there."""
        case_id = new_case_id(by, key)
        asked = from_document(OpenCase, {**document, "case_id": case_id, "key": key})
        outcome = self._host.open(asked, by)
        headers = {"Location": f"/cases/{case_id}"}
        return _done(outcome, 200 if outcome.already_done else 201, headers)

    def act(
        self, case_id: str, document: Document, by: By, key: Key = None, expected: Expected = None
    ) -> JSONResponse:
        """
        Does something to a case: ``{"is": "move_case", "action": "accept"}``.

        With ``If-Match``, only if nothing has happened to it since it was read.
        """
        action: CaseAction = from_document(CaseAction, {**document, "key": key})
        try:
            outcome = self._host.act(CaseId(case_id), action, by, sequence_in(expected))
        except SequenceError as error:
            record = self._host.record(CaseId(case_id))
            answer = problem(error, case=to_document(record.case))
            answer.headers["ETag"] = _tag(record)
            return answer
        return _done(outcome)

    def read(self, case_id: str, as_of: Instant = None) -> JSONResponse:
        """A case as it is, or as it was at any instant."""
        record = self._host.record(CaseId(case_id), as_of)
        return JSONResponse(to_document(record.case), headers={"ETag": _tag(record)})

    def clocks(self, case_id: str, at: Instant = None) -> JSONResponse:
        """How the clocks of a case stand, stood, or will stand if nothing happens."""
        status = self._host.status(CaseId(case_id), at)
        clocks = [
            {
                "name": clock.name,
                "stage": clock.stage,
                "elapsed_seconds": clock.elapsed.total_seconds(),
                "due_at": _instant(clock.due_at),
                "is_breached": clock.breached,
            }
            for clock in status.clocks
        ]
        told = {"at": _instant(status.at), "next_instant": _instant(status.next_instant)}
        return JSONResponse({**told, "clocks": clocks})

    def plan(self, _by: Staff) -> JSONResponse:
        """Gives out what waits, and tells what became of each case."""
        plan = self._host.plan()
        told = [
            {
                "case": each.work_id,
                "outcome": each.outcome,
                "agent": each.agent_id,
                "why": [*map(str, plan.decision(each.work_id).reasons)],
            }
            for each in plan.placements
        ]
        return JSONResponse({"placements": told})

    def planned(self) -> HTMLResponse:
        """What would be given out now, as a page; nothing comes of it."""
        return HTMLResponse(picture(self._host.planned().plan).page("What would be given out now"))

    def answer(
        self, case_id: str, accepts: Annotated[bool, Body(embed=True)], by: Staff
    ) -> JSONResponse:
        """An agent accepts or declines the case that they are offered."""
        outcome = self._host.answer(CaseId(case_id), AgentId(by.id or ""), accepts=accepts)
        return JSONResponse({"events": _documents(outcome)})


def application(host: Host) -> FastAPI:
    """The host, ready to be served."""
    api, app = Api(host), FastAPI(title="A host of csmcore")
    routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
        ("POST", "/cases", api.open_case),
        ("GET", "/cases/{case_id}", api.read),
        ("POST", "/cases/{case_id}/actions", api.act),
        ("GET", "/cases/{case_id}/clocks", api.clocks),
        ("POST", "/cases/{case_id}/offer", api.answer),
        ("POST", "/plans", api.plan),
        ("GET", "/plan", api.planned),
    )
    for method, path, function in routes:
        app.add_api_route(path, function, methods=[method], response_model=None)
    for error in (CsmError, Forbidden):
        app.add_exception_handler(error, _refused)
    app.add_exception_handler(Conflict, busy)
    return app


def _refused(_request: Request, error: Exception) -> JSONResponse:
    return problem(error)


def _done(outcome: Outcome, status: int = 200, headers: dict[str, str] | None = None) -> JSONResponse:
    body = {
        "case": to_document(outcome.record.case),
        "events": _documents(outcome),
        "already_done": outcome.already_done,
    }
    return JSONResponse(body, status, {**(headers or {}), "ETag": _tag(outcome.record)})


def _documents(outcome: Outcome) -> list[dict[str, object]]:
    return [to_document(event) for each in outcome.appends for event in each.events]


def _instant(at: dt.datetime | None) -> str | None:
    return None if at is None else instant_text(at)


def _tag(record: CaseRecord) -> str:
    return f'"{record.case.sequence}"'
