# find_range.gp - `call` it with the name of a column: finds its least and greatest value over all runs, and counts the values
set autoscale # the range of the panel before would hide values
greatest = 0.0; least = 0.0; found = 0
do for [i = 1:runs] {
  undefine S_*
  stats series(i) using (column(ARG1)) nooutput name "S"
  if (exists("S_records")) {
    if (S_records > 0) {
      least = found == 0 || S_min < least ? S_min : least
      greatest = found == 0 || S_max > greatest ? S_max : greatest
      found = found + S_records
    }
  }
}
