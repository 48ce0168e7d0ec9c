"""``python -m bench.scores.alone FOLDER EVENTS``: ours alone in a process, for its memory and its imports.

The product's environment holds no pandas, which Arrow would import if it were there.
"""

import importlib
import json
import re
import sys
import tempfile
import time
from importlib.abc import MetaPathFinder
from pathlib import Path


class NoPandas(MetaPathFinder):
    """Answers that there is no pandas."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Refuse pandas; everything else is looked up by the others."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname, name=fullname)


def main(folder: str, events: str) -> None:
    """Answer the question once and print what it took."""
    sys.meta_path.insert(0, NoPandas())
    data, ours = (importlib.import_module(f"bench.scores.{name}") for name in ("data", "ours"))
    imports_s = time.process_time()
    with tempfile.TemporaryDirectory() as out:
        ours.run(data.make(Path(folder), int(events)), Path(out) / "ours.parquet")
    status = Path("/proc/self/status").read_text("ascii")
    peak = re.search(r"VmHWM:\s*(\d+) kB", status)
    assert peak, "the kernel names no peak"
    spent = {"imports_s": imports_s, "cpu_s": time.process_time(), "peak_mb": int(peak[1]) / 1024}
    print(json.dumps(spent))


if __name__ == "__main__":
    main(*sys.argv[1:])
