"""
What happens by itself: ``python -m examples.host_sqlite.scheduler [--once]``.

Nothing ticks in csmcore; its answers say when to look again. This loop looks when the time has come,
and sends what has to be told. Any number of them may run, and any of them may be killed.

``HOST_NOTICES_TO`` is the address to which notices are posted; without it they are printed.
"""

import argparse
import os
import time
from collections.abc import Callable

import httpx

from examples.host_sqlite.host import Host
from examples.host_sqlite.store import Notice


def look(host: Host, send: Callable[[Notice], None]) -> None:
    """Looks at what is due, and at what that wakes; then sends."""
    while host.look():
        pass
    try:
        host.send(send)
    except httpx.HTTPError as error:
        print(f"not sent, later again: {error}", flush=True)


def printed(notice: Notice) -> None:
    """A notice on the screen."""
    print(notice.id, flush=True)


def posted_to(address: str) -> Callable[[Notice], None]:
    """What posts notices; whoever gets one again knows it by its id."""

    def post(notice: Notice) -> None:
        httpx.post(address, json={"id": notice.id, "notice": notice.document}).raise_for_status()

    return post


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="What happens by itself.")
    parser.add_argument("--once", action="store_true", help="look once, and end")
    once = parser.parse_args().once
    host = Host.from_environment()
    address = os.environ.get("HOST_NOTICES_TO")
    send = printed if address is None else posted_to(address)
    look(host, send)
    while not once:
        time.sleep(1)
        look(host, send)


if __name__ == "__main__":
    main()
