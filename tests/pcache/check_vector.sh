#!/bin/sh
# check_vector.sh CONFORM VECTOR - replays VECTOR's operations and compares the transcript byte for byte.
set -eu
conform=$1
vector=$2
transcript=$(mktemp)
trap 'rm -f "$transcript"' EXIT
grep '^> ' "$vector" | cut -c3- | "$conform" >"$transcript"
cmp "$transcript" "$vector"
