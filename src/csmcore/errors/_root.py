"""
The root of all errors, and the three families.
"""


class CsmError(Exception):
    """
    The root: catch this to catch everything that csmcore raises on purpose.
    """

    def __str__(self) -> str:
        return loggable(super().__str__())


def loggable(text: str) -> str:
    r"""
    A text as it can be logged: half a character, as a document may bring, is told as ``\ud800``.
    """
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


class DefinitionError(CsmError, ValueError):
    """
    A value was built wrong: the mistake is in the code or the configuration that built it.
    """


class RefusedError(CsmError):
    """
    The domain says no: the question was well put, and the answer is a refusal.
    """


class DataError(CsmError, ValueError):
    """
    A document that came from outside does not fit.
    """
