#!/bin/bash
# check_browser.sh PCACHESIM FOLDER - opens reports in chromium, points at a picture and sorts a table; screenshots of the
# pages in light and dark are left in FOLDER
set -eu -o pipefail
root=$(readlink -f -- "$(dirname -- "$0")/../..")
program=$(readlink -f -- "$1")
mkdir -p -- "$2"
folder=$(readlink -f -- "$2")
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || :)
if [ -z "$browser" ]; then
  echo "note: skipped, there is no chromium"
  exit 0
fi

# visit FILE OPTION...: what the browser says goes to the file visit.log.
visit ()
{
  local page=$1
  shift
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" \
    --enable-logging=stderr --v=0 "$@" "file://$page" 2>"$folder/visit.log"
  if grep 'CONSOLE' "$folder/visit.log"; then
    echo "$page: something on the console" >&2
    exit 1
  fi
}

cd -- "$root"
"$program" run scenarios/low-memory.yaml -q -o "$folder/one"
"$program" run scenarios/low-memory.yaml -q -o "$folder/two" --set tunables.segpcache_shrink_shift=2
"$program" report "$folder/one" -q
"$program" report "$folder/one" "$folder/two" -q -o "$folder/both.html"

# What a hand would do, and what is to be seen then.
sed 's|</body>|<script>\
const box = document.querySelector("figure.time svg").getBoundingClientRect();\
document.querySelector("figure.time svg").dispatchEvent(new PointerEvent("pointermove", {clientX: box.left + box.width / 2,\
  clientY: box.top + 20}));\
const head = document.querySelectorAll("table.sort th")[1];\
head.click(); head.click();\
const column = [...document.querySelector("table.sort").tBodies[0].rows].map(row => parseFloat(row.cells[1].dataset.value))\
  .filter(value => !isNaN(value));\
document.title = "sorted " + column.every((value, i) => i === 0 \|\| column[i - 1] >= value) + " " + column.length\
  + ", tip " + document.querySelector(".tip").textContent.replaceAll("\\n", ", ");\
</script></body>|' "$folder/one/report.html" >"$folder/touched.html"
visit "$folder/touched.html" --dump-dom >"$folder/dom.html"
title=$(sed -n 's|.*<title>\(.*\)</title>.*|\1|p' "$folder/dom.html" | head -n 1)
echo "$title"
case $title in
*'sorted true '[1-9]*', tip at '*' s, window: '*', limit (maxwindow): 122,880'*) ;;
*)
  echo "pointing and sorting do not work" >&2
  exit 1
  ;;
esac

visit "$folder/one/report.html" --window-size=1000,3600 --screenshot="$folder/light.png"
visit "$folder/both.html" --window-size=1000,4200 --blink-settings=preferredColorScheme=0 --screenshot="$folder/dark.png"
visit "$folder/both.html" --print-to-pdf="$folder/print.pdf"
for file in light.png dark.png print.pdf; do
  [ -s "$folder/$file" ]
done
rm -rf -- "$folder/profile"
