#!/bin/sh
# cli.sh PCACHESIM FOLDER CASE - what the command does, seen from outside; FOLDER has the scenarios
#
# Each case is a function below.  It runs in an empty directory of its own, where stdout and stderr of the last `tool`
# are kept in the files of that name.
set -eu

# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

usage ()
{
  tool 2
  is_silent stdout
  says stderr 'Usage: pcachesim' 'run a scenario'
  tool 2 rnu
  says stderr "pcachesim: unknown subcommand 'rnu'; did you mean 'run'?"
  tool 2 --verbose run
  says stderr "unexpected option '--verbose' before the subcommand"
  tool 2 run "$small" --sead=4
  says stderr "pcachesim: run: unknown option '--sead'; did you mean '--seed'?"
  tool 2 run
  says stderr 'SCENARIO is missing; usage: pcachesim run SCENARIO'
  tool 2 run "$small" other.yaml
  says stderr "unexpected argument 'other.yaml'"
  tool 2 run missing.yaml
  says stderr 'pcachesim: missing.yaml: cannot be read: No such file or directory'
  tool 2 run "$small" --duration=0s
  says stderr 'use a time above 0'
  tool 2 run "$small" --duration=200ms
  says stderr 'ends within the warm-up of 300 ms'
  is_silent stdout
  leaves_nothing out
}

help ()
{
  tool 0 --help
  is_silent stderr
  subcommands=$(sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' stdout)
  [ -n "$subcommands" ] || fail 'no subcommand in the help'
  for subcommand in $subcommands; do
    tool 0 "$subcommand" --help
    says stdout "Usage: pcachesim $subcommand" 'Exit codes:' 'Example:'
    cat stdout >expected
    tool 0 help "$subcommand"
    cmp stdout expected
    is_silent stderr
  done
  tool 0 help exit-codes
  says stdout '    0  ' '    1  ' '    2  ' '  130  '
  tool 2 help nonsense
  tool 0 run --help
  if grep -q second-trail stdout; then fail 'internal options are shown'; fi
  tool 0 --version
  grep -qE '^pcachesim [0-9]+\.[0-9]+\.[0-9]+$' stdout || fail 'no version'
  cat stdout >expected
  tool 0 version
  cmp stdout expected
}

schema ()
{
  tool 0 schema
  says stdout 'segpcache_maxwindow'
  is_silent stderr
  tool 0 schema --json
  says stdout '"properties"' 'segpcache_maxwindow'
  if [ -w /dev/full ]; then
    status=0
    "$program" schema >/dev/full 2>stderr || status=$?
    [ "$status" -eq 2 ] || fail "exit status $status when the disk is full"
    says stderr 'standard output cannot be written'
  fi
}

outputs ()
{
  tool 0 run "$small"
  is_silent stderr
  says stdout 'small: 2 s simulated, of which the first 300 ms are left out; seed 5, run 0' 'lookups' 'hits' 'misses' \
    'window, peak' 'freemem, lowest' 'summary.json and series.csv are in out/small'
  if ! [ -s out/small/series.csv ] || ! [ -s out/small/summary.json ]; then fail 'no files'; fi
  has_no_temporary out/small
  says out/small/summary.json '"tool": "pcachesim"' '"seed": 5' '"fingerprint": "' '"sha256": "' "\"path\": \"$small\""
  cat stdout >expected

  tool 0 run "$small" --quiet --output quiet
  is_silent stdout
  is_silent stderr
  same_run out/small quiet

  tool 0 run "$small" --verbose -o verbose
  says stderr ' events in ' ' a second'
  says stdout 'Set up:' 'physmem' 'Metrics:' 'io.completed'
  same_run out/small verbose
}

# The same scenario, values and seed give the same bytes, wherever and however it is run; others give others.
reproduction ()
{
  tool 0 run "$small" -q -o first --seed 9 --run 3 --set sample=50ms --set machine.memory=300MiB --duration 1s
  says first/summary.json '"seed": 9' '"run": 3' '"sample=50ms"' '"machine.memory=300MiB"' '"duration_s": 1.000000000' \
    '"sample_s": 0.050000000'
  for variable in LC_ALL=de_DE.UTF-8 MALLOC_PERTURB_=90 TZ=Asia/Tokyo; do
    env "$variable" "$program" run "$small" -q -o second --seed 9 --run 3 --set sample=50ms --set machine.memory=300MiB \
      --duration 1s
    same_run first second
  done
  if grep -qF "$work" first/*; then fail 'the directory of the run stands in its files'; fi
  tool 0 run "$small" -q -o second --seed 9 --run 2 --set sample=50ms --set machine.memory=300MiB --duration 1s
  if cmp -s first/series.csv second/series.csv; then fail 'another run is the same'; fi
}

twice ()
{
  tool 0 run "$small" --twice --set sample=100ms -o both
  is_silent stderr
  says stdout 'the two runs are the same: ' ' steps, fingerprint ' '5 files byte for byte'
  [ -s both/series.csv ] || fail 'no files'
  for path in "$TMPDIR"/*; do
    leaves_nothing "$path"
  done
  tool 0 run "$small" --twice --quiet -o both
  is_silent stdout
  is_silent stderr
}

# Mistakes in a scenario and in a recording are told with their place, and leave nothing, nor take what was there.
# What is tuned can be had from /etc/system, and goes back there.
tunables ()
{
  tool 0 tunables
  # Of each its range, default, effect and line; and nothing is left out that a scenario can set.
  # shellcheck disable=SC2013 # names have no blanks
  for name in $(sed -n 's/^\([a-z_]*\): .*/\1/p' stdout); do
    block=$(sed -n "/^$name:/,/^\$/p" stdout)
    case $block in
    *", "[fa0]*"; default"*"/etc/system: set $name = "*) ;;
    *) fail "no range, default or line of $name" ;;
    esac
  done
  [ "$(grep -c '/etc/system: set segpcache_' stdout)" = 10 ] || fail 'not all tunables of the cache'
  says stdout 'segpcache_maxapurge_bytes: a number of bytes' 'lotsfree: a number of pages' 'log2 of the share'
  printf 'set segpcache_shrink_shift = 2\n* a comment\nset maxusers = 40\n' >system
  tool 0 tunables "$small" --system system
  printf '* small: all else is as the kernel has it\nset segpcache_maxwindow = 2048\nset segpcache_shrink_shift = 2\n' >expected
  cmp stdout expected || fail 'other lines than expected'
  cp stdout back

  tool 0 run "$small" -q -o by-file --system system
  tool 0 run "$small" -q -o by-set --set tunables.segpcache_shrink_shift=2
  same_run by-file by-set
  tool 0 run "$small" -q -o by-file --system system --twice
  tool 0 run "$small" -q -o by-line --set tunables.segpcache_maxwindow=0 --set tunables.segpcache_shrink_shift=9 --system back
  says by-line/summary.json 'tunables.segpcache_shrink_shift=2' 'tunables.segpcache_shrink_shift=9'

  printf '\nset segpcache_shrinkshift = 2\n' >system
  tool 2 run "$small" -o broken --system system
  says stderr "system:2:5: the cache has no tunable 'segpcache_shrinkshift'; did you mean 'segpcache_shrink_shift'?"
  leaves_nothing broken
  tool 2 tunables --set tunables.segpcache_shrink_shift=2
  says stderr 'name one'
}

# completes EXPECTED WORD...: what bash would offer for the last word.
completes ()
{
  expected=$1
  shift
  # shellcheck disable=SC2016 # for the other shell
  given=$(bash -c '. ./completion; COMP_WORDS=(pcachesim "$@"); COMP_CWORD=$#; _pcachesim; echo "${COMPREPLY[*]}"' bash "$@")
  [ "$given" = "$expected" ] || fail "'$*' completes to '$given', not to '$expected'"
}

# The manual and the completions are made from the tables.
shells ()
{
  tool 0 help --man
  says stdout '.SS pcachesim run [OPTION...] SCENARIO' '\fB\-o\fR, \fB\-\-output\fR \fIDIR\fR' '.SH EXIT STATUS' '\fB130\fR'
  if grep -F 'second-trail' stdout; then
    fail 'the manual has internal options'
  fi
  if has groff; then
    groff -man -ww -z stdout 2>warnings
    is_silent warnings
  fi
  tool 0 help --bash
  cp stdout completion
  touch one.yaml two.csv system.conf
  completes 'run' ru
  completes '--seed --set' run --se
  completes 'one.yaml' run o
  completes '' run two
  completes 'system.conf' run --system sy
  completes 'tunables.segpcache_shrink_shift=' run --set tunables.segpcache_s
  completes 'schema' help sch
  completes '' run --seed 1
  tool 0 help --zsh
  says stdout '#compdef pcachesim' "'*--set["
  if has zsh; then
    zsh -n stdout
  fi
}

mistakes ()
{
  sed 's/threads: 4/thread: 4/; s/2s/2parsecs/' "$small" >bad.yaml
  tool 2 run bad.yaml
  grep -qE '^bad\.yaml:4:11: ' stderr || fail 'no place'
  says stderr "'thread'" "did you mean 'threads'?"
  is_silent stdout
  tool 2 run "$small" --set machine.memry=1GiB
  says stderr '--set machine.memry=1GiB' "did you mean 'memory'?"
  tool 2 run "$here/broken-trace.yaml"
  grep -qE '/broken\.iolog:5: ' stderr || fail 'no place'
  is_silent stdout
  leaves_nothing out
  tool 0 run "$small" -q -o kept
  tool 0 run "$small" -q -o reference
  tool 2 run "$here/broken-trace.yaml" -o kept
  same_run kept reference
  has_no_temporary kept
}

unwritable ()
{
  echo hello >file
  tool 2 run "$small" -o file
  says stderr 'pcachesim: file: cannot write files there: Not a directory'
  tool 2 run "$small" -o file/below
  says stderr 'pcachesim: file/below: '
  tool 2 run "$small" -o /proc/nowhere
  says stderr 'pcachesim: /proc/nowhere: cannot make this directory'
  tool 0 run "$small" -q -o there
  rm there/summary.json
  "$program" run "$small" -q -o there/summary.json
  tool 2 run "$small" -o there
  says stderr 'there/summary.json: cannot be replaced: Is a directory'
  is_silent stdout
}

# A limit on the size of files stands for a full disk.
full ()
{
  tool 0 run "$small" -q -o kept
  tool 0 run "$small" -q -o reference
  (
    ulimit -f 4
    tool 2 run "$small" -o kept --set sample=1ms
    says stderr 'kept/series.csv: cannot be written: File too large'
    tool 2 run "$small" -o new/directory --set sample=1ms
    is_silent stdout
  )
  leaves_nothing new
  same_run kept reference
  has_no_temporary kept
}

# begin: runs the program in the background, and waits until it writes.
begin ()
{
  env --default-signal=INT "$program" run "$small" -q --set duration=30min -o endless >stdout 2>stderr &
  pid=$!
  for _ in 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9; do
    if [ -e endless/.series.csv.part ]; then break; fi
    sleep 0.1
  done
  [ -e endless/.series.csv.part ] || fail 'it does not begin'
}

end ()
{
  status=0
  kill "-$1" "$pid"
  wait "$pid" || status=$?
}

interrupted ()
{
  for signal in TERM INT; do
    begin
    end "$signal"
    [ "$status" -eq 130 ] || fail "exit status $status at SIG$signal"
    says stderr 'pcachesim: interrupted'
    leaves_nothing endless
  done
}

busy ()
{
  begin
  tool 2 run "$small" -o endless
  says stderr 'endless: another run is writing its files there'
  end TERM
  leaves_nothing endless
}

# However early or late a run is killed, there is no half file under a final name, and the next run is as any other.
killed ()
{
  tool 0 run "$small" -q -o reference --set sample=10ms
  begin
  end KILL
  leaves_nothing endless/series.csv
  leaves_nothing endless/summary.json
  for moment in 0.00 0.01 0.02 0.03 0.04 0.05 0.06 0.08 0.10 0.12; do
    "$program" run "$small" -q -o endless --set sample=10ms >stdout 2>stderr &
    pid=$!
    sleep "$moment"
    end KILL 2>kill.err || true
    if [ -e endless/summary.json ]; then
      same_run endless reference
    elif [ -e endless/series.csv ]; then
      cmp endless/series.csv reference/series.csv || fail 'half a series'
    fi
    rm -f endless/summary.json endless/series.csv
  done
  tool 0 run "$small" -q -o endless --set sample=10ms
  same_run endless reference
  has_no_temporary endless
}

"$case"
