# pareto.gp - two metrics of a sweep, and the points that no other point beats in both (the Pareto front)
#
# `pcachesim sweep --plot` sets what follows; by hand it is
#
#   gnuplot -e "points='out/small-sweep/points.csv'; metric_x='hit_rate'; max_x=1; \
#               metric_y='latency.p99'; max_y=0" plots/pareto.gp
#
# points              the table
# metric_x, metric_y  columns of metrics
# max_x, max_y        1: greater is better; 0: less is better
picture = "pareto"
folder = ARG0[1:strlen(ARG0) - strlen("pareto.gp")]
dirs = ""
if (!exists("points")) points = "points.csv"
if (!exists("metric_x")) metric_x = "hit_rate"
if (!exists("metric_y")) metric_y = "latency.p99"
if (!exists("max_x")) max_x = 1
if (!exists("max_y")) max_y = 0
if (!exists("title")) title = "sweep"
if (!exists("height")) height = exists("terminal") && terminal eq "dumb" ? 50 : 700
load folder."common.gp"
load folder."points.gp"

array A[most_points]; array B[most_points]; array CA[most_points]; array CB[most_points]; array NUMBER[most_points]
n = 0; base = 0
take(p, a, b, ca, cb) = a == a && b == b ? (n = n + 1, A[n] = a, B[n] = b, CA[n] = ca == ca ? ca : 0, CB[n] = cb == cb ? cb : 0, \
                        NUMBER[n] = p, p == 0 ? (base = n) : 0) : 0
set table $seen
plot points using (0):(take(column("point"), num(strcol(metric_x)), num(strcol(metric_y)), num(strcol(metric_x.".ci95")), num(strcol(metric_y.".ci95"))), 0) with points
unset table
unset datafile columnheaders # arrays have no header line

# The front, beginning with the best point in x.
better(a, b, most) = most ? a > b : a < b
as_good(a, b, most) = most ? a >= b : a <= b
beats(i, k) = as_good(A[i], A[k], max_x) && as_good(B[i], B[k], max_y) && (better(A[i], A[k], max_x) || better(B[i], B[k], max_y))
array FRONT[most_points]; fronts = 0
do for [k = 1:n] {
  beaten = 0
  do for [i = 1:n] { if (beats(i, k)) { beaten = 1; break } }
  if (!beaten) {
    fronts = fronts + 1
    FRONT[fronts] = k
    do for [j = fronts:2:-1] {
      if (A[FRONT[j]] < A[FRONT[j - 1]]) { kept = FRONT[j]; FRONT[j] = FRONT[j - 1]; FRONT[j - 1] = kept }
    }
  }
}

set title "Pareto front: ".title font title_font
set tmargin at screen TOP
set bmargin at screen 0.12
set lmargin at screen 0.13
set rmargin at screen 0.76
set key at screen 0.785, screen TOP
set xlabel metric_x.(max_x ? "  (more is better)" : "  (less is better)")
set ylabel metric_y.(max_y ? "  (more is better)" : "  (less is better)")
set format x "%g"
low(least, greatest) = least == greatest ? least - (least == 0 ? 1 : abs(least) * 0.1) : room_below(least, greatest)
high(least, greatest) = least == greatest ? least + (least == 0 ? 1 : abs(least) * 0.1) : greatest + (greatest - least) * 0.08
if (n > 0) {
  least = B[1]; greatest = B[1]
  do for [i = 2:n] { least = B[i] < least ? B[i] : least; greatest = B[i] > greatest ? B[i] : greatest }
  if (greatest >= 1e5) { set format y "%.2s%c" }
  set yrange [low(least, greatest):high(least, greatest)]
  least = A[1]; greatest = A[1]
  do for [i = 2:n] { least = A[i] < least ? A[i] : least; greatest = A[i] > greatest ? A[i] : greatest }
  if (greatest >= 1e5) { set format x "%.2s%c" }
  set xrange [low(least, greatest):high(least, greatest)]
}
# Of several points at one place, only the first has its number beside it.
same_before(j) = (sum [i = 1:j - 1] (A[FRONT[i]] == A[FRONT[j]] && B[FRONT[i]] == B[FRONT[j]] ? 1 : 0)) > 0
label(j) = j > 1 && same_before(j) ? "" : NUMBER[FRONT[j]] == 0 ? "base" : sprintf("%d", NUMBER[FRONT[j]])
if (n == 0) {
  set xrange [0:1]; set yrange [0:1]
  set label 1 "no point has both" at graph 0.5, graph 0.5 center
  plot NaN notitle
}
if (n > 0) {
  array ALL[n]; array LINE[fronts]
  plot ALL using (A[$1]):(B[$1]):(CA[$1]):(CB[$1]) with xyerrorbars pointtype 7 pointsize 0.1 linecolor rgb 0xbbbbbb linewidth 0.8 \
         title "95 % interval", \
       ALL using (A[$1]):(B[$1]) with points pointtype 7 pointsize 0.9 linecolor rgb GREY title "a point", \
       LINE using (A[FRONT[$1]]):(B[FRONT[$1]]) with lines linecolor rgb VERMILLION title "none is better in both", \
       LINE using (A[FRONT[$1]]):(B[FRONT[$1]]) with points pointtype 7 pointsize 1.2 linecolor rgb VERMILLION notitle, \
       LINE using (A[FRONT[$1]]):(B[FRONT[$1]]):(label(int($1))) with labels left offset 0.9, 0.6 textcolor rgb VERMILLION notitle, \
       ALL using (A[$1]):($1 == base ? B[$1] : NaN) with points pointtype 4 pointsize 2.2 linecolor rgb BLUE linewidth 1.6 title "the base"
}
