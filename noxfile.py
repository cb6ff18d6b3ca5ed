"""
Everything that is run on this project, one session each.

``nox -s demo`` shows what the library does, ``nox -s tests`` proves it, ``nox -l`` tells the rest.
"""

import functools
import os
import sys
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2026.1"
nox.options.sessions = ["tests", "lint", "types", "architecture", "docs", "examples", "build"]
nox.options.error_on_missing_interpreters = False
nox.options.download_python = "never"
nox.options.reuse_venv = "yes"

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
SUPPORTED = nox.project.python_versions(PROJECT)
# The Python that runs nox is surely present, so there is always one to test with; beside it the
# oldest and the newest are tried.
PYTHONS = list(dict.fromkeys([SUPPORTED[0], SUPPORTED[-1], THIS_PYTHON]))

# Half of what pip does is to compile files that no run imports.
QUICKLY = ("-q", "--no-compile")
LIBRARY = "-e."
LIBRARY_WITH_EXTRAS = "-e.[holidays,icalendar,optimal,phone,testing]"
# What does not depend on the Python: the laws and what draws examples for them, documents, pages,
# scenarios of others, and what the examples print.
ANYWHERE = ("laws", "testing", "serde", "golden", "docs", "examples", "notebooks")
ONCE = ("-m", "not slow and not night", *(f"--ignore=tests/{each}" for each in ANYWHERE))
APART = ("--ignore=tests/architecture",)  # it has a session of its own
group = functools.partial(nox.project.dependency_groups, PROJECT)


def name_the_real_pythons() -> None:
    """
    Let nox find each installed Python, and only those.

    pyenv's shims answer to ``python3.12`` also while 3.12 is not enabled, and then fail; the
    Pythons behind them are taken instead.
    """
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    named = [place for place in os.environ["PATH"].split(os.pathsep) if Path(place) != pyenv / "shims"]
    real = [str(place) for place in sorted(pyenv.glob("versions/3.*/bin"))]
    os.environ["PATH"] = os.pathsep.join([*named, str(Path(sys.executable).parent), *real])


name_the_real_pythons()


@nox.session
def demo(session: nox.Session) -> None:
    """
    Show what the library does, on a real log.
    """
    session.install(*QUICKLY, LIBRARY, *group("examples"))
    session.run("python", "examples/01_a_real_log.py", *session.posargs)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """
    Run the tests on the oldest and the newest Python; those of the architecture have a session.

    On the one that runs nox, the slow engines judge the fast ones as well, and laws are tried.
    """
    is_this = session.python == THIS_PYTHON
    session.install(*QUICKLY, LIBRARY_WITH_EXTRAS, *group("once" if is_this else "tests"))
    run = ("pytest", "-q", "-n", "auto", "--dist", "worksteal", *APART, *session.posargs)
    if not is_this:
        session.run(*run, *ONCE, env={"HYPOTHESIS_PROFILE": "brief"})
        return
    # The second engines walk through thousands of cases: once is enough.
    session.run(*run, "-m", "not night", env={"HYPOTHESIS_PROFILE": "ci"})


@nox.session
def coverage(session: nox.Session) -> None:
    """
    Measure which branches the tests take; tracing makes them twice as slow.
    """
    session.install(*QUICKLY, LIBRARY_WITH_EXTRAS, *group("once"))
    run = ("pytest", "-q", "-n", "auto", "--dist", "worksteal", "-m", "not slow and not night", "--cov")
    session.run(*run, *session.posargs, env={"HYPOTHESIS_PROFILE": "ci", "COVERAGE_CORE": "ctrace"})


@nox.session
def laws(session: nox.Session) -> None:
    """
    Try the laws on thousands of examples each, and what goes through everything; for the night.
    """
    session.install(*QUICKLY, LIBRARY_WITH_EXTRAS, *group("tests"))
    session.run("pytest", "-q", "-n", "auto", "-m", "night", "tests")
    where = session.posargs or ["tests/laws"]
    session.run("pytest", *where, env={"HYPOTHESIS_PROFILE": "nightly"})


@nox.session
def lint(session: nox.Session) -> None:
    """
    Check style and format.
    """
    session.install(*QUICKLY, *group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """
    Check types: everything with mypy, what must and must not type-check with pyright as well.
    """
    session.install(*QUICKLY, LIBRARY_WITH_EXTRAS, *group("types"))
    session.run("mypy")
    session.run("pyright", env={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})


@nox.session
def architecture(session: nox.Session) -> None:
    """
    Check the floors, the sizes, the public names and their docstrings.
    """
    session.install(*QUICKLY, LIBRARY_WITH_EXTRAS, *group("architecture"))
    session.run("lint-imports")
    session.run("interrogate", "src")
    session.run("pytest", "-q", "tests/architecture")


@nox.session
def docs(session: nox.Session) -> None:
    """
    Build the documentation, where a warning is an error, and run every block of code in it.
    """
    textroute = "-eexamples/plugins/csmcore-textroute"  # whose page runs it
    session.install(
        *QUICKLY, LIBRARY_WITH_EXTRAS, *group("docs"), *group("packages"), *group("tests"), textroute
    )
    session.run("sphinx-build", "-q", "-W", "-n", "--keep-going", "docs", "docs/_build/html")
    session.run("pytest", "-q", "--doctest-modules", "README.md", "docs", "src")


@nox.session
def examples(session: nox.Session) -> None:
    """
    Run every example, where a warning is an error.
    """
    session.install(*QUICKLY, LIBRARY_WITH_EXTRAS, *group("examples"))
    for path in sorted(Path("examples").glob("[0-9]*.py")):
        session.run("python", "-W", "error", str(path), silent=True)


@nox.session
def plugins(session: nox.Session) -> None:
    """
    Run the tests of the example packages with what they train with; two minutes.
    """
    home = Path("examples/plugins")
    packages = [f"-e{home}/csmcore-territory", f"-e{home}/csmcore-textroute[train]"]
    session.install(*QUICKLY, LIBRARY_WITH_EXTRAS, *group("tests"), *packages)
    for package in sorted(home.glob("csmcore-*")):
        with session.chdir(package):
            session.run("pytest", "-q", *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """
    Compare with the peers, side by side; a minute or two.
    """
    scripts = session.posargs or ["benchmarks/imports.py", "benchmarks/calendars.py"]
    session.install(*QUICKLY, LIBRARY_WITH_EXTRAS, *group("benchmarks"))
    for path in scripts:
        session.run("python", path)


@nox.session
def build(session: nox.Session) -> None:
    """
    Build wheel and sdist, and import each from an environment that has nothing else.
    """
    session.install(*QUICKLY, *group("build"))
    with tempfile.TemporaryDirectory() as place:
        session.run("python", "-m", "build", "--outdir", place, silent=True)
        for artifact in sorted(Path(place).glob("csmcore-*")):
            empty = Path(place, f"venv-{artifact.suffix[1:]}")
            python = str(empty / ("Scripts" if os.name == "nt" else "bin") / "python")
            session.run("python", "-m", "venv", str(empty))
            session.run(python, "-m", "pip", "install", *QUICKLY, str(artifact), external=True)
            session.run(python, "-I", str(ROOT / "tests/installed.py"), external=True)
