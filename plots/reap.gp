# reap.gp - what the cache holds, what is taken from it and why, and free memory, on one time axis
#
# Above: pages of window entries, the limit, and 7/8 of it, from which on the purge thread trims.  In the middle: pages
# purged since the sample before, by cause.  Below: free memory with the paging thresholds, on a logarithmic axis.
picture = "reap"
folder = ARG0[1:strlen(ARG0) - strlen("reap.gp")]
load folder."common.gp"

TRIM_FROM = 7.0 / 8

set multiplot
set lmargin at screen LEFT
set rmargin at screen RIGHT
set format x ""

# ---- the window
call folder."find_range.gp" "maxwindow"
limited = found > 0
most = greatest
call folder."find_range.gp" "plocked_window"
# A limit far above the held pages would flatten their line.
limit_shown = limited && (greatest == 0 || most < 8 * greatest)
top = end_of_axis(limit_shown && most > greatest ? most : greatest)
set xrange [time_from:time_to]
set yrange [0:top]
set y2range [0:top * PAGE / MIB]
set format y "%.0f"
set ylabel "window, pages"
set y2tics nomirror
set format y2 "%g"
set y2label "MiB"
set border 11
set title "Window, purges and free memory: ".of_runs font title_font
set tmargin at screen panel_top(1, 3)
set bmargin at screen panel_bottom(1, 3)
set key at screen KEY_X, screen panel_top(1, 3)
plot for [i = 1:runs] series(i) using 1:(column("plocked_window")) with @LINES linecolor rgb run_colour(i) linewidth run_width(i) \
       title (runs == 1 ? "window" : key(i)), \
     for [i = 1:(limit_shown ? runs : 0)] series(i) using 1:(column("maxwindow")) with @LINES linewidth 1.2 \
       linecolor rgb (runs == 1 ? VERMILLION : run_colour(i)) dashtype 1 title (i > 1 ? "" : "limit (maxwindow)"), \
     for [i = 1:(limit_shown ? runs : 0)] series(i) using 1:(column("maxwindow") * TRIM_FROM) with @LINES linewidth 1.2 \
       linecolor rgb (runs == 1 ? ORANGE : run_colour(i)) dashtype 2 title (i > 1 ? "" : "trim from 7/8 of it on"), \
     NaN with dots linecolor rgb "white" title (limit_shown ? "" : limited ? sprintf("limit %.0f, above", most) : "no limit")

# ---- purges
unset title
unset y2tics
unset y2label
set border 3
call folder."find_columns.gp" "purged_pages."
array POINTS[7] = [7, 9, 5, 11, 13, 6, 4]
point(k) = POINTS[(k - 1) % |POINTS| + 1]
purged(k) = column("purged_pages.".member(k)) > 0 ? column("purged_pages.".member(k)) : NaN
top = 0.0
do for [k = 1:kinds] {
  call folder."find_range.gp" "purged_pages.".member(k)
  top = greatest > top ? greatest : top
}
set xrange [time_from:time_to]
set yrange [0:end_of_axis(top)]
set ylabel "purged, pages per sample"
set tmargin at screen panel_top(2, 3)
set bmargin at screen panel_bottom(2, 3)
set key at screen KEY_X, screen panel_top(2, 3)
plot for [k = 1:kinds] for [i = 1:runs] series(i) using 1:(purged(k)) with impulses \
       linecolor rgb (runs == 1 ? member_colour(k) : run_colour(i)) linewidth run_width(i) * 0.7 notitle, \
     for [k = 1:kinds] for [i = 1:runs] series(i) using 1:(purged(k)) with points pointsize 0.6 pointtype point(k) \
       linecolor rgb (runs == 1 ? member_colour(k) : run_colour(i)) notitle, \
     for [k = 1:kinds] NaN with points pointsize 0.9 pointtype point(k) \
       linecolor rgb (runs == 1 ? member_colour(k) : BLACK) title member(k), \
     NaN with dots linecolor rgb "white" title (kinds == 0 ? "nothing was purged" : "")

# ---- free memory
thresholds = "lotsfree desfree minfree"
array THRESHOLD_COLOURS[3] = [GREEN, ORANGE, VERMILLION]
call folder."find_range.gp" "freemem"
top = greatest
low = found > 0 && least >= 1 ? least : 1
do for [t = 1:3] {
  call folder."find_range.gp" word(thresholds, t)
  if (found > 0 && least >= 1 && least < low) { low = least }
  top = greatest > top ? greatest : top
}
low = decade_below(low)
top = decade_above(top > low ? top : low)
set logscale y
set xrange [time_from:time_to]
set yrange [low:top]
set y2range [low * PAGE / MIB:top * PAGE / MIB]
set format y "%.0s%c"
set ylabel "free memory, pages"
set format x "%g"
set xlabel "simulated time, s"
set logscale y2
set y2tics nomirror
set format y2 "%g"
set y2label "MiB"
set border 11
set tmargin at screen panel_top(3, 3)
set bmargin at screen panel_bottom(3, 3)
set key at screen KEY_X, screen panel_top(3, 3)
plot for [i = 1:runs] series(i) using 1:(column("freemem")) with @LINES linecolor rgb run_colour(i) linewidth run_width(i) \
       title (runs == 1 ? "freemem" : key(i)), \
     for [t = 1:3] for [i = 1:runs] series(i) using 1:(column(word(thresholds, t))) with @LINES linewidth 1.1 \
       linecolor rgb THRESHOLD_COLOURS[t] dashtype t + 1 title (i > 1 ? "" : word(thresholds, t))
unset multiplot
