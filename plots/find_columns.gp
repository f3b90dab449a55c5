# find_columns.gp - `call` it with a group, say "misses.": finds the columns of the group that are above 0 in some run
#
# It leaves out the total.  It sets members (the names without the group), member(k), member_colour(k) and kinds, their number.
# `pcachesim plot` gives the colours in palette ("misses.cold #56b4e9 ..."); by hand each column has the next of SHADES.
group = ARG1
if (!exists("palette")) palette = ""
unset datafile columnheaders
stats series(1) using 0 every ::0::0 nooutput name "HEADER"
header = ""
stats series(1) using (sum [c = 1:HEADER_columns] (header = header." ".strcol(c), 0)) every ::0::0 nooutput name "S"
set datafile columnheaders
members = ""; first_member = "total"
shades = ""
of_group = 0
do for [c = 1:words(header)] {
  column_name = word(header, c)
  if (strstrt(column_name, group) == 1 && column_name ne group."total") {
    of_group = of_group + 1
    if (of_group == 1) { first_member = column_name[strlen(group) + 1:] }
    call folder."find_range.gp" column_name
    if (greatest > 0) {
      members = members." ".column_name[strlen(group) + 1:]
      shades = shades.sprintf(" #%06x", SHADES[(of_group - 1) % |SHADES| + 1])
    }
  }
}
kinds = words(members)
# A loop evaluates its first member even if it has none.
member(k) = k >= 1 && k <= kinds ? word(members, k) : first_member
in_palette(k) = strstrt(palette, group.member(k)." #")
member_colour(k) = in_palette(k) > 0 ? palette[in_palette(k) + strlen(group.member(k)) + 1:in_palette(k) + strlen(group.member(k)) + 7] : \
                   k >= 1 && k <= kinds ? word(shades, k) : "#000000"
