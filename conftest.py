"""
Every block of Python in the README and the docs is a test, so that none of them lies.

Blocks of one page run in order and share their names. A block of ``text`` right below one is
what it prints, and the page fails with the difference where that is not so.
``<!-- skip: next -->`` above a block leaves it out; the tests themselves have their settings in
``tests/conftest.py``.
"""

from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, SkipParser

from tests.docs.blocks import PrintsWhatIsShown

pytest_collect_file = Sybil(
    parsers=[CodeBlockParser("python", PrintsWhatIsShown()), SkipParser()],
    patterns=["*.md"],
).pytest()
