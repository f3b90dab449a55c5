#!/bin/sh
# check_readme.sh - fails where the README's table of scenarios and the scenarios' own descriptions differ.
set -eu
cd -- "$(dirname -- "$0")/../.."

status=0
for scenario in scenarios/*.yaml; do
  [ -f "$scenario" ] || continue
  name=$(basename -- "$scenario" .yaml)
  description=$(sed -n 's/^description: *//p' "$scenario")
  row="| [$name]($scenario) | $description |"
  if ! grep -qxF -e "$row" README.md; then
    printf 'README.md lacks the row\n%s\n' "$row"
    status=1
  fi
done
stale=$(sed -n 's/^| \[[^]]*](\(scenarios\/[^)]*\)) |.*/\1/p' README.md | while read -r scenario; do
  [ -f "$scenario" ] || printf 'README.md names %s, which does not exist\n' "$scenario"
done)
if [ -n "$stale" ]; then
  printf '%s\n' "$stale"
  status=1
fi
exit "$status"
