"""
Run inside an environment that holds csmcore and what it depends on, and nothing else.

Not a test module: ``nox -s build`` runs it with the Python of an otherwise empty environment,
once for the wheel and once for the sdist.
"""

import sys
import sysconfig
from importlib.resources import files
from pathlib import Path

import csmcore


def main() -> None:
    """
    The library is installed, typed and importable, all of it but its extras.
    """
    home = Path(csmcore.__file__).parent
    assert home.is_relative_to(sysconfig.get_path("purelib")), home
    assert files("csmcore").joinpath("py.typed").is_file(), "py.typed is missing"
    assert "attrs" not in sys.modules, "import csmcore must cost nothing"
    for name in csmcore.__all__:
        getattr(csmcore, name)
    print(f"csmcore {csmcore.__version__} imports {', '.join(csmcore.__all__)}")


if __name__ == "__main__":
    main()
