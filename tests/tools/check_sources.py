#!/usr/bin/env python3
"""check_sources.py [--root FOLDER] [--shrink] - what holds for every source file, read from the sources themselves.

Of sim/ and models/:

  include  an #include leads down: into a folder of a lower floor (FLOORS), or stays in its own
  name     no two .c files define a function of the same name, static or not
  comment  every .c file begins with a comment that says what it is for
  call     nothing calls what is not safe here (UNSAFE)

What does not hold yet stands in source_exceptions.txt, one a line.  The list only becomes shorter: an entry that is not
needed any more is an error too; --shrink takes such entries out, and never adds one.
"""

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent

# From the ground up.  Folders of one floor do not know each other.
FLOORS = [
    ["sim/text"],
    ["sim/schema"],
    ["sim/engine"],
    ["models/kernel"],
    ["models/cache"],
    ["models/pcache"],
    ["models/vm"],
    ["models/workload"],
    ["sim/input", "sim/metrics"],
    ["sim/eventlog"],
    ["sim/scenario", "sim/view"],
    ["sim/machine"],
    ["sim/run"],
    ["sim/check", "sim/sweep"],
    ["sim/tune"],
    ["sim/cli"],
]

# These folders take only so much of the models.
ONLY = {
    ("sim/input", "models/workload"): {"io_source.h"},
    ("sim/metrics", "models/kernel"): {"page_size.h"},
    ("sim/eventlog", "models/cache"): {"cache_observer.h"},
    ("sim/eventlog", "models/vm"): {"vm_observer.h"},
    # Which cache it is, nobody knows above it.
    ("models/vm", "models/pcache"): set(),
    ("models/workload", "models/pcache"): set(),
    ("sim/scenario", "models/pcache"): set(),
    ("sim/machine", "models/pcache"): set(),
    ("sim/run", "models/pcache"): set(),
    ("sim/input", "models"): set(),
    ("sim/metrics", "models"): set(),
    ("sim/eventlog", "models"): set(),
    ("sim/view", "models"): set(),
}

# Functions of libraries that are not called, and why.
UNSAFE = {
    "g_ascii_string_to_unsigned": "refuses a good number where threads make their first calls at once; "
                                  "call number_parse_unsigned",
}

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
# As clang-format lays out a definition: from the first column, and its brace too.
FUNCTION = re.compile(r"^(?![#/ ])[A-Za-z_][^;{}#=]*?[\s*](\w+) \([^;{}]*\)\n\{", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ATTRIBUTE = re.compile(r"\s*__attribute__ \(\(.*?\)\)")


class Sources:
    """The source files below a root, and what is found in them: for each complaint, the exception that would allow it."""

    def __init__(self, root):
        self.root = root
        self.files = sorted(path for top in ("sim", "models") for path in (root / top).rglob("*.[ch]"))
        self.floor_of = {folder: number for number, floor in enumerate(FLOORS) for folder in floor}
        self.found = {}

    def name(self, path):
        return path.relative_to(self.root).as_posix()

    def folder(self, path):
        """The folder of FLOORS that a file is in, or its own if it is in none."""
        for parent in path.parents:
            name = self.name(parent)
            if name in self.floor_of:
                return name
            if name == ".":
                break
        return self.name(path.parent)

    def complain(self, exception, text):
        self.found.setdefault(exception, []).append(text)

    def check_include(self, path, line, header):
        """One include, of a header of the tree."""
        user, used = self.folder(path), self.folder(header)
        if user == used:
            return
        exception = f"include {self.name(path)} {header.name}"
        place = f"{self.name(path)}:{line}: '{header.name}'"
        for folder in (user, used):
            if folder not in self.floor_of:
                self.complain(exception, f"{place}: {folder} stands on no floor; give it one in {Path(__file__).name}")
                return
        if self.floor_of[used] >= self.floor_of[user]:
            way = "up" if self.floor_of[used] > self.floor_of[user] else "sideways"
            self.complain(exception, f"{place} leads {way}, from {user} to {used}")
            return
        taken = ONLY.get((user, used), ONLY.get((user, used.split("/", maxsplit=1)[0])))
        if taken is not None and header.name not in taken:
            allowed = ", ".join(sorted(taken)) or "nothing"
            self.complain(exception, f"{place}: {user} takes {allowed} from {used}")

    def check_includes(self):
        headers = defaultdict(list)
        for path in self.files:
            if path.suffix == ".h":
                headers[path.name].append(path)
        for path in self.files:
            for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(text)
                if not match:
                    continue
                # What is not found is made by the build.
                candidates = headers.get(Path(match[1]).name, [])
                beside = [header for header in candidates if header.parent == path.parent]
                for header in beside or candidates:
                    self.check_include(path, line, header)

    def check_names(self):
        places = defaultdict(list)
        for path in self.files:
            if path.suffix != ".c":
                continue
            text = path.read_text(encoding="utf-8")
            text = ATTRIBUTE.sub("", COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text))
            for match in FUNCTION.finditer(text):
                line = text.count("\n", 0, match.start(1)) + 1
                places[match[1]].append((path, line))
        for name, found in sorted(places.items()):
            if len({path for path, _ in found}) > 1:
                where = ", ".join(f"{self.name(path)}:{line}" for path, line in found)
                self.complain(f"name {name}", f"function '{name}' is defined more than once: {where}")
        return len(places)

    def check_comments(self):
        for path in self.files:
            if path.suffix == ".c" and not path.read_text(encoding="utf-8").startswith("/*"):
                name = self.name(path)
                self.complain(f"comment {name}", f"{name}:1: does not begin with a comment that says what the file is for")

    def check_calls(self):
        for path in self.files:
            for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for name, why in UNSAFE.items():
                    if f"{name} (" in text:
                        self.complain(f"call {self.name(path)} {name}", f"{self.name(path)}:{line}: {name} {why}")


def read_exceptions(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def shrink(path, found):
    """Takes out of the list what is not needed any more."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line or line.startswith("#") or line in found]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=HERE.parents[1])
    parser.add_argument("--shrink", action="store_true")
    arguments = parser.parse_args()
    root = arguments.root.resolve()
    exceptions_file = root / "tests/tools/source_exceptions.txt"

    sources = Sources(root)
    sources.check_includes()
    functions = sources.check_names()
    sources.check_comments()
    sources.check_calls()
    if arguments.shrink:
        shrink(exceptions_file, sources.found)
    exceptions = read_exceptions(exceptions_file)
    complaints = [text for exception, texts in sources.found.items() if exception not in exceptions for text in texts]
    complaints += [f"{exceptions_file.relative_to(root)}: '{entry}' is not needed any more; take it out"
                   for entry in exceptions if entry not in sources.found]
    print("\n".join(complaints), end="\n" if complaints else "")
    print(f"note: {len(sources.files)} files, {functions} functions, {len(exceptions)} exceptions")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
