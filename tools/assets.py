"""Web assets: copy the few files that ``package.json`` names from node_modules into the desk's static folder.

Beside them goes ``manifest.json``: per file its package, version, licence and SHA-384 (as an integrity
attribute writes it), for the test that compares what is served. Nothing of it is committed.
"""

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path

VENDOR = Path("src/sellerdesk/ui/static/vendor")
_SOURCE_MAP = re.compile(rb"\n?/[/*]# sourceMappingURL=[^\n]*")  # names a file that is not shipped


def copy(root: Path) -> int:
    """Replace the vendor folder by the files of ``package.json``; return how many there are.

    Raises FileNotFoundError for a file that its package lacks.
    """
    wanted: dict[str, str] = json.loads((root / "package.json").read_text("utf-8"))["assets"]
    target = root / VENDOR
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    manifest = []
    for name, source in sorted(wanted.items()):
        package = "/".join(source.split("/")[: 2 if source.startswith("@") else 1])
        home = root / "node_modules" / package
        about = json.loads((home / "package.json").read_text("utf-8"))
        content = _clean(root / "node_modules" / source)
        (target / name).write_bytes(content)
        for licence in sorted(home.glob("LICENSE*")):
            shutil.copy(licence, target / f"{package.strip('@').replace('/', '-')}.LICENSE.txt")
        manifest.append(
            {
                "file": name,
                "package": package,
                "version": about["version"],
                "licence": about["license"],
                "sha384": integrity(content),
            }
        )
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return len(manifest)


def integrity(content: bytes) -> str:
    """Return the value of an integrity attribute: SHA-384 in base 64."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def _clean(path: Path) -> bytes:
    content = path.read_bytes()
    return _SOURCE_MAP.sub(b"", content) if path.suffix in {".css", ".js"} else content
