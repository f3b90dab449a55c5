#!/bin/sh
# check_scenarios.sh - fails where a shipped scenario is missing from the README's guide, described there in other words than
# its own or without what to look at and what it teaches, or missing from the tests that run them all.
set -eu
cd -- "$(dirname -- "$0")/../.."

status=0
complain ()
{
  printf '%s\n' "$*"
  status=1
}

for scenario in scenarios/*.yaml; do
  name=$(basename -- "$scenario" .yaml)
  description=$(sed -n 's/^description: *//p' "$scenario")
  row="| [$name]($scenario) | $description |"
  cells=$(awk -v row="$row" -F '|' 'index($0, row) == 1 { print ($4 ~ /[a-z]/) + ($5 ~ /[a-z]/) }' README.md)
  [ "$cells" = 2 ] || complain "README.md lacks the row '$row what to look at | what it teaches |'"
  grep -qF -e "'$name'" tests/machine/meson.build || complain "tests/machine/meson.build does not run '$name'"
done
stale=$(sed -n 's/^| \[[^]]*](\(scenarios\/[^)]*\)) |.*/\1/p' README.md | while read -r scenario; do
  [ -f "$scenario" ] || printf 'README.md names %s, which does not exist\n' "$scenario"
done)
[ -z "$stale" ] || complain "$stale"
exit "$status"
