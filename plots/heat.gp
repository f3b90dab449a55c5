# heat.gp - a metric over what a sweep varied
#
# `pcachesim sweep --plot` sets what follows; by hand it is
#
#   gnuplot -e "points='out/small-sweep/points.csv'; path_x='tunables.segpcache_maxwindow'; \
#               path_y='tunables.segpcache_shrink_shift'; metric='hit_rate'" plots/heat.gp
#
# points          the table
# path_x, path_y  columns of what was varied; without path_y the metric is drawn over path_x, with its confidence intervals
# metric          the column of the metric
# others          how many more paths were varied: a cell is the mean over them
#
# Values on a grid make a map, in the order in which they were given.  Drawn values make single points.
picture = "heat"
folder = ARG0[1:strlen(ARG0) - strlen("heat.gp")]
dirs = ""
if (!exists("points")) points = "points.csv"
if (!exists("path_x")) path_x = ""
if (!exists("path_y")) path_y = ""
if (!exists("metric")) metric = "hit_rate"
if (!exists("others")) others = 0
if (!exists("title")) title = "sweep"
if (!exists("height")) height = exists("terminal") && terminal eq "dumb" ? 50 : 700
load folder."common.gp"
load folder."points.gp"

set title metric.": ".title.(others > 0 ? ", mean over the other values" : "") font title_font
set tmargin at screen TOP
set bmargin at screen 0.15
set lmargin at screen 0.13
set rmargin at screen 0.87
set xlabel short_path(path_x)
set palette defined (0 "#440154", 1 "#414487", 2 "#2a788e", 3 "#22a884", 4 "#7ad151", 5 "#fde725") # viridis
set colorbox user origin screen 0.89, screen 0.15 size screen 0.025, screen TOP - 0.15
set cblabel metric offset 1.5

# The different values of x and of y, in the order of the table; and those of each point.
array X[most_points]; array Y[most_points]; array V[most_points]; array CI[most_points]
xs = "|"; ys = "|"; nx = 0; ny = 0; n = 0; base = NaN
count_x(s) = strstrt(xs, "|".s."|") > 0 ? 0 : (xs = xs.s."|", nx = nx + 1)
count_y(s) = strstrt(ys, "|".s."|") > 0 ? 0 : (ys = ys.s."|", ny = ny + 1)
cell(name) = strlen(name) > 0 ? strcol(name) : ""
take(p, a, b, v, c) = p == 0 ? (base = v) : \
                      (n = n + 1, X[n] = a, Y[n] = b, V[n] = v, CI[n] = c, count_x(a), strlen(path_y) > 0 ? count_y(b) : 0)
set table $seen
plot points using (0):(take(column("point"), cell(path_x), cell(path_y), num(strcol(metric)), num(strcol(metric.".ci95"))), 0) with points
unset table
unset datafile columnheaders # arrays have no header line
nth(list, k) = (rest_of = list[2:], part(rest_of, k))
part(list, k) = k == 1 ? list[1:strstrt(list, "|") - 1] : part(list[strstrt(list, "|") + 1:], k - 1)
index_of(list, s) = (at = strstrt(list, "|".s."|"), bars(list[1:at]))
bars(list) = strlen(list) == 0 ? 0 : strstrt(list, "|") == 0 ? 0 : 1 + bars(list[strstrt(list, "|") + 1:])

drawn = strlen(path_y) > 0 && nx * ny > 4 * n
if (n == 0) {
  set xrange [0:1]; set yrange [0:1]
  set label 1 "no points but the base" at graph 0.5, graph 0.5 center
  plot NaN notitle
}
if (n > 0 && strlen(path_y) == 0) {
  # ---- one path: a line over its values
  unset colorbox
  numeric = n > 1
  do for [i = 1:n] { if (num(X[i]) != num(X[i])) { numeric = 0 } }
  at_x(i) = numeric ? num(X[i]) : i
  far = 0
  if (numeric) {
    least = num(X[1]); greatest = num(X[1])
    do for [i = 2:n] { least = num(X[i]) < least ? num(X[i]) : least; greatest = num(X[i]) > greatest ? num(X[i]) : greatest }
    far = least > 0 && greatest / least > 20
    if (far) { set logscale x; set xrange [least / 1.2:greatest * 1.2] }
    if (!far) { set xrange [least - 0.04 * (greatest - least):greatest + 0.04 * (greatest - least)] }
  }
  if (!numeric) { set xrange [0.5:n + 0.5] }
  set xtics () rotate by (n > 8 ? -35 : 0)
  every_th = n > 24 ? ceil(n / 24.0) : 1
  do for [i = 1:n] { if (i % every_th == 0 || n <= 24) { set xtics add (X[i] at_x(i)) } }
  set ylabel metric
  set rmargin at screen 0.76
  set key at screen 0.785, screen TOP
  array LINE[n]
  plot base with lines linecolor rgb GREY dashtype 2 title (base == base ? "the base" : ""), \
       LINE using (at_x($1)):(V[$1]) with lines linecolor rgb BLUE notitle, \
       LINE using (at_x($1)):(V[$1]):(CI[$1] == CI[$1] ? CI[$1] : 0) with yerrorbars pointtype 7 pointsize 0.8 \
         linecolor rgb BLUE title "mean, 95 % interval"
}
if (n > 0 && strlen(path_y) > 0 && !drawn) {
  # ---- a grid: a cell for each pair of values
  array SUM[nx * ny]; array COUNT[nx * ny]
  do for [i = 1:nx * ny] { SUM[i] = 0.0; COUNT[i] = 0 }
  do for [i = 1:n] {
    k = (index_of(ys, Y[i]) - 1) * nx + index_of(xs, X[i])
    if (V[i] == V[i]) { SUM[k] = SUM[k] + V[i]; COUNT[k] = COUNT[k] + 1 }
  }
  mean(k) = COUNT[k] > 0 ? SUM[k] / COUNT[k] : NaN
  set xrange [0.5:nx + 0.5]; set yrange [0.5:ny + 0.5]
  set xtics () scale 0 rotate by (nx > 8 ? -35 : 0)
  set ytics () scale 0
  do for [i = 1:nx] { set xtics add (nth(xs, i) i) }
  do for [i = 1:ny] { set ytics add (nth(ys, i) i) }
  unset grid
  set ylabel short_path(path_y) offset -1.5
  least = NaN; greatest = NaN
  do for [k = 1:nx * ny] {
    if (COUNT[k] > 0) { least = least == least && least < mean(k) ? least : mean(k); greatest = greatest == greatest && greatest > mean(k) ? greatest : mean(k) }
  }
  if (least == greatest) { set cbrange [least - 0.5:greatest + 0.5] } else { set cbrange [least:greatest] }
  # Dark cells have light figures.
  light(k) = greatest > least && (mean(k) - least) / (greatest - least) < 0.6
  figures = nx * ny <= 150
  wide = greatest < 1e5 ? "%.4g" : "%.3s%c"
  column_of(k) = (int(k) - 1) % nx + 1
  row_of(k) = (int(k) - 1) / nx + 1
  plot SUM using (column_of($1)):(row_of($1)):(0.5):(0.5):(mean(int($1))) with boxxyerror palette notitle, \
       SUM using (column_of($1)):(row_of($1)):(figures && COUNT[$1] > 0 ? gprintf(wide, mean(int($1))) : ""):(light(int($1)) ? 0xffffff : 0x000000) \
         with labels textcolor rgb variable notitle
}
if (n > 0 && drawn) {
  # ---- drawn points: where they lie
  min_x = num(X[1]); max_x = min_x; min_y = num(Y[1]); max_y = min_y
  do for [i = 2:n] {
    a = num(X[i]); b = num(Y[i])
    min_x = a < min_x ? a : min_x; max_x = a > max_x ? a : max_x; min_y = b < min_y ? b : min_y; max_y = b > max_y ? b : max_y
  }
  log_x = min_x > 0 && max_x / min_x > 20
  log_y = min_y > 0 && max_y / min_y > 20
  set format x unit_format(X[1]); set format y unit_format(Y[1])
  set xlabel short_path(path_x).unit_label(X[1])
  set ylabel short_path(path_y).unit_label(Y[1])
  if (log_x) { set logscale x; set xrange [min_x / 1.3:max_x * 1.3] } else { set xrange [room_below(min_x, max_x):max_x + (max_x - min_x) * 0.05] }
  if (log_y) { set logscale y; set yrange [min_y / 1.3:max_y * 1.3] } else { set yrange [room_below(min_y, max_y):max_y + (max_y - min_y) * 0.05] }
  # Sizes have their labels at powers of two.
  if (log_x && is_size(X[1])) { set xtics () ; do for [e = 0:50:2] { if (2.0**e >= min_x / 1.3 && 2.0**e <= max_x * 1.3) { set xtics add (gprintf("%.0b %BB", 2.0**e) 2.0**e) } } }
  if (log_y && is_size(Y[1])) { set ytics () ; do for [e = 0:50:2] { if (2.0**e >= min_y / 1.3 && 2.0**e <= max_y * 1.3) { set ytics add (gprintf("%.0b %BB", 2.0**e) 2.0**e) } } }
  least = NaN; greatest = NaN
  do for [i = 1:n] {
    if (V[i] == V[i]) { least = least == least && least < V[i] ? least : V[i]; greatest = greatest == greatest && greatest > V[i] ? greatest : V[i] }
  }
  if (least < greatest) { set cbrange [least:greatest] }
  array SPOT[n]
  plot SPOT using (num(X[$1])):(num(Y[$1])):(V[$1]) with points pointtype 7 pointsize 2.2 palette notitle, \
       SPOT using (num(X[$1])):(num(Y[$1])) with points pointtype 6 pointsize 2.2 linecolor rgb GREY linewidth 0.6 notitle
}
