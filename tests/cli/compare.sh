#!/bin/sh
# compare.sh PCACHESIM FOLDER CASE - runs side by side, seen from outside
set -eu

# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

# make_runs: half the window and another seed in the second.
make_runs ()
{
  "$program" run "$small" -q -o first
  "$program" run "$small" -q -o second --set tunables.segpcache_maxwindow=4MiB --seed 7
}

same ()
{
  make_runs
  "$program" run "$small" -q -o again
  tool 0 compare first again
  is_silent stderr
  says stdout 'The runs are identical: all ' 'and so is the fingerprint' \
    'Scenario, settings, seed and version are the same'
  # Another sequence of events with the same numbers is not the same run.
  sed 's/"fingerprint": ".*"/"fingerprint": "0123456789abcdef"/' first/summary.json >other.json
  tool 0 compare first other.json
  says stdout 'but not the fingerprint'
}

tables ()
{
  make_runs
  tool 0 compare first second
  is_silent stderr
  grep -qxE '\* +setup\.maxwindow +2,048 +1,024 +-1,024 +-50\.00 %' stdout || fail 'no difference'
  grep -qxE ' +freemem\.mean +[0-9.]+ +[0-9.]+ \+?-?.* [+-]0\.[0-9]* %' stdout || fail 'a small change is marked'
  grep -qxE 'tunables\.segpcache_maxwindow +as in the scenario +4MiB' stdout || fail 'nothing of what was set'
  grep -qxE 'seed +5 +7' stdout || fail 'nothing of the seed'
  if grep -q 'setup.window_buckets' stdout; then fail 'what is the same was shown'; fi
  tool 0 compare first second --all
  says stdout 'setup.window_buckets'
  tool 0 compare first second --quiet
  is_silent stdout
}

json ()
{
  make_runs
  tool 0 compare first second --json --fail-on 'misses < 0'
  python3 - stdout <<'PY' || fail 'not the JSON that it should be'
import json, sys
compared = json.load(open(sys.argv[1]))
window = compared['numbers']['setup.maxwindow']
assert window == {'a': 2048, 'b': 1024, 'difference': -1024, 'percent': -50, 'marked': True}, window
assert compared['causes']['tunables.segpcache_maxwindow'] == {'a': None, 'b': '4MiB'}
assert compared['causes']['seed'] == {'a': '5', 'b': '7'}
assert compared['failing'] == [] and not compared['same_fingerprint']
assert len(compared['numbers']) == compared['numbers_changed']
PY
  tool 1 compare first second --json --all --fail-on 'misses > 10%'
  python3 - stdout <<'PY' || fail 'not the JSON that it should be'
import json, sys
compared = json.load(open(sys.argv[1]))
assert compared['failing'] == ['misses > 10%']
assert len(compared['numbers']) == compared['numbers_compared']
PY
}

fail_on ()
{
  make_runs
  for text in 'setup.maxwindow < -49%' 'setup.maxwindow == 1024' 'a.setup.maxwindow == 2048' \
    'b.setup.maxwindow == 1024' 'delta.setup.maxwindow == -1024' 'b.setup.maxwindow / a.setup.maxwindow < 51%' \
    '"setup.maxwindow" < -49% && misses > 1%' 'delta.misses == b.misses - a.misses.total'; do
    tool 1 compare first second -q --fail-on "$text"
    says stderr "--fail-on '$text' holds"
  done
  for text in 'setup.maxwindow < -50%' 'setup.maxwindow > 1024' 'a.hit_rate > 100%' 'misses > 1% && lookups > 90%'; do
    tool 0 compare first second -q --fail-on "$text"
    is_silent stderr
  done
  tool 1 compare first second -q --fail-on 'misses < 0' --fail-on 'lookups > 0'
  says stderr "'lookups > 0' holds"
  # What was 0 has grown by more than any per cent.
  sed 's/"inserts": [0-9]*/"inserts": 0/' first/summary.json >nought.json
  tool 1 compare nought.json second -q --fail-on 'inserts > 1000%'
  tool 0 compare nought.json nought.json -q --fail-on 'inserts > 0%'
}

mistakes ()
{
  make_runs
  tool 2 compare first second --fail-on 'mises > 10%'
  says stderr "--fail-on 'mises > 10%': column 1: unknown name 'mises'; did you mean 'misses'?"
  tool 2 compare first second --fail-on 'a.hit_rat > 10%'
  says stderr "column 1: unknown name 'a.hit_rat'; did you mean 'a.hit_rate'?"
  tool 2 compare first second --fail-on 'lookups >'
  says stderr 'a value is missing'
  is_silent stdout
  sed 's/"inserts": [0-9]*/"extra": 5/' first/summary.json >extra.json
  tool 2 compare extra.json second --fail-on 'extra > 1%'
  says stderr "unknown name 'extra'; the first run alone has it; use a.extra"
  tool 1 compare extra.json second -q --fail-on 'a.extra == 5'
  sed 's/"inserts": [0-9]*/"inserts": null/' first/summary.json >null.json
  tool 0 compare null.json second -q --fail-on 'inserts > 1%'
  says stderr "'inserts' has no value"
  tool 2 compare first
  tool 2 compare first nowhere
  says stderr 'nowhere'
  echo '[' >broken.json
  tool 2 compare first broken.json
  says stderr 'broken.json: not the summary of a run'
  mkdir empty
  tool 2 compare empty first
  says stderr 'empty/summary.json'
}

"$case"
