# window.gp - the pages that the window holds, and how many it may hold
#
# A line for each run, and a dashed one for its limit.
picture = "window"
folder = ARG0[1:strlen(ARG0) - strlen("window.gp")]
load folder."common.gp"

call folder."find_range.gp" "plocked_window"
set xrange [time_from:time_to]
set yrange [0:end_of_axis(greatest)]
set lmargin at screen LEFT
set rmargin at screen RIGHT
set format y "%.0f"
set xlabel "simulated time, s"
set ylabel "window, pages"
set title "Window: ".of_runs font title_font
set key at screen KEY_X, screen panel_top(1, 1)
plot for [i = 1:runs] series(i) using 1:(column("plocked_window")) with @LINES linecolor rgb run_colour(i) linewidth run_width(i) \
       title (runs == 1 ? "window" : key(i)), \
     for [i = 1:runs] series(i) using 1:(column("maxwindow")) with @LINES linewidth 1.2 linecolor rgb VERMILLION \
       dashtype 2 title (i > 1 ? "" : "limit (maxwindow)")
