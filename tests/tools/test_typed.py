"""Types."""

from tools.rules.typed import check

PACKAGES = {
    "src/sellerloop/__init__.py": "",
    "src/sellersim/__init__.py": "",
    "tools/__init__.py": "",
    "src/sellerdesk/__init__.py": "",
    "src/sellerdesk/config/__init__.py": "",
    "src/sellerdesk/config/settings.py": 'SECRET_KEY = "x"\nINSTALLED_APPS: list[str] = []\n',
}
UNTYPED = "def double(number):\n    return 2 * number\n"
WRONG_FIELD = (
    "from django.db import models\n\n\nclass Pen(models.Model):\n    colour = models.TextField()\n\n"
    '    class Meta:\n        app_label = "pens"\n\n\nRED = Pen.objects.filter(color="red")\n'
)


def test_typed_packages_pass_and_untyped_code_and_wrong_model_fields_are_caught(plant):
    assert check(plant(PACKAGES)) == []
    found = check(
        plant({**PACKAGES, "src/sellerloop/a.py": UNTYPED, "src/sellerdesk/config/pens.py": WRONG_FIELD})
    )
    texts = "\n".join(finding.text for finding in found)
    assert "src/sellerloop/a.py:1: error" in texts
    assert "src/sellerdesk/config/pens.py:11: error" in texts
