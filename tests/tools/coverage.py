#!/usr/bin/env python3
"""coverage.py BUILD [--list] - how much of sim/ and models/ ran in a build with -Db_coverage=true, by gcov.

A file may have been compiled several times (the cache is, in variants): a line or branch counts as taken if it was in any
of them.  --list names the files, the least covered first.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def read_notes(notes):
    """What gcov says of one object file."""
    result = subprocess.run(["gcov", "--branch-probabilities", "--json-format", "--stdout", str(notes)],
                            cwd=notes.parent, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def add_report(report, build, lines, branches):
    for file in report["files"]:
        path = (build / file["file"]).resolve()
        if not path.is_relative_to(ROOT):
            continue
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(("sim/", "models/")):
            continue
        for line in file["lines"]:
            number = line["line_number"]
            lines[name][number] = lines[name].get(number, 0) + line["count"]
            taken = branches[name].setdefault(number, [])
            for i, branch in enumerate(line["branches"]):
                if i < len(taken):
                    taken[i] += branch["count"]
                else:
                    taken.append(branch["count"])


def share(counts):
    """'95.3 %' of these counts are not 0."""
    counts = list(counts)
    return f"{100 * sum(count > 0 for count in counts) / max(1, len(counts)):.1f} %"


def figures(names, lines, branches):
    line_counts = (count for name in names for count in lines[name].values())
    branch_counts = (count for name in names for taken in branches[name].values() for count in taken)
    return f"lines {share(line_counts)}, branches {share(branch_counts)}"


def main():
    build = Path(sys.argv[1]).resolve()
    lines, branches = defaultdict(dict), defaultdict(dict)
    # Tests are compiled from the sources too.
    notes = sorted(build.rglob("*.gcno"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for reports in pool.map(read_notes, notes):
            for report in reports:
                add_report(report, build, lines, branches)
    if not lines:
        print(f"{build} has nothing of gcov: configure it with -Db_coverage=true, and run tests")
        return 1
    if "--list" in sys.argv:
        for name in sorted(lines, key=lambda name: sum(map(bool, lines[name].values())) / len(lines[name])):
            print(f"{share(lines[name].values()):>8} {name}")
    models = [name for name in lines if name.startswith("models/")]
    print(f"note: coverage: {figures(lines, lines, branches)}; of models/: {figures(models, lines, branches)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
