# points.gp - how the scripts read points.csv, the table of a sweep
#
# Numbers with a unit become bytes, seconds or plain numbers; what is no number is NaN.
ends(s, end) = strlen(s) > strlen(end) && s[strlen(s) - strlen(end) + 1:] eq end
is_digits(s) = strlen(s) > 0 && strstrt("0123456789.-", s[1:1]) > 0
scaled(s, end, factor) = real(s[1:strlen(s) - strlen(end)]) * factor
num(s) = !is_digits(s) ? NaN : \
         ends(s, "TiB") ? scaled(s, "TiB", 1024.0**4) : ends(s, "GiB") ? scaled(s, "GiB", 1024.0**3) : \
         ends(s, "MiB") ? scaled(s, "MiB", 1024.0**2) : ends(s, "KiB") ? scaled(s, "KiB", 1024.0) : \
         ends(s, "pages") ? scaled(s, "pages", 4096.0) : ends(s, "B") ? scaled(s, "B", 1.0) : \
         ends(s, "ns") ? scaled(s, "ns", 1e-9) : ends(s, "us") ? scaled(s, "us", 1e-6) : ends(s, "ms") ? scaled(s, "ms", 1e-3) : \
         ends(s, "min") ? scaled(s, "min", 60.0) : ends(s, "h") ? scaled(s, "h", 3600.0) : ends(s, "s") ? scaled(s, "s", 1.0) : real(s)
is_size(s) = ends(s, "B") || ends(s, "pages")
is_time(s) = !is_size(s) && (ends(s, "s") || ends(s, "min") || ends(s, "h"))
unit_format(s) = is_size(s) ? "%.0b %BB" : "%g"
unit_label(s) = is_time(s) ? ", s" : ""

# The last part of a path is the name that people know.
short_path(s) = strstrt(s, ".") == 0 ? s : short_path(s[strstrt(s, ".") + 1:])

# The arrays need this much room.
most_points = 1
undefine S_*
stats points using 1 nooutput name "S"
if (exists("S_records")) { most_points = S_records > 0 ? S_records : 1 }

# Where the axis of values from LEAST to GREATEST begins: a little below LEAST, but not below 0 without need.
room_below(least, greatest) = least >= 0 && least < (greatest - least) * 0.05 ? 0 : least - (greatest - least) * 0.05
