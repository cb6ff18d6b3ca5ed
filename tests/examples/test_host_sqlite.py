"""
A host keeps what it was told, whatever happens to it: over HTTP, with processes that are killed.

The host's day begins on Monday 23 March 2026 at 09:00 in Amsterdam, 08:00 UTC, when its office opens. A
first reply is promised within an hour, and a warning told when three quarters of eight hours are gone.
"""

import concurrent.futures
import datetime as dt
import http.server
import importlib
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from csmcore.testing import ManualClock

REASON: Final = "the dependency group 'host' is not installed"
httpx = pytest.importorskip("httpx", reason=REASON)
pytest.importorskip("fastapi", reason=REASON)
pytest.importorskip("sqlalchemy", reason=REASON)
pytest.importorskip("uvicorn", reason=REASON)

hosting = importlib.import_module("examples.host_sqlite.host")
scheduling = importlib.import_module("examples.host_sqlite.scheduler")
storing = importlib.import_module("examples.host_sqlite.store")

pytestmark = pytest.mark.slow

ROOT: Final = pathlib.Path(__file__).parents[2]
NINE: Final = "2026-03-23T08:00:00+00:00"
LATE: Final = "2026-03-23T16:30:00+00:00"  # half an hour after the office has closed
NORA: Final = {"X-Actor": "customer nora"}
ANN: Final = {"X-Actor": "agent ann"}
BO: Final = {"X-Actor": "agent bo"}
KIM: Final = {"X-Actor": "agent kim"}
NO_LIGHT: Final = {"subject": "No light", "impact": "low", "urgency": "low"}
WRITERS: Final = 20
PATIENCE: Final = 180


class Place:
    """
    A database in a directory of its own, and the processes that work on it.
    """

    def __init__(self, directory: pathlib.Path) -> None:
        self.database = directory / "host.db"
        self._running: list[subprocess.Popen[bytes]] = []
        self._servers: list[Server] = []

    def serve(self, clock: str = NINE) -> "Server":
        """
        Starts a server and waits until it answers.
        """
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = self.start("examples.host_sqlite", "--port", str(port), clock=clock)
        server = Server(f"http://127.0.0.1:{port}", process)
        self._servers.append(server)
        server.wait()
        return server

    def start(
        self, module: str, *arguments: str, clock: str, notices_to: str | None = None
    ) -> subprocess.Popen[bytes]:
        """
        Starts a process of the host.
        """
        env = {**os.environ, "HOST_DATABASE": f"sqlite:///{self.database}", "HOST_CLOCK": clock}
        if notices_to is not None:
            env["HOST_NOTICES_TO"] = notices_to
        process = subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=ROOT, env=env)
        self._running.append(process)
        return process

    def look(self, clock: str, notices_to: str | None = None) -> None:
        """
        Does what the scheduler does, once, with a clock that stands still.
        """
        store = storing.Store(f"sqlite:///{self.database}")
        host = hosting.Host(store, ManualClock(dt.datetime.fromisoformat(clock)))
        send = scheduling.printed if notices_to is None else scheduling.posted_to(notices_to)
        scheduling.look(host, send)
        store.close()

    def rows(self, asked: str) -> list[tuple[Any, ...]]:
        """
        What the database has, asked behind the host's back.
        """
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(asked).fetchall()
        finally:
            connection.close()

    def log(self, case_id: str) -> list[dict[str, Any]]:
        """
        The events of a case as they were stored, without a gap.
        """
        asked = f"select document from event where stream = 'case/{case_id}' order by id"  # noqa: S608
        events = [json.loads(document) for (document,) in self.rows(asked)]
        assert [each["sequence"] for each in events] == [*range(1, len(events) + 1)]
        return events

    def written(self, case_id: str) -> set[str]:
        """
        What twenty have written in a case that was opened, each once.
        """
        opened, measured, *comments = self.log(case_id)
        assert (opened["is"], measured["is"]) == ("case_opened", "sla_applied")
        assert len(comments) == WRITERS
        return {each["text"] for each in comments}

    def close(self) -> None:
        """
        Ends whatever still runs.
        """
        for server in self._servers:
            server.close()
        for process in self._running:
            process.kill()
            process.wait()


class Server:
    """
    A server that runs, and what is asked of it.
    """

    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self._client = httpx.Client(base_url=url, timeout=PATIENCE)
        self._process = process

    def wait(self) -> None:
        """
        Returns once it answers.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self._process.poll() is None, "the server has ended"
            try:
                self._client.get("/openapi.json")
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        pytest.fail("the server does not answer")

    def kill(self) -> None:
        """
        Ends it as a power cut would.
        """
        self._process.send_signal(signal.SIGKILL)
        assert self._process.wait() == -signal.SIGKILL

    def close(self) -> None:
        """
        Asks nothing more of it.
        """
        self._client.close()

    def get(self, path: str, **params: str) -> Any:
        """
        Asks a question.
        """
        return self._client.get(path, params=params)

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        """
        Asks for something to be done.
        """
        return self._client.post(path, json=body, headers=headers)

    def open(self, **more: str) -> str:
        """
        Opens a case for Nora, and tells its id.
        """
        answer = self.post(
            "/cases", {"subject": "No light", "impact": "low", "urgency": "low"} | more, NORA
        )
        assert answer.status_code == 201
        return str(answer.json()["case"]["id"])

    def act(self, case_id: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
        """
        Asks something of a case.
        """
        return self.post(f"/cases/{case_id}/actions", body, headers)


class Receiver:
    """
    Where notices go. It knows each by its id, and may do something terrible to who brings one.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.victim: subprocess.Popen[bytes] | None = None
        self.loses = False
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.takes(json.loads(body)["id"]):
                    self.send_response(204)
                    self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def takes(self, notice_id: str) -> bool:
        """
        Writes a notice down, and tells whether there is somebody left to be answered.
        """
        victim, self.victim = self.victim, None
        if victim is None or not self.loses:
            self.ids.append(notice_id)
        if victim is not None:
            victim.kill()
            victim.wait()
        return victim is None

    def close(self) -> None:
        """
        Takes nothing more.
        """
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def place(tmp_path: pathlib.Path) -> Iterator[Place]:
    """
    A database of the test's own.
    """
    made = Place(tmp_path)
    yield made
    made.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """
    Somebody who is told.
    """
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """
    A server for tests that need no database of their own.
    """
    place = Place(tmp_path_factory.mktemp("host"))
    yield place.serve()
    place.close()


def comment(text: str) -> dict[str, Any]:
    """
    An action: somebody writes something.
    """
    return {"is": "add_comment", "text": text}


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """
    What comes of the same work in many threads, all of which begin together.
    """
    barrier = threading.Barrier(WRITERS)

    def begin(number: int) -> Any:
        barrier.wait()
        return work(number)

    with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        return [*pool.map(begin, range(WRITERS))]


# --- several at once ----------------------------------------------------------------------------


def test_nothing_is_lost_when_twenty_write_what_they_have_seen(place: Place) -> None:
    """
    One wins; the others get 409 with what is there now, and go on from that.
    """
    servers = [place.serve(), place.serve()]  # two processes, one database
    case_id = servers[0].open()

    def write(number: int) -> int:
        tag, lost = '"2"', 0
        while True:
            headers = {**ANN, "If-Match": tag}
            answer = servers[number % 2].act(case_id, comment(f"writer {number}"), headers)
            if answer.status_code == 200:
                return lost
            assert answer.status_code == 409
            assert answer.json()["title"] == "SequenceError"
            assert f'"{answer.json()["case"]["sequence"]}"' == answer.headers["ETag"] != tag
            tag, lost = answer.headers["ETag"], lost + 1

    lost = at_once(write)
    assert sorted(lost)[:2][1] > 0  # only one can be first
    assert place.written(case_id) == {f"writer {number}" for number in range(WRITERS)}


@pytest.mark.night
def test_who_expects_nothing_is_decided_anew(place: Place) -> None:
    """
    Without If-Match the host reads again by itself, and each of twenty gets through.
    """
    servers = [place.serve(), place.serve()]
    case_id = servers[0].open()
    answers = at_once(lambda number: servers[number % 2].act(case_id, comment(str(number)), ANN))
    assert {each.status_code for each in answers} == {200}
    assert place.written(case_id) == {str(number) for number in range(WRITERS)}


def test_a_request_that_comes_again_changes_nothing(place: Place) -> None:
    """
    Twenty times the same opening with the same key make one case; twenty times one comment, one event.
    """
    server = place.serve()
    opened = at_once(lambda _: server.post("/cases", NO_LIGHT, {**NORA, "Idempotency-Key": "mail-1"}))
    assert sorted(each.status_code for each in opened) == [*([200] * (WRITERS - 1)), 201]
    (case_id,) = {each.json()["case"]["id"] for each in opened}

    key = {**ANN, "Idempotency-Key": "mail-2"}
    said = at_once(lambda _: server.act(case_id, comment("On its way."), key))
    assert {each.status_code for each in said} == {200}
    assert sum(not each.json()["already_done"] for each in said) == 1
    assert len(place.log(case_id)) == 3

    other = server.act(case_id, comment("Something else."), key)
    assert (other.status_code, other.json()["title"]) == (422, "KeyConflictError")
    assert server.post("/cases", NO_LIGHT, {**KIM, "Idempotency-Key": "mail-1"}).status_code == 201


# --- a process that is killed -------------------------------------------------------------------


@pytest.mark.parametrize("loses", [True, False], ids=["lost on its way", "received"])
def test_a_notice_is_sent_once_though_its_sender_is_killed(
    place: Place, receiver: Receiver, loses: bool
) -> None:
    """
    Killed before or after its receiver wrote it down, a sender sends it again; by its id, it is one.
    """
    server = place.serve()
    case_id = server.open()
    server.kill()  # the event is there, and nobody has told anything

    name, receiver.loses = "examples.host_sqlite.scheduler", loses
    receiver.victim = sender = place.start(name, clock=LATE, notices_to=receiver.url)
    assert sender.wait(timeout=PATIENCE) == -signal.SIGKILL

    for _ in range(2):
        place.look(LATE, receiver.url)
        assert {told.partition("@")[0] for told in receiver.ids} == {
            f"case/{case_id}/first reply/1/breach/PT1H",
            f"case/{case_id}/resolution/1/75 %/PT8H",
        }
        assert len(set(receiver.ids)) == 2
        assert len(receiver.ids) == (2 if loses else 3)


@pytest.mark.night
def test_two_schedulers_find_a_notice_once(place: Place) -> None:
    """
    Whoever looks second sees that it was told.
    """
    server = place.serve()
    for _ in range(5):
        server.open()
    name = "examples.host_sqlite.scheduler"
    both = [place.start(name, "--once", clock=LATE) for _ in range(2)]
    assert [each.wait(timeout=PATIENCE) for each in both] == [0, 0]
    assert place.rows("select count(*), count(sent_at) from outbox") == [(10, 10)]


@pytest.mark.night
def test_who_cannot_be_told_is_told_later(place: Place, receiver: Receiver) -> None:
    """
    A notice waits for its receiver.
    """
    place.serve().open()
    place.look(LATE, "http://127.0.0.1:9/")
    assert place.rows("select count(*), count(sent_at) from outbox") == [(2, 0)]
    place.look(LATE, receiver.url)
    assert len(receiver.ids) == 2


@pytest.mark.night
def test_a_restart_finds_everything_as_it_was(place: Place) -> None:
    """
    There is nothing in memory that a killed process could take with it.
    """
    server = place.serve()
    case_id = server.open(impact="high", urgency="high")
    server.post("/plans", {}, ANN)
    server.act(case_id, comment("We look into it."), ANN)

    def asked(server: Server) -> list[Any]:
        paths = (f"/cases/{case_id}", f"/cases/{case_id}/clocks")
        return [server.get(path, at="2026-03-23T09:30:00Z").json() for path in paths]

    before = asked(server)
    server.kill()
    assert asked(place.serve("2026-03-23T12:00:00+00:00")) == before


# --- what is asked ------------------------------------------------------------------------------


def test_the_past_is_read_as_it_was(server: Server) -> None:
    """
    A case and its clocks, at the instant of an event and a microsecond before it.
    """
    case_id = server.open()
    first = server.get(f"/cases/{case_id}").json()
    said = server.act(case_id, comment("Which lights?"), ANN).json()["events"][0]
    server.act(case_id, {"is": "override_priority", "priority": 1, "reason": "It burns."}, ANN)

    at = dt.datetime.fromisoformat(said["at"])
    just_before = (at - dt.timedelta(microseconds=1)).isoformat()
    assert server.get(f"/cases/{case_id}", as_of=just_before).json() == first
    assert server.get(f"/cases/{case_id}", as_of=said["at"]).json()["sequence"] == 3
    assert server.get(f"/cases/{case_id}", as_of="2026-03-22T08:00:00Z").status_code == 404

    def reply(at: str) -> str:
        clocks = server.get(f"/cases/{case_id}/clocks", at=at).json()["clocks"]
        return str(next(each["stage"] for each in clocks if each["name"] == "first reply"))

    assert (reply(just_before), reply(said["at"])) == ("running", "finished")


def test_what_is_refused_is_a_problem(server: Server) -> None:
    """
    404, 409, 422 and 403, each with what the error knows.
    """
    case_id = server.open()
    assert server.get("/cases/none").status_code == 404

    refused = server.act(case_id, {"is": "move_case", "action": "accept_solution"}, NORA)
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.status_code, refused.json()["title"]) == (409, "MoveRefusedError")
    assert refused.json()["reasons"]

    wrong = server.act(case_id, {"is": "add_comment", "txt": "Hello"}, ANN)
    assert wrong.status_code == 422
    assert [path for path, _ in wrong.json()["problems"]] == ["$.text", "$.txt"]

    assert server.act(case_id, comment("Hello"), {**ANN, "If-Match": "new"}).status_code == 422
    assert server.post("/plans", {}, NORA).status_code == 403


def test_what_is_urgent_is_offered_until_somebody_accepts(place: Place) -> None:
    """
    Ann declines, Bo is asked and accepts; nobody else can, and the picture tells it.
    """
    server = place.serve()
    case_id = server.open(impact="high", urgency="high")
    assert f'<th scope="row">{case_id}</th>' in server.get("/plan").text
    assert place.rows("select count(*) from event where stream = 'routing'") == [(0,)]

    def plan() -> dict[str, Any]:
        (told,) = server.post("/plans", {}, KIM).json()["placements"]
        return dict(told)

    assert (plan()["outcome"], plan()["agent"]) == ("offer", "ann")
    offer = f"/cases/{case_id}/offer"
    assert server.post(offer, {"accepts": True}, BO).status_code == 409
    assert server.post(offer, {"accepts": False}, ANN).status_code == 200
    assert plan()["agent"] == "bo"
    assert server.post(offer, {"accepts": True}, BO).status_code == 200
    assert server.get(f"/cases/{case_id}").json()["agent_id"] == "bo"


@pytest.mark.night
def test_what_is_due_by_itself_is_done_by_the_scheduler(place: Place) -> None:
    """
    A case that waits is given to somebody; one that is resolved is closed after ten business days.
    """
    server = place.serve()
    case_id = server.open()
    place.look("2026-03-23T08:05:00+00:00")
    agent = server.get(f"/cases/{case_id}").json()["agent_id"]
    assert agent is not None
    by = {"X-Actor": f"agent {agent}"}
    given = {"resolution_code": "repaired", "notes": "A bulb."}
    for action in ({"action": "accept"}, {"action": "propose_solution", "given": given}):
        assert server.act(case_id, {"is": "move_case"} | action, by).status_code == 200
    place.look("2026-04-03T08:05:00+00:00")
    assert server.get(f"/cases/{case_id}").json()["state"] == "resolved"
    place.look("2026-04-07T08:05:00+00:00")
    assert server.get(f"/cases/{case_id}").json()["state"] == "closed"
