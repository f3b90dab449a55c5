#!/bin/sh
# planted_bug.sh ROOT - a mistake in the purge does not get past `check`
#
# Copies the sources, lets the purge walk go on when it has just what it came for, builds, and checks a scenario whose
# baseline is that of the real purge: the check must fail, and name purging first.
set -eu

root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/sim" "$root/models" "$root/scenarios" "$root/plots" "$root/meson.build" "$root/meson_options.txt" "$work"
cd "$work"
meson setup build -Dtests=disabled -Dbuildtype=release >setup.log 2>&1 || { cat setup.log; exit 1; }

# checks STATUS: what `check` says of the scenario goes to the file said.
checks ()
{
  ninja -C build sim/cli/pcachesim >build.log 2>&1 || { cat build.log; exit 1; }
  status=0
  build/sim/cli/pcachesim check --jobs 1 scenarios/window-pressure.yaml >said 2>&1 || status=$?
  [ "$status" -eq "$1" ] || { echo "exit status $status, expected $1:"; cat said; exit 1; }
}

# plant FILE FROM TO: the line is there, and is changed.
plant ()
{
  grep -qF -- "$2" "$1" || { echo "$1 has no '$2' any more: plant another mistake"; exit 1; }
  python3 - "$1" "$2" "$3" <<'END'
import sys
path, old, new = sys.argv[1:]
text = open(path, encoding="utf-8").read()
assert text.count(old) == 1, text.count(old)
open(path, "w", encoding="utf-8").write(text.replace(old, new))
END
}

checks 0
plant models/pcache/pcache_purge.c 'return purge->window_pages >= purge->report.target_pages' \
  'return purge->window_pages > purge->report.target_pages'
checks 1
cat said
grep -q 'so the simulator itself has changed; nearest to the cause: purging' said
awk '/^  purging:/ { a = NR } /^  (refusals|misses|times):/ && !b { b = NR } END { exit !(a && (!b || a < b)) }' said
