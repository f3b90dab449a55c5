# hits.gp - how many lookups hit, and why the others missed
#
# Above: the hit rate.  Below, a panel for each run: misses a second, stacked by reason.
picture = "hits"
folder = ARG0[1:strlen(ARG0) - strlen("hits.gp")]
load folder."common.gp"

sample(i) = exists(sprintf("sample_%d", i)) ? value(sprintf("sample_%d", i)) : default_sample

call folder."find_columns.gp" "misses."
# The height of the stack up to the k-th reason.
stack(k) = (sum [j = 1:k] column("misses.".member(j)))

# Without sample_1 … from outside, the time between samples is that between the first two.
default_sample = 1.0
undefine S_*
stats series(1) using 1 every ::0::1 nooutput name "S"
if (exists("S_max")) { default_sample = S_max > S_min ? S_max - S_min : 1.0 }

panels = runs + 1
set multiplot
set lmargin at screen LEFT
set rmargin at screen RIGHT
set format x ""
set title "Hits and misses: ".of_runs font title_font
set ylabel "hit rate, %"
call folder."find_range.gp" "hit_rate"
set xrange [time_from:time_to]
set yrange [found > 0 && least > 0.5 ? floor(least * 20) * 5 : 0:101]
set tmargin at screen panel_top(1, panels)
set bmargin at screen panel_bottom(1, panels)
set key at screen KEY_X, screen panel_top(1, panels)
set datafile missing
plot for [i = 1:runs] series(i) using 1:(line(column(1), column("hit_rate") * 100)) with @LINES linecolor rgb run_colour(i) linewidth run_width(i) \
       title (runs == 1 ? "hit rate" : key(i))

set datafile missing NaN
unset title
# The key has room for all reasons, however many there are and however low a panel is.  In SVG its rows do not follow its font.
key_scale = panel_height(panels) * height / (22.0 * (kinds + 1))
key_scale = key_scale < 1 ? key_scale : 1.0
key_font = sprintf(",%.1f", (terminal eq "svg" ? 15 : 11) * key_scale)
if (!text) set key maxrows kinds + 2 font key_font spacing (terminal eq "svg" ? 1.15 * key_scale : 1.15)
set autoscale
most = 0.0
do for [i = 1:runs] {
  undefine S_*
  stats series(i) using (column("misses.total") / sample(i)) nooutput name "S"
  if (exists("S_max")) { most = S_max > most ? S_max : most }
}
set xrange [time_from:time_to]
set yrange [0:end_of_axis(most)]
set format y "%.0f"
do for [p = 2:panels] {
  i = p - 1
  set ylabel runs == 1 ? "misses a second" : "misses/s: run ".i
  if (p == panels) { set format x "%g"; set xlabel "simulated time, s" }
  set tmargin at screen panel_top(p, panels)
  set bmargin at screen panel_bottom(p, panels)
  set key at screen KEY_X, screen panel_top(p, panels)
  plot NaN with dots linecolor rgb "white" title (runs == 1 ? "" : short(sprintf("%d: %s", i, name(i)))), \
       for [k = kinds:1:-1] series(i) using 1:(stack(k) / sample(i)) with filledcurves y1=0 \
         linecolor rgb member_colour(k) title member(k), \
       NaN with dots linecolor rgb "white" title (kinds == 0 ? "no misses" : "")
}
unset multiplot
