#!/bin/sh
# hash_sources.sh SCRIPT - the hash by which results know their sources changes with these, and with nothing else
set -eu

script=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tree/models" "$work/tree/sim/cli" "$work/other"

# hash [ROOT]: of its models.
hash ()
{
  python3 "$script" "${1-$work/tree}" "$work/header.h" "$work/header.d" models
  sed -n 's/^#define TOOL_SOURCES "\([0-9a-f]\{12\}\)"$/\1/p' "$work/header.h"
}

# differs HASH OTHER WHAT
differs ()
{
  if [ -z "$1" ] || [ "$1" = "$2" ]; then
    echo "not told apart: $3" >&2
    exit 1
  fi
}

echo 'int a;' >"$work/tree/models/a.c"
first=$(hash)
echo 'int b;' >"$work/tree/models/a.c"
differs "$(hash)" "$first" 'a change'
echo 'int a;' >"$work/tree/models/a.c"
touch "$work/tree/models/b.h"
differs "$(hash)" "$first" 'another file'
mv "$work/tree/models/b.h" "$work/tree/models/notes"
echo 'int c;' >"$work/tree/sim/cli/c.c"
[ "$(hash)" = "$first" ] || { echo 'it changed with what no result depends on' >&2; exit 1; }
touch -d '2001-01-01' "$work/header.h"
cp -r "$work/tree/models" "$work/other/models"
[ "$(hash "$work/other")" = "$first" ] || { echo 'it depends on the place' >&2; exit 1; }
# What is the same is not written again, so that nothing is compiled for it.
[ -z "$(find "$work/header.h" -newermt 2002-01-01)" ] || { echo 'the header was written again' >&2; exit 1; }
grep -qF "$work/other/models/a.c" "$work/header.d" || { echo 'ninja is not told of a source' >&2; exit 1; }
