from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

ORDER = (
    "ui",
    "people",
    "jobs",
    "sellers",
    "metrics",
    "orders",
    "policies",
    "imports",
    "boards",
    "home",
)


def test_foreign_keys_point_down_the_order_of_apps() -> None:
    for model in apps.get_models():
        if model._meta.app_label not in ORDER:
            continue
        for field in model._meta.get_fields():
            target = field.related_model if getattr(field, "concrete", False) else None
            if target and not isinstance(target, str) and target._meta.app_label in ORDER:
                here, there = ORDER.index(model._meta.app_label), ORDER.index(target._meta.app_label)
                assert there <= here, f"{model.__name__}.{field.name} points up to {target.__name__}"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_django_finds_nothing_wrong() -> None:
    call_command("check", fail_level="WARNING", stdout=StringIO())
