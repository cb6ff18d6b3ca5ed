"""
What an import of csmcore costs, beside one of attrs.

Each import is timed as a whole process, from start to end, in rounds that take turns; the least of
many is kept, since noise only ever adds, and that of a bare interpreter is taken off. Bytecode is
cached, as it is wherever a package is installed.

Run it with ``nox -s benchmarks -- benchmarks/imports.py``, or with Python where csmcore is installed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from typing import Final

BARE: Final = "pass"
YARDSTICK: Final = "import attrs"
MOST: Final = {
    "import csmcore": 1.5,
    "import csmcore.kernel": None,
    "import csmcore.calendars": 2.0,
}
"""
What each import may cost at most, in imports of attrs; None is only told.
"""
MUST_NOT_COME: Final = ("numpy", "pandas", "holidays", "cattrs", "icalendar", "hypothesis", "pluggy")


def measured(rounds: int) -> dict[str, float]:
    """
    The least seconds that each import took beyond a bare interpreter.
    """
    statements = (BARE, YARDSTICK, *MOST)
    least = dict.fromkeys(statements, float("inf"))
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for statement in statements:
            _seconds(statement, environment)
        for _ in range(rounds):
            for statement in statements:
                least[statement] = min(least[statement], _seconds(statement, environment))
    bare = least.pop(BARE)
    return {statement: seconds - bare for statement, seconds in least.items()}


def _seconds(statement: str, environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True, env=environment)
    return time.perf_counter() - begun


def came_along(statement: str) -> list[str]:
    """
    Which of the modules that must not come are loaded after an import.
    """
    question = f"{statement}; import sys; print(*({set(MUST_NOT_COME)} & sys.modules.keys()))"
    answer = subprocess.run(
        [sys.executable, "-c", question], check=True, capture_output=True, text=True
    )
    return sorted(answer.stdout.split())


def main() -> None:
    """
    Measures, and prints a table in Markdown.
    """
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=40)
    costs = measured(options.parse_args().rounds)
    yardstick = costs.pop(YARDSTICK)
    print("| import | ms | imports of attrs | at most | |")
    print("|---|---|---|---|---|")
    print(f"| `{YARDSTICK}` | {yardstick * 1e3:.0f} | 1.00 | | |")
    for statement, seconds in costs.items():
        ratio, most = seconds / yardstick, MOST[statement]
        verdict = "" if most is None else "met" if ratio <= most else "**MISSED**"
        print(f"| `{statement}` | {seconds * 1e3:.0f} | {ratio:.2f} | {most or ''} | {verdict} |")
    print()
    for statement in costs:
        found = ", ".join(came_along(statement)) or "none"
        print(f"`{statement}` loads {found} of {', '.join(MUST_NOT_COME)}.")


if __name__ == "__main__":
    main()
