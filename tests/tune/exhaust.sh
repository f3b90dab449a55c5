#!/bin/sh
# exhaust.sh EXHAUST FOLDER NAME - makes the table of the constructed scenario NAME again: it must be the one in FOLDER
#
# With UPDATE set in the environment the new one takes its place; skipped (exit status 77) under valgrind.
set -eu

# Under valgrind, where scenarios are cut short, a table takes too long.
[ -z "${SCENARIO_SECONDS:-}" ] || { echo "skipped: SCENARIO_SECONDS cuts scenarios short"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" "$3" "$2/$3.yaml" "$work/journal" >"$work/table"
if [ -n "${UPDATE:-}" ]; then
  cp -- "$work/table" "$2/$3.table"
fi
cmp "$work/table" "$2/$3.table"
