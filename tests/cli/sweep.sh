#!/bin/sh
# sweep.sh PCACHESIM FOLDER CASE - sweeps, whole, killed, and in shards, seen from outside; FOLDER has the scenarios
#
# Skipped (exit status 77) where what a case needs is missing.
set -eu

case=$3
# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

# sweep OPTION...: 10 points, run three times each.
sweep ()
{
  tool 0 sweep "$small" --set events=[] --duration 600ms --vary tunables.segpcache_maxwindow=1MiB,2MiB,4MiB \
    --vary tunables.segpcache_shrink_shift=lin:1:5:3 --replications 3 "$@"
}

# same_tables DIR DIR
same_tables ()
{
  for table in sweep.csv points.csv; do
    cmp "$1/$table" "$2/$table" || fail "$table differs between $1 and $2"
  done
}

# rows DIR: runs in its table.
rows ()
{
  grep -vc -e '^#' -e '^point' "$1/sweep.csv"
}

tables ()
{
  sweep -o one --jobs 1
  says stdout '30 runs of 10 points' 'base' 'as it is' '±' 'written to one: sweep.csv, points.csv'
  [ "$(rows one)" = 30 ] || fail 'not 30 runs'
  sweep -o two --jobs 2 --quiet
  is_silent stdout
  is_silent stderr
  same_tables one two
  says one/sweep.csv '# set events=[]' 'point,tunables.segpcache_maxwindow,tunables.segpcache_shrink_shift,run,hit_rate,' ',fingerprint,error'
  says one/points.csv 'hit_rate,hit_rate.ci95,hit_rate.diff,hit_rate.diff_ci95'
  # A row of a sweep is what the run alone gives.
  tool 0 run "$small" -q --set events=[] --duration 600ms --set tunables.segpcache_maxwindow=2MiB \
    --set tunables.segpcache_shrink_shift=3 --run 2 -o alone
  fingerprint=$(sed -n 's/.*"fingerprint": "\(.*\)".*/\1/p' alone/summary.json)
  grep -q "^5,2MiB,3,2,.*,$fingerprint,\$" one/sweep.csv || fail 'the run alone is another'
}

drawn ()
{
  for way in random lhs; do
    tool 0 sweep "$small" -q --duration 2s --vary tunables.segpcache_maxwindow=1MiB..64MiB:log \
      --vary tunables.segpcache_reap_sec=1..8 "--$way" 8 -o "$way"
    [ "$(rows "$way")" = 9 ] || fail 'not 9 runs'
  done
  # Of eight equal parts of its range each has one point.
  [ "$(grep -v '^#' lhs/sweep.csv | awk -F, 'NR > 2 { print $3 }' | sort -n | tr '\n' ' ')" = '1 2 3 4 5 6 7 8 ' ] ||
    fail 'no Latin hypercube'
  if cmp -s random/sweep.csv lhs/sweep.csv; then fail 'the two ways are the same'; fi
  tool 0 sweep "$small" -q --duration 2s --vary tunables.segpcache_reap_sec=1..8 --lhs 8 --draw-seed 1 -o other
  if [ "$(cut -d, -f3 lhs/sweep.csv)" = "$(cut -d, -f2 other/sweep.csv)" ]; then fail 'another seed draws the same'; fi
}

plan ()
{
  cat >plan.yaml <<'END'
vary:
  - tunables.segpcache_maxwindow=1MiB,2MiB,4MiB
  - tunables.segpcache_shrink_shift=lin:1:5:3
set: ['events=[]']
replications: 3
END
  tool 0 sweep "$small" --plan plan.yaml --duration 600ms -q -o by-file
  sweep -q -o by-options
  same_tables by-file by-options
  sed 's/vary/varry/; s/replications: 3/replications: three/' plan.yaml >wrong.yaml
  tool 2 sweep "$small" --plan wrong.yaml -o wrong
  says stderr "wrong.yaml:1:1: unknown key 'varry' in plan; did you mean 'vary'?" 'wrong.yaml:5:15: '
  leaves_nothing wrong
}

# Everything is checked before anything runs.
mistakes ()
{
  window=tunables.segpcache_maxwindow
  while IFS='|' read -r option value part; do
    tool 2 sweep "$small" -o wrong "$option" "$value"
    says stderr "$part"
    is_silent stdout
    leaves_nothing wrong
  done <<END
--vary|tunables.segpcache_maxwindw=1MiB|did you mean 'segpcache_maxwindow'?
--vary|$window=1MiB,banana|--set $window=banana
--vary|$window=1MiB,1MiB|a value is there twice
--vary|$window=1MiB,,2MiB|a value is empty
--vary|$window=lin:1MiB:2s:3|the ends are not of one kind
--vary|$window=log:0:2MiB:3|no logarithmic range begins at 0
--vary|$window=lin:2MiB:1MiB:3|the first end must be below the second
--vary|$window=lin:1MiB:2MiB|write it as lin:FROM:TO:N
--vary|$window=1MiB..2MiB|say how many with --random N or --lhs N
--vary|$window|write it as PATH=VALUE
--lhs|3|give one with --vary PATH=FROM..TO
--metric|hit_rat|no metric 'hit_rat'; did you mean 'hit_rate'?
--base|seed=3|of something that --vary varies
--replications|0|each point is run at least once
--jobs|0|--jobs 0: use a number from 1 to 1024
--shard|4/3|from 1/N to N/N
--shard|x|no shard
--front|hit_rate:max|give --front twice
--plan|nowhere.yaml|nowhere.yaml
END
  tool 2 sweep "$small" -o wrong --seed 3 --vary seed=1,2
  says stderr '--seed and --vary seed= contradict each other'
  tool 2 sweep "$small" -o wrong --vary seed=1,2 --vary seed=3
  says stderr 'seed is varied already'
  leaves_nothing wrong
}

# The base is what was said, and points that are the same are run once.
base ()
{
  sweep -q -o there --base tunables.segpcache_maxwindow=1MiB --base tunables.segpcache_shrink_shift=1
  [ "$(grep -c ' ok ' there/sweep.journal)" = 27 ] || fail 'the base is run twice'
  grep -v '^#' there/points.csv | awk -F, 'NR == 2 { b = $5 } NR == 3 { exit !($5 == b && $7 == 0 && $2 == "1MiB") }' ||
    fail 'the base is not the point'
}

# A run that cannot be made is a row with its reason, and the others are there.
failing ()
{
  tool 2 sweep "$small" --set events=[] --duration 600ms --vary warmup=100ms,700ms -o partly
  says stderr '1 of 3 runs failed' 'ends within the warm-up'
  grep -q '^2,700ms,0,,,,,,".*ends within the warm-up' partly/sweep.csv || grep -q '^2,700ms,0,,,,,,.*ends within the warm-up' partly/sweep.csv ||
    fail 'no reason in the table'
  grep -q '^1,100ms,0,0\.' partly/sweep.csv || fail 'the other is not there'
  cp partly/sweep.csv first.csv
  tool 2 sweep "$small" --set events=[] --duration 600ms --vary warmup=100ms,700ms -o partly
  cmp first.csv partly/sweep.csv || fail 'another table'
}

# begin: starts a sweep in the background.
begin ()
{
  env --default-signal=INT "$program" sweep "$small" --set events=[] --duration 600ms \
    --vary tunables.segpcache_maxwindow=1MiB,2MiB,4MiB --vary tunables.segpcache_shrink_shift=lin:1:5:3 --replications 3 \
    -q -o "$1" >stdout 2>stderr &
  pid=$!
}

interrupted ()
{
  sweep -q -o whole
  begin part
  until grep -q ' ok ' part/sweep.journal 2>/dev/null; do sleep 0.01; done
  kill -TERM "$pid"
  status=0
  wait "$pid" || status=$?
  if [ "$status" -ne 0 ]; then
    [ "$status" -eq 130 ] || fail "exit status $status"
    leaves_nothing part/sweep.csv
  fi
  sweep -q -o part
  same_tables whole part
}

# killed_times COUNT: killed so often, at moments from a seed, and begun again until it is done: nothing is lost, nothing twice,
# and the tables are the same.
killed_times ()
{
  sweep -q -o whole
  killed=0 finished=0 moment=0
  seed=20261123
  while [ "$killed" -lt "$1" ]; do
    begin part
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    delay=$((seed / 65536 % 150))
    sleep "0.$(printf %03d "$delay")"
    kill -KILL "$pid" 2>/dev/null || true
    status=0
    wait "$pid" 2>/dev/null || status=$?
    moment=$((moment + 1))
    [ "$moment" -lt 1000 ] || fail "killed only $killed times"
    if [ "$status" -eq 137 ]; then
      killed=$((killed + 1))
    else
      [ "$status" -eq 0 ] || fail "exit status $status after moment $moment: $(cat stderr)"
    fi
    if [ -e part/points.csv ] && [ -e part/sweep.csv ] && [ "$status" -eq 0 ]; then
      finished=$((finished + 1))
      same_tables whole part
      check_once
      rm -r part
    fi
  done
  sweep -q -o part
  same_tables whole part
  check_once
  echo "killed $killed times at $moment moments, $((finished + 1)) sweeps were finished, all with the same tables"
}

# Each of the 30 runs stands in the journal, whole, once.
check_once ()
{
  [ "$(grep -c ' ok ' part/sweep.journal)" = 30 ] || fail 'not 30 results'
  [ "$(awk '/ ok / { print $2 }' part/sweep.journal | sort -u | wc -l)" = 30 ] || fail 'a result is there twice'
}

killed ()
{
  killed_times 8
}

killed50 ()
{
  killed_times 50
}

# What is there is not run again: more replications, more values.
grown ()
{
  sweep -q -o grown
  sweep -o grown --replications 5
  says stderr '30 of 50 runs are there already'
  sweep -q -o whole --replications 5
  same_tables grown whole
}

busy ()
{
  begin part
  until [ -s part/sweep.journal ]; do sleep 0.01; done
  kill -STOP "$pid"
  tool 2 sweep "$small" -o part
  says stderr 'part/sweep.journal: another process is writing there'
  kill -CONT "$pid"
  wait "$pid"
}

shards ()
{
  sweep -q -o whole
  for k in 1 2 3 4; do
    sweep --shard $k/4 -o "node$k"
    says stdout "shard $k/4: "
    sweep -q --shard $k/4 -o shared
  done
  tool 0 merge node3 node1 node4 node2 -o merged
  says stdout '30 runs of 10 points'
  same_tables whole merged
  tool 0 merge shared -q
  same_tables whole shared

  tool 2 merge node1 node3 -o wrong
  says stderr 'shard 2/4 is missing' 'shard 4/4 is missing'
  leaves_nothing wrong
  cp -R node2 torn
  size=$(wc -c <torn/shard-2-of-4.journal)
  head -c $((size - 9)) node2/shard-2-of-4.journal >torn/shard-2-of-4.journal
  tool 2 merge node1 torn node3 node4 -o wrong
  says stderr 'shard 2/4 lacks 1 of its'
  sweep -q --shard 2/4 -o torn
  tool 0 merge node1 torn node3 node4 -o merged2 -q
  same_tables whole merged2
  leaves_nothing wrong
}

refused ()
{
  sweep -q --shard 1/2 -o one
  sweep -q --shard 2/2 -o two
  sweep -q --shard 2/2 -o other --seed 9
  tool 2 merge one other
  says stderr 'other/shard-2-of-2.journal: not of the same sweep as one/shard-1-of-2.journal: its seed or duration is another'
  sweep -q --shard 2/2 -o more --replications 4
  tool 2 merge one more
  says stderr 'another number of replications'
  sweep -q --shard 2/3 -o thirds
  tool 2 merge one thirds
  says stderr 'one of 3 shards'
  cp "$small" changed.yaml
  echo '# other' >>changed.yaml
  small=$PWD/changed.yaml
  sweep -q --shard 2/2 -o changed
  tool 2 merge one changed
  says stderr 'its scenario is another'
  # Another version, which has to have checksums that fit.
  mkdir old
  sed 's/"version": "[^"]*"/"version": "0.0.1"/' two/shard-2-of-2.journal | while read -r _ rest; do
    printf '%s %s\n' "$(printf %s "$rest" | sha256sum | cut -c 1-16)" "$rest"
  done >old/shard-2-of-2.journal
  tool 2 merge one old
  says stderr 'another version or build of pcachesim made it'
  # The same run with another result.
  mkdir liar
  sed 's/ ok \(....\)/ ok 0000/' two/shard-2-of-2.journal | while read -r _ rest; do
    printf '%s %s\n' "$(printf %s "$rest" | sha256sum | cut -c 1-16)" "$rest"
  done >liar/shard-2-of-2.journal
  tool 2 merge one two liar
  says stderr 'the same run must give the same everywhere'
  mkdir empty
  tool 2 merge one empty
  says stderr 'empty: there is no journal of a sweep'
  tool 0 merge one two -o fine -q
}

pictures ()
{
  needs gnuplot
  sweep -o drawn --plot --metric hit_rate --metric purged_pages --metric misses --front hit_rate:max --front misses:min
  for name in heat-hit_rate heat-purged_pages heat-misses pareto; do
    says stdout "drawn/plots/$name.svg" "drawn/plots/$name.png"
    [ -s "drawn/plots/$name.png" ] || fail "no $name"
  done
  says drawn/plots/heat-hit_rate.svg 'hit_rate: small' segpcache_maxwindow segpcache_shrink_shift 4MiB
  says drawn/plots/pareto.svg 'Pareto front: small' 'hit_rate  (more is better)' 'misses  (less is better)' 'the base'
  tool 0 sweep "$small" -q --set events=[] --duration 600ms --vary tunables.segpcache_maxwindow=log:1MiB:4MiB:3 --plot -o line
  says line/plots/heat-hit_rate.svg 'mean, 95 % interval' 4MiB
  tool 0 sweep "$small" -q --set events=[] --duration 600ms --vary tunables.segpcache_maxwindow=1MiB..64MiB:log \
    --vary tunables.segpcache_reap_sec=1..60 --lhs 12 --plot -o spots
  says spots/plots/heat-misses.svg '16 MiB' segpcache_reap_sec
}

# GNU parallel runs the shards.
gnu_parallel ()
{
  needs parallel
  parallel --version 2>/dev/null | grep -q 'GNU parallel' || {
    echo 'skipped: parallel is not GNU parallel here'
    exit 77
  }
  sweep -q -o whole
  export program small
  env parallel --will-cite -j 2 "$program" sweep "$small" --set "'events=[]'" --duration 600ms \
    --vary tunables.segpcache_maxwindow=1MiB,2MiB,4MiB --vary tunables.segpcache_shrink_shift=lin:1:5:3 --replications 3 \
    --jobs 1 -q -o shards --shard '{}/6' ::: 1 2 3 4 5 6
  tool 0 merge shards -q
  same_tables whole shards
}

"$case"
