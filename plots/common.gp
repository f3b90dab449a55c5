# common.gp - what all pictures share: the runs, the terminal, colours
#
# `pcachesim plot` sets what follows; by hand it is, for one run or for several to compare:
#
#   gnuplot -e "dirs='out/low-memory'" plots/reap.gp
#   gnuplot -e "dirs='out/a out/b'; terminal='svg'; output='reap.svg'" plots/reap.gp
#
# dirs      folders of runs, with blanks between them
# name_1 …  what a run is called in the legend; the folder if it is not set
# terminal  svg, png or dumb (text); output: the file, nothing: the standard output
# width, height   in pixels, or in characters
set encoding utf8
if (!exists("dirs")) dirs = "."
if (!exists("terminal")) terminal = exists("output") && output[strlen(output) - 2:] eq "svg" ? "svg" : "png"
if (!exists("output")) output = terminal eq "dumb" ? "" : picture.".".terminal
text = terminal eq "dumb"
if (!exists("width")) width = text ? 100 : 1200
if (!exists("height")) height = text ? 50 : 800
if (!exists("ansi")) ansi = 0

runs = words(dirs)
series(i) = word(dirs, i)."/series.csv"
name(i) = exists(sprintf("name_%d", i)) ? value(sprintf("name_%d", i)) : word(dirs, i)
# A name in the legend has room for so many letters.  Of a folder the end is kept, since folders differ there.
ROOM = 20
short(name) = strlen(name) > ROOM ? "…".name[strlen(name) - ROOM + 2:] : name
key(i) = short(name(i))
PAGE = 4096.0
MIB = 1048576.0

if (terminal eq "svg") set terminal svg size width, height font "sans-serif,15" background "#ffffff" noenhanced linewidth 1.3
if (terminal eq "png") set terminal pngcairo size width, height font "sans-serif,11" background "#ffffff" noenhanced linewidth 1.6
if (text && ansi) set terminal dumb size width, height noenhanced ansi256
if (text && !ansi) set terminal dumb size width, height noenhanced mono
if (strlen(output) > 0) set output output

set datafile separator comma
set datafile commentschars "#"
set datafile columnheaders
set datafile missing NaN

# The colours of Okabe and Ito, which people with any kind of colour vision can tell apart.
BLACK = 0x000000; ORANGE = 0xe69f00; SKY = 0x56b4e9; GREEN = 0x009e73; YELLOW = 0xf0e442
BLUE = 0x0072b2; VERMILLION = 0xd55e00; PURPLE = 0xcc79a7; GREY = 0x777777
array RUN_COLOURS[8] = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY]
# Colours of columns that belong together, however many there are.
array SHADES[20] = [SKY, ORANGE, VERMILLION, GREEN, 0x66c2a5, 0x00553f, 0xa6dbc8, 0xaaaaaa, GREY, YELLOW, PURPLE, BLUE, \
                    0x8c510a, 0x543005, 0x7fb9de, 0xf5c9a5, 0xe8b9d2, BLACK, 0x999933, 0x882255]
run_colour(i) = RUN_COLOURS[(i - 1) % 8 + 1]
# Where two lines lie over each other, the first is seen behind the second.
run_width(i) = runs == 1 ? 1.6 : i == 1 ? 3.2 : 1.4

set border 3 linecolor rgb "#444444"
set tics nomirror out textcolor rgb "#222222"
if (!text) set grid xtics ytics linetype 1 linecolor rgb "#d8d8d8" linewidth 0.7
set style fill solid 1.0 noborder
set key noenhanced reverse Left left top samplen 2.5 spacing 1.15

# Panels stand above each other and share their left and right ends; keys stand to the right of them.
LEFT = text ? 0.12 : 0.095
RIGHT = text ? 0.72 : 0.755
KEY_X = text ? 0.78 : 0.825
TOP = text ? 0.92 : 0.925
BOTTOM = text ? 0.10 : 0.095
GAP = text ? 0.08 : 0.045
panel_height(n) = (TOP - BOTTOM - GAP * (n - 1)) / n
panel_top(k, n) = TOP - (k - 1) * (panel_height(n) + GAP)
panel_bottom(k, n) = panel_top(k, n) - panel_height(n)

of_runs = runs == 1 ? name(1) : sprintf("%d runs", runs)

# The time axis covers all runs.  Lines with few samples have points.
time_from = 0.0; time_to = 0.0; samples = 0
do for [i = 1:runs] {
  undefine S_*
  stats series(i) using "time_s" nooutput name "S"
  if (exists("S_records")) {
    if (samples == 0 || S_min < time_from) { time_from = S_min }
    if (samples == 0 || S_max > time_to) { time_to = S_max }
    samples = S_records > samples ? S_records : samples
  }
}
if (time_to <= time_from) { time_from = time_from - 0.5; time_to = time_from + 1 }
LINES = samples < 10 ? "linespoints pointtype 7 pointsize 0.6" : "lines"
few = samples < 10

# Where values are missing for a short time, a line goes on level; where they are missing for long, it ends.  A script that
# uses it must `set datafile missing`, without a value, so that NaN ends a line.
PAUSE = 0.01 * (time_to - time_from)
if (samples > 1 && PAUSE < 3 * (time_to - time_from) / (samples - 1)) { PAUSE = 3 * (time_to - time_from) / (samples - 1) }
last_time = time_to; last_value = NaN
line(t, y) = y == y ? (last_time = t, last_value = y, y) : t < last_time || t - last_time > PAUSE ? NaN : last_value

# An axis from 0 to a little above the greatest value.
end_of_axis(greatest) = greatest > 0 ? (greatest < 4 ? 5 : greatest * 1.08) : 5
# For logarithmic axes, which have labels at whole powers of ten.
decade_below(x) = 10.0**floor(log10(x) - 0.05)
decade_above(x) = 10.0**(floor(log10(x) + 0.05) + 1)
title_font = ",".(text ? 10 : terminal eq "svg" ? 18 : 13)
