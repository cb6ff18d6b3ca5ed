"""
A page that shows other output than its blocks print is found.
"""

from pathlib import Path
from typing import Final

import pytest
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.parsers.markdown import CodeBlockParser

from tests.docs.blocks import PrintsWhatIsShown, difference, shown_below

BLOCK: Final = '```python\nprint("one")\nprint("two ")\n```\n'


@pytest.mark.parametrize(
    ("below", "shown"),
    [
        ("```text\none\ntwo\n```\n", "one\ntwo"),
        ("\n```text\none\n\ntwo\n```\n", "one\n\ntwo"),
        ("\nIt prints\n\n```text\none\n```\n", "one"),
        ("\nFrom top to bottom\nit prints, in\norder:\n\n```text\none\n```\n", "one"),
        ("\n    ```text\n    one\n      two\n    ```\n", "one\n  two"),
        ("\nAnd the file:\n\n```text\none\n```\n", None),
        ("\nIt prints this.\n\nAnother is\n\n```text\none\n```\n", None),
        ("\n```python\nprint(1)\n```\n\n```text\n1\n```\n", None),
        ("\n```toml\none = 1\n```\n", None),
        ("", None),
    ],
    ids=[
        *("right below", "with a line between", "It prints", "a paragraph", "indented"),
        *("another text", "two paragraphs", "another block", "another language", "the end"),
    ],
)
def test_what_is_shown_stands_right_below(below: str, shown: str | None) -> None:
    """
    At once, or after a paragraph that says that it is printed; nothing else is output.
    """
    assert shown_below(BLOCK + below, len(BLOCK) - 1) == shown


def test_the_ends_of_lines_do_not_count() -> None:
    """
    Nobody sees those spaces; every line counts.
    """
    assert difference("one\ntwo", "one\ntwo  \n") is None
    assert difference("one\n two", "one\ntwo\n") is not None
    assert difference("one", "one\ntwo\n") is not None
    assert difference("one", "") is not None


@pytest.mark.parametrize(("shown", "fails"), [("one\ntwo", False), ("one\nthree", True)])
def test_a_page_that_shows_something_else_fails(tmp_path: Path, shown: str, *, fails: bool) -> None:
    """
    With what differs, and blocks still share their names.
    """
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nsecond = 'two'\n```\n\n"
        f"```python\nprint('one')\nprint(second)\n```\n\n```text\n{shown}\n```\n"
    )
    document = Sybil([CodeBlockParser("python", PrintsWhatIsShown())]).parse(page)
    first, other = document.examples()

    first.evaluate()
    if not fails:
        other.evaluate()
        return
    with pytest.raises(SybilFailure) as caught:
        other.evaluate()
    assert caught.value.result.splitlines() == [
        *("--- the page shows", "+++ the block prints", "@@ -1,2 +1,2 @@"),
        *(" one", "-three", "+two"),
    ]
