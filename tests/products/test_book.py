"""
A book of products: its questions, each one call, and everything it refuses to hold.
"""

import datetime as dt
import pickle
from typing import Any, Final

import pytest

from csmcore.errors import (
    CharacteristicError,
    CycleError,
    DefinitionError,
    DuplicateError,
    OverlapError,
    UnknownIdError,
    UnknownReferenceError,
)
from csmcore.kernel import DateSpan, LocationId, Term
from csmcore.products import (
    Deployment,
    Holdings,
    ProductBook,
    ProductCategory,
    ProductDirectory,
    ProductModel,
    TextCharacteristic,
    WarrantyExtension,
    WarrantyTerm,
)
from tests.products.shop import (
    ACME,
    INITECH,
    KIM,
    ROUTER,
    item,
    item_id,
    link,
    model_id,
    need,
    sold,
    sold_id,
)

JAN: Final = dt.date(2026, 1, 1)
JULY: Final = dt.date(2026, 7, 1)
CARD: Final = ProductModel(model_id("card"), "Line card", category="access")
PLAN: Final = ProductModel(model_id("plan"), "Plan", kind="service")
KIT: Final = ProductModel(model_id("kit"), "Kit", parts=[CARD.id, ROUTER.id], category="network")
BOOK: Final = ProductBook(
    [ROUTER, CARD, PLAN, KIT],
    [
        sold("hub", location_id="oslo"),
        sold("line", parent_id="hub", model_id=PLAN.id, owner=KIM),
        sold("spare", owner=INITECH),
    ],
    [
        item("rack", location_id="lima"),
        item("core", parent_id="rack", root_id="rack"),
        item("port", parent_id="core", model_id=CARD.id, owner=KIM),
        item("shelf", parent_id="rack", location_id="cell"),
        item("edge", owner=INITECH, installed_on=JAN, uninstalled_on=JULY, state="retired"),
        item("new", owner=INITECH, kind="replacement", replaces_id="edge"),
    ],
    [
        link("hub", "core"),
        link("line", "core", valid=DateSpan(JAN, JULY)),
        link("hub", "edge", valid=DateSpan(until=JULY)),
    ],
    [need("edge", "core", reason="uplink"), need("core", "edge")],
    categories=[ProductCategory("access", "network"), ProductCategory("network")],
)


def ids(values: Any) -> list[str]:
    """
    The ids of some values.
    """
    return [each.id for each in values]


def test_what_is_deployed_of_a_sold_product_and_where() -> None:
    """
    Where the item is, else where the one around it is, else where what was sold is.
    """
    core, edge = BOOK.deployed(sold_id("hub"))

    assert core == Deployment(
        item=BOOK.item(item_id("core")), location_id=LocationId("lima"), valid=DateSpan()
    )
    assert (edge.item.id, edge.location_id, edge.valid) == ("edge", "oslo", DateSpan(until=JULY))
    assert BOOK.deployed(sold_id("spare")) == ()


def test_what_is_deployed_on_a_date() -> None:
    """
    The link holds and the item is there.
    """

    def deployed(name: str, on: dt.date) -> list[str]:
        return [each.item.id for each in BOOK.deployed(sold_id(name), on=on)]

    assert deployed("hub", JAN - dt.timedelta(days=1)) == ["core"]
    assert deployed("hub", JAN) == ["core", "edge"]
    assert deployed("hub", JULY) == ["core"]
    assert deployed("line", JULY) == []


def test_as_what_an_item_was_sold() -> None:
    """
    By its own links, else by those of the nearest item around it; each sold product once.
    """
    assert ids(BOOK.sold_as(item_id("core"))) == ["hub", "line"]
    assert ids(BOOK.sold_as(item_id("core"), on=JULY)) == ["hub"]
    assert ids(BOOK.sold_as(item_id("port"))) == ["hub", "line"]
    assert ids(BOOK.sold_as(item_id("rack"))) == []
    assert [each.sold_product_id for each in BOOK.links_of(item_id("core"))] == ["hub", "line"]


def test_what_is_inside_an_item() -> None:
    """
    All of it, each right before what is inside that; or right inside only.
    """
    assert ids(BOOK.below(item_id("rack"))) == ["core", "port", "shelf"]
    assert ids(BOOK.below(item_id("port"))) == []
    assert ids(BOOK.items_inside(item_id("rack"))) == ["core", "shelf"]
    assert BOOK.root_of_item(item_id("port")).id == "rack"
    assert BOOK.root_of_item(item_id("edge")).id == "edge"
    assert ids(BOOK.sold_under(sold_id("hub"))) == ["line"]


def test_an_item_is_whose_the_nearest_around_it_is() -> None:
    """
    A child without an owner has its parent's; one with an owner has its own, and so its place.
    """
    assert [BOOK.owner_of_item(item_id(each)) for each in ("rack", "core", "port")] == [ACME, ACME, KIM]
    places = [BOOK.location_of_item(item_id(each)) for each in ("port", "shelf", "edge")]
    assert places == ["lima", "cell", None]


def test_what_nobody_owns_is_the_providers() -> None:
    """
    A node of the network has no owner, and passes none on to what is inside it.
    """
    book = ProductBook([ROUTER], (), [item("node", owner=None), item("card", parent_id="node")])

    assert [book.owner_of_item(item_id(each)) for each in ("node", "card")] == [None, None]
    assert not book.owned_by(ACME)


def test_what_is_whose() -> None:
    """
    What was sold to them and the items that are theirs, inherited or not.
    """
    assert ids(BOOK.owned_by(ACME).sold) == ["hub"]
    assert ids(BOOK.owned_by(ACME).items) == ["core", "rack", "shelf"]
    assert ids(BOOK.owned_by(KIM).items) == ["port"]
    assert not ProductBook().owned_by(KIM)
    assert ProductBook().owned_by(KIM) == Holdings()


def test_a_text_is_no_owner() -> None:
    """
    It could be an account or a consumer; the error tells which owners there are.
    """
    told = "'north' is no owner; say an AccountOwner, ConsumerOwner, HouseholdOwner or "
    with pytest.raises(DefinitionError, match=told):
        BOOK.owned_by("north")  # type: ignore[arg-type]


def test_what_there_is_of_a_model_and_of_a_category() -> None:
    """
    A category has the models of those below it; where there are none, it is a text.
    """
    assert ids(BOOK.of_model(PLAN.id).sold) == ["line"]
    assert ids(BOOK.of_model(CARD.id).items) == ["port"]
    assert not BOOK.of_model(KIT.id)
    assert ids(BOOK.bundles_with(CARD.id)) == ["kit"]
    assert ids(BOOK.of_category("network")) == ["card", "kit"]
    assert ids(BOOK.of_category("access")) == ["card"]
    assert ids(ProductBook([CARD, KIT, ROUTER]).of_category("network")) == ["kit"]
    with pytest.raises(UnknownIdError, match="no category has the id 'gas'"):
        BOOK.of_category("gas")


def test_what_needs_what() -> None:
    """
    Both ways; a circle is allowed.
    """
    assert [each.item_id for each in BOOK.dependents(item_id("core"))] == ["edge"]
    assert [(each.on_id, each.reason) for each in BOOK.needs(item_id("edge"))] == [("core", "uplink")]


def test_a_book_is_a_directory() -> None:
    """
    What other packages ask of a host's own store, a book answers.
    """
    assert isinstance(BOOK, ProductDirectory)
    assert BOOK.model(CARD.id) == CARD
    assert BOOK.sold_product(sold_id("line")).owner == KIM
    assert pickle.loads(pickle.dumps(BOOK)) == BOOK


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda: BOOK.model(model_id("x")), "model"),
        (lambda: BOOK.of_model(model_id("x")), "model"),
        (lambda: BOOK.bundles_with(model_id("x")), "model"),
        (lambda: BOOK.sold_product(sold_id("x")), "sold product"),
        (lambda: BOOK.deployed(sold_id("x")), "sold product"),
        (lambda: BOOK.sold_under(sold_id("x")), "sold product"),
        (lambda: BOOK.item(item_id("x")), "item"),
        (lambda: BOOK.sold_as(item_id("x")), "item"),
        (lambda: BOOK.links_of(item_id("x")), "item"),
        (lambda: BOOK.below(item_id("x")), "item"),
        (lambda: BOOK.items_inside(item_id("x")), "item"),
        (lambda: BOOK.dependents(item_id("x")), "item"),
        (lambda: BOOK.needs(item_id("x")), "item"),
        (lambda: BOOK.owner_of_item(item_id("x")), "item"),
        (lambda: BOOK.location_of_item(item_id("x")), "item"),
        (lambda: BOOK.root_of_item(item_id("x")), "item"),
        (lambda: BOOK.original_of(item_id("x")), "item"),
    ],
)
def test_what_is_not_in_the_book_is_refused(ask: Any, what: str) -> None:
    """
    Whatever the question, the error says what was looked for.
    """
    with pytest.raises(UnknownIdError, match=f"no {what} has the id 'x'"):
        ask()


def bundle(name: str, *parts: str) -> ProductModel:
    """
    A model with others inside.
    """
    return ProductModel(model_id(name), name, parts=[model_id(each) for each in parts])


TWO: Final = [item("i"), item("j")]


@pytest.mark.parametrize(
    ("members", "error", "told"),
    [
        ({"models": [ROUTER, ROUTER]}, DuplicateError, "to be model 'router'"),
        ({"sold": [sold("s"), sold("s")]}, DuplicateError, "to be sold product 's'"),
        ({"items": [item("i"), item("i")]}, DuplicateError, "to be item 'i'"),
        (
            {"models": [bundle("kit", "x")]},
            UnknownReferenceError,
            "bundle 'kit' names model 'x', and there is none",
        ),
        (
            {"models": [CARD], "categories": [ProductCategory("gas")]},
            UnknownReferenceError,
            "model 'card' names category 'access'",
        ),
        (
            {"categories": [ProductCategory("a", "b"), ProductCategory("b", "a")]},
            CycleError,
            "category 'a' is above itself: 'a' under 'b' under 'a'",
        ),
        (
            {"models": [bundle("a", "b"), bundle("b", "c"), bundle("c", "b")]},
            CycleError,
            "bundle 'b' is above itself: 'b' under 'c' under 'b'",
        ),
        (
            {"sold": [sold("s", model_id="x")]},
            UnknownReferenceError,
            "sold product 's' names model 'x'",
        ),
        (
            {"sold": [sold("s", parent_id="x")]},
            UnknownReferenceError,
            "sold product 's' names parent sold product 'x'",
        ),
        (
            {"sold": [sold("s", parent_id="t"), sold("t", parent_id="s")]},
            CycleError,
            "sold product 's' is above itself: 's' under 't' under 's'",
        ),
        ({"items": [item("i", model_id="x")]}, UnknownReferenceError, "item 'i' names model 'x'"),
        (
            {"items": [item("i", parent_id="x")]},
            UnknownReferenceError,
            "item 'i' names parent item 'x'",
        ),
        (
            {"items": [item("i", parent_id="j"), item("j", parent_id="i")]},
            CycleError,
            "item 'i' is above itself: 'i' under 'j' under 'i'",
        ),
        (
            {"items": [item("i", kind="replacement", replaces_id="x")]},
            UnknownReferenceError,
            "item 'i' names item 'x'",
        ),
        (
            {
                "items": [
                    item("i", kind="replacement", replaces_id="j"),
                    item("j", kind="replacement", replaces_id="i"),
                ]
            },
            CycleError,
            "replacement 'i' is above itself",
        ),
        (
            {"items": [*TWO, item("k", parent_id="i", root_id="j")]},
            DefinitionError,
            "item 'k' tells the root 'j', and its tree has 'i' on top",
        ),
        (
            {"items": [item("i", characteristics={"host": "h"})]},
            CharacteristicError,
            "item 'i' does not fit its model: host is no characteristic of the model, which has none",
        ),
        (
            {
                "models": [
                    ProductModel(
                        ROUTER.id, "R", characteristics=[TextCharacteristic("host", required=True)]
                    )
                ],
                "items": [item("i")],
            },
            CharacteristicError,
            "item 'i' does not fit its model: host is missing",
        ),
        (
            {"installed": [link("x", "i")], "items": [item("i")]},
            UnknownReferenceError,
            "the link to item 'i' names sold product 'x'",
        ),
        (
            {"installed": [link("s", "x")], "sold": [sold("s")]},
            UnknownReferenceError,
            "the link to sold product 's' names item 'x'",
        ),
        (
            {
                "installed": [
                    link("s", "i", valid=DateSpan(JAN)),
                    link("s", "i", valid=DateSpan(until=JULY)),
                ],
                "sold": [sold("s")],
                "items": [item("i")],
            },
            OverlapError,
            "the link of sold product 's' to item 'i' runs until 2026-07-01 and also from 2026-01-01",
        ),
        (
            {"dependencies": [need("x", "i")], "items": TWO},
            UnknownReferenceError,
            "the dependency on item 'i' names item 'x'",
        ),
        (
            {"dependencies": [need("i", "x")], "items": TWO},
            UnknownReferenceError,
            "the dependency of item 'i' names item 'x'",
        ),
        (
            {"dependencies": [need("i", "j"), need("i", "j")], "items": TWO},
            OverlapError,
            "the dependency of item 'i' on item 'j' runs always and also always",
        ),
        (
            {"extensions": [WarrantyExtension(sold_id("x"), "e", covers="parts", runs=Term(years=1))]},
            UnknownReferenceError,
            "extension 'e' names sold product 'x'",
        ),
        (
            {
                "sold": [sold("s")],
                "extensions": [WarrantyExtension(sold_id("s"), "e", covers="parts", runs=Term(years=1))]
                * 2,
            },
            DuplicateError,
            "extension 'e', of sold product 's'",
        ),
        ({"items": ["i"]}, DefinitionError, "'i' is no InstallBaseItem"),
    ],
)
def test_a_book_refuses_what_does_not_fit(members: dict[str, Any], error: Any, told: str) -> None:
    """
    Twins, references that lead nowhere with who names them, circles with their path, and the rest.
    """
    with pytest.raises(error, match=told):
        ProductBook(**{"models": [ROUTER], **members})


def test_two_needs_for_two_reasons_are_two() -> None:
    """
    Power and network from one item; and the same link again once it has ended.
    """
    book = ProductBook(
        [ROUTER],
        [sold("s")],
        TWO,
        [link("s", "i", valid=DateSpan(JAN, JULY)), link("s", "i", valid=DateSpan(JULY))],
        [need("i", "j", reason="power"), need("i", "j", reason="network")],
    )

    assert [each.reason for each in book.needs(item_id("i"))] == ["network", "power"]
    assert len(book.deployed(sold_id("s"))) == 2
    assert ids(book.sold_as(item_id("i"))) == ["s"]


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    """
    The same members in any order are the same book, and hash alike.
    """
    back = ProductBook(
        BOOK.models[::-1],
        BOOK.sold[::-1],
        BOOK.items[::-1],
        BOOK.installed[::-1],
        BOOK.dependencies[::-1],
        categories=BOOK.categories[::-1],
    )

    assert back == BOOK
    assert hash(back) == hash(BOOK)


def test_a_bundle_ten_thousand_deep_is_no_problem() -> None:
    """
    No answer depends on how deep Python may call itself; a circle that deep is found.
    """
    models = [bundle(f"m{n}", f"m{n + 1}") for n in range(10_000)]

    assert len(ProductBook([*models, bundle("m10000")]).models) == 10_001
    with pytest.raises(CycleError, match="more"):
        ProductBook([*models, bundle("m10000", "m0")])


def test_items_ten_thousand_deep_are_no_problem() -> None:
    """
    Each inside the one before, replaced one after the other, all asked about.
    """
    first = item("i0", location_id="oslo")
    rest = [
        item(f"i{n}", parent_id=f"i{n - 1}", root_id="i0", kind="replacement", replaces_id=f"i{n - 1}")
        for n in range(1, 10_001)
    ]
    book = ProductBook([ROUTER], [sold("s")], [first, *rest], [link("s", "i0")])
    last = item_id("i10000")

    assert len(book.below(item_id("i0"))) == 10_000
    assert book.owner_of_item(last) == ACME
    assert book.location_of_item(last) == "oslo"
    assert book.root_of_item(last).id == "i0"
    assert book.original_of(last).id == "i0"
    assert ids(book.sold_as(last)) == ["s"]


YEAR: Final = Term(years=1)


def test_a_book_gathers_what_a_warranty_needs() -> None:
    """
    Terms of the model, extensions, the first installation, and for a replacement the original.
    """
    model = ProductModel(
        model_id("m"),
        "M",
        warranties=[WarrantyTerm("standard", covers="parts", runs=YEAR, starts="installation")],
    )
    bundle_of_it = ProductModel(model_id("b"), "B", parts=[model.id])
    book = ProductBook(
        [model, bundle_of_it],
        [
            sold("s", model_id="m"),
            sold("all", model_id="b"),
            sold("bare", model_id="m"),
            sold("told", model_id="m", installed_on=dt.date(2024, 2, 1)),
        ],
        [
            item("old", model_id="m", installed_on=dt.date(2024, 3, 10), state="retired"),
            item(
                "new",
                model_id="m",
                installed_on=dt.date(2024, 12, 1),
                kind="replacement",
                replaces_id="old",
            ),
            item("own", model_id="m", installed_on=dt.date(2024, 5, 1)),
            item("free", model_id="m", installed_on=dt.date(2024, 7, 1)),
        ],
        [link("all", "old"), link("s", "old"), link("s", "own")],
        extensions=[WarrantyExtension(sold_id("s"), "extra", covers="parts", runs=YEAR)],
    )
    at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)

    def until(answer: Any) -> dt.date | None:
        found: dt.date | None = answer.of("parts").until
        return found

    assert until(book.warranty_of(sold_id("s"), at=at, zone="UTC")) == dt.date(2026, 3, 10)
    assert until(book.warranty_of_item(item_id("new"), at=at, zone="UTC")) == dt.date(2026, 3, 10)
    assert until(book.warranty_of_item(item_id("own"), at=at, zone="UTC")) == dt.date(2026, 5, 1)
    assert until(book.warranty_of_item(item_id("free"), at=at, zone="UTC")) == dt.date(2025, 7, 1)
    assert until(book.warranty_of(sold_id("told"), at=at, zone="UTC")) == dt.date(2025, 2, 1)
    assert until(book.warranty_of(sold_id("all"), at=at, zone="UTC")) is None
    assert until(book.warranty_of(sold_id("bare"), at=at, zone="UTC")) is None
    with pytest.raises(UnknownIdError, match="sold product"):
        book.warranty_of(sold_id("x"), at=at, zone="UTC")
    with pytest.raises(UnknownIdError, match="item"):
        book.warranty_of_item(item_id("x"), at=at, zone="UTC")


def parts_book() -> ProductBook:
    """
    A server sold on 1 March 2024 for a year on parts, with a board in it, and a fan on the board.

    A disk inside has two years of its own; a card inside was sold by itself, without a warranty.
    """
    years = Term(years=2)
    return ProductBook(
        [
            ProductModel(
                model_id("server"), "S", warranties=[WarrantyTerm("year", covers="parts", runs=YEAR)]
            ),
            ProductModel(
                model_id("disk"), "D", warranties=[WarrantyTerm("disk", covers="parts", runs=years)]
            ),
            ProductModel(model_id("plain"), "P"),
        ],
        [
            sold("s", model_id="server", sold_on=dt.date(2024, 3, 1)),
            sold("c", model_id="plain", sold_on=dt.date(2024, 5, 1)),
        ],
        [
            item("server", model_id="server"),
            item("board", model_id="plain", parent_id="server"),
            item("fan", model_id="plain", parent_id="board"),
            item("gone", model_id="plain", parent_id="board", state="retired"),
            item("disk", model_id="disk", parent_id="board"),
            item("card", model_id="plain", parent_id="board"),
            item("spare", model_id="plain"),
            item("screw", model_id="plain", parent_id="spare"),
        ],
        [link("s", "server"), link("c", "card")],
    )


def test_a_part_without_a_warranty_has_that_of_what_is_around_it() -> None:
    """
    The fan two levels down has the server's year; the answer says so, also when it is over.
    """
    book = parts_book()

    def ask(name: str, on: dt.date) -> Any:
        at = dt.datetime(on.year, on.month, on.day, 12, tzinfo=dt.UTC)
        return book.warranty_of_item(item_id(name), at=at, zone="UTC").of("parts")

    held = ask("fan", dt.date(2025, 2, 28))
    assert held.until == dt.date(2025, 3, 1)
    assert str(held.decision.reasons[0]) == "it is inside item server, which has year"
    assert str(ask("board", dt.date(2025, 2, 28)).decision.reasons[0]).startswith("it is inside")
    over = ask("fan", dt.date(2025, 3, 1))
    assert not over
    assert [str(each) for each in over.decision.reasons] == [
        "none holds on 2025-03-01",
        "it is inside item server, whose warranty counts",
    ]
    assert str(over) == "parts: not covered (year: it ended on 2025-03-01)"
    assert "the item is retired" in str(ask("gone", dt.date(2025, 2, 28)))
    assert "inside" not in str(ask("server", dt.date(2025, 2, 28)).decision)


def test_a_part_with_a_warranty_or_a_sale_of_its_own_keeps_to_that() -> None:
    """
    The disk has its two years from the server's sale; the card was sold without any, and has none.

    A screw in a spare that nobody sold has none either, and nothing is said of what is around it.
    """
    book, at = parts_book(), dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
    disk = book.warranty_of_item(item_id("disk"), at=at, zone="UTC").of("parts")

    assert disk.until == dt.date(2026, 3, 1)
    assert "inside" not in str(disk.decision)
    for name in ("card", "screw"):
        told = book.warranty_of_item(item_id(name), at=at, zone="UTC").of("parts")
        assert str(told) == "parts: not covered (no warranty covers parts)"


def test_of_two_dates_of_installation_that_of_what_is_asked_about_counts() -> None:
    """
    The sold product was installed in March and its item in May: a year from each for itself.
    """
    terms = [WarrantyTerm("year", covers="parts", runs=YEAR, starts="installation")]
    book = ProductBook(
        [ProductModel(model_id("m"), "M", warranties=terms)],
        [sold("s", model_id="m", installed_on=dt.date(2024, 3, 1))],
        [item("i", model_id="m", installed_on=dt.date(2024, 5, 1))],
        [link("s", "i")],
    )
    at = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)

    of_sold, of_item = (
        book.warranty_of(sold_id("s"), at=at, zone="UTC"),
        book.warranty_of_item(item_id("i"), at=at, zone="UTC"),
    )
    assert of_sold.of("parts").until == dt.date(2025, 3, 1)
    assert of_item.of("parts").until == dt.date(2025, 5, 1)
