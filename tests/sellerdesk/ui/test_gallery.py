"""The gallery shows every part of the kit, and nobody outside demo mode."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sellerdesk.people.models import Person
from sellerdesk.ui import specimens
from tests.sellerdesk.desk import SignedIn

UI = Path(specimens.__file__).parent
LIBRARIES = ("desk", "charts", "lists", "steps")
OF_EVERY_PAGE = {
    "navigation",
    "page_address",
    "with_query",
    "icon",
    "tour_strip",
}  # seen in its header and pager


def test_every_part_of_the_kit_stands_in_the_gallery() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (UI / "templates" / "ui" / "gallery").glob("*.html"))
    tags = {
        tag
        for library in LIBRARIES
        for tag in import_module(f"sellerdesk.ui.templatetags.{library}").register.tags
        if not tag.startswith("end")
    }
    assert {tag for tag in tags - OF_EVERY_PAGE if f"{{% {tag} " not in text} == set()


def test_there_is_no_gallery_outside_demo_mode(signed_in: SignedIn, settings: Any) -> None:
    client = signed_in("admin")
    assert client.get("/ui/gallery/").status_code == 404
    settings.DEMO = True
    assert client.get("/ui/gallery/").status_code == 200


@pytest.mark.parametrize("language", ["en", "vi", "zh-hans"])
def test_the_gallery_is_drawn_in_each_language(signed_in: SignedIn, settings: Any, language: str) -> None:
    settings.DEMO = True
    page = signed_in("analyst", language).get("/ui/gallery/").content.decode()
    assert "−0.43" in page or "−0,43" in page


def test_a_toast_offers_the_way_back_and_a_foreign_one_is_refused(signed_in: SignedIn, settings: Any) -> None:
    settings.DEMO = True
    client = signed_in("analyst")
    page = client.post("/ui/gallery/", follow=True).content.decode()
    assert 'action="/ui/gallery/undo/"' in page and "Undo" in page
    assert "Undone." in client.post("/ui/gallery/undo/", follow=True).content.decode()


def test_the_choice_of_columns_is_kept_and_the_address_goes_before(
    signed_in: SignedIn, settings: Any
) -> None:
    settings.DEMO = True
    client = signed_in("analyst")
    chosen = {"table": "gallery", "density": "compact", "column": ["score"], "next": "/ui/gallery/"}
    page = client.post("/ui/table/", chosen, follow=True).content.decode()
    assert "table-vcenter dense" in page and "sort=-change" not in page and "sort=-share" in page
    shared = client.get("/ui/gallery/?columns=change&density=comfortable").content.decode()
    assert "table-vcenter dense" not in shared and "sort=-share" not in shared
    assert client.post("/ui/table/", chosen | {"table": "../x"}).status_code == 400


def test_somebody_without_a_sign_in_sees_no_gallery(client: Client, db: None, settings: Any) -> None:
    settings.DEMO = True
    assert (
        client.get("/ui/gallery/")["Location"].startswith("/account/login/") and not Person.objects.exists()
    )
