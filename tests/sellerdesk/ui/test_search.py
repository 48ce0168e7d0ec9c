import pytest

from sellerdesk.ui.search import normalise


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("ha noi", "Hà Nội Home & Kitchen"),
        ("HÀ NỘI", "Hà Nội Home"),
        ("đà nẵng", "Da Nang Shop"),
        ("da nang", "Đà Nẵng"),
        ("退款", "我要退款"),
        ("旗舰", "杭州雅居旗舰店"),
        ("cafe", "Café Saigon"),
        ("ngoc", "Ngọc Ánh"),
        ("STRASSE", "Straße 1"),
    ],
)
def test_a_question_finds_its_text(question: str, text: str) -> None:
    assert normalise(question) in normalise(text)


def test_different_words_stay_different() -> None:
    assert normalise("退款") not in normalise("款退")
    assert normalise("ba") not in normalise("bã".replace("b", "c"))
