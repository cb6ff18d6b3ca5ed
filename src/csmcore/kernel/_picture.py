"""
Whatever draws itself, as a picture.
"""

from csmcore.errors import DefinitionError
from csmcore.kernel._checks import zone_name
from csmcore.kernel._markup import Markup, element
from csmcore.kernel._times import on_clocks


def picture(value: object, *, zone: str | None = None) -> Markup:
    """
    A value as it draws itself in a notebook, for whoever shows it elsewhere.

    Calendars, lifecycles, clocks, statuses, coverages, plans and decisions draw themselves, and
    accounts, contracts, cases and their like are cards of what is set.

    Args:
        value: What draws itself.

        zone: On whose clocks its instants are told, with a line that says so. They are in
            UTC if not given; what stands beside an axis is on the clocks of that axis.

    Raises:
        DefinitionError: It does not draw itself, or as something that is not safe, or there is
            no such zone.
    """
    draws = getattr(value, "_repr_html_", None)
    drawn = None if draws is None or isinstance(value, type) else draws()
    if not isinstance(drawn, Markup):
        message = f"a {type(value).__name__} does not draw itself; give a calendar, clock or decision"
        raise DefinitionError(message)
    if zone is None:
        return drawn
    return element("section", element("p", f"Times in {zone_name(zone)}."), on_clocks(drawn, zone))
