# cli_cases.sh - what the scripts share that look at the command from outside; read by them
#
# They are called with PCACHESIM FOLDER CASE.  A case is a function; it runs in an empty directory of its own, where stdout
# and stderr of the last `tool` are kept in the files of that name.
# shellcheck shell=sh disable=SC2034

program=$1
case $program in
  /*) ;;
  *) program=$PWD/$program ;;
esac
here=$2
case=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit
TMPDIR=$(mktemp -d "$work/tmp.XXXXXX")
export TMPDIR
small=$here/small.yaml

fail ()
{
  echo "$case: $*" >&2
  if [ -f stderr ]; then
    sed 's/^/stderr: /' stderr >&2
  fi
  exit 1
}

# needs TOOL...: where one of them is missing, the case is skipped and says so.
needs ()
{
  for needed in "$@"; do
    command -v "$needed" >/dev/null || {
      echo "skipped: there is no $needed here"
      exit 77
    }
  done
}

# has TOOL: whether it is there; if not, the part of a case that wants it says that it is left out.
has ()
{
  command -v "$1" >/dev/null && return
  echo "without $1, part of this is not tried"
  return 1
}

# tool STATUS ARGUMENT...: runs the program, which must end with STATUS.
tool ()
{
  expected=$1
  shift
  status=0
  "$program" "$@" >stdout 2>stderr </dev/null || status=$?
  [ "$status" -eq "$expected" ] || fail "'$*' gave exit status $status, expected $expected"
}

# says FILE TEXT...: the file has each text.
says ()
{
  file=$1
  shift
  for text in "$@"; do
    grep -qF -- "$text" "$file" || fail "no '$text' in $file: $(cat "$file")"
  done
}

is_silent ()
{
  [ ! -s "$1" ] || fail "something on $1: $(cat "$1")"
}

# leaves_nothing DIR: no file and no directory is there.
leaves_nothing ()
{
  [ ! -e "$1" ] || fail "$1 was left behind"
}

has_no_temporary ()
{
  for path in "$1"/.*.part; do
    [ ! -e "$path" ] || fail "$path was left behind"
  done
}

# same_run DIR DIR: both have the files of the same run.
same_run ()
{
  cmp "$1/series.csv" "$2/series.csv" || fail "$1 and $2 have different series"
  cmp "$1/entries.csv" "$2/entries.csv" || fail "$1 and $2 have different entries"
  cmp "$1/chains.csv" "$2/chains.csv" || fail "$1 and $2 have different chains"
  cmp "$1/latency.csv" "$2/latency.csv" || fail "$1 and $2 have different latencies"
  cmp "$1/summary.json" "$2/summary.json" || fail "$1 and $2 have different summaries"
}
