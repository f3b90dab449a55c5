#!/bin/sh
# report.sh PCACHESIM FOLDER CASE - pages of runs, seen from outside; FOLDER has the scenarios
set -eu

# shellcheck source=tests/cli/cli_cases.sh
. "$2/cli_cases.sh"

# reads FILE TEXT...: the page is complete in itself, and has each text.
reads ()
{
  page=$1
  shift
  "$here/../tools/check_report.py" "$page" >text || fail "$page is not as it should be"
  says text "$@"
}

# make_run DIR ROWS: a run with a series of so many samples, one of which has a purge.
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
          line = line "," (names[c] == "purged_pages.trim" && i == int (rows / 2) ? 4321 : names[c] == "freemem" ? 77777 : 0)
        }
        print line
      }
    }' "$1/series.csv" >made
  mv made "$1/series.csv"
}

page ()
{
  "$program" run "$small" -q -o run --set sample=50ms
  tool 0 report run
  is_silent stderr
  says stdout 'run/report.html'
  reads run/report.html 'What was run' 'sample=50ms' 'Window' 'Purges, by cause' 'Free memory' 'Hit rate' \
    'Misses, by reason' 'Latency of I/Os' 'p999' 'Entries by age' 'Hash chains of the window, by length' 'perfect hash' 'misses.purged_trim' \
    'freemem.min' 'window_buckets' '# A machine for tests of the command' 'simulated time, s'
  if grep -q 'difference' text; then fail 'a difference of one run'; fi
  cp run/report.html before.html
  tool 0 report run -q
  is_silent stdout
  cmp before.html run/report.html || fail 'the same run has another page'
  has_no_temporary run
}

two ()
{
  "$program" run "$small" -q -o first
  "$program" run "$small" -q -o second --set tunables.segpcache_maxwindow=4MiB
  tool 0 report first second -o both.html
  reads both.html 'first and second' 'first: window' 'second: window' 'difference' 'per cent' \
    'tunables.segpcache_maxwindow=4MiB' 'Misses, by reason: second'
  # Half the window: the difference stands in the table, and stands out.
  grep -qF '<td>maxwindow</td><td data-value="2048">2,048</td><td data-value="1024">1,024</td><td class="changed" data-value="-1024">−1,024</td><td class="changed" data-value="-50">−50 %</td>' both.html ||
    fail 'no difference'
  tool 0 report first second -q
  [ -s out/report.html ] || fail 'no page at the place that is the default'
}

# No sample, one, and very many: there is always a page, it stays small, and no spike is lost.
lengths ()
{
  for rows in 0 1 30000; do
    make_run "run$rows" "$rows"
    tool 0 report "run$rows" -q
    reads "run$rows/report.html" 'Free memory' 'simulated time, s'
  done
  reads run0/report.html 'nothing to show'
  grep -q '4321' run30000/report.html || fail 'the spike is lost'
  [ "$(wc -c <run30000/report.html)" -lt 300000 ] || fail 'the page of many samples is large'
}

# Nothing that a file holds gets loose in the page.
escaped ()
{
  hostile='</script><script>alert(1)</script><img src=x onerror=alert(1)>&"'\'
  { printf '# %s\n' "$hostile" && cat "$small"; } >"x'<b>.yaml"
  "$program" run "x'<b>.yaml" -q -o '<i>"&'
  tool 0 report '<i>"&' -o page.html
  reads page.html "$hostile" '<i>"&' "x'<b>.yaml"
  if grep -qF -e '<script>alert' -e '<img' -e '<i>"' page.html; then fail 'something got loose'; fi
}

changed ()
{
  cp "$small" own.yaml
  "$program" run own.yaml -q -o run
  tool 0 report run -q
  if grep -q 'has changed since the run' run/report.html; then fail 'nothing has changed'; fi
  echo '# more' >>own.yaml
  tool 0 report run -q
  reads run/report.html 'The file has changed since the run'
  rm own.yaml
  tool 0 report run -q
  reads run/report.html 'could not be read when this page was made'
}

refused ()
{
  tool 2 report nowhere
  says stderr 'nowhere: there is no such folder; give a folder that'
  "$program" run "$small" -q -o run
  echo '[1' >run/summary.json
  tool 2 report run
  says stderr 'run/summary.json: not the summary of a run'
  echo '[1]' >run/summary.json
  tool 2 report run
  says stderr 'run/summary.json: not the summary of a run'
  "$program" run "$small" -q -o run
  sed 's/^window,1,.*/window,1/' run/chains.csv >chains
  cp chains run/chains.csv
  tool 2 report run
  says stderr 'run/chains.csv:'
  "$program" run "$small" -q -o run
  mkdir taken
  tool 2 report run -o taken
  says stderr 'taken: cannot be replaced: Is a directory'
  is_silent stdout
  leaves_nothing run/report.html
}

"$case"
