#!/bin/sh
# check_paths.sh - fails where a file of the tree names a directory of the machine that it was written on.
#
# Such are the tree itself, the home directory, and what lies under the top directories where people keep their own.
set -eu
cd -- "$(dirname -- "$0")/../.."

here=$(pwd -P)
found=$(git grep -nIE --untracked "(^|[^[:alnum:]_.~\$}/-])/(home|root|work|Users|srv|mnt|media)/[[:alnum:]._-]" -- . || :)
for directory in "$here" "${HOME:-}"; do
  case $directory in
  '' | /) ;;
  *) found=$found$(git grep -nIF --untracked -e "$directory/" -- . || :) ;;
  esac
done
if [ -n "$found" ]; then
  printf '%s\n' "$found"
  exit 1
fi
