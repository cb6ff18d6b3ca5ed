"""
How the documentation is built. ``nox -s docs`` builds it where a warning is an error.
"""

import functools
import importlib
import importlib.metadata
import re
import sys
import types
from pathlib import Path
from typing import Final

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.python import PyObject
from sphinx.environment import BuildEnvironment
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.typing import stringify_annotation

import csmcore

project = "csmcore"
author = "the csmcore authors"
copyright = f"2026, {author}"
release = importlib.metadata.version("csmcore")

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "csmcore"
html_static_path = ["_static"]
html_css_files = ["csmcore.css", "notebooks.css"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Notebooks are texts without results, run whenever the pages are built. What goes wrong in one of
# them is an error, unlike in Jupyter.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 88
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

nitpicky = True
# The documentation builds without a network, so that names of other projects are no links, and a
# type variable has no page of its own.
nitpick_ignore_regex = [
    (r"py:.*", r"TypeForm"),
    (r"py:.*", r"(abc|array|builtins|collections|datetime|decimal|dt|enum|functools|types|typing)\..*"),
    (r"py:.*", r"(attr|attrs|cattrs|fractions|hypothesis|pluggy|zoneinfo)\..*"),
    # A desk is made by its `of`, and what it is made with stays its own.
    (r"py:class", r"csmcore\.desk\._parts\.Parts"),
    (r"py:.*", r"(.*\.)?(_?[A-Z](_co)?|Id|_Number|_Text|_Choice|_Default|_Part)"),
]

ATTRS_DEFAULT: Final = re.compile(r"attr_dict\['(\w+)'\]\.default")
LONGEST_DEFAULT: Final = 40
PRIVATE_NAME: Final = re.compile(r"(?<![\w~.])(csmcore\.\w+)\._\w+\.(\w+)")
PRIVATE_DOOR: Final = re.compile(r"(csmcore\.\w+)\._\w+\.(\w+.*)")


def follow(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.TextElement
) -> nodes.Element | None:
    """
    Where a reference leads that Sphinx itself does not find.

    A name under its home file leads to the public name. A file of the repository that is no page
    here, such as an example, is named without a link.
    """
    target = str(node.get("reftarget", ""))
    if node.get("reftype") == "myst":
        page = Path(env.doc2path(node["refdoc"]))
        return content if (page.parent / target).exists() else None
    found = PRIVATE_DOOR.fullmatch(target)
    if found is None:
        return None
    public = f"{found[1]}.{found[2]}"
    for kind in (node["reftype"], "obj"):
        known = env.domains.python_domain.resolve_xref(
            env, node["refdoc"], app.builder, kind, public, node, content
        )
        if known is not None:
            return known
    return None


def leave_sentences_whole(
    _app: Sphinx, what: str, _name: str, _value: object, _options: object, lines: list[str]
) -> None:
    """
    A property's first line is a sentence, also where it has a colon; napoleon would see a type in it.
    """
    if what in {"attribute", "data", "property"}:
        lines[:0] = ["..", ""]


def tell_in_its_own_words(
    _app: Sphinx, what: str, name: str, value: object, _options: object, lines: list[str]
) -> None:
    """
    A value that a package hands out has the words that stand below it at home, not those of its class.
    """
    package, _, own = name.rpartition(".")
    if what != "data" or not hasattr(value, "__attrs_attrs__"):
        return
    homes = [module for module in sys.modules if module.startswith(f"{package}._")]
    for home in homes:
        told = ModuleAnalyzer.for_module(home).find_attr_docs().get(("", own))
        if told:
            lines[:] = told


def with_defaults(value: object, signature: str) -> str:
    """
    The defaults of a class's fields, in place of where attrs keeps them; long ones are left out.
    """
    fields = {field.name: field.default for field in getattr(value, "__attrs_attrs__", ())}

    def told(found: re.Match[str]) -> str:
        text = repr(fields[found[1]])
        return text if len(text) <= LONGEST_DEFAULT and "<" not in text else "..."

    return ATTRS_DEFAULT.sub(told, signature).replace("= NOTHING", "= ...") if fields else signature


@functools.cache
def aliases() -> tuple[tuple[str, str], ...]:
    """
    How each public union is written out, and by which name it is told; the longest first.
    """
    named = [
        (stringify_annotation(value, mode), f"~csmcore.{package}.{name}")
        for package in csmcore.__all__
        for module in (importlib.import_module(f"csmcore.{package}"),)
        for name in module.__all__
        for value in (getattr(module, name),)
        if isinstance(value, types.UnionType)
        for mode in ("smart", "fully-qualified-except-typing")
    ]
    return tuple(sorted(named, key=lambda each: (-len(each[0]), each)))


def by_alias(text: str) -> str:
    """
    A text with unions under their own names.
    """
    for written, name in aliases():
        text = text.replace(written, name)
    return text


def name_fields_types(
    _app: Sphinx, _what: str, _name: str, _value: object, _options: object, lines: list[str]
) -> None:
    """
    The type of a field by its public name, where napoleon writes out where each part lives.
    """
    for place, line in enumerate(lines):
        if line.startswith(":vartype"):
            lines[place] = PRIVATE_NAME.sub(r"~\1.\2", by_alias(line))


def write_signature(
    _app: Sphinx,
    _what: str,
    _name: str,
    value: object,
    _options: object,
    signature: str | None,
    returned: str | None,
) -> tuple[str | None, str | None]:
    """
    A signature with its defaults as they are, and its unions by their names.
    """
    return signature and by_alias(with_defaults(value, signature)), returned and by_alias(returned)


def call_fields_fields() -> None:
    """
    What a value holds stands under *Fields*, where Sphinx says *Variables*.
    """
    for kind in PyObject.doc_field_types:
        if kind.name == "variable":
            kind.label = "Fields"


def setup(app: Sphinx) -> None:
    """
    Teach Sphinx where names live, and how sentences read.
    """
    call_fields_fields()
    aliases()  # now, since packages are imported otherwise while autodoc looks at one
    app.connect("autodoc-process-docstring", tell_in_its_own_words, priority=50)
    app.connect("autodoc-process-docstring", leave_sentences_whole, priority=100)
    app.connect("autodoc-process-signature", write_signature)
    app.connect("autodoc-process-docstring", name_fields_types, priority=900)
    app.connect("missing-reference", follow)
