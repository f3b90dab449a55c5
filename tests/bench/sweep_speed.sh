#!/bin/sh
# sweep_speed.sh PCACHESIM [TIMES] - how much faster a sweep is on two processors than on one
#
# Makes the same sweep with one job and with two, in turn, TIMES times (5), and prints the fastest of each, their ratio, and how
# much processor time two jobs take beside one: what grows there is lost to memory and locks that the threads share.  The machine
# must be quiet.  Not a test: the numbers are for people.
set -eu

program=$(readlink -f -- "$1")
times=${2:-5}
here=$(dirname -- "$(readlink -f -- "$0")")
scenario=${SCENARIO:-$here/../../scenarios/small-machine.yaml}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# measure JOBS: appends "real processor" of one sweep, in seconds, to the file of that number.
measure ()
{
  rm -rf out
  # shellcheck disable=SC2016 # for the other shell
  bash -c 'TIMEFORMAT="%R %U %S"; time "$@"' bash "$program" sweep "$scenario" -q -o out --jobs "$1" \
    --vary tunables.segpcache_maxwindow=2MiB,4MiB,8MiB,16MiB,32MiB --replications "${REPLICATIONS:-80}" 2>taken
  awk '{ print $1, $2 + $3 }' taken >>"$1"
}

i=0
while [ "$i" -lt "$times" ]; do
  measure 1
  measure 2
  i=$((i + 1))
done
least ()
{
  sort -n "$1" | head -n 1
}
echo "$(least 1) $(least 2)" | awk '{
  printf "one job   %6.2f s, processor %6.2f s\n", $1, $2
  printf "two jobs  %6.2f s, processor %6.2f s\n", $3, $4
  printf "ratio     %6.2f    processor %+5.1f %%\n", $1 / $3, ($4 / $2 - 1) * 100
}'
