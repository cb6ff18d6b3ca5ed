"""
The tables that benchmarks print.
"""


def show(*cells: object) -> None:
    """
    Prints a row of a table.
    """
    print(f"| {' | '.join(map(str, cells))} |")


def head(*cells: object) -> None:
    """
    Prints a table's first row and the line below it.
    """
    print()
    show(*cells)
    show(*("---" for _ in cells))
