# latency.gp - percentiles of the latency of I/Os over time
#
# Each point is a percentile of the I/Os that ended since the sample before, on a logarithmic axis.
picture = "latency"
folder = ARG0[1:strlen(ARG0) - strlen("latency.gp")]
load folder."common.gp"

# `pcachesim plot` says which columns there are.
if (!exists("columns")) columns = "latency.p50 latency.p90 latency.p99 latency.p999 latency.max"
NS_PER_US = 1000.0
kinds = words(columns)
kind(k) = word(columns, k)
kind_name(k) = kind(k)[strlen("latency.") + 1:]
array KIND_COLOURS[8] = [SKY, BLUE, GREEN, ORANGE, VERMILLION, PURPLE, BLACK, GREY]

least_ns = 0.0; most_ns = 0.0
do for [k = 1:kinds] {
  call folder."find_range.gp" kind(k)
  if (found > 0 && greatest > 0) {
    least = least > 0 ? least : greatest
    least_ns = least_ns == 0 || least < least_ns ? least : least_ns
    most_ns = greatest > most_ns ? greatest : most_ns
  }
}
low = decade_below(least_ns > 0 ? least_ns / NS_PER_US : 1)
high = decade_above(most_ns > 0 ? most_ns / NS_PER_US : 10)
positive(x) = x > 0 ? x : NaN

set datafile missing
set multiplot
set lmargin at screen LEFT
set rmargin at screen RIGHT
set logscale y
set xrange [time_from:time_to]
set yrange [low:high]
set format x ""
do for [i = 1:runs] {
  if (i == 1) { set title "Latency of I/Os: ".of_runs font title_font } else { unset title }
  if (i == runs) { set format x "%g"; set xlabel "simulated time, s" }
  set ylabel runs == 1 ? "latency, us" : "us: run ".i
  set tmargin at screen panel_top(i, runs)
  set bmargin at screen panel_bottom(i, runs)
  set key at screen KEY_X, screen panel_top(i, runs)
  plot NaN with dots linecolor rgb "white" title (runs == 1 ? "" : short(sprintf("%d: %s", i, name(i)))), \
       for [k = kinds:1:-1] series(i) using 1:(line(column(1), positive(column(kind(k)) / NS_PER_US))) with @LINES linewidth 1.3 \
         linecolor rgb KIND_COLOURS[(k - 1) % 8 + 1] title kind_name(k)
}
unset multiplot
