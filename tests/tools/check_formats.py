#!/usr/bin/env python3
"""check_formats.py FORMAT FILE COUNT FAILED - reads what `check --format` wrote as its consumer does.

There must be COUNT cases, of which FAILED failed or could not be made.
"""
import re
import sys
import xml.etree.ElementTree as tree


def read_tap(text):
    lines = text.splitlines()
    assert lines[0] == "TAP version 13", lines[0]
    plan = re.fullmatch(r"1\.\.(\d+)", lines[1])
    assert plan, lines[1]
    number, failed, inside = 0, 0, False
    for line in lines[2:]:
        if inside:
            assert line.startswith("  "), line
            inside = line != "  ..."
            continue
        if line == "  ---":
            inside = True
            continue
        found = re.fullmatch(r"(not )?ok (\d+) - (.*)", line)
        assert found, line
        number += 1
        assert int(found.group(2)) == number, line
        assert not re.search(r"(?<!\\)#", found.group(3)), line
        failed += found.group(1) is not None
    assert not inside and number == int(plan.group(1))
    return number, failed


def read_junit(text):
    count = failed = 0
    root = tree.fromstring(text)
    assert root.tag == "testsuites"
    for suite in root:
        cases = suite.findall("testcase")
        failures, errors = suite.findall("testcase/failure"), suite.findall("testcase/error")
        assert len(cases) == int(suite.get("tests"))
        assert len(failures) == int(suite.get("failures")) and len(errors) == int(suite.get("errors"))
        assert all(item.text.startswith(item.get("message")) for item in failures + errors)
        count += len(cases)
        failed += len(failures) + len(errors)
    return count, failed


def unescape(text, is_property):
    if is_property:
        assert not re.search(r"[:,]", text), text
        text = text.replace("%3A", ":").replace("%2C", ",")
    assert "\n" not in text and not re.search(r"%(?!25|0D|0A|3A|2C)", text), text
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def read_github(text):
    *commands, last = text.splitlines()
    for command in commands:
        found = re.fullmatch(r"::error (.*?)::(.*)", command)
        assert found, command
        values = dict(part.split("=", 1) for part in found.group(1).split(","))
        values = {key: unescape(value, True) for key, value in values.items()}
        assert values["file"] and values["title"], values
        assert unescape(found.group(2), False)
        assert ("line" in values) == ("col" in values)
    holding, count = map(int, re.match(r"(\d+) of (\d+) hold", last).groups())
    assert count - holding == len(commands)
    return count, len(commands)


def main():
    form, path, count, failed = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        found = {"tap": read_tap, "junit": read_junit, "github": read_github}[form](file.read())
    assert found == (int(count), int(failed)), found


main()
