#!/bin/bash
# same_bytes.sh BUILD... - runs every scenario with every build given (one that is given twice runs twice) and compares
# all that they write, and what they print, with what the first wrote.
set -eu
root=$(readlink -f -- "$(dirname -- "$0")/../..")

scenarios=("$root"/scenarios/*.yaml)
if ! [ -f "${scenarios[0]}" ]; then
  echo "note: there is no scenario yet"
  exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

# run_one DIRECTORY BUILD SCENARIO: what a run writes, prints and returns ends up in the directory.
# shellcheck disable=SC2317 # called through xargs
run_one ()
{
  mkdir -p -- "$1"
  local status=0
  (cd -- "$1" && timeout 600 "$2/sim/cli/pcachesim" run --output out "$3" >printed 2>errors) || status=$?
  echo "$status" >"$1/status"
}
export -f run_one

n=0
for build in "$@"; do
  n=$((n + 1))
  for scenario in "${scenarios[@]}"; do
    printf '%s\0' "$scratch/$n/$(basename -- "$scenario" .yaml)" "$(readlink -f -- "$build")" "$scenario"
  done
done | xargs -0 -n 3 -P "$(nproc)" bash -c 'run_one "$@"' run_one

differ=0
for scenario in "${scenarios[@]}"; do
  name=$(basename -- "$scenario" .yaml)
  first=$scratch/1/$name
  if [ "$(cat -- "$first/status")" -ne 0 ] || [ -z "$(ls -A -- "$first/out")" ]; then
    printf '%s: exit status %s\n' "$name" "$(cat -- "$first/status")"
    cat -- "$first/errors"
    differ=1
    continue
  fi
  for ((i = 2; i <= $#; i++)); do
    if ! diff -rq -- "$first" "$scratch/$i/$name"; then
      printf '%s: run %d, of %s, differs from run 1, of %s:\n' "$name" "$i" "${!i}" "$1"
      diff -ru -- "$first" "$scratch/$i/$name" | head -n 20 || :
      differ=1
    fi
  done
done
echo "note: ${#scenarios[@]} scenarios, $# runs each"
exit "$differ"
