"""Fixtures of everything that needs the desk: Django set up once, a small lake, and a fixed cast.

``settings`` come from the environment as in production; only what a test machine lacks is switched.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest

_VAR = Path(tempfile.mkdtemp(prefix="sellerdesk-tests-"))
(_VAR / "static").mkdir()
os.environ.setdefault("SELLERDESK_SECRET_KEY", "only-for-tests-" * 5)
os.environ.setdefault("SELLERDESK_HTTPS", "off")
os.environ.setdefault("SELLERDESK_HOSTS", "localhost,127.0.0.1,testserver")
os.environ.setdefault("SELLERDESK_VAR", str(_VAR))
os.environ.setdefault("SELLERLOOP_LAKE", str(_VAR / "no-lake"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sellerdesk.config.settings")
django.setup()

from django.conf import settings as configured  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from sellerdesk.people.demo import make_people  # noqa: E402
from sellerdesk.people.models import Person, Reach, Role  # noqa: E402
from sellerdesk.sellers import lake as desk_lake  # noqa: E402
from sellerdesk.sellers.actions import sync  # noqa: E402
from sellerdesk.sellers.models import Seller  # noqa: E402
from tests.sellerdesk.living import make_living_lake  # noqa: E402
from tests.sellerdesk.world import make_lake  # noqa: E402

# plain file names: hashed ones need a collected folder
configured.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
configured.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with one build of seven accounts."""
    return make_lake(tmp_path_factory.mktemp("lake"))


@pytest.fixture(scope="session")
def living_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of a small simulated marketplace with everything that a build writes."""
    return make_living_lake(tmp_path_factory.mktemp("living")).root


@pytest.fixture
def living(db: None, living_lake: Path, settings: Any) -> Path:
    """The desk on the simulated marketplace, its sellers mirrored."""
    settings.LAKE = living_lake
    snapshot = desk_lake.current()
    assert snapshot is not None
    sync(snapshot, by="command:test", now=timezone.now())
    return living_lake


@pytest.fixture
def synced(db: None, lake: Path, settings: Any) -> Path:
    """The desk on that lake, its sellers mirrored."""
    settings.LAKE = lake
    snapshot = desk_lake.current()
    assert snapshot is not None
    sync(snapshot, by="command:test", now=timezone.now())
    return lake


@pytest.fixture
def cast(synced: Path) -> dict[str, Person]:
    """Everybody the access table knows, by a short name.

    ``manager`` owns VN-1 and CN-1, ``lead`` sees Vietnam, ``vendor`` serves US-1, ``outsider`` has nothing.
    """
    names = ("manager", "lead", "programme", "analyst", "vendor", "admin")
    people = dict(zip(names, make_people(), strict=True))
    Person.objects.update(is_demo=False)
    for person in people.values():
        person.refresh_from_db()
    people["outsider"] = Person.objects.create_user(
        "outsider@demo.example",
        "no-portfolio-yet",
        name="New Here",
        role=Role.ACCOUNT_MANAGER,
        reach=Reach.PORTFOLIO,
    )
    Seller.objects.filter(pk__in=("VN-1", "CN-1")).update(owner=people["manager"])
    Seller.objects.filter(pk="US-1").update(vendor=people["vendor"].vendor)
    return people


@pytest.fixture
def signed_in(cast: dict[str, Person]) -> "SignedIn":
    return SignedIn(cast)


class SignedIn:
    """Browsers without a screen, one a person."""

    def __init__(self, cast: dict[str, Person]) -> None:
        self.cast = cast

    def __call__(self, name: str, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        if name != "nobody":
            client.force_login(self.cast[name])
        return client
