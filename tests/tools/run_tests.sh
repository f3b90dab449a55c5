#!/bin/sh
# run_tests.sh BUILD [ARGUMENT...] - runs the tests of a build directory, or those that the arguments of `meson test`
# select; says only what failed, and which tests were skipped and why, and ends with the line 'N passed, N failed'.  With
# TESTS_BUILD=1 in the environment it builds first what these tests need, and no more.
set -eu
build=$1
shift
# A busy machine is no reason to fail.
CK_TIMEOUT_MULTIPLIER=${CK_TIMEOUT_MULTIPLIER:-5}
export CK_TIMEOUT_MULTIPLIER
log=$(mktemp)
trap 'rm -f -- "$log"' EXIT

rebuild=--no-rebuild
[ "${TESTS_BUILD:-}" != 1 ] || rebuild=
status=0
LC_ALL=C meson test -C "$build" ${rebuild:+"$rebuild"} --quiet --print-errorlogs "$@" >"$log" 2>&1 || status=$?

# sum_of HEADING...: adds up the lines 'HEADING: N' that close what meson says.
sum_of ()
{
  sum=0
  for heading in "$@"; do
    sum=$((sum + $(sed -n "s/^$heading: *\([0-9][0-9]*\) *\$/\1/p" "$log" | tail -n 1 | grep . || echo 0)))
  done
  echo "$sum"
}

passed=$(sum_of Ok 'Expected Fail')
failed=$(sum_of Fail 'Unexpected Pass' Timeout)
skipped=$(sum_of Skipped)
if [ "$status" -ne 0 ] || [ $((passed + failed)) -eq 0 ]; then
  cat -- "$log"
  [ "$status" -ne 0 ] || status=1
fi
# What a skipped test said stands beside its name.
[ "$skipped" -eq 0 ] || python3 - "$build" <<'END'
import glob
import json
import os
import sys
newest = max(glob.glob(f"{sys.argv[1]}/meson-logs/testlog*.json"), key=os.path.getmtime)
for line in open(newest, encoding="utf-8"):
    test = json.loads(line)
    if test["result"] == "SKIP":
        said = [text for text in test.get("stdout", "").splitlines() if text.startswith("skipped: ")]
        print(f"{test['name']}: {said[0] if said else 'skipped'}")
END
printf '%d passed, %d failed' "$passed" "$failed"
[ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
printf '\n'
exit "$status"
