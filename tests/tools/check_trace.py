#!/usr/bin/env python3
"""check_trace.py FILE [--schema SCHEMA.json] [--summary summary.json] - whether an event trace is what it should be

FILE is JSON Lines or a trace viewer's JSON, by its name, and perhaps compressed.  Lines are checked against the schema, in
their order, and, if the trace has everything and the run had no warm-up, summed up and compared with the run's metrics.  A
viewer's file is checked by the rules of trace processors: valid phases, time that never runs back on a track, slices and
spans that end as they began, arrows that come from somewhere, names for all processes and threads.  Prints how many
events there are of each kind.
"""
import argparse
import collections
import gzip
import io
import json
import subprocess
import sys

MISTAKES_MAX = 10

# Against a schema so many records of each kind are checked.
SCHEMA_RECORDS_MAX = 100


class Checker:
    def __init__(self):
        self.mistakes = []

    def check(self, is_good, where, what):
        if not is_good:
            self.mistakes.append(f"{where}: {what}")
            if len(self.mistakes) >= MISTAKES_MAX:
                self.finish()

    def finish(self):
        for mistake in self.mistakes:
            print(mistake, file=sys.stderr)
        sys.exit(1 if self.mistakes else 0)


def open_text(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8")
    if path.endswith(".zst"):
        data = subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout
        return io.StringIO(data.decode("utf-8"))
    return open(path, encoding="utf-8")


def read_validator(path):
    if path is None:
        return None
    import jsonschema

    with open(path, encoding="utf-8") as file:
        return jsonschema.Draft7Validator(json.load(file))


# ---- lines ----


def check_lines(checker, path, validator):
    lines = []
    seen = collections.Counter()
    with open_text(path) as file:
        for number, text in enumerate(file, 1):
            line = json.loads(text)
            lines.append(line)
            kind = (line["kind"], line.get("phase"))
            seen[kind] += 1
            if validator is not None and seen[kind] <= SCHEMA_RECORDS_MAX:
                for error in validator.iter_errors(line):
                    checker.check(False, f"{path}:{number}", error.message)
    checker.check(len(lines) >= 2 and lines[0]["kind"] == "trace" and lines[-1]["kind"] == "end", path, "no frame")
    head, events, tail = lines[0], lines[1:-1], lines[-1]
    checker.check(tail["records"] == len(events), path, "another number of events than it says")
    checker.check({event["kind"] for event in events} <= set(head["kinds"]), path, "kinds that were not asked for")
    last = head["from_s"]
    open_spans = {}
    for number, event in enumerate(events, 2):
        where = f"{path}:{number}"
        checker.check(event["t"] >= last, where, "time runs back")
        last = event["t"]
        checker.check(head["to_s"] is None or event["t"] <= head["to_s"], where, "after the end of the window")
        if "phase" in event:
            key = (event["kind"], event["number"])
            if event["phase"] == "begin":
                checker.check(key not in open_spans, where, f"{key} begins twice")
                open_spans[key] = event["t"]
            else:
                checker.check(key in open_spans, where, f"{key} has not begun")
                since = open_spans.pop(key, event["t"])
                if "time" in event:
                    checker.check(abs(event["t"] - since - event["time"]) < 1e-8, where, "another time than it took")
    checker.check(not open_spans, path, f"no end of {sorted(open_spans)[:3]}")
    return events


def count(events, field=None, weight=None, **wanted):
    total = collections.Counter()
    for event in events:
        if all(event.get(key) == value for key, value in wanted.items()):
            total[event[field] if field else ""] += event[weight] // 4096 if weight == "len" else event[weight] if weight else 1
    return total if field else total[""]


def flatten(metrics, prefix):
    for name, value in metrics.items():
        if isinstance(value, dict):
            yield from flatten(value, prefix + name + ".")
        else:
            yield prefix + name, value


def check_sums(checker, path, events, summary_path):
    with open(summary_path, encoding="utf-8") as file:
        metrics = dict(flatten(json.load(file)["metrics"], ""))

    def is_metric(name, value):
        checker.check(metrics[name] == value, path, f"{name} is {metrics[name]}, its events say {value}")

    is_metric("cache_hit", count(events, kind="hit"))
    is_metric("inserts", count(events, kind="insert"))
    is_metric("cache_miss", count(events, kind="miss"))
    is_metric("reclaim_callbacks", count(events, kind="reclaim"))
    is_metric("refusals.total", count(events, kind="refusal"))
    is_metric("low_memory_turns", count(events, kind="pageout"))
    is_metric("pageout.scanned", count(events, weight="scanned", kind="pageout"))
    is_metric("pageout.freed_clean", count(events, weight="freed", kind="pageout"))
    is_metric("pageout.writes_started", count(events, weight="writes_started", kind="pageout"))
    is_metric("throttle.waits", count(events, **{"kind": "wait", "phase": "begin", "for": "memory"}))
    is_metric("spt_free_waits", count(events, **{"kind": "wait", "phase": "begin", "for": "list"}))
    is_metric("as_waits", sum(count(events, **{"kind": "wait", "phase": "begin", "for": what}) for what in ("unlock", "anon_map")))
    ends = [event for event in events if event["kind"] == "purge" and event["phase"] == "end"]
    is_metric("purge_count", count(ends, walk="async"))
    is_metric("full_ahb", count(ends, weight="full_buckets", walk="async"))
    is_metric("empty_ahb", count(ends, weight="empty_buckets", walk="async"))
    is_metric("second_chances", count(ends, weight="second_chances"))
    for group, kind, field in (("misses", "miss", "reason"), ("purged_entries", "removal", "cause")):
        by_word = count(events, field=field, kind=kind)
        for name in metrics:
            if name.startswith(group + ".") and not name.endswith(".total"):
                is_metric(name, by_word[name.split(".")[1]])
    pages = count(events, field="cause", weight="len", kind="removal")
    taken = count(ends, field="cause", weight="pages")
    entries = count(ends, field="cause", weight="entries")
    for cause in ("trim", "lowmem", "owner", "wired", "force", "duplicate", "disabled"):
        is_metric(f"purged_pages.{cause}", pages[cause])
        if cause not in ("duplicate", "disabled"):
            is_metric(f"purged_pages.{cause}", taken[cause])
            is_metric(f"purged_entries.{cause}", entries[cause])
    refusals = collections.Counter((event["by"], event["reason"]) for event in events if event["kind"] == "refusal")
    for name in metrics:
        if name.startswith("refusals.") and name != "refusals.total":
            is_metric(name, refusals[tuple(name.split(".")[1].split("_"))])
    # A miss of what was purged names the walk that took it.
    walks = {event["number"]: event["cause"] for event in ends}
    for event in events:
        if event["kind"] == "miss":
            by_walk = event["reason"] in ("purged_trim", "purged_lowmem", "purged_owner", "purged_wired", "purged_force")
            checker.check((event["purge"] != 0) == by_walk, path, f"a miss with reason {event['reason']} of purge {event['purge']}")
            if by_walk:
                checker.check("purged_" + walks.get(event["purge"], "?") == event["reason"], path, "of a purge with another cause")


# ---- viewer ----

PHASES = {"M", "i", "X", "B", "E", "b", "e", "C"}


def check_viewer(checker, path, validator):
    with open_text(path) as file:
        trace = json.load(file)
    if validator is not None:
        seen = collections.Counter()
        some = []
        for event in trace["traceEvents"]:
            seen[event["ph"], event["name"]] += 1
            if seen[event["ph"], event["name"]] <= SCHEMA_RECORDS_MAX:
                some.append(event)
        for error in validator.iter_errors({**trace, "traceEvents": some}):
            checker.check(False, f"{path}: {'/'.join(map(str, error.path))}", error.message)
    processes, threads = {}, {}
    times, stacks, spans, flows, ended = {}, collections.defaultdict(list), {}, set(), False
    counts = collections.Counter()
    for number, event in enumerate(trace["traceEvents"]):
        where = f"{path}: event {number}"
        phase, track = event["ph"], (event["pid"], event["tid"])
        checker.check(phase in PHASES, where, f"unknown phase {phase}")
        if phase == "M":
            checker.check(not ended, where, "a name after events")
            if event["name"] == "process_name":
                checker.check(event["pid"] not in processes, where, "a process with two names")
                processes[event["pid"]] = event["args"]["name"]
            elif event["name"] == "thread_name":
                checker.check(track not in threads, where, "a thread with two names")
                threads[track] = event["args"]["name"]
            continue
        ended = True
        checker.check(event["pid"] in processes and track in threads, where, "a track without a name")
        checker.check(event["ts"] >= times.get(track, 0), where, "time runs back on its track")
        times[track] = event["ts"]
        if phase == "B":
            stacks[track].append(event["name"])
        elif phase == "E":
            checker.check(bool(stacks[track]) and stacks[track].pop() == event["name"], where, "the end of no slice")
        elif phase in "be":
            key = (event["cat"], event["id"])
            if phase == "b":
                checker.check(key not in spans, where, "a span that has begun already")
                spans[key] = (event["name"], track)
            else:
                checker.check(spans.pop(key, ("", track))[1] == track, where, "a span that ends elsewhere")
        if "bind_id" in event:
            checker.check(phase in "XB", where, "an arrow at what is no slice")
            if event.get("flow_out"):
                checker.check(event["bind_id"] not in flows, where, "two beginnings of an arrow")
                flows.add(event["bind_id"])
            if event.get("flow_in"):
                checker.check(event["bind_id"] in flows, where, "an arrow from nowhere")
                counts["arrows"] += 1
        counts[event["cat"]] += phase not in "Ee"
    checker.check(not any(stacks.values()), path, "slices without an end")
    checker.check(not spans, path, "spans without an end")
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--schema")
    parser.add_argument("--summary")
    options = parser.parse_args()
    checker = Checker()
    validator = read_validator(options.schema)
    if ".jsonl" in options.file:
        events = check_lines(checker, options.file, validator)
        if options.summary:
            check_sums(checker, options.file, events, options.summary)
        counts = collections.Counter(event["kind"] for event in events if event.get("phase") != "end")
    else:
        counts = check_viewer(checker, options.file, validator)
    for kind in sorted(counts):
        print(kind, counts[kind])
    checker.finish()


if __name__ == "__main__":
    main()
