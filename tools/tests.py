"""Run the tests in two stages: everything on two workers, then what needs the machine to itself.

Tests marked ``alone`` measure time or memory. The last line counts both stages together.
"""

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

REPORTS = Path("var/test")
NOTHING_COLLECTED = 5
STAGES = {
    "together": ["-n", "2", "--dist", "loadgroup", "-m", "not alone"],
    "alone": ["-m", "alone"],
}


def counts(report: Path) -> Counter[str]:
    """Return how many tests passed, failed and were skipped according to one report."""
    suite = ET.parse(report).getroot().find("testsuite")
    if suite is None:
        return Counter()
    found = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    failed = found["failures"] + found["errors"]
    return Counter(passed=found["tests"] - failed - found["skipped"], failed=failed, skipped=found["skipped"])


def main(arguments: list[str]) -> int:
    """Run both stages with ``arguments`` for pytest; return the exit code."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    total: Counter[str] = Counter()
    bad = False
    for name, options in STAGES.items():
        report = REPORTS / f"{name}.xml"
        report.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", "-rs", *options, f"--junitxml={report}", *arguments]
        code = subprocess.run(command, check=False).returncode
        bad |= code not in {0, NOTHING_COLLECTED}
        total += counts(report) if report.exists() else Counter(failed=1)
    line = f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped"
    (REPORTS / "summary.txt").write_text(line + "\n", "utf-8")
    print(line)
    return int(bad or total["passed"] == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
