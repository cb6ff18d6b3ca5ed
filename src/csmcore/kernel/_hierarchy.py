"""
Trees: accounts under accounts, lines under lines, items inside items.
"""

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeAlias, TypeVar

import attrs

from csmcore.errors import (
    CycleError,
    DefinitionError,
    DuplicateError,
    UnknownIdError,
    UnknownReferenceError,
)
from csmcore.kernel._checks import not_blank

Id = TypeVar("Id", bound=str)


_Index: TypeAlias = tuple[tuple[Id, ...], Mapping[Id, int], Mapping[Id, int]]
"""
Whole trees, one after the other, each member right before what is below it; the place of each
member; and the place after the last one below it.
"""


def _links(
    links: Mapping[Id, Id | None] | Iterable[tuple[Id, Id | None]],
) -> tuple[tuple[Id, Id | None], ...]:
    pairs = links.items() if isinstance(links, Mapping) else links
    return tuple(sorted(map(_link, pairs), key=lambda link: link[0]))


def _link(link: tuple[Id, Id | None]) -> tuple[Id, Id | None]:
    try:
        member, parent = link
    except (TypeError, ValueError):
        message = f"{link!r} is no link; a member and its parent are needed, or None for a root"
        raise DefinitionError(message) from None
    for each in (member, member if parent is None else parent):
        if not isinstance(each, str) or not each.strip():
            message = f"{each!r} is no id of a member; a text that is not blank is needed"
            raise DefinitionError(message)
    return member, parent


@attrs.frozen
class Hierarchy(Generic[Id]):
    """
    Who is below whom: each member has one parent, or is a root.

    Indexed once. What is asked about one member then takes time for its own answer, and
    none for the rest: "is it inside" takes two look-ups, however deep the tree is.

    Attributes:
        what: What a member is, as a noun: ``"account"``.

        links: Each member with its parent, ``None`` for a root; in any order, held in the
            order of the members.

    Raises:
        DefinitionError: A link is no pair of ids.

        DuplicateError: A member stands there twice.

        UnknownReferenceError: A parent is no member.

        CycleError: A member is above itself; the error shows the path.
    """

    what: str = attrs.field(validator=not_blank)
    links: tuple[tuple[Id, Id | None], ...] = attrs.field(default=(), converter=_links)

    def __attrs_post_init__(self) -> None:
        parents = self._parents
        if len(parents) < len(self.links):
            ids = [member for member, _ in self.links]
            raise DuplicateError(self.what, next(a for a, b in itertools.pairwise(ids) if a == b))
        for member, parent in self.links:
            if parent is not None and parent not in parents:
                raise UnknownReferenceError(f"parent {self.what}", parent, f"{self.what} {member!r}")
        if len(self._index[0]) < len(self.links):
            raise CycleError(self.what, self._cycle())

    def __contains__(self, member: object) -> bool:
        return member in self._parents

    def __iter__(self) -> Iterator[Id]:
        return iter(self._index[0])

    def __len__(self) -> int:
        return len(self.links)

    @property
    def roots(self) -> tuple[Id, ...]:
        """
        Those without a parent, in order.
        """
        return self._below[None]

    def parent(self, member: Id) -> Id | None:
        """
        The one right above, or ``None`` for a root.

        Raises:
            UnknownIdError: It is no member.
        """
        try:
            return self._parents[member]
        except KeyError:
            raise UnknownIdError(self.what, member) from None

    def parents(self, member: Id) -> tuple[Id, ...]:
        """
        All above, from the nearest to the root; empty for a root.

        Raises:
            UnknownIdError: It is no member.
        """
        found = []
        above = self.parent(member)
        while above is not None:
            found.append(above)
            above = self._parents[above]
        return tuple(found)

    def path(self, member: Id) -> tuple[Id, ...]:
        """
        From the root down to the member itself.

        Raises:
            UnknownIdError: It is no member.
        """
        return (*reversed(self.parents(member)), member)

    def root(self, member: Id) -> Id:
        """
        The one at the top of its tree; a root is its own.

        Raises:
            UnknownIdError: It is no member.
        """
        return self.path(member)[0]

    def children(self, member: Id) -> tuple[Id, ...]:
        """
        Those right below, in order.

        Raises:
            UnknownIdError: It is no member.
        """
        self.parent(member)
        return self._below.get(member, ())

    def tree(self, member: Id) -> tuple[Id, ...]:
        """
        The member and all below it, each right before what is below it.

        Raises:
            UnknownIdError: It is no member.
        """
        self.parent(member)
        order, place, end = self._index
        return order[place[member] : end[member]]

    def is_inside(self, member: Id, of: Id) -> bool:
        """
        Whether it is that member, or anywhere below it.

        Raises:
            UnknownIdError: One of the two is no member.
        """
        self.parent(member)
        self.parent(of)
        _, place, end = self._index
        return place[of] <= place[member] < end[of]

    @functools.cached_property
    def _parents(self) -> dict[Id, Id | None]:
        return dict(self.links)

    @functools.cached_property
    def _below(self) -> dict[Id | None, tuple[Id, ...]]:
        below: dict[Id | None, list[Id]] = {None: []}
        for member, parent in self.links:
            below.setdefault(parent, []).append(member)
        return {parent: tuple(members) for parent, members in below.items()}

    @functools.cached_property
    def _index(self) -> _Index[Id]:
        # With a stack of our own: a chain of ten thousand is no reason to end in a RecursionError.
        order: list[Id] = []
        place: dict[Id, int] = {}
        end: dict[Id, int] = {}
        stack = [(root, False) for root in reversed(self.roots)]
        while stack:
            member, left = stack.pop()
            if left:
                end[member] = len(order)
                continue
            place[member] = len(order)
            order.append(member)
            stack.append((member, True))
            stack += [(child, False) for child in reversed(self._below.get(member, ()))]
        return tuple(order), place, end

    def _cycle(self) -> tuple[str, ...]:
        # Whoever no root leads to hangs below a circle, or is part of one.
        member = next(each for each, _ in self.links if each not in self._index[1])
        path: dict[Id, None] = {}
        while member not in path:
            path[member] = None
            above = self._parents[member]
            assert above is not None  # noqa: S101  # a root would have led here
            member = above
        walked = list(path)
        return (*walked[walked.index(member) :], member)
