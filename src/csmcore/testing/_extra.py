"""
Hypothesis, or how to get it.
"""

try:
    from hypothesis import strategies as st
except ImportError as error:
    _MESSAGE = "csmcore.testing needs hypothesis: pip install 'csmcore[testing]'"
    raise ImportError(_MESSAGE) from error

__all__ = ["st"]
