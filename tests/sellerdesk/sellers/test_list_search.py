"""The relevance set: what people type in three languages, and which seller has to come first.

Sixty-six sellers; every question names its first answer, or nothing where nothing should be found.
"""

import pytest
from django.db import connection

from sellerdesk.sellers.finding import begins, exactly, holds, reindex
from sellerdesk.sellers.models import Seller
from sellerdesk.ui.search import read, shadow

pytestmark = pytest.mark.django_db

VN = (
    *("Hà Nội Home & Kitchen", "Sài Gòn Beauty", "Đà Nẵng Surf Shop", "Đồ Gia Dụng Bình Minh"),
    *(
        "Thời Trang Ngọc Ánh",
        "Mẹ và Bé Thảo Vy",
        "Điện Máy Chợ Lớn",
        "Nước Mắm Phú Quốc",
        "Cà Phê Buôn Ma Thuột",
    ),
    *("Gốm Bát Tràng", "Áo Dài Huế", "Trà Thái Nguyên", "Hà Anh Store", "Nhà Sách Hà Nội", "Phở Thìn"),
    *("Giày Dép Hải Phòng", "Đặc Sản Đà Lạt", "Bánh Mì Sài Gòn", "Yến Sào Khánh Hòa", "Đồng Hồ Đăng Quang"),
    *("Mỹ Phẩm Hương Thị", "Shop Bé Yêu"),
)
US = (
    *("Willow & Oak Living", "Willowdale Toys", "Oak Street Coffee", "Café Saigon", "Brand New Shop"),
    *("Blue Moon Electronics", "Bluebird Baby", "Northwind Sports", "O'Neill Surf", "3M Office Supply"),
    *("Straße 1 Berlin Imports", "A.B.C. Trading", "Home Depot-Like", "The Kitchen Home", "Sun & Sons"),
    *("Moonlight Candles", "Señor Taco", "Green-Leaf Tea", "Anh's Nails", "An Phat Import"),
    *("xX_Gamer_Xx", "Kitchenware 24/7"),
)
CN = (
    *("杭州雅居家居旗舰店", "广州潮流女装", "成都火锅专卖店", "深圳数码旗舰店", "上海母婴之家", "雅居数码"),
    *("义乌小商品", "北京图书专营店", "苏州丝绸", "景德镇陶瓷", "家居生活馆", "潮流数码 TrendDigital"),
    *("女装之家", "Hangzhou Tea 龙井", "顺德家电", "佛山瓷砖", "福建茶叶", "厦门海鲜", "旗舰家居"),
    *("退款无忧店", "运动户外", "Guangzhou 广州 Toys"),
)
SELLERS = {
    f"{market}-S-{number:05d}": (name, market)
    for market, names in (("VN", VN), ("US", US), ("CN", CN))
    for number, name in enumerate(names, 1)
}

FIRST: dict[str, str | None] = {
    # Vietnamese with marks
    **{"Hà Nội": VN[0], "hà nội home": VN[0], "Đà Nẵng": VN[2], "đà lạt": VN[16], "Sài Gòn": VN[1]},
    **{"thời trang": VN[4], "Ngọc Ánh": VN[4], "ÁO DÀI": VN[10], "mẹ và bé": VN[5], "đồng hồ": VN[19]},
    **{"Nhà sách": VN[13], "bé yêu": VN[21], "Phở": VN[14], "Đăng Quang": VN[19], "chợ lớn": VN[6]},
    # Vietnamese without marks, in any order, in part, written together
    **{"ha noi": VN[0], "hanoi": VN[0], "cafe saigon": US[3], "sai gon": VN[1], "danang": VN[2]},
    **{"da nang": VN[2]},
    **{"do gia dung": VN[3], "dien may": VN[6], "nuoc mam": VN[7], "ca phe": VN[8], "buon ma thuot": VN[8]},
    **{"kitchen noi": VN[0], "bat trang": VN[9], "hue": VN[10], "thai nguyen": VN[11], "dong ho": VN[19]},
    **{"da lat": VN[16], "hai phong": VN[15], "khanh hoa": VN[18], "hanoi home": VN[0], "my pham": VN[20]},
    **{"dac san": VN[16], "ha": VN[12], "ha anh": VN[12], "sach ha noi": VN[13], "banh mi sai gon": VN[17]},
    # English, with signs, accents and beginnings of words
    **{"willow": US[0], "willow oak": US[0], "Willow & Oak": US[0], "willowd": US[1], "oak": US[2]},
    **{"cafe": US[3], "CAFÉ": US[3], "senor": US[16], "strasse": US[10], "abc": None, "a.b.c": US[11]},
    **{"o'neill": US[8], "oneill": US[8], "3m": US[9], "green leaf": US[17], "home depot": US[12]},
    **{"moon": US[15], "blue": US[5], "bluebird": US[6], "gamer": US[20], "24/7": US[21], "an phat": US[19]},
    **{"kitchen home": US[13], "coffee oak": US[2], "anh": US[18], "brand new": US[4], "itchen": None},
    # Chinese: two signs, parts, whole names, signs in another order
    **{"旗舰": CN[18], "家居": CN[10], "雅居": CN[5], "女装": CN[12], "数码": CN[3], "退款": CN[19]},
    **{"杭州": CN[0], "杭州雅居": CN[0], "旗舰店": CN[0], "深圳数码": CN[3], "广州": CN[1], "茶叶": CN[16]},
    **{"母婴": CN[4], "火锅": CN[2], "陶瓷": CN[9], "舰旗": None, "退": CN[19], "家居 旗舰": CN[0]},
    # mixed
    **{"hangzhou 龙井": CN[13], "龙井": CN[13], "trenddigital": CN[11], "潮流 trend": CN[11]},
    **{"guangzhou": CN[21], "广州 toys": CN[21], "home": US[12], "tea": US[17]},
    # numbers, whole, in part, in any case
    **{"VN-S-00001": VN[0], "vn-s-00003": VN[2], "US-S-00010": US[9], "cn-s-00007": CN[6], "VNS00002": VN[1]},
    **{
        "s-00022": CN[21],
        "us-s-00015": US[14],
        "US S 00021": US[20],
        "cn-s-0002": CN[21],
        "VN-S-99999": None,
    },
    # nothing
    **{"zzz": None, "ha xyz": None, "*": None, "\u200b": None, '"': None, "not or and": None},
    # invisible signs and directions change nothing
    **{"ha\u200b noi": VN[0], "\u202eha noi\u202c": VN[0], "雅\u200b居": CN[5], "  hà   nội  ": VN[0]},
}


@pytest.fixture
def crowd() -> None:
    made = [
        Seller(id=key, name=name, type="seller", market=market, zone="UTC", search=shadow(name, key))
        for key, (name, market) in SELLERS.items()
    ]
    Seller.objects.bulk_create(made)
    reindex()


def test_the_set_is_large_enough() -> None:
    assert len(SELLERS) >= 60 and len(FIRST) >= 100


def test_every_question_finds_its_seller_first(crowd: None) -> None:
    wrong = {}
    for question, name in FIRST.items():
        best = [seller.name for seller in Seller.objects.best(question, 5)]
        if (best[0] if best else None) != name:
            wrong[question] = (name, best)
    assert not wrong


def test_ranked_and_narrowed_are_the_same_sellers(crowd: None) -> None:
    for question in FIRST:
        if question.strip():
            ranked = {seller.pk for seller in Seller.objects.best(question, 100)}
            assert ranked == set(Seller.objects.found(question).values_list("pk", flat=True))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere there is one way only")
def test_the_index_of_words_finds_what_comparing_finds(crowd: None) -> None:
    for question in FIRST:
        search = read(question)
        for whole in (False, True):
            ways = (
                set(
                    Seller.objects.filter(holds(search, whole=whole, common=common)).values_list(
                        "pk", flat=True
                    )
                )
                for common in (False, True)
            )
            assert len({frozenset(found) for found in ways}) == 1, question


def test_a_name_that_begins_so_is_found_by_the_words_too(crowd: None) -> None:
    for question in FIRST:
        search = read(question)
        if search.phrases:
            found = set(Seller.objects.filter(holds(search)).values_list("pk", flat=True))
            for condition in (begins(search), exactly(search)):
                assert set(Seller.objects.filter(condition).values_list("pk", flat=True)) <= found
