import base64
import random
from itertools import pairwise

import pytest

from sellerdesk.sellers.models import Seller
from sellerdesk.ui.paging import Order, Page, page

pytestmark = pytest.mark.django_db
ORDERS = [Order(column, down) for column in ("change", "search") for down in (False, True)]


@pytest.fixture
def crowd() -> list[Seller]:
    """Forty sellers with many equal changes and some unknown ones."""
    dice = random.Random(4)
    made = [
        Seller(
            id=f"s{number:02}",
            name="n",
            type="seller",
            market="VN",
            zone="UTC",
            search=dice.choice("abc"),
            change=dice.choice([None, -1.5, -0.1, 0.0, 0.3, 2.0]),
        )
        for number in range(40)
    ]
    return Seller.objects.bulk_create(made)


def expected(crowd: list[Seller], order: Order) -> list[str]:
    known = [s for s in crowd if getattr(s, order.column) is not None]
    unknown = [s for s in crowd if getattr(s, order.column) is None]
    known.sort(key=lambda s: (getattr(s, order.column), s.pk), reverse=order.descending)
    unknown.sort(key=lambda s: s.pk, reverse=order.descending)
    return [s.pk for s in (*known, *unknown)]


def pages_forward(order: Order, size: int) -> list[Page[Seller]]:
    found = [page(Seller.objects.all(), order, size=size)]
    while found[-1].after:
        found.append(page(Seller.objects.all(), order, after=found[-1].after, size=size))
    return found


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 7, 39, 40, 41])
def test_pages_forward_hold_every_row_once_in_order(crowd: list[Seller], order: Order, size: int) -> None:
    found = pages_forward(order, size)
    assert [row.pk for part in found for row in part.rows] == expected(crowd, order)
    assert not found[0].before and all(part.before for part in found[1:])


@pytest.mark.parametrize("order", ORDERS)
def test_going_back_shows_the_same_pages(crowd: list[Seller], order: Order) -> None:
    forward = pages_forward(order, 7)
    for earlier, later in pairwise(forward):
        back = page(Seller.objects.all(), order, before=later.before, size=7)
        assert [r.pk for r in back.rows] == [r.pk for r in earlier.rows]
        assert back.after and bool(back.before) == bool(earlier.before)


def test_a_row_that_comes_in_between_moves_nothing(crowd: list[Seller]) -> None:
    order = Order("search")
    first = page(Seller.objects.all(), order, size=7)
    Seller.objects.create(id="a-new", name="n", type="seller", market="VN", zone="UTC", search="a")
    second = page(Seller.objects.all(), order, after=first.after, size=7)
    assert [row.pk for row in second.rows] == expected(crowd, order)[7:14]


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "%%%", "W10", "WzEsMl0", "bnVsbA", "eyJhIjoxfQ", "WyJhYmMiLCAiczAxIl0", "é"),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
        base64.urlsafe_b64encode(b'[0, 1%s, "s01"]' % (b"0" * 400)).decode(),
        base64.urlsafe_b64encode(rb'[0, 1.0, "s\u0000"]').decode(),
    ],
)
def test_a_cursor_that_cannot_be_read_gives_the_first_page_or_a_place(
    crowd: list[Seller], cursor: str
) -> None:
    assert page(Seller.objects.all(), Order("change"), after=cursor, size=7).rows is not None
    assert page(Seller.objects.all(), Order("change"), before=cursor, size=7).rows is not None


def test_no_rows_make_an_empty_page() -> None:
    assert page(Seller.objects.none(), Order("search")) == Page((), "", "")
