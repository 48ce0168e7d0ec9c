"""The recipe for a page works as written, and the access table demands the page's row."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.urls import include, path

from sellerdesk.config import urls
from sellerdesk.sellers import urls as sellers
from sellerdesk.sellers import views
from tests.pages import test_access as access
from tests.recipes import blocks, named_path
from tests.sellerdesk.desk import SignedIn

PAGE = "Add a page"
VIEW, PATH, ROW = blocks(PAGE, "python")
TEMPLATE = blocks(PAGE, "html")[0]
APP = Path("src/sellerdesk/sellers")


@pytest.fixture
def page(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk with the recipe's view, path and template."""
    code = vars(views).copy()
    exec(VIEW, code)
    app = ModuleType("views_with_the_page")
    vars(app).update(code)
    added = eval(PATH.strip().rstrip(","), {"path": path, "views": app})
    address = include(([*sellers.urlpatterns, added], "sellers"))
    root = ModuleType("urls_with_the_page")
    vars(root).update(vars(urls) | {"__name__": root.__name__})
    vars(root)["urlpatterns"] = [
        path("sellers/", address) if getattr(each, "namespace", None) == "sellers" else each
        for each in urls.urlpatterns
    ]
    monkeypatch.setitem(sys.modules, root.__name__, root)
    settings.ROOT_URLCONF = root.__name__
    template = tmp_path / named_path(PAGE, TEMPLATE).relative_to(APP / "templates")
    template.parent.mkdir()
    template.write_text(TEMPLATE, "utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


def test_the_blocks_belong_where_the_recipe_says() -> None:
    assert named_path(PAGE, VIEW) == APP / "views.py" and named_path(PAGE, PATH) == APP / "urls.py"
    assert named_path(PAGE, ROW) == Path("tests/pages/test_access.py")
    assert not (Path(__file__).parents[2] / named_path(PAGE, TEMPLATE)).exists()


def test_a_page_without_its_row_fails_the_access_table(page: None) -> None:
    with pytest.raises(AssertionError, match="sellers:care"):
        access.test_every_address_is_in_the_table()


@pytest.mark.parametrize("person", access.PEOPLE)
def test_with_its_row_everybody_gets_what_the_table_says(
    page: None, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, person: str
) -> None:
    row = eval(f"{{{ROW}}}", dict(vars(access)))
    monkeypatch.setattr(access, "ACCESS", access.ACCESS | row)
    access.test_every_address_is_in_the_table()
    monkeypatch.setattr(access, "ACCESS", row)
    access.test_everybody_gets_what_the_table_says(signed_in, person)


def test_the_page_shows_who_looks_after_the_seller(page: None, signed_in: SignedIn) -> None:
    text = signed_in("manager").get("/sellers/CN-1/care/").content.decode()
    assert "杭州雅居家居旗舰店" in text and str(signed_in.cast["manager"]) in text
