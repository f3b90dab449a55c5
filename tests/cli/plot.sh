#!/bin/sh
# plot.sh PCACHESIM FOLDER CASE - pictures of runs, seen from outside; FOLDER has the scenarios
#
# Skipped (exit status 77) where gnuplot is missing.
set -eu

# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"
[ "$case" = missing ] || needs gnuplot python3

# texts_of FILE: the texts that a well-formed SVG shows.
texts_of ()
{
  python3 -c '
import sys, xml.etree.ElementTree
for element in xml.etree.ElementTree.parse (sys.argv[1]).iter ("{http://www.w3.org/2000/svg}text"):
    print ("".join (element.itertext ()).strip ())
' "$1" >texts || fail "$1 is no well-formed SVG"
}

# shows FILE TEXT...: the picture has each text, whole.
shows ()
{
  file=$1
  shift
  texts_of "$file"
  for text in "$@"; do
    grep -qxF -- "$text" texts || fail "no '$text' in $file: $(cat texts)"
  done
}

is_png ()
{
  [ "$(head -c 8 "$1" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ] || fail "$1 is no PNG"
  # Width and height stand at a fixed place.
  [ "$(head -c 24 "$1" | tail -c 8 | od -An -tx1 | tr -d ' \n')" = 000004b000000320 ] || fail "$1 is not 1200 by 800"
}

# make_run DIR ROWS: a run with a series of so many samples, made up, with one purge in the middle.
make_run ()
{
  "$program" run "$small" -q -o "$1"
  awk -v rows="$2" '
    /^#/ { print; next }
    /^time_s/ {
      print
      n = split ($0, names, ",")
      for (i = 0; i < rows; i++) {
        line = sprintf ("%d.000000000", i)
        for (c = 2; c <= n; c++) {
          value = names[c] ~ /^(freemem|lotsfree|desfree|minfree)$/ ? 1000 + c : names[c] == "maxwindow" ? 2048 : names[c] == "plocked_window" ? 1500 : 0
          if (names[c] == "purged_pages.trim" && i == int (rows / 2)) { value = 4321 }
          line = line "," value
        }
        print line
      }
    }' "$1/series.csv" >made
  mv made "$1/series.csv"
}

pictures ()
{
  "$program" run "$small" -q -o run
  tool 0 plot run
  for name in reap hits latency entries chains; do
    says stdout "run/plots/$name.svg" "run/plots/$name.png"
    is_png "run/plots/$name.png"
  done
  shows run/plots/reap.svg 'Window, purges and free memory: run' 'window, pages' 'MiB' 'limit (maxwindow)' \
    'trim from 7/8 of it on' 'purged, pages per sample' 'trim' 'free memory, pages' 'freemem' 'lotsfree' \
    'desfree' 'minfree' 'simulated time, s'
  shows run/plots/hits.svg 'Hits and misses: run' 'hit rate, %' 'misses a second' 'cold' 'purged_trim' 'simulated time, s'
  shows run/plots/latency.svg 'Latency of I/Os: run' 'latency, us' 'p50' 'p99' 'p999' 'max' 'simulated time, s'
  shows run/plots/entries.svg 'Entries at the end of the run, by age and by size: run' 'entries' 'window, idle' '8 KiB' \
    'size of the entry, from' 'age (time since the last I/O on the entry ended), from'
  shows run/plots/chains.svg 'Hash chains at the end of the run, beside a perfect hash: run' 'buckets, window table' \
    'buckets, wired table' 'perfect hash' 'length of the chain, entries'
  has_no_temporary run/plots
  for path in "$TMPDIR"/*; do
    leaves_nothing "$path"
  done
  cp -R run/plots before
  tool 0 plot run --quiet
  is_silent stdout
  cmp before/reap.svg run/plots/reap.svg || fail 'the same run is drawn otherwise'
}

overlay ()
{
  "$program" run "$small" -q -o first
  "$program" run "$small" -q -o second --set tunables.segpcache_maxwindow=4MiB
  tool 0 plot first second -o both --format svg
  [ ! -e both/reap.png ] || fail '--format svg makes PNGs'
  shows both/reap.svg 'Window, purges and free memory: 2 runs' first second 'limit (maxwindow)'
  shows both/hits.svg first second '1: first' '2: second' 'misses/s: run 1' 'misses/s: run 2'
  shows both/entries.svg first second
  shows both/chains.svg first second 'perfect hash'
  tool 0 plot first second --picture reap --format svg -q
  [ -s out/plots/reap.svg ] || fail 'no picture at the place that is the default'
  [ ! -e out/plots/hits.svg ] || fail 'more than the picture asked for'
}

missing ()
{
  "$program" run "$small" -q -o run
  status=0
  PATH=/nonexistent "$program" plot run >stdout 2>stderr || status=$?
  [ "$status" -eq 2 ] || fail "exit status $status without gnuplot"
  says stderr 'apt-get install gnuplot-nox'
  leaves_nothing run/plots
}

# Each reason of misses and each cause of purges that a series has is in a picture, also without the command.
complete ()
{
  "$program" run "$small" -q -o run
  awk -F, -v OFS=, '
    /^#/ { print; next }
    /^time_s/ { print; for (i = 1; i <= NF; i++) { has[i] = $i ~ /^(misses|purged_pages)\./ && $i !~ /total$/ }; next }
    { for (i = 1; i <= NF; i++) { if (has[i]) { $i = 1000 + i } }; print }' run/series.csv >made
  mv made run/series.csv
  tool 0 plot run --format svg -q
  for picture in hits reap; do
    gnuplot -e "dirs='run'; output='$picture.svg'" "$here/../../plots/$picture.gp"
  done
  grep '^time_s' run/series.csv | tr , '\n' | grep -E '^(misses|purged_pages|purged_entries)[.]' | grep -v 'total$' >columns
  [ "$(wc -l <columns)" -ge 33 ] || fail "the series has too few columns: $(cat columns)"
  # What is drawn has its name in the key; entries leave for the causes that pages have.
  while IFS=. read -r group member; do
    [ "$group" = misses ] && picture=hits || picture=reap
    shows "run/plots/$picture.svg" "$member"
    shows "$picture.svg" "$member"
  done <columns
}

# No sample, one, two, and very many: there is always a picture, and no spike is lost.
lengths ()
{
  for rows in 0 1 2 30000; do
    make_run "run$rows" "$rows"
    tool 0 plot "run$rows" --format svg -q
    shows "run$rows/plots/reap.svg" 'simulated time, s' "Window, purges and free memory: run$rows"
    shows "run$rows/plots/hits.svg" 'no misses'
  done
  shows run0/plots/reap.svg 'nothing was purged'
  shows run30000/plots/reap.svg trim 4000
  [ "$(wc -c <run30000/plots/reap.svg)" -lt 200000 ] || fail 'the picture of many samples is large'
}

terminal ()
{
  "$program" run "$small" -q -o run
  tool 0 plot run --term --picture reap
  says stdout 'Window, purges and free memory: run' 'simulated time, s' 'freemem'
  is_silent stderr
  leaves_nothing run/plots
  tool 2 plot run --term --output pictures
  says stderr '--term writes no files; leave out --output'
}

refused ()
{
  tool 2 plot
  says stderr 'DIR... is missing'
  tool 2 plot nowhere
  says stderr 'nowhere: there is no such folder; give a folder that'
  "$program" run "$small" -q -o run
  tool 2 plot run --picture raep
  says stderr "--picture 'raep': there is no such picture; did you mean 'reap'?"
  tool 2 plot run --format jpeg
  says stderr "--format 'jpeg': no such format"
  tool 2 plot run --scripts nowhere
  says stderr 'nowhere/reap.gp: there is no such script'
  leaves_nothing run/plots
  rm run/entries.csv
  tool 0 plot run --format svg
  says stderr 'entries is left out: run has no entries.csv'
  sed -i '$d' run/series.csv
  tool 2 plot run
  says stderr 'run/series.csv: the line with the fingerprint that ends a series is missing'
}

# Copies of the scripts that were changed, and scripts with mistakes.
scripts ()
{
  "$program" run "$small" -q -o run
  cp -R "$here/../../plots" own
  sed -i 's/Window, purges and free memory/My own picture/' own/reap.gp
  tool 0 plot run --scripts own --picture reap --format svg
  shows run/plots/reap.svg 'My own picture: run'
  echo 'plot nonsense (' >own/hits.gp
  tool 2 plot run --scripts own --picture hits -o other
  says stderr 'own/hits.gp: gnuplot failed: '
  leaves_nothing other
  # They work without the command, too.
  gnuplot -e "dirs='run'; output='byhand.svg'" own/reap.gp
  shows byhand.svg 'My own picture: run'
}

# What a folder is called does not get loose in gnuplot.
names ()
{
  # shellcheck disable=SC2016
  for name in "it's" 'a"b' '<b>&' '`touch x`' 'größe' 'a b'; do
    "$program" run "$small" -q -o "$name"
    tool 0 plot "$name" --format svg --picture reap
    shows "$name/plots/reap.svg" "Window, purges and free memory: $name"
  done
  leaves_nothing x
}

# Where there is nothing to draw for long, no line goes across.
gap ()
{
  cat >gap.yaml <<'END'
name: gap
duration: 4s
sample: 50ms
machine: {memory: 64MiB}
processes:
  - name: p
    segments: [{name: a, type: private, size: 4MiB}]
    workloads:
      - {name: before, type: direct_io, segment: a, offset: uniform, service: {exponential: 1ms}, stop: 1s}
      - {name: after, type: direct_io, segment: a, offset: uniform, service: {exponential: 1ms}, start: 3s}
END
  tool 0 run gap.yaml -q -o run
  tool 0 plot run
  for picture in hits latency; do
    python3 - "run/plots/$picture.svg" <<'END' || fail "a line of $picture crosses the gap"
import re
import sys

widest = lines = 0
for path in re.findall(r"<path[^>]* d='([^']*)'", open(sys.argv[1], encoding='utf-8').read()):
    steps = [(kind, float(x)) for kind, x in re.findall(r'([ML])\s*([0-9.]+),', path)]
    if len(steps) >= 15 and 'Z' not in path:
        lines += 1
        widest = max([widest] + [abs(to - start) for (_, start), (kind, to) in zip(steps, steps[1:]) if kind == 'L'])
sys.exit(lines < 1 or widest > 100)
END
  done
}

"$case"
