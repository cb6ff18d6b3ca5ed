"""
The documentation leads where it says, and leaves nothing public out.
"""

import functools
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import csmcore

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
PAGES: Final = tuple(sorted(each for each in DOCS.rglob("*.md") if "_build" not in each.parts))
FRONT: Final = tuple(sorted(ROOT.glob("*.md")))
OTHERS: Final = tuple(sorted((ROOT / "examples").rglob("README.md")))
PACKAGES: Final = (*csmcore.__all__, "testing")

WORDS: Final = (
    *("Account", "Contact", "Consumer", "Household"),
    *("ProductModel", "SoldProduct", "InstallBaseItem", "InstalledProduct"),
    *("ServiceContract", "Entitlement", "Case", "Action", "Event"),
    *("Impact", "Urgency", "Priority", "Escalation"),
    *("BusinessCalendar", "WeeklyHours", "Holiday", "Span", "SlaPolicy", "SlaTarget", "SlaClock"),
    *("Pause", "Reset", "Stop"),
    *("Queue", "Pool", "Agent", "Group", "Skill", "Strategy", "RoutingDecision", "Plan"),
    *("Desk", "Outcome", "Finding", "Stream", "Decision", "Reason", "Document", "Instant"),
)

FENCE: Final = re.compile(r"^( *)(`{3,}|~{3,})[^\n]*\n.*?^\1\2`*~*\s*?$", re.MULTILINE | re.DOTALL)
CODE: Final = re.compile(r"`[^`\n]+`")
LINK: Final = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FRONT_MATTER: Final = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)
SENTENCE: Final = re.compile(r"[\w\"{]|`[^`]")
HEADING: Final = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
TOCTREE: Final = re.compile(r"^```\{toctree\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
TERMS: Final = re.compile(r"^```\{glossary\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
DIRECTIVE: Final = re.compile(r"^\.\. (?:auto\w+|py:\w+):: (?:csmcore\.\w+\.)?(\w+)\s*$", re.MULTILINE)
EXCLUDED: Final = re.compile(r":exclude-members:((?:[^\n]*,\s*\n)*[^\n]*)")
AUTOMODULE: Final = re.compile(r"^\.\. automodule:: csmcore\.(\w+)\n((?:   .*\n)*)", re.MULTILINE)


def shown(path: Path) -> str:
    """
    What pytest calls a page.
    """
    return str(path.relative_to(ROOT))


def without_code(text: str) -> str:
    """
    A page's text, its blocks and its words of code left out.
    """
    return CODE.sub("", FENCE.sub("", text))


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """
    Each link of a page that leads to a file of the repository, with its anchor.
    """
    for target in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        yield ((page.parent / path).resolve() if path else page), anchor


@functools.cache
def anchors(page: Path) -> frozenset[str]:
    """
    What can be linked to in a page: its headings, spelt as the pages and GitHub spell them.
    """
    headings = HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    words = [re.findall(r"\w+", heading.lower().replace("_", " ")) for heading in headings]
    github = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    return frozenset({"-".join(each) for each in words} | set(github))


def listed(page: Path) -> Iterator[Path]:
    """
    The pages that a page's tables of contents name.
    """
    for block in TOCTREE.findall(page.read_text(encoding="utf-8")):
        for line in filter(None, map(str.strip, block.splitlines())):
            if line.startswith(":"):
                continue
            name = line.partition("<")[2].rstrip(">") or line
            yield from page.parent.glob(f"{name}.md")


@pytest.mark.parametrize("page", [*FRONT, *PAGES, *OTHERS], ids=shown)
def test_links_lead_somewhere(page: Path) -> None:
    """
    Every link within the repository leads to a file, and to a heading of it where it says which.
    """
    lost = [
        f"{path.name}#{anchor}"
        for path, anchor in links(page)
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path))
    ]

    assert not lost


def test_every_page_is_in_a_table_of_contents() -> None:
    """
    From the front page every other one is found by turning pages.
    """
    found, waiting = {DOCS / "index.md"}, [DOCS / "index.md"]
    while waiting:
        new = set(listed(waiting.pop())) - found
        found |= new
        waiting += sorted(new)

    assert set(PAGES) == found


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_a_page_has_one_title_and_says_what_it_is_about(page: Path) -> None:
    """
    A page begins with its only title, and a sentence follows before anything else does.

    A decision begins with its context, and a page of the reference with what its module says.
    """
    title, _, rest = FRONT_MATTER.sub("", page.read_text(encoding="utf-8")).lstrip().partition("\n")
    begins = rest.lstrip()

    assert title.startswith("# ")
    assert not re.search(r"^# ", FENCE.sub("", rest), re.MULTILINE)
    assert begins.startswith(("## Context\n", "```{eval-rst}\n.. automodule::")) or SENTENCE.match(
        begins
    )


def test_the_glossary_has_the_words_that_are_used() -> None:
    """
    Every word that the project has settled on is told, once.
    """
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    terms = [
        line
        for block in TERMS.findall(text)
        for line in block.splitlines()
        if line and not line.startswith(" ")
    ]

    squeezed = [term.replace(" ", "").lower() for term in terms]
    assert sorted(set(squeezed)) == sorted(squeezed)
    assert [word for word in WORDS if word.lower() not in squeezed] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_reference_shows_every_public_name(package: str) -> None:
    """
    Every public name of a package is on a page of the reference.

    Classes and functions come by themselves where a page shows the whole module; constants and
    aliases, and what was left out there, have to be named.
    """
    module = importlib.import_module(f"csmcore.{package}")
    by_themselves = {name for name in module.__all__ if comes_by_itself(getattr(module, name))}
    told: set[str] = set()
    for page in sorted((DOCS / "reference").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        if f"csmcore.{package}" in text:
            told |= set(DIRECTIVE.findall(text))
        for name, options in AUTOMODULE.findall(text):
            excluded = set(re.findall(r"\w+", " ".join(EXCLUDED.findall(options))))
            told |= by_themselves - excluded if name == package else set()

    assert [name for name in module.__all__ if name not in told] == []


def comes_by_itself(value: object) -> bool:
    """
    Whether a page that shows a module shows this value of it: a class or a function.
    """
    return inspect.isclass(value) or inspect.isfunction(value)
