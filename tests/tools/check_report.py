#!/usr/bin/env python3
"""check_report.py FILE - whether a page of `pcachesim report` is complete in itself and well-formed; prints its text."""
import html.parser
import json
import re
import sys
import xml.etree.ElementTree

VOID = {"meta", "link", "br"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.scripts, self.text, self.mistakes = [], [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append([dict(attributes).get("type"), ""])
        for name, value in attributes:
            if name in ("src", "href", "action", "data") and not re.match(r"#|data:,$", value or ""):
                self.mistakes.append(f"<{tag} {name}={value!r}> leads out of the page")
            if name.startswith("on"):
                self.mistakes.append(f"<{tag} {name}> runs something")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> closes what is not open")

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1][1] += data
        elif self.open and self.open[-1] != "style":
            self.text.append(data)


with open(sys.argv[1], encoding="utf-8") as file:
    source = file.read()
page = Page()
page.feed(source)
page.close()
mistakes = page.mistakes + [f"<{tag}> is never closed" for tag in page.open]
if re.search(r"https?:|url\(|@import", source.split("<h2 id=\"scenario\">")[0]):
    mistakes.append("something asks for a network")
for svg in re.findall(r"<svg.*?</svg>", source, re.S):
    xml.etree.ElementTree.fromstring(svg)
    if re.search(r"\b(nan|inf)\b", svg):
        mistakes.append("a picture has a place that is no number")
for kind, text in page.scripts:
    if kind == "application/json":
        data = json.loads(text)
        for series in data["series"]:
            if len(series["y"]) != len(data["x"][series["axis"]]):
                mistakes.append(f"{series['name']} has not a value for each time")
if sum(kind is None for kind, _ in page.scripts) != 1:
    mistakes.append("there is not just one script")
print("".join(page.text))
for mistake in mistakes:
    print(f"{sys.argv[1]}: {mistake}", file=sys.stderr)
sys.exit(1 if mistakes else 0)
