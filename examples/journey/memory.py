"""
How much memory the process took at the most.
"""

import sys

if sys.platform == "win32":  # there is no such figure in its standard library

    def resident() -> float:
        """Nothing is known."""
        return float("nan")
else:
    import resource

    def resident() -> float:
        """The most that was resident so far, in MiB."""
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (2**20 if sys.platform == "darwin" else 2**10)
