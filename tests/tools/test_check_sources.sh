#!/bin/bash
# test_check_sources.sh - check_sources.py sees what is planted in a copy of the sources
set -eu
root=$(readlink -f -- "$(dirname -- "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
passed=0

# sees TEXT: the check of the copy fails, and says TEXT; then the copy is made anew.
sees ()
{
  if "$root/tests/tools/check_sources.py" --root "$work/tree" >"$work/said"; then
    echo "not seen: $1"
    exit 1
  fi
  grep -qF -- "$1" "$work/said" || { cat -- "$work/said"; echo "not said: $1"; exit 1; }
  passed=$((passed + 1))
  copy
}

copy ()
{
  rm -rf -- "$work/tree"
  mkdir -p -- "$work/tree/tests/tools"
  cp -r -- "$root/sim" "$root/models" "$work/tree"
  cp -- "$root/tests/tools/source_exceptions.txt" "$work/tree/tests/tools"
}

copy
tree=$work/tree
sed -i '1i #include "machine.h"' "$tree/models/pcache/entry_index.h"
sees "models/pcache/entry_index.h:1: 'machine.h' leads up, from models/pcache to sim/machine"
sed -i '1i #include "cache_census.h"' "$tree/sim/input/trace_source.h"
sees "sim/input/trace_source.h:1: 'cache_census.h' leads sideways, from sim/input to sim/metrics"
sed -i '1i #include "io.h"' "$tree/sim/input/trace_source.h"
sees "sim/input/trace_source.h:1: 'io.h': sim/input takes io_source.h from models/workload"
printf '/* A file. */\nstatic void words_planted_twice (void)\n{\n}\n' | tee "$tree/sim/text/one.c" >"$tree/sim/tune/two.c"
sees "function 'words_planted_twice' is defined more than once: sim/text/one.c:2, sim/tune/two.c:2"
echo 'int no_comment;' >"$tree/sim/text/one.c"
sees "sim/text/one.c:1: does not begin with a comment"
echo 'int x = g_ascii_string_to_unsigned (0);' >>"$tree/sim/text/words.c"
sees "g_ascii_string_to_unsigned refuses a good number"
echo 'name no_longer_twice' >>"$tree/tests/tools/source_exceptions.txt"
sees "'name no_longer_twice' is not needed any more"
printf '%d passed, 0 failed\n' "$passed"
