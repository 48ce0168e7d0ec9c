import base64
import hashlib
import json
from pathlib import Path

import pytest

from sellerdesk.config import settings

VENDOR = settings.DESK / "ui" / "static" / "vendor"
ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(not VENDOR.exists(), reason="the assets were not set up: make setup")
def test_what_is_served_is_what_the_manifest_names() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    versions = json.loads((ROOT / "package.json").read_text())["dependencies"]
    for asset in manifest:
        content = (VENDOR / asset["file"]).read_bytes()
        digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
        assert asset["sha384"] == f"sha384-{digest}", asset["file"]
        assert asset["version"] == versions[asset["package"]] and asset["licence"]


def test_the_base_page_names_only_own_files() -> None:
    for path in (settings.DESK / "ui" / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert "http://" not in text and "https://" not in text and "//cdn" not in text, path.name
