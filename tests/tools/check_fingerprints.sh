#!/bin/bash
# check_fingerprints.sh PCACHESIM [--update] - every shipped scenario has the fingerprint that is recorded for it
#
# `check` holds the numbers of a run against a baseline; the fingerprint covers every event and every outcome of the
# cache, in order.  A change that is not meant to change behaviour leaves all of them as they are; --update records
# what comes out now.  A build that checks itself at every sample would take minutes, and is refused.
set -eu
root=$(readlink -f -- "$(dirname -- "$0")/../..")
recorded=$root/tests/fingerprints.txt
pcachesim=$(readlink -f -- "$1")
if grep -qF lock_checker_enter -- "$pcachesim"; then
  echo "$1 checks itself, which takes minutes: compare with a release build (meson setup -Dbuildtype=release), which takes seconds" >&2
  exit 2
fi
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

# fingerprint_of SCENARIO: prints the name of the scenario and its fingerprint.
# shellcheck disable=SC2317 # called through xargs
fingerprint_of ()
{
  local name
  name=$(basename -- "$1" .yaml)
  "$pcachesim" run --quiet --output "$scratch/$name" "$1" >"$scratch/$name.said" 2>&1 || {
    cat -- "$scratch/$name.said" >&2
    return 1
  }
  printf '%s %s\n' "$name" "$(sed -n 's/^.*"fingerprint": "\([0-9a-f]*\)".*$/\1/p' "$scratch/$name/summary.json")"
}
export -f fingerprint_of
export pcachesim scratch

printf '%s\0' "$root"/scenarios/*.yaml | xargs -0 -n 1 -P "$(nproc)" bash -c 'fingerprint_of "$@"' fingerprint_of |
  LC_ALL=C sort >"$scratch/now"
if [ "${2:-}" = --update ]; then
  cp -- "$scratch/now" "$recorded"
fi
diff -u -- "$recorded" "$scratch/now"
echo "note: the fingerprints of $(wc -l <"$recorded") scenarios are as recorded"
