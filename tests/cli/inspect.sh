#!/bin/sh
# inspect.sh PCACHESIM FOLDER CASE - a run stopped, and its cache shown, seen from outside
set -eu

# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

# json CONDITION: the JSON on stdout satisfies this condition in Python, where it is called `it`.
json ()
{
  python3 -c 'import json, sys
it = json.load(open("stdout"))
assert eval(sys.argv[1]), {name: it[name] for name in it if name != "metrics"}' "$1" || fail "not so: $1"
}

at ()
{
  tool 0 inspect "$small" --at 1s
  is_silent stderr
  says stdout 'small at 1.000000000 s, after ' 'seed 5, run 0' 'window' 'of limit 2,048' 'lotsfree' 'purges trim the window from 1,792 pages on' \
    'current active buckets' 'wired buckets' 'db/0.buffers' 'db/1.buffers' 'chains of' 'the longest chains' 'misses.total'
  # It is what a run has at that time: nothing goes into the run, and the series says the same.
  "$program" run "$small" -q -o run --set sample=1s
  tool 0 inspect "$small" --at 1s --json
  window=$(awk -F, '/^time_s/ { for (i = 1; i <= NF; i++) { if ($i == "plocked_window") { c = i } } } /^1\.0/ { print $c }' run/series.csv)
  json "it['metrics']['plocked_window'] == $window and it['time_s'] == 1"
  json "sum(list['pages'] for list in it['lists'].values()) == it['metrics']['plocked']"
  # A window without a limit is never trimmed.
  tool 0 inspect "$small" --at 1s --set machine.memory=4GiB --set machine.kernel_memory=0 --set tunables.segpcache_maxwindow=0
  says stdout 'limit none' 'no purge trims the window'
  tool 0 inspect "$small" --at 1s --json --set machine.memory=4GiB --set machine.kernel_memory=0 --set tunables.segpcache_maxwindow=0
  json "it['trim_pages'] is None"
  # Without a time it is the end, and the numbers are those of the whole run.
  tool 0 inspect "$small" --json --set warmup=0
  json "it['time_s'] == 2"
  "$program" run "$small" -q -o all --set warmup=0
  lookups=$(sed -n 's/^ *"lookups": \([0-9]*\),/\1/p' all/summary.json)
  json "it['metrics']['lookups'] == $lookups"
}

when ()
{
  # The sample time is no matter; the first purge is between samples.
  tool 0 inspect "$small" --when 'purged_pages > 0' --json
  cp stdout first
  json "it['metrics']['purged_pages.total'] > 0 and it['metrics']['purge_count'] == 1 and it['when'] == 'purged_pages > 0'"
  tool 0 inspect "$small" --when 'purged_pages > 0' --json --set sample=1s
  cmp first stdout || fail 'the sample time matters'
  tool 0 inspect "$small" --when 'misses >= 77' --json
  json "it['metrics']['misses.total'] == 77"
  # From a time on.
  tool 0 inspect "$small" --at 1200ms --when 'lookups > 0' --json
  json "it['time_s'] == 1.2"
  tool 0 inspect "$small" --at 300ms --when 'freemem < setup.total_pages / 4' --json
  json "it['time_s'] > 0.3"
  tool 0 inspect "$small" --when 'purged_pages > 0'
  says stdout 'purged_pages > 0 holds'
  tool 1 inspect "$small" --when 'lookups < 0'
  is_silent stdout
  says stderr "--when 'lookups < 0' did not hold until the run's end at 2 s"
}

limits ()
{
  tool 0 inspect "$small" --at 1s --json --limit 1
  json "len(it['owners']) == 1 and it['owner_count'] == 2 and len(it['longest_chains']) == 1"
  json "len(it['longest_chains'][0]['entries']) == 1"
  tool 0 inspect "$small" --at 1s --limit 1
  says stdout 'and 1 owners more; --limit shows more of them'
}

owners ()
{
  tool 0 inspect "$small" --at 1s --json --limit 100000
  whole=$(python3 -c 'import json; print([o["entries"] for o in json.load(open("stdout"))["owners"] if o["owner"] == "db/1.buffers"][0])')
  tool 0 inspect "$small" --at 1s --json --limit 100000 --owner db/1
  is_silent stderr
  json "[owner['owner'] for owner in it['owners']] == ['db/1.buffers'] and it['owners'][0]['entries'] == $whole"
  json "it['owners'][0]['oldest_s'] >= it['owners'][0]['mean_age_s'] > 0"
  json "sum(len(chain['entries']) for chain in it['longest_chains']) == $whole"
  json "all(entry['owner'] == 'db/1.buffers' for chain in it['longest_chains'] for entry in chain['entries'])"
  json "all(chain['of_owners'] == len(chain['entries']) <= chain['length'] for chain in it['longest_chains'])"
  json "sum(list['pages'] for list in it['lists'].values()) == it['metrics']['plocked']"
  # All copies, and names given many times.
  tool 0 inspect "$small" --at 1s --json --owner db
  cp stdout all
  tool 0 inspect "$small" --at 1s --json --owner db/0 --owner db/1.buffers
  cmp all stdout || fail 'two owners are not both'
  tool 0 inspect "$small" --at 1s --owner db/1
  says stdout 'mean age, s' 'db/1.buffers'
  if grep -q 'db/0' stdout; then fail 'another owner was shown'; fi
  tool 0 inspect "$small" --at 1s --owner db/1 --set tunables.segpcache_enabled=0
  says stdout 'no entries'
  tool 2 inspect "$small" --owner dc
  says stderr "--owner: 'dc' is no process, segment or object of the scenario; did you mean 'db'?"
}

options ()
{
  tool 0 inspect "$small" --at 1s --json
  cp stdout plain
  tool 0 inspect "$small" --at 1s --json --quiet
  cmp plain stdout || fail 'quiet matters'
  for option in --seed=6 --run=1 --set=tunables.segpcache_maxwindow=4MiB; do
    tool 0 inspect "$small" --at 1s --json "$option"
    if cmp -s plain stdout; then fail "$option does not matter"; fi
  done
  echo 'set segpcache_maxwindow = 1024' >system
  tool 0 inspect "$small" --at 1s --system system --json
  json "it['metrics']['maxwindow'] == 1024"
  tool 0 inspect "$small" --duration 3s --json
  json "it['time_s'] == 3"
  leaves_nothing out
}

mistakes ()
{
  tool 2 inspect "$small" --when 'mises > 0'
  says stderr "--when 'mises > 0': column 1: unknown name 'mises'; did you mean 'misses'?"
  tool 2 inspect "$small" --at 3s
  says stderr "--at 3 s is after the run's end at 2 s"
  tool 2 inspect "$small" --at soon
  tool 2 inspect "$small" --limit 0
  says stderr '--limit 0: use a number from 1 to 1000000'
  tool 2 inspect "$small" --duration 0
  tool 2 inspect nowhere.yaml
  tool 2 inspect
  is_silent stdout
}

"$case"
