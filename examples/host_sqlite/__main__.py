"""
Serves the host: ``python -m examples.host_sqlite --port 8000``.

``HOST_DATABASE`` is the URL of the database, and ``HOST_CLOCK`` an instant at which its day begins.
"""

import argparse

import uvicorn

from examples.host_sqlite.app import application
from examples.host_sqlite.host import Host

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A host of csmcore.")
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    uvicorn.run(application(Host.from_environment()), port=port, log_level="warning")
