"""
A place in which a test installs plugins.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.packages import Site, sites


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """
    A directory on the path, with nothing in it yet.
    """
    yield from sites(tmp_path, monkeypatch)
