#!/bin/sh
# trace.sh PCACHESIM FOLDER CASE - what `run --trace` writes; FOLDER has the scenarios, its parent the tools
#
# Each case is a function below, as in cli.sh.
set -eu

# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

traced=$here/traced.yaml

# check FILE ARGUMENT...: what check_trace.py prints is in the file `counts`.
check ()
{
  "$here/../tools/check_trace.py" "$@" >counts || fail "$1 is not what it should be"
}

# tells FILE TEXT...: the trace has each text.
tells ()
{
  file=$1
  shift
  for text in "$@"; do
    grep -qF -- "$text" "$file" || fail "no '$text' in $file"
  done
}

# kinds FILE: the kinds of the events of a trace, one a line.
kinds ()
{
  sed -n 's/^{"t":[0-9.]*,"kind":"\([a-z]*\)".*/\1/p' "$1" | sort -u
}

# Every kind of event is there, and what they tell adds up to the metrics of the run; lines follow their schema.
sums ()
{
  needs python3
  if ! python3 -c 'import jsonschema' 2>/dev/null; then
    echo 'skipped: python3 has no jsonschema here'
    exit 77
  fi
  tool 0 schema --events
  cp stdout events.schema.json
  tool 0 run "$traced" -q -o out --trace all
  check out/trace.jsonl --summary out/summary.json --schema events.schema.json
  for kind in insert refusal hit miss purge removal reclaim disable enable pageout wait memory; do
    grep -q "^$kind " counts || fail "no $kind"
  done
  for text in '"for":"unlock"' '"for":"memory"' '"for":"swap"' '"cause":"trim"' '"cause":"owner"' '"cause":"force"' \
    '"cause":"lowmem"' '"by":"check"' '"process":"server/1","segment":"ism","object":"sga"' '"object":"pool"' \
    '"purge_thread_woken":true'; do
    tells out/trace.jsonl "$text"
  done
  head -n 1 out/trace.jsonl >first
  tells first '"kind":"trace"' '"seed":11' '"sha256":"' '"kinds":["insert",'
}

# A viewer's file has names, slices, spans and arrows by the rules.
viewer ()
{
  tool 0 run "$traced" -q -o out --trace all --trace-file trace.json
  if python3 -c 'import jsonschema' 2>/dev/null; then
    check out/trace.json --schema "$here/../tools/trace_viewer.schema.json"
  else
    check out/trace.json
  fi
  grep -q '^arrows [1-9]' counts || fail 'no arrow'
  tells out/trace.json '"name":"process_name","pid":2,"tid":0,"args":{"name":"server/0"}' '"name":"buffers"' \
    '"args":{"name":"shared objects"}' '"ph":"C","cat":"memory","name":"freemem"' '"name":"purge trim"' '"flow_out":true'
  # Arrows come only from purges that are there.
  tool 0 run "$traced" -q -o late --trace miss,purge --trace-file trace.json --trace-from 510ms
  check late/trace.json
  tool 0 run "$traced" -q -o misses --trace miss --trace-file trace.json
  check misses/trace.json
  if grep -q '^arrows' counts; then fail 'arrows from nowhere'; fi
}

# Kinds, a window of time and owners.
filters ()
{
  tool 0 run "$traced" -q -o all --trace all
  tool 0 run "$traced" -q -o some --trace 'purge, miss'
  check some/trace.jsonl
  [ "$(kinds some/trace.jsonl | tr '\n' ' ')" = 'miss purge ' ] || fail 'other kinds'
  grep -E '^\{"t":[0-9.]*,"kind":"(miss|purge)"' all/trace.jsonl >expected
  sed '1d;$d' some/trace.jsonl >given
  cmp given expected || fail 'other events than without the filter'

  tool 0 run "$traced" -q -o window --trace hit,miss --trace-from 500ms --trace-to 1s
  check window/trace.jsonl
  grep -E '^\{"t":0\.[56789][0-9]*,"kind":"(hit|miss)"' all/trace.jsonl >expected
  sed '1d;$d' window/trace.jsonl >given
  cmp given expected || fail 'other events than in the window'
  tells window/trace.jsonl '"from_s":0.500000000,"to_s":1.000000000'
  tool 0 run "$traced" -q -o waits --trace disable,wait --trace-from 550ms --trace-to 610ms --trace-file trace.jsonl \
    --trace-file trace.json
  check waits/trace.jsonl
  check waits/trace.json
  tells waits/trace.jsonl '"result":"unfinished"'

  for owner in server/1 server server.buffers server/0.buffers buffers pool sga; do
    tool 0 run "$traced" -q -o owner --trace hit,purge --trace-owner "$owner"
    check owner/trace.jsonl
    case $owner in
      server/1) pattern='"process":"server/1"' ;;
      server) pattern='"process":"server/[01]"' ;;
      server.buffers | buffers) pattern='"process":"server/[01]","segment":"buffers"' ;;
      server/0.buffers) pattern='"process":"server/0","segment":"buffers"' ;;
      *) pattern="\"object\":\"$owner\"" ;;
    esac
    grep -E "\"kind\":\"hit\",.*$pattern|\"kind\":\"purge\",\"phase\":\"[a-z]*\",(\"number\"|.*$pattern)" all/trace.jsonl >expected
    sed '1d;$d' owner/trace.jsonl >given
    cmp given expected || fail "other events than those of $owner"
  done
  tool 0 run "$traced" -q -o two --trace hit --trace-owner server/0 --trace-owner server/1
  tool 0 run "$traced" -q -o one --trace hit --trace-owner server
  sed 1d one/trace.jsonl >expected
  sed 1d two/trace.jsonl >given
  cmp given expected || fail 'two owners are not both'
}

# The same bytes each time, and behind all compressions; several files at once.
compressed ()
{
  tool 0 run "$traced" -q -o plain --trace all --trace-file a.jsonl --trace-file a.json
  tool 0 run "$traced" -q -o packed --trace all --trace-file a.jsonl.gz --trace-file a.json.gz --trace-file a.jsonl.zst \
    --trace-file a.json.zst
  for name in a.jsonl a.json; do
    gzip -dc "packed/$name.gz" | cmp - "plain/$name" || fail "$name.gz holds something else"
    if has zstd; then
      zstd -dcq "packed/$name.zst" | cmp - "plain/$name" || fail "$name.zst holds something else"
    fi
  done
  tool 0 run "$traced" -q -o again --trace all --trace-file a.jsonl.gz --trace-file a.json.zst
  cmp packed/a.jsonl.gz again/a.jsonl.gz
  cmp packed/a.json.zst again/a.json.zst
  has_no_temporary packed
}

# A run that is traced is the run that it would be; --twice compares traces too.
same ()
{
  tool 0 run "$traced" -q -o untraced
  tool 0 run "$traced" -q -o traced --trace all
  same_run untraced traced
  tool 0 run "$traced" -o both --trace all --trace-file t.json.gz --trace-owner server --trace-from 1s --trace-to 2s --twice
  says stdout '6 files byte for byte'
}

# Mistakes are told with what would be right, and leave nothing.
refused ()
{
  tool 2 run "$traced" --trace mis
  says stderr "--trace: 'mis' is no kind of event; did you mean 'miss'?"
  tool 2 run "$traced" --trace hit,,miss
  says stderr "--trace: '' is no kind of event"
  tool 2 run "$traced" --trace ''
  says stderr "--trace: '' is no kind of event; use insert, refusal"
  tool 2 run "$traced" --trace all --trace-file trace.txt
  says stderr "'trace.txt' does not say by its ending what it is to hold"
  tool 2 run "$traced" --trace all --trace-file ../trace.json
  says stderr "is not the name of a file in the run's directory"
  tool 2 run "$traced" --trace all --trace-file summary.json
  says stderr 'is a file of every run'
  tool 2 run "$traced" --trace all --trace-file a.json --trace-file a.json
  says stderr 'given twice'
  tool 2 run "$traced" --trace all --trace-owner sever
  says stderr "--trace-owner: 'sever' is no process, segment or object of the scenario; did you mean 'server'?"
  tool 2 run "$traced" --trace all --trace-from 2s --trace-to 1s
  says stderr '--trace-to: the time must be after that of --trace-from'
  for option in --trace-file=a.json --trace-owner=server --trace-from=1s --trace-to=1s; do
    tool 2 run "$traced" "$option"
    says stderr "${option%=*}: nothing is traced; use it with --trace all"
  done
  leaves_nothing out
  # A trace that does not fit on the disk is as any other file of the run.
  (
    ulimit -f 100
    tool 2 run "$traced" -o new --trace all
    says stderr 'new/trace.jsonl: cannot be written: File too large'
  )
  leaves_nothing new
}

"$case"
