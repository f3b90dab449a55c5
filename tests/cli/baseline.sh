#!/bin/sh
# baseline.sh PCACHESIM FOLDER CASE - what a baseline says of why numbers differ, seen from outside
set -eu

# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

# A value that was changed in the scenario's file is named, with what it was.
file ()
{
  cp "$small" small.yaml
  tool 0 check --save small.yaml
  sed 's/^  segpcache_maxwindow: .*/  segpcache_shrink_shift: 3/; s/threads: 4/threads: 6/' "$small" >small.yaml
  tool 1 check small.yaml
  says stdout "the scenario's file has changed since the baseline was saved:" \
    'tunables.segpcache_shrink_shift was not set, is 3' 'tunables.segpcache_maxwindow was 8MiB, is not set' \
    'processes.db.workloads.client.threads was 4, is 6'
  if grep -q 'simulator itself' stdout; then fail 'the simulator is blamed'; fi
}

# Comments and expectations change the file, not the run.
comment ()
{
  cp "$small" small.yaml
  tool 0 check --save small.yaml
  printf 'expect:\n  - {metric: lookups, min: 1}\n' >>small.yaml
  sed -i 's/^# A machine/# The machine/' small.yaml
  tool 0 check small.yaml
  says stdout 'ok      small: 2 hold'
  # A number that differs all the same is not the file's doing.
  sed -i 's/"lookups": [0-9]*/"lookups": 7/' small.baseline.json
  tool 1 check small.yaml
  says stdout 'has changed since the baseline was saved, though not in a value that describes the run' \
    'so the simulator itself has changed; nearest to the cause: misses' 'lookups was 7, is '
}

# --update also brings up to date what a baseline says of how it was made, and leaves alone what is as it should be.
current ()
{
  cp "$small" small.yaml
  tool 0 check --save small.yaml
  tool 0 check --update small.yaml
  if grep -q 'up to date' stdout; then fail 'it was up to date'; fi
  cp small.baseline.json before
  # One from before settings were kept: nothing is said of values.
  sed '/"settings": \[/,/\],/d' before >small.baseline.json
  sed 's/threads: 4/threads: 6/' "$small" >small.yaml
  tool 1 check small.yaml
  says stdout "the scenario's file has changed since the baseline was saved"
  if grep -q 'threads was' stdout; then fail 'a value that is not known is told'; fi
  cp "$small" small.yaml
  tool 0 check small.yaml
  tool 0 check --update small.yaml
  says stdout 'small.baseline.json is brought up to date; its numbers hold'
  cmp before small.baseline.json
}

# Many values are counted, not listed.
many ()
{
  sed 's/^events:/&\n  - {at: 100ms, action: force_purge}\n  - {at: 200ms, action: force_purge}\n  - {at: 300ms, action: force_purge}/' \
    "$small" >small.yaml
  tool 0 check --save small.yaml
  cp "$small" small.yaml
  tool 1 check small.yaml
  says stdout 'events[0].at was 100ms, is 1s' 'more values'
  [ "$(grep -c '^  events' stdout)" = 8 ] || fail 'not 8 values'
}

# A number that came or went is another, even if it has no value.
alone ()
{
  cp "$small" small.yaml
  tool 0 check --save small.yaml
  sed 's/"agreement": null/"accord": null/' small.baseline.json >other
  mv other small.baseline.json
  tool 1 check small.yaml
  grep -q ': 2 of [0-9]* numbers are not those of the baseline' stdout || fail 'not two numbers'
  says stdout 'so the simulator itself has changed' \
    'agreement is new: without a value' 'accord is gone: it was without a value'
}

# A tunable of the command line is named, once.
set_here ()
{
  cp "$small" small.yaml
  tool 0 check --save small.yaml
  tool 1 check small.yaml --set tunables.segpcache_shrink_shift=2
  says stdout 'set here, not in the baseline: tunables.segpcache_shrink_shift=2'
  [ "$(grep -c 'tunables.segpcache_shrink_shift' stdout)" = 1 ] || fail 'it is said twice'
}

# A baseline is of what the scenario says.
refused ()
{
  cp "$small" small.yaml
  tool 2 check --save small.yaml --set seed=3
  says stderr '--save with --set would make a baseline of what the scenario does not say'
  echo 'set segpcache_shrink_shift = 3' >system
  tool 2 check --update small.yaml --system system
  says stderr '--update with --system would'
  leaves_nothing small.baseline.json
}

"$case"
