#!/bin/sh
# tune.sh PCACHESIM FOLDER CASE - searches, whole and killed, seen from outside; FOLDER has the scenarios
set -eu

case=$3
# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

# tune STATUS OPTION...: of a window and a shift, within 60 runs
tune ()
{
  status=$1
  shift
  tool "$status" tune "$small" --set events=[] --duration 600ms --tunable segpcache_maxwindow=256KiB..8MiB \
    --tunable segpcache_shrink_shift=0..8 --replications 2 --fresh 4 --budget 60 "$@"
}

objective='misses.total + plocked.mean / 10'

# same_results DIR DIR
same_results ()
{
  for file in tune.json points.csv; do
    cmp "$1/$file" "$2/$file" || fail "$file differs between $1 and $2"
  done
}

# number KEY FILE: the first number under KEY.
number ()
{
  sed -n "s/.*\"$1\": \\([-0-9.]*\\),*\$/\\1/p" "$2" | head -n 1
}

result ()
{
  tune 0 --minimize "$objective" -o one --jobs 1
  says stdout 'points in ' ' runs of 60 (search ' 'as it is' 'best' "minimize $objective, in 4 fresh replications (--run 1000 to 1003)" \
    'difference' 'How far that goes if one is changed' 'To run it:' 'For /etc/system:' 'set segpcache_' 'written to one: tune.json, points.csv'
  is_silent stderr
  mv stdout said
  tune 0 --minimize "$objective" -o two --jobs 2 --quiet
  is_silent stdout
  same_results one two
  runs=$(($(number search one/tune.json) + $(number sensitivity one/tune.json) + $(number comparison one/tune.json)))
  [ "$runs" -le 60 ] || fail "$runs runs"
  [ "$(grep -c ' ok ' one/tune.journal)" = "$runs" ] || fail 'other runs in the journal'
  # What it says of the best is what runs of the best have.
  python3 -c 'import json, sys; print(*("--set " + set for set in json.load(sys.stdin)["set"]))' <one/tune.json >sets
  grep -q 'tunables.segpcache_maxwindow=' sets || fail 'the window does not matter'
  sed 's/--set tunables\.\([a-z_]*\)=\([0-9]*\) */set \1 = \2\n/g' sets | grep . >lines
  grep -Fxf lines said | cmp - lines || fail 'other lines for /etc/system'
  set --
  for run in 1000 1001 1002 1003; do
    # shellcheck disable=SC2046 # words without spaces
    tool 0 run "$small" -q --set events=[] --duration 600ms $(cat sets) --run "$run" -o "run$run"
    set -- "$@" "run$run/summary.json"
  done
  python3 - one/tune.json "$@" <<'END' || fail 'the runs have another mean'
import json
import sys

tune, *runs = [json.load(open(path, encoding='utf-8')) for path in sys.argv[1:]]
values = [run['metrics']['misses']['total'] + run['metrics']['plocked']['mean'] / 10 for run in runs]
mean = tune['comparison']['best']['mean']
sys.exit(abs(sum(values) / len(values) - mean) > 1e-9 * mean)
END
}

# What does not matter stays as it is, and what was set for the search is set for the best.
command ()
{
  tool 0 tune "$small" --set events=[] --duration 600ms --tunable segpcache_maxwindow=256KiB..8MiB --tunable segpcache_maxapurge_bytes \
    --minimize "$objective" --replications 2 --fresh 4 --budget 60 --seed 5 -o out
  says stdout "pcachesim run $small --set 'events=[]' --set tunables.segpcache_maxwindow=" ' --duration 600ms --seed 5'
  if grep -q 'set segpcache_maxapurge_bytes' stdout; then fail 'what does not matter was changed'; fi
  sed -n "s/^  pcachesim \(run .*\)/\1 -q -o again/p" stdout >again.words
  eval "set -- $(cat again.words)"
  tool 0 "$@"
  python3 - out/tune.json again/summary.json <<'END' || fail 'the command runs something else'
import json
import sys

tune, run = [json.load(open(path, encoding='utf-8')) for path in sys.argv[1:]]
sys.exit(not set(tune['set']) < set(run['set']) or run['seed'] != 5)
END
}

json ()
{
  tune 0 --maximize hit_rate -o out --json
  cmp stdout out/tune.json || fail '--json prints something else'
  python3 -c 'import json, sys; assert json.load(sys.stdin)["maximize"] == "hit_rate"' <stdout || fail 'no JSON'
}

# A search with a better chance goes on with what is known.
grown ()
{
  tune 0 --minimize "$objective" -q -o out
  before=$(grep -c ' ok ' out/tune.journal)
  tune 0 --minimize "$objective" -q -o out --budget 90
  tune 0 --minimize "$objective" -q -o fresh --budget 90
  same_results out fresh
  [ "$(grep -c ' ok ' out/tune.journal)" -lt $(($(grep -c ' ok ' fresh/tune.journal) + before)) ] || fail 'nothing was reused'
  tune 0 --minimize "$objective" -q -o other --draw-seed 1
  if cmp -s fresh/points.csv other/points.csv; then fail 'another seed draws the same'; fi
}

killed ()
{
  tune 0 --minimize "$objective" -q -o whole
  # Cut after some results, the last of them in the middle.
  for lines in 3 9 20 41; do
    mkdir "cut$lines"
    head -n "$lines" whole/tune.journal | head -c -7 >"cut$lines/tune.journal"
    tune 0 --minimize "$objective" -q -o "cut$lines"
    same_results whole "cut$lines"
  done
  # And killed, at whatever it is doing.
  for tenths in 1 2 3; do
    "$program" tune "$small" --set events=[] --duration 600ms --tunable segpcache_maxwindow=256KiB..8MiB \
      --tunable segpcache_shrink_shift=0..8 --replications 2 --fresh 4 --budget 60 --minimize "$objective" -q -o killed &
    sleep "0.$tenths"
    kill -KILL $! 2>/dev/null || :
    wait $! 2>/dev/null || :
  done
  tune 0 --minimize "$objective" -q -o killed
  same_results whole killed
}

constraints ()
{
  tune 0 --minimize misses.total --subject-to 'plocked.max <= 800' -o kept
  says kept/tune.json '"keeps_constraints": true'
  [ "$(number constraints_broken kept/tune.json)" = 0 ] || fail 'broken in fresh replications'
  tune 0 --minimize misses.total -q -o free
  if cmp -s kept/tune.json free/tune.json; then fail 'the constraint does nothing'; fi
  # Nothing keeps this one: it is said, and is no success.
  tune 1 --minimize misses.total --subject-to 'io.completed < 10' -o none
  says stdout 'No point keeps the constraints; this one breaks them least'
  says none/tune.json '"keeps_constraints": false'
}

# A machine on which too little memory may be locked cannot be built: the search goes round it.
failing ()
{
  cat >ism.yaml <<'END'
name: ism
duration: 200ms
sample: 100ms
machine:
  memory: 256MiB
objects:
  - {name: sga, size: 128MiB}
processes:
  - name: db
    segments:
      - {name: sga, type: ism, object: sga, size: 128MiB}
    workloads:
      - {name: client, type: direct_io, segment: sga, threads: 1, read: 0.7, size: 8KiB, offset: uniform,
         think: 2ms, service: 500us}
END
  tool 0 tune ism.yaml --set machine.lotsfree=220MiB --set machine.desfree=210MiB --set machine.minfree=16MiB \
    --minimize misses.total --tunable minfree=1MiB..200MiB --replications 1 --fresh 2 --budget 40 -o out
  says stdout 'gave no result; the first: ' "segment 'sga' cannot be attached"
  [ "$(number without_result out/tune.json)" -gt 0 ] || fail 'every machine can be built'
  grep -q ',1,,$' out/points.csv || fail 'no point without a result'
  # An objective that some runs have no value of.
  tune 0 --minimize 'misses.total + 1 / refusals.check_window' -o trimmed
  says stdout 'gave no result; the first: the objective has no value'
  grep -q ',[12],,$' trimmed/points.csv || fail 'no point without a result'
}

refused ()
{
  tune 2 --minimize misses.totl -o out
  says stderr "did you mean 'misses.total'?"
  tune 2 --minimize 'misses.total +' -o out
  says stderr "--minimize 'misses.total +': column "
  tune 2 -o out
  says stderr 'use --minimize EXPR or --maximize EXPR'
  tune 2 --minimize misses.total --tunable segpcache_shrink_shft -o out
  says stderr "--tunable 'segpcache_shrink_shft': there is no such tunable; did you mean 'segpcache_shrink_shift'?"
  tune 2 --minimize misses.total --tunable segpcache_shrink_shift -o out
  says stderr '--tunable segpcache_shrink_shift: it is there already'
  tool 2 tune "$small" --minimize misses.total -o out
  says stderr '--budget RUNS is missing'
  tool 2 tune "$small" --minimize misses.total --budget 20 -o out
  says stderr '--budget 20: it is too small; with 4 tunables a search makes sense from' 'or more, or fewer --replications or --fresh'
  enough=$(sed -n 's/.*: use \([0-9]*\) or more.*/\1/p' stderr)
  tool 0 tune "$small" --set events=[] --duration 600ms --minimize misses.total --budget "$enough" -q -o enough
  tune 2 --minimize misses.total --replications 0 -o out
  says stderr '--replications 0: use a number from 1 to 64'
  tune 2 --minimize misses.total --duration 0 -o out
  says stderr '--duration 0'
  # An objective that has no value anywhere.
  tune 2 --minimize replayed.agreement -o nothing
  says stderr 'no point has a result, and neither has the scenario as it is: the objective has no value'
  leaves_nothing out
}

interrupted ()
{
  "$program" tune "$here/small.yaml" --set events=[] --duration 60s --minimize misses.total --budget 200 -o out \
    2>stderr >stdout &
  for _ in $(seq 100); do
    [ ! -s out/tune.journal ] || break
    sleep 0.1
  done
  kill -TERM $!
  status=0
  wait $! || status=$?
  [ "$status" = 130 ] || fail "exit status $status"
  says stderr 'what was run is in out/tune.journal; the same command goes on from there'
  [ ! -e out/tune.json ] || fail 'a result'
}

"$case"
