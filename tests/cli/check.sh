#!/bin/sh
# check.sh PCACHESIM FOLDER CASE - scenarios held against what they expect, seen from outside
#
# Each case is a function below.
set -eu

# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

# expects LINE...: small.yaml here, with these expectations.
expects ()
{
  cat "$small" >small.yaml
  echo 'expect:' >>small.yaml
  for line in "$@"; do
    printf '  - %s\n' "$line" >>small.yaml
  done
}

# The number of small.yaml's line that has TEXT.
line_of ()
{
  grep -nF -- "$1" small.yaml | head -n 1 | cut -d : -f 1
}

holds ()
{
  expects '{metric: hit_rate, min: 50%, max: 0.9}' \
    '{metric: plocked.max, equals: 8MiB}' \
    '{metric: lookups, equals: 5400, within: 5%}' \
    '{metric: freemem, statistic: min, from: 1s, to: 1500ms, max: 64MiB}' \
    '{metric: hit_rate, statistic: total, from: 700ms, min: 0.5}' \
    '{metric: workloads.db.client.latency_ns.p50, max: 2ms}' \
    '{metric: setup.maxwindow, equals: 8MiB}' \
    '{that: "misses.cold + cache_hit <= lookups"}' \
    '{that: "plocked <= maxwindow", from: 0s}'
  tool 0 check small.yaml
  says stdout 'ok      small: 9 hold'
  is_silent stderr
  leaves_nothing out
  tool 0 check small.yaml --quiet
  is_silent stdout
  tool 0 check "$small"
  says stdout 'it expects nothing, and has no baseline'
}

fails ()
{
  expects '{metric: hit_rate, min: 99%}' '{metric: misses, max: 3}' '{metric: lookups, min: 10}' \
    '{metric: freemem, statistic: min, min: 100MiB}' '{metric: latency.p99, max: 1us}' \
    '{that: "misses.cold > lookups"}' '{that: "freemem > 8000", from: 0s}'
  tool 1 check small.yaml
  says stdout 'FAILED  small: 6 of 7 do not hold' \
    "small.yaml:$(line_of 99%):5: 0.66" 'expected: hit_rate is at least 99%' \
    'to see it: pcachesim run small.yaml && pcachesim plot out/small --picture hits' \
    'expected: misses is at most 3' 'so from 350 ms on' \
    ' pages, expected: min of freemem is at least 100MiB, from 300 ms to 2 s' 'first at 1.05 s' '--picture reap' \
    ' us, expected: latency.p99 is at most 1us' '--picture latency' \
    "'misses.cold > lookups' does not hold: misses.cold is " "'freemem > 8000' does not hold"
  # The command that is named shows it.
  "$program" run small.yaml --quiet
  [ -s out/small/series.csv ] || fail 'the command that the message names left no run'
  # With --output the run is there already.
  tool 1 check small.yaml --output kept
  says stdout 'to see it: pcachesim plot kept/small --picture hits'
  same_run out/small kept/small
  tool 1 check small.yaml --quiet
  says stdout 'FAILED'
}

# When it broke: the series says so too.
since ()
{
  expects '{metric: misses, max: 1000}'
  tool 1 check small.yaml --output kept --set warmup=0
  told=$(sed -n 's/^  so from \([0-9.]*\) ms on$/\1/p; s/^  so from \([0-9.]*\) s on$/\1 s/p' stdout)
  [ -n "$told" ] || fail "no time in $(cat stdout)"
  found=$(awk -F, '/^#/ { next } !column { for (i = 1; i <= NF; i++) if ($i == "misses.total") column = i; next }
    { sum += $column; if (sum > 1000 && !found) found = $1 } END { print found }' kept/small/series.csv)
  awk -v told="$told" -v found="$found" 'BEGIN {
    split (told, part, " "); value = part[1]; if (part[2] != "s") value /= 1000
    if (value - found > 0.0005 || found - value > 0.0005) { print told, found; exit 1 } }' ||
    fail "it broke at another time"
}

mistakes ()
{
  expects '{metric: hitrate, min: 0.9}' '{metric: hit_rate, min: 5ms}' '{metric: plocked, max: 3}' \
    '{that: "misses.cld < 5"}' '{that: "1 <"}' '{metric: freemem, statistic: total, max: 1}'
  tool 2 check small.yaml
  says stdout 'BROKEN  small: it cannot be checked' \
    "small.yaml:$(line_of hitrate):14: there is no metric 'hitrate'; did you mean 'hit_rate'?" \
    'min is a time, but the metric counts something without a unit; use a plain number' \
    "'plocked' is more than one number of the summary; use plocked.min" \
    "unknown name 'misses.cld'; did you mean 'misses.cold'?" 'a value is missing' \
    'total is of counters and ratios only'
  expects '{metric: hit_rate}' '{min: 3}' '{that: "1 < 2", min: 3}' '{metric: lookups, min: much}' \
    '{metric: lookups, max: 3, within: 2}' '{metric: freemem, from: 1s, max: 3}' '{metric: a, max: 1, statistic: middle}' \
    '{metric: a, max: 1, statistic: mean, from: 3s}' '{metric: a, mx: 3}'
  tool 2 check small.yaml
  says stdout 'the expectation has no limit; add min, max or equals' "the expectation says nothing; add 'metric:'" \
    'min does not go with that' "min is 'much'; expected a number such as 0.9" 'within has no meaning without equals' \
    'statistic is missing' 'statistic is' 'from is 3 s, not before the end of the run' "did you mean 'max'?"
  tool 2 run small.yaml
  says stderr 'the expectation has no limit'
  tool 2 check missing.yaml
  says stdout 'missing.yaml: cannot be read'
  expects '{metric: lookups, min: 1}'
  tool 2 check small.yaml missing.yaml
  says stdout 'ok      small: 1 holds' 'BROKEN  missing'
  tool 2 check small.yaml --format html
  says stderr "there is no format 'html'; use text, tap, junit or github"
  tool 2 check --save --update small.yaml
  says stderr 'exclude each other'
  tool 2 check small.yaml --jobs 0
  says stderr 'check: --jobs 0: use a number from 1 to 1024'
}

# In the order in which they were given, however many run at a time.
order ()
{
  expects '{metric: hit_rate, min: 99%}' '{metric: lookups, min: 10}'
  for name in a b c d e f; do
    sed "s/^name: small/name: run-$name/" small.yaml >"$name.yaml"
  done
  sed 's/^duration: 2s/duration: 20s/' a.yaml >a2.yaml
  mv a2.yaml a.yaml
  tool 1 check --jobs 1 a.yaml b.yaml c.yaml d.yaml e.yaml f.yaml
  mv stdout expected
  tool 1 check --jobs 4 a.yaml b.yaml c.yaml d.yaml e.yaml f.yaml
  cmp stdout expected
  [ "$(grep -c '^FAILED' stdout)" = 6 ] || fail 'a scenario is missing'
}

# Each run has a folder of its own.
folders ()
{
  for name in a b; do
    sed "s/^name: small/name: run-$name/" "$small" >"$name.yaml"
  done
  tool 0 check a.yaml b.yaml --output out
  [ -f out/run-a/summary.json ] || fail 'the folder of the first is missing'
  [ -f out/run-b/summary.json ] || fail 'the folder of the second is missing'
  mkdir other
  cp a.yaml other/c.yaml
  tool 2 check a.yaml b.yaml missing.yaml other/c.yaml --output again
  says stderr "--output again: a.yaml and other/c.yaml both have the name 'run-a'"
  leaves_nothing again
  tool 2 check a.yaml b.yaml --set name=one --output again
  says stderr "a.yaml and b.yaml both have the name 'one'"
  tool 0 check a.yaml other/c.yaml
}

baseline ()
{
  cp "$small" small.yaml
  tool 0 check --save small.yaml
  says stdout 'small.baseline.json is saved'
  tool 0 check small.yaml
  says stdout 'ok      small: 1 holds'
  # It is the summary of a run, wherever that was made.
  (cd / && "$program" run "$work/small.yaml" --quiet --output "$work/there")
  sed 's|"path": ".*"|"path": "small.yaml"|' there/summary.json | cmp - small.baseline.json
  cp small.baseline.json first
  tool 1 check small.yaml --set tunables.segpcache_shrink_shift=2
  says stdout 'numbers are not those of the baseline' \
    'set here, not in the baseline: tunables.segpcache_shrink_shift=2' 'setup.shrink_shift was 5, is 2' \
    'purged_pages.trim was ' 'more; --verbose shows all'
  awk '/setup.shrink_shift/ { a = NR } /purged_pages.total/ { b = NR } /plocked.mean/ { c = NR }
    END { exit !(a && a < b && b < c) }' stdout || fail 'what is nearest to the cause does not come first'
  tool 1 check small.yaml --verbose --set tunables.segpcache_shrink_shift=2
  says stdout 'what else there is:' 'pages_unlocked was '
  cmp small.baseline.json first
  # The file changes.
  sed 's/^seed: 5/seed: 6/' "$small" >small.yaml
  tool 1 check small.yaml
  says stdout "the scenario's file has changed since the baseline was saved" 'the seed was 5, is 6'
  tool 1 check --save small.yaml
  tool 0 check --update small.yaml
  says stdout 'small.baseline.json is replaced: ' 'the seed was 5, is 6'
  tool 0 check small.yaml
  tool 0 check --update small.yaml
  says stdout 'ok'
  # Damaged.
  echo '{' >small.baseline.json
  tool 2 check small.yaml
  says stdout 'small.baseline.json: not the summary of a run'
}

tolerances ()
{
  cp "$small" small.yaml
  tool 0 check --save small.yaml
  printf 'tolerances:\n  - {metric: hit_rate, within: 0}\n  - {metric: "*", within: 100000%%}\n' >>small.yaml
  tool 1 check small.yaml --set seed=7
  says stdout 'hit_rate was' 'numbers are not those of the baseline'
  [ "$(grep -c ' was .*, is ' stdout)" -le 6 ] || fail "tolerances are not heeded: $(cat stdout)"
  printf 'tolerances:\n  - {metric: "*", within: wide}\n  - {within: 5%%}\n' | cat "$small" - >small.yaml
  tool 2 check small.yaml
  says stdout "within is 'wide'; expected a number" "missing key 'metric'"
}

formats ()
{
  expects '{metric: hit_rate, min: 99%}' '{metric: lookups, min: 10}' '{that: "lookups <= 5 # & <b>"}'
  tool 2 check small.yaml --format tap
  expects '{metric: hit_rate, min: 99%}' '{metric: lookups, min: 10}' '{that: "lookups < 5 && misses > 3"}'
  printf 'name: [\n' >'odd,na:me%.yaml'
  tool 2 check --format tap small.yaml 'odd,na:me%.yaml'
  python3 "$here/../tools/check_formats.py" tap stdout 5 3
  if has prove; then
    cp stdout tap.t
    prove --exec cat tap.t >proved 2>&1 && fail 'prove accepts what failed'
    says proved 'Failed 3/5 subtests'
  fi
  tool 2 check --format junit small.yaml 'odd,na:me%.yaml'
  python3 "$here/../tools/check_formats.py" junit stdout 5 3
  if has xmllint; then
    xmllint --noout --schema "$here/junit.xsd" stdout 2>linted || fail "$(cat linted)"
    sed 's/ name="/ nome="/' stdout >wrong
    ! xmllint --noout --schema "$here/junit.xsd" wrong 2>linted || fail 'the schema accepts anything'
  fi
  tool 2 check --format github small.yaml 'odd,na:me%.yaml'
  python3 "$here/../tools/check_formats.py" github stdout 5 3
  says stdout "file=small.yaml,line=$(line_of 99%),col=5,title=small%3A hit_rate is at least 99%25::" \
    'file=odd%2Cna%3Ame%25.yaml,'
}

"$case"
