from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """One policy speaks for all shops of a market."""
    Cell, Seller = apps.get_model("sellers", "Cell"), apps.get_model("sellers", "Seller")
    for market in Cell.objects.order_by().values_list("market", flat=True).distinct():
        seller = Seller.objects.filter(market=market, listed=True).exclude(policy="").first()
        if seller is not None:
            Cell.objects.filter(market=market).update(policy=seller.policy)


class Migration(migrations.Migration):

    dependencies = [
        ("sellers", "0003_seller_links"),
    ]

    operations = [
        migrations.AddField("cell", "policy", models.CharField(max_length=80, default=""), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
