#!/usr/bin/env python3
"""Checks that the JSON Schema of scenarios and the reader of scenarios agree: check_json_schema.py PROGRAM EVERYTHING.yaml FOLDER

Each variant of the scenario in EVERYTHING.yaml, valid or not, goes through both, and so do the scenarios in FOLDER,
which are valid.  Exit status 77: skipped.
"""
import copy
import glob
import json
import os
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing} (install python3-jsonschema and python3-yaml)")
    sys.exit(77)

REMOVED = object()

# Where, what is put there, and whether that is valid.
VARIANTS = [
    (["name"], "other", True),
    (["name"], "9 pigs", False),
    (["name"], REMOVED, False),
    (["seed"], 0, True),
    (["seed"], -1, False),
    (["seed"], "many", False),
    (["seed"], 1.5, False),
    (["duration"], "1.5h", True),
    (["duration"], "100 s", True),
    (["duration"], "100", False),
    (["duration"], 100, False),
    (["duration"], "100sec", False),
    (["warmup"], 0, True),
    (["warmup"], "0", True),
    (["unknown"], 1, False),
    (["machine"], "big", False),
    (["machine", "memory"], "12GB", False),
    (["machine", "memory"], REMOVED, False),
    (["machine", "hz"], 9, False),
    (["machine", "hz"], "100", False),
    (["machine", "thresholds"], "new", True),
    (["machine", "thresholds"], "mine", False),
    (["machine", "lotsfree"], 5000, True),
    (["machine", "lotsfree"], "5000 pages", True),
    (["machine", "lotsfree"], [1], False),
    (["tunables"], REMOVED, True),
    (["tunables", "segpcache_shrink_shift"], 64, False),
    (["tunables", "segpcache_reap_ticks"], -5, True),
    (["objects"], {}, False),
    (["processes", 0, "count"], 0, False),
    (["processes", 0, "segments", 2, "type"], "ims", False),
    (["processes", 0, "segments", 2, "address"], 4096, True),
    (["processes", 0, "workloads", 0, "type"], "other", False),
    (["processes", 0, "workloads", 0, "type"], REMOVED, False),
    (["processes", 0, "workloads", 0, "trace"], "/dev/null", False),
    (["processes", 0, "workloads", 0, "read"], 1.5, False),
    (["processes", 0, "workloads", 0, "size"], {"uniform": ["4KiB", "8KiB"]}, True),
    (["processes", 0, "workloads", 0, "size"], {"uniform": ["4KiB"]}, False),
    (["processes", 0, "workloads", 0, "size"], {"exponential": "16KiB"}, True),
    (["processes", 0, "workloads", 0, "size"], {"zipf": 1}, False),
    (["processes", 0, "workloads", 0, "offset"], "uniform", True),
    (["processes", 0, "workloads", 0, "offset"], {"zipf": -1}, False),
    (["processes", 0, "workloads", 0, "think"], {"pareto": {"scale": "1ms", "shape": 2}}, True),
    (["processes", 0, "workloads", 0, "think"], {"pareto": {"scale": "1ms"}}, False),
    (["processes", 0, "workloads", 0, "think"], {"empirical": []}, False),
    (["processes", 1, "workloads", 1, "read_ops"], ["28", 5], True),
    (["processes", 1, "workloads", 1, "read_ops"], "28", False),
    (["processes", 1, "workloads", 1, "separator"], "\t", True),
    (["processes", 1, "workloads", 1, "separator"], "::", False),
    (["processes", 1, "workloads", 1, "speed"], 0, False),
    (["processes", 1, "workloads", 1, "columns", "name"], "f", False),
    (["processes", 1, "workloads", 1, "columns", "file"], "f", True),
    (["events", 0, "action"], "explode", False),
    (["events", 0, "size"], REMOVED, False),
    (["events", 5, "size"], "1MiB", False),
]


def change(document, path, value):
    changed = copy.deepcopy(document)
    at = changed
    for step in path[:-1]:
        at = at[step]
    if value is REMOVED:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return changed


def is_read(program, document):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as file:
        yaml.safe_dump(document, file)
    try:
        return subprocess.run([program, file.name], stderr=subprocess.DEVNULL, check=False).returncode == 0
    finally:
        os.unlink(file.name)


def main(program, everything_path, folder):
    schema = json.loads(subprocess.run([program], stdout=subprocess.PIPE, check=True).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failures = []
    files = [everything_path] + sorted(glob.glob(os.path.join(folder, "*.yaml")))
    for name in files:
        with open(name, encoding="utf-8") as file:
            document = yaml.safe_load(file)
        failures += [f"{name}: {error.json_path}: {error.message}" for error in validator.iter_errors(document)]
        if subprocess.run([program, name], check=False).returncode != 0:
            failures.append(f"the reader refuses {name}")
    with open(everything_path, encoding="utf-8") as file:
        everything = yaml.safe_load(file)
    for path, value, valid in VARIANTS:
        document = change(everything, path, value)
        shown = f"{'.'.join(map(str, path))} = {'(removed)' if value is REMOVED else repr(value)}"
        if validator.is_valid(document) != valid:
            failures.append(f"the schema {'refuses' if valid else 'accepts'} {shown}")
        if is_read(program, document) != valid:
            failures.append(f"the reader {'refuses' if valid else 'accepts'} {shown}")
    print("\n".join(failures) or f"{len(files)} files and {len(VARIANTS)} variants: schema and reader agree")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
