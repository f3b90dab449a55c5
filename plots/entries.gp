# entries.gp - what stood in the cache at the end of the run: entries by age and by size
#
# Each bar counts the entries from the value under it up to the value under the next bar.
picture = "entries"
folder = ARG0[1:strlen(ARG0) - strlen("entries.gp")]
load folder."common.gp"
entries(i) = word(dirs, i)."/entries.csv"

kinds = "window_idle window_active wired_idle wired_active"
array KIND_NAMES[4] = ["window, idle", "window, in use", "wired, idle", "wired, in use"]
array KIND_COLOURS[4] = [BLUE, ORANGE, GREEN, VERMILLION]
total(n) = (sum [j = 1:n] column(word(kinds, j)))
of_quantity(q, value) = strcol("quantity") eq q ? value : NaN

seconds(s) = s >= 1 ? sprintf("%.4g s", s) : s > 0 ? sprintf("%.4g ms", s * 1000) : "0 s"
bytes(b) = b >= 2.0**30 ? sprintf("%.4g GiB", b / 2.0**30) : b >= MIB ? sprintf("%.4g MiB", b / MIB) : \
           sprintf("%.4g KiB", b / 1024.0)

set multiplot
set lmargin at screen LEFT
set rmargin at screen RIGHT
if (!text) set grid noxtics ytics
quantities = "age_s size_bytes"
array QUANTITY_LABELS[2] = ["age (time since the last I/O on the entry ended), from", "size of the entry, from"]
array QUANTITY_TITLES[2] = ["Entries at the end of the run, by age and by size: ".of_runs, ""]
GAP = text ? 0.14 : 0.12
do for [p = 1:2] {
  set autoscale
  q = word(quantities, p)
  # Bins are powers of two of a unit: a tick of the clock, a page.
  unit = 1.0; first = 0; last = 0; most = 0.0; empty = 1
  array present[4]
  do for [k = 1:4] { present[k] = 0 }
  do for [i = 1:runs] {
    undefine S_*
    stats entries(i) using (of_quantity(q, column("bin") > 0 ? column("from") / 2.0**(column("bin") - 1) : NaN)) \
      nooutput name "S"
    if (i == 1 && exists("S_records")) { if (S_records > 0) { unit = S_min } }
    undefine S_*
    stats entries(i) using (of_quantity(q, column("bin"))):(total(4)) nooutput name "S"
    if (exists("S_records")) {
      if (S_records > 0) {
        first = empty || S_min_x < first ? S_min_x : first
        last = empty || S_max_x > last ? S_max_x : last
        most = S_max_y > most ? S_max_y : most
        empty = 0
      }
    }
    do for [k = 1:4] {
      undefine S_*
      stats entries(i) using (of_quantity(q, column(word(kinds, k)))) nooutput name "S"
      if (exists("S_max")) { present[k] = present[k] || S_max > 0 }
    }
  }
  place(from) = from <= 0 ? 0 : log(from / unit) / log(2) + 1
  unset xtics
  set xtics nomirror out scale 0.3
  set xtics () rotate by (last - first > 14 ? -45 : 0)
  do for [b = first:last] {
    from = b == 0 ? 0.0 : unit * 2.0**(b - 1)
    set xtics add ((q eq "age_s" ? seconds(from) : bytes(from)) b)
  }
  set xrange [first - 0.6:last + 0.6]
  set yrange [0:end_of_axis(most)]
  set format y "%.0f"
  set ylabel "entries"
  set xlabel QUANTITY_LABELS[p]
  set title QUANTITY_TITLES[p] font title_font
  set tmargin at screen panel_top(p, 2)
  set bmargin at screen panel_bottom(p, 2)
  set key at screen KEY_X, screen panel_top(p, 2)
  if (runs == 1) {
    plot for [k = 4:1:-1] entries(1) using (of_quantity(q, place(column("from")))):(total(k)):(0.85) with boxes \
           linecolor rgb KIND_COLOURS[k] title (present[k] ? KIND_NAMES[k] : ""), \
         NaN with dots linecolor rgb "white" title (empty ? "the cache was empty" : "")
  } else {
    plot for [i = 1:runs] entries(i) \
           using (of_quantity(q, place(column("from")) + (i - (runs + 1) / 2.0) * 0.85 / runs)):(total(4)):(0.85 / runs) \
           with boxes linecolor rgb run_colour(i) title key(i), \
         NaN with dots linecolor rgb "white" title (empty ? "the caches were empty" : "")
  }
}
unset multiplot
