#!/bin/sh
# test_conform.sh CONFORM - what conform does with lines that it does not understand, or that break a rule: exit 2, a message
# with the line's number, and what came before it written.
set -eu
conform=$1
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failed=0

setup='set physmem 4096
set availrmem 4096
set freemem 0x400
set segpcache_hashsize_win 16
set segpcache_hashsize_wired 16
set segpcache_maxwindow 100
init
seg 1 0x300000000040 0x10000000 0x100000 0
amp 1 0x300000001000'

run () { # LINES
  printf '%s\n%s\n' "$setup" "$1" >"$directory/input"
  status=0
  "$conform" <"$directory/input" >"$directory/output" 2>"$directory/errors" || status=$?
}

complain () { # WHAT
  echo "$1, with:"
  sed 's/^/  /' "$directory/input" "$directory/errors"
  failed=1
}

# refuses LINES: the last of them is refused, those before it were done.
refuses () {
  run "$1"
  last=$(wc -l <"$directory/input")
  [ $status -eq 2 ] || complain "exit status $status, not 2"
  grep -q "^conform: line $last: ." "$directory/errors" || complain "no message for line $last"
  [ "$(wc -l <"$directory/errors")" -eq 1 ] || complain "more than a message"
  head -n $((last - 1)) "$directory/input" >"$directory/before"
  grep '^> ' "$directory/output" | cut -c3- | head -n $((last - 1)) | cmp -s - "$directory/before" ||
    complain "what came before is not written"
}

# writes LINES EXPECTED: the last lines of output.
writes () {
  run "$1"
  [ $status -eq 0 ] || complain "exit status $status, not 0"
  [ "$(tail -n "$(printf '%s\n' "$2" | wc -l)" "$directory/output")" = "$2" ] || complain "not '$2'"
}

# Not understood.
refuses 'nonsense'
refuses ''
refuses ' state'
refuses 'State'
refuses 'stat'
refuses 'states'
refuses '> state'
refuses 'state 1'
refuses 'tick'
refuses 'tick 1 2'
refuses 'tick x'
refuses 'tick -1'
refuses 'tick 0x'
refuses 'tick 1x'
refuses 'tick 0xg'
refuses 'tick 18446744073709551616'
refuses 'tick 1 2 3 4 5 6 7 8 9 10 11 12 13 14'
refuses 'set nothing 1'
refuses 'set hz'
refuses 'seg 2 0x300000000040 0x10000000 0x100000 3'
refuses 'lookup 9 - 0x10000000 0x1000 r 0'
refuses 'lookup 1 9 0x10000000 0x1000 r 0'
refuses 'lookup 1 - 0x10000000 0x1000 x 0'
refuses 'lookup 1 - 0x10000000 0x1000 r'
refuses 'hold dog 1'
refuses 'hold seg 2'
refuses 'seg_alloc 3 1 0 0x1000 spt 0'
refuses 'seg_free 1'
refuses 'zones 1'
refuses 'seg_unmap 1'
refuses 'as 1 0x100000
seg_alloc 3 1 0 0x1000 tty 0'

# Understood, but against what the cache relies on.
refuses 'insert 1 - 0x10000000 0x1001 0x1001 5 r 0'
refuses 'insert 1 - 0x10000000 0x1000 0x2000 5 r 0'
refuses 'insert 1 - 0x10000000 0x2000 0x1000 5 w 0'
refuses 'insert 1 1 0x10000000 0x2000 0x1000 5 r 0'
refuses 'insert 1 - 0x10000000 0x1000 0x1000 5 r 0
inactive 1 - 0x10000000 0x1000 5 r 0
inactive 1 - 0x10000000 0x1000 5 r 0'
refuses 'enable'
refuses 'dr_postdel 0'
refuses 'set segpcache_enabled 0
init
enable'
refuses 'set reclaim_returns 1
insert 1 - 0x10000000 0x1000 0x1000 5 r 1
insert 1 - 0x10001000 0x1000 0x1000 5 r 1
inactive 1 - 0x10000000 0x1000 5 r 1
inactive 1 - 0x10001000 0x1000 5 r 1
purge_wiredpp 5'
refuses 'as 1 0x100000
seg_alloc 3 1 0 0x1000 spt 0
insert 3 - 0 0x1000 0x1000 5 r 0
seg_free 3'
refuses 'as 1 0x100000
seg_alloc 3 1 0 0x1000 spt 0
insert 3 - 0 0x1000 0x1000 5 r 1
seg_free 3'
refuses 'set physmem 0xffffffffffffffff
set segpcache_hashsize_win 0xfffffffffffffffe
init'

# Fine.
writes 'tick 10
tick 0x10
state' '  state locked=0 window=0 disabled=0 cur=0 empty=0 full=0 entries=0 lbolt=26'
writes 'insert 1 - 0x10000000 0x1000 4096 5 r 0
init
insert 1 - 0x10000000 0x1000 0x1000 6 r 0
purge 1 - 0
lookup 1 - 268435456 1 r 0' '  hit pp=6'
writes 'insert 1 - 0x10000000 0x1000 0x1000 0 r 0
lookup 1 - 0x10000000 0x1000 w 0' '  hit pp=0'
writes 'insert 1 - 0x10000000 0x1000 0x1000 5 r 0
seg 1 0x300000000080 0x10000000 0x100000 0
dump' '  entry tag=0x300000000040 addr=0x10000000 len=0x1000 wlen=0x1000 pp=5 active=1 w=0 ref=0 lbolt=0 flags=0'
writes 'set segpcache_pcp_maxage_ticks -5
init' '  sizes win=16 wired=16 maxwindow=100 maxage=100 shrink=5 maxapurge=262144 disabled=0'

# Before anything is set up, all is quiet; a last line without its end counts.
printf 'seg 1 0x300000000040 0x10000000 0x100000 0\nlookup 1 - 0 1 r 0\ninactive 1 - 0 4096 7 w 0\nforce\ndump\nstate' |
  "$conform" >"$directory/output" || failed=1
grep -q '^  miss$' "$directory/output" || failed=1
grep -q '^  reclaim tag=0x300000000040 addr=0 len=0x1000 pp=7 rw=w async=0$' "$directory/output" || failed=1

exit $failed
