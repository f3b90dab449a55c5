#!/usr/bin/env python3
"""check_headers.py BUILD COMPILER... - compiles each header of the tree alone.

A header is compiled, twice in the same file so that its guard is tried as well, with the flags of a source file that
includes it, as the build directory tells.  A header that no source file includes is an error.
"""

import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Only what decides where headers are and what they see; the rest is of one compiler.
KEPT_FLAGS = ("-I", "-D", "-U", "-isystem", "-std=")
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wno-unused-function"]


def flags_by_object(build):
    """The flags of each object file, by its name in the build directory."""
    commands = json.loads((build / "compile_commands.json").read_text())
    return {
        entry["output"]: [word for word in shlex.split(entry["command"]) if word.startswith(KEPT_FLAGS)]
        for entry in commands
    }


def includers(build, flags):
    """For each file that was read by a compilation, the first object file, of those that have FLAGS, made from it."""
    lines = subprocess.run(["ninja", "-C", build, "-t", "deps"], check=True, capture_output=True, text=True).stdout
    found = {}
    current = None
    for line in lines.splitlines():
        if line.startswith(" ") and current in flags:
            found.setdefault((build / line.strip()).resolve(), current)
        elif ": #deps" in line:
            current = line.split(": #deps")[0]
    return found


def headers():
    """The headers of the tree, as git lists them."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.h"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).exists()]


def compile_alone(header, compiler, flags, build):
    """What the compiler says of the header, or nothing."""
    source = f'#include "{header}"\n' * 2
    result = subprocess.run([compiler, "-x", "c", "-fsyntax-only", *flags, *WARNINGS, "-"],
                            cwd=build, input=source, capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else f"{header.relative_to(ROOT)} with {compiler}:\n{result.stderr}"


def main():
    build = Path(sys.argv[1]).resolve()
    compilers = sys.argv[2:]
    flags = flags_by_object(build)
    objects = includers(build, flags)
    complaints = []
    work = []
    for header in headers():
        if header not in objects:
            complaints.append(f"{header.relative_to(ROOT)}: no source file includes it")
        else:
            work += [(header, compiler, flags[objects[header]], build) for compiler in compilers]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints += filter(None, pool.map(lambda item: compile_alone(*item), work))
    print("\n".join(complaints), end="\n" if complaints else "")
    print(f"note: {len(work) // len(compilers)} headers")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
