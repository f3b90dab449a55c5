#!/bin/sh
# check_shipped.sh PCACHESIM SCENARIOS - every shipped scenario expects something, has a baseline, and holds
#
# Skipped (exit status 77) where SCENARIO_SECONDS says that whole scenarios take too long.
set -eu

[ -z "${SCENARIO_SECONDS:-}" ] || { echo "skipped: SCENARIO_SECONDS cuts scenarios short"; exit 77; }
for scenario in "$2"/*.yaml; do
  grep -q '^expect:' "$scenario" || { echo "$scenario expects nothing"; exit 1; }
  [ -f "${scenario%.yaml}.baseline.json" ] || { echo "$scenario has no baseline; pcachesim check --save $scenario"; exit 1; }
done
"$1" check "$2"/*.yaml
