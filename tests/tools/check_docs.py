#!/usr/bin/env python3
"""check_docs.py - what the documents say is there, and is what the code cites.

Run at the top of the source tree.  It looks at three things:

* every relative link of every document leads to a file, and its anchor to a heading;
* every section that a comment cites (§7.2; surroundings §2, Lock 5) is in docs/spec, by the rules of docs/spec/README.md;
* every file and every identifier that a document under docs/ sets in backticks is in the tree.  The specification may name
  what only the kernel has, and a decision what is gone, or is to come.

Exit status 1 if something is missing.
"""

import re
import subprocess
import sys
from pathlib import Path

SPEC = {"pagelock-cache": Path("docs/spec/pagelock-cache.md"), "surroundings": Path("docs/spec/surroundings.md")}
SURROUNDINGS_BY_DEFAULT = ("models/vm/", "tests/vm/")
SOURCE_FOLDERS = ("sim/", "models/", "tests/", "plots/", "scenarios/", ".ci/")

CITATION = re.compile(
    r"(?:(pagelock-cache|surroundings) )?"
    r"§(\d+)(?:\.(\d+))?"
    r"(?:, ((?:Range|Tag and key|Lock|Unlock|softlockcnt|Purges)\b)(?: (\d+))?)?"
)
FILE = re.compile(r"`((?:sim|models|tests|plots|scenarios|docs|\.ci)/[\w./-]*)`")
IDENTIFIER = re.compile(r"`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?: ?\(\))?`")
COMMIT = re.compile(r"`([0-9a-f]{7})`")
PLACEHOLDER = re.compile(r"\b(?:\w+_)?(?:KIND|NAME|LAYER)\b|(?:KIND|NAME|LAYER)_")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def tracked_files():
    """What git knows, and new files that are not ignored."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True,
    ).stdout.split("\0")
    return [Path(name) for name in names if name and Path(name).exists()]


def without_code(text):
    """TEXT without its fenced blocks, whose lines stay as empty ones."""
    lines, fenced = [], False
    for line in text.split("\n"):
        fence = line.lstrip().startswith("```")
        fenced ^= fence
        lines.append("" if fenced or fence else line)
    return "\n".join(lines)


def headings(path):
    """The anchors of PATH, as forges make them of headings."""
    anchors = set()
    for line in without_code(path.read_text(encoding="utf-8")).split("\n"):
        if line.startswith("#"):
            title = re.sub(r"[`*]", "", line.lstrip("#").strip()).lower()
            anchors.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return anchors


def check_links(documents, mistakes):
    for path in documents:
        for number, line in enumerate(without_code(path.read_text(encoding="utf-8")).split("\n"), 1):
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                place = (path.parent / name) if name else path
                if not place.exists():
                    mistakes.append(f"{path}:{number}: no file {target}")
                elif anchor and place.suffix == ".md" and anchor not in headings(place):
                    mistakes.append(f"{path}:{number}: no heading for {target}")


def read_sections(path):
    """What can be cited of a text: '7', '7.2', '2, Lock', '2, Lock 5'."""
    sections, section, paragraph = set(), None, None
    for line in without_code(path.read_text(encoding="utf-8")).split("\n"):
        if match := re.match(r"## (\d+) ", line):
            section, paragraph = match.group(1), None
            sections.add(section)
        elif match := re.match(r"### (.+)", line):
            paragraph = match.group(1).strip()
            sections.add(f"{section}, {paragraph}")
        elif section and (match := re.match(r"(\d+)\. ", line)):
            step = match.group(1)
            sections.add(f"{section}, {paragraph} {step}" if paragraph else f"{section}.{step}")
    return sections


def opening_comment(text):
    """The comment that TEXT begins with, and nothing of what follows."""
    return text.split("*/", 1)[0] if text.startswith("/*") else ""


def check_citations(files, mistakes):
    sections = {name: read_sections(path) for name, path in SPEC.items()}
    count = 0
    for path in files:
        if not str(path).startswith(SOURCE_FOLDERS) or path.suffix not in (".c", ".h", ".sh", ".yaml", ".gp", ".build"):
            continue
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"\b(pagelock-cache|surroundings)\b", opening_comment(text))
        by_default = "surroundings" if str(path).startswith(SURROUNDINGS_BY_DEFAULT) else "pagelock-cache"
        own = named[0] if len(set(named)) == 1 else by_default
        for number, line in enumerate(text.split("\n"), 1):
            for name, section, step, paragraph, paragraph_step in CITATION.findall(line):
                count += 1
                cited = section + (f".{step}" if step else "") + (f", {paragraph}" if paragraph else "")
                cited += f" {paragraph_step}" if paragraph_step else ""
                if cited not in sections[name or own]:
                    mistakes.append(f"{path}:{number}: {name or own} has no §{cited}")
    return count


def check_names(documents, files, mistakes):
    sources = "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in files
        if (str(path).startswith(SOURCE_FOLDERS) or path.name in ("meson.build", "meson_options.txt"))
        and path.suffix not in (".zst", ".json", ".table")
    )
    words = set(re.findall(r"\w+", sources))
    for path in documents:
        for number, line in enumerate(without_code(path.read_text(encoding="utf-8")).split("\n"), 1):
            for name in FILE.findall(line):
                if not Path(name).exists() and not PLACEHOLDER.search(name):
                    mistakes.append(f"{path}:{number}: no file {name}")
            for name in IDENTIFIER.findall(line):
                if name not in words:
                    mistakes.append(f"{path}:{number}: nothing is called {name}")


def check_commits(documents, mistakes):
    """Where git has the whole history, the commits that documents name are in it."""
    shallow = subprocess.run(["git", "rev-parse", "--is-shallow-repository"], capture_output=True, text=True)
    if shallow.stdout.strip() != "false":
        return
    for path in documents:
        for commit in COMMIT.findall(path.read_text(encoding="utf-8")):
            known = subprocess.run(["git", "merge-base", "--is-ancestor", commit, "HEAD"], capture_output=True)
            if known.returncode != 0:
                mistakes.append(f"{path}: no commit {commit}")


def main():
    files = tracked_files()
    documents = [path for path in files if path.suffix == ".md"]
    ours = [path for path in documents if path.parts[0] == "docs" and path.parts[1] not in ("spec", "decisions")]
    mistakes = []
    check_links(documents, mistakes)
    citations = check_citations(files, mistakes)
    check_names(ours, files, mistakes)
    check_commits([path for path in ours if path.name == "extending.md"], mistakes)
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    if not mistakes:
        print(f"{len(documents)} documents hang together; {citations} citations of the specification lead somewhere")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
