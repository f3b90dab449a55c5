#!/bin/bash
# fuzz.sh BUILD SECONDS - the targets of a build with -Dfuzzing=true: each reads its seeds, then looks for more for so long
#
# The seeds are in corpus/NAME beside a target, and for scenarios those that are shipped.  What it finds stays in
# BUILD/fuzz/NAME and is read first the next time; an input that breaks a target is in BUILD/fuzz and named.
set -eu
root=$(readlink -f -- "$(dirname -- "$0")/../..")
build=$(readlink -f -- "$1")
seconds=$2
passed=0

# fuzz NAME TARGET SEEDS...: TARGET below BUILD; SEEDS are folders.
fuzz ()
{
  local name=$1 target=$2 found=$build/fuzz/$1
  shift 2
  mkdir -p -- "$found"
  local options=(-timeout=20 -rss_limit_mb=4096 -artifact_prefix="$build/fuzz/$name-" -print_final_stats=1 -seed=1 -max_len=4096)
  [ ! -f "$build/fuzz/$name.dict" ] || options+=("-dict=$build/fuzz/$name.dict")
  "$build/$target" "${options[@]}" -runs=0 "$found" "$@" >"$build/fuzz/$name.log" 2>&1 || broken "$name"
  "$build/$target" "${options[@]}" -max_total_time="$seconds" "$found" "$@" >"$build/fuzz/$name.log" 2>&1 || broken "$name"
  printf 'note: %s: %s inputs tried, %s kept\n' "$name" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/fuzz/$name.log")" "$(find "$found" -type f | wc -l)"
  passed=$((passed + 1))
}

broken ()
{
  tail -n 60 -- "$build/fuzz/$1.log"
  printf '%d passed, 1 failed\n' "$passed"
  exit 1
}

mkdir -p -- "$build/fuzz/shipped"
# The words of a scenario are those of its schema; whole scenarios without those that need a long time to read.
"$build/tests/scenario/print_schema" | grep -oE '"[A-Za-z_]+"' | LC_ALL=C sort -u >"$build/fuzz/scenario.dict"
cp -- "$root"/scenarios/*.yaml "$root"/tests/scenario/everything.yaml "$build/fuzz/shipped"

fuzz iolog tests/input/fuzz_iolog "$root/tests/input/corpus/iolog"
fuzz csv tests/input/fuzz_csv "$root/tests/input/corpus/csv"
fuzz scenario tests/scenario/fuzz_scenario "$root/tests/scenario/corpus" "$build/fuzz/shipped"
printf '%d passed, 0 failed\n' "$passed"
