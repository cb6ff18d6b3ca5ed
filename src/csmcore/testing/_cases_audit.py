"""
Strategies for audit trails: as they were written, and with something erased.
"""

from csmcore.cases import SENSITIVE, AuditFinding, AuditTrail, SealedValue, chain, erase, verify
from csmcore.serde import to_document
from csmcore.testing._cases import case_histories
from csmcore.testing._extra import st

_SALTS = st.binary(min_size=16, max_size=16)


@st.composite
def audit_trails(draw: st.DrawFn, *, is_erased: bool | None = None) -> AuditTrail:
    """
    Trails of histories that fit together.

    Args:
        draw: Hypothesis gives it.

        is_erased: Whether something is erased, where there is anything; ``None`` draws it.
    """
    events = draw(case_histories().filter(bool))
    own = draw(st.sampled_from([(), ("fields.serial",), ("fields",)]))
    documents = map(to_document, events)
    trail = chain(documents, salt=draw(_SALTS), sensitive=(*SENSITIVE, *own))
    sealed = sorted({value.name for entry in trail.entries for value in entry.sealed})
    if not sealed or is_erased is False or (is_erased is None and draw(st.booleans())):
        return trail
    return erase(trail, draw(st.lists(st.sampled_from(sealed), min_size=1)))


def sealed_values() -> st.SearchStrategy[SealedValue]:
    """
    Texts and others that are sealed, each with a salt of its own.
    """
    paths = st.sampled_from([("text",), ("by", "id"), ("fields", "a.b")])
    values = st.sampled_from(['"It went dark."', '"\\u2603"', '{"is":"consumer_customer"}', "17"])
    return st.builds(SealedValue, paths, _SALTS.map(bytes.hex), values)


def audit_findings() -> st.SearchStrategy[AuditFinding]:
    """
    What is found where an entry was changed, taken away, moved, or the end is missing.
    """
    return audit_trails().flatmap(_tampered)


def _tampered(trail: AuditTrail) -> st.SearchStrategy[AuditFinding]:
    first, *rest = trail.entries
    several = [(*rest, first), (first, first, *rest)] if rest else [(first, first)]
    listed = [(), *several]
    found = (verify(AuditTrail(trail.case_id, each), head=trail.head) for each in listed)
    return st.sampled_from([each for each in found if each is not None])
