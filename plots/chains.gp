# chains.gp - how long the hash chains were at the end of the run, beside those of a perfect hash
#
# Bars: the number of buckets with a chain of so many entries, on a logarithmic axis.  Points: the number on average, if the
# same entries were spread over the buckets evenly at random.  The window table is above, the wired one below.
picture = "chains"
folder = ARG0[1:strlen(ARG0) - strlen("chains.gp")]
load folder."common.gp"
chains(i) = word(dirs, i)."/chains.csv"

of_table(t, value) = strcol("table") eq t ? value : NaN
positive(x) = x > 0 ? x : NaN
length_label(bin) = bin < 16 ? sprintf("%d", bin) : bin < 24 ? sprintf("%d+", 2**(bin - 12)) : sprintf("2^%d+", bin - 12)

set multiplot
set lmargin at screen LEFT
set rmargin at screen RIGHT
set logscale y
if (!text) set grid noxtics ytics
tables = "window wired"
array TABLE_TITLES[2] = ["Hash chains at the end of the run, beside a perfect hash: ".of_runs, ""]
GAP = text ? 0.14 : 0.12
do for [p = 1:2] {
  set autoscale
  t = word(tables, p)
  last = 5; most = 1.0; found = 0
  do for [i = 1:runs] {
    undefine S_*
    stats chains(i) using (of_table(t, column("buckets") > 0 || column("perfect_hash") >= 0.5 ? column("bin") : NaN)):(column("buckets") > column("perfect_hash") ? column("buckets") : column("perfect_hash")) \
      nooutput name "S"
    if (exists("S_records")) {
      if (S_records > 0) {
        last = S_max_x > last ? S_max_x : last
        most = S_max_y > most ? S_max_y : most
        found = 1
      }
    }
  }
  unset xtics
  set xtics nomirror out scale 0.3
  set xtics ()
  do for [b = 0:last] { set xtics add (length_label(b) b) }
  set xrange [-0.6:last + 0.6]
  set yrange [0.5:most * 2]
  set format y "%.0s%c"
  set ylabel "buckets, ".t." table"
  set xlabel "length of the chain, entries"
  set title TABLE_TITLES[p] font title_font
  set tmargin at screen panel_top(p, 2)
  set bmargin at screen panel_bottom(p, 2)
  set key at screen KEY_X, screen panel_top(p, 2)
  place(i) = column("bin") + (i - (runs + 1) / 2.0) * 0.85 / runs
  plot for [i = 1:runs] chains(i) using (of_table(t, place(i))):(positive(column("buckets"))):(0.85 / runs) with boxes \
         linecolor rgb (runs == 1 ? SKY : run_colour(i)) title (runs == 1 ? "buckets" : key(i)), \
       for [i = 1:runs] chains(i) using (of_table(t, place(i))):(positive(column("perfect_hash"))) with points \
         pointtype 7 pointsize 0.9 linecolor rgb (runs == 1 ? VERMILLION : BLACK) title (i > 1 ? "" : "perfect hash"), \
       NaN with dots linecolor rgb "white" title (found ? "" : "there is no table")
}
unset multiplot
