# stages.bash - the stages of .ci/run, in their order
#
# A stage is a function stage_NAME that runs at the top of the tree under `set -e`, installs what it needs, and fails
# by its status.  A line 'N passed, N failed' in what it prints is counted, a line 'note: …' is shown beside its result.
# shellcheck shell=bash

stages=()
declare -A about
# stage NAME ABOUT: adds a stage to the two tables that .ci/run goes by.
# shellcheck disable=SC2034
stage ()
{
  stages+=("$1")
  about[$1]=$2
}

install_sets ()
{
  ./bootstrap install "$@"
}

# configure NAME COMPILER OPTION...: makes build-ci/NAME where it is not there yet; says nothing if that works.
configure ()
{
  local directory=build-ci/$1 compiler=$2 log=build-ci/logs/configure-$1.log
  shift 2
  [ ! -f "$directory/build.ninja" ] || return 0
  CC=$compiler meson setup -Dtests=enabled -Dwerror=true "$@" "$directory" . >"$log" 2>&1 || {
    cat "$log"
    return 1
  }
}

# build NAME [TARGET...]: builds it all, or these targets.
build ()
{
  local directory=build-ci/$1
  shift
  ninja --quiet -C "$directory" "$@"
}

# The source files as git sees them, those that it does not know yet included, NUL between them.
files_like ()
{
  git ls-files -z --cached --others --exclude-standard -- "$@"
}

stage readme 'the test command of the README'
stage_readme ()
{
  ./bootstrap test
}

stage gcc 'gcc, optimized, no warning'
configure_gcc ()
{
  install_sets build test
  configure gcc gcc -Dbuildtype=release -Db_lto=true
}
stage_gcc ()
{
  configure_gcc
  build gcc # its tests run in the README's build, which is the same but for -Werror
}

stage sanitizers 'gcc -O0, address and undefined-behaviour sanitizers, kernel checks'
stage_sanitizers ()
{
  install_sets build test
  configure sanitizers gcc -Dbuildtype=debug -Dkernel_checks=enabled -Db_sanitize=address,undefined
  build sanitizers
  ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1 \
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 CK_TIMEOUT_MULTIPLIER=10 \
    tests/tools/run_tests.sh build-ci/sanitizers --timeout-multiplier 10
}

stage clang 'clang -O3, no warning'
configure_clang ()
{
  install_sets build test clang
  configure clang clang -Dbuildtype=release
}
stage_clang ()
{
  configure_clang
  build clang
  tests/tools/run_tests.sh build-ci/clang --timeout-multiplier 5
}

stage same-bytes 'the same output from gcc -O3 twice, gcc -O0 and clang -O3'
stage_same_bytes ()
{
  configure_gcc
  configure_clang
  configure gcc-O0 gcc -Dbuildtype=debug
  for name in gcc gcc-O0 clang; do
    build "$name" sim/cli/pcachesim
  done
  tests/tools/same_bytes.sh build-ci/gcc build-ci/gcc build-ci/gcc-O0 build-ci/clang
}

stage memory 'valgrind memcheck'
stage_memory ()
{
  install_sets build test memory
  configure memory gcc -Dbuildtype=debugoptimized -Dkernel_checks=enabled
  build memory
  tests/tools/run_tests.sh build-ci/memory --setup valgrind
}

stage tidy 'clang-tidy'
stage_tidy ()
{
  install_sets build test clang lint
  rm -rf build-ci/tidy # what it knows of the sources may be old, and nothing else would renew it
  configure tidy clang -Dbuildtype=debug -Dkernel_checks=enabled
  ninja --quiet -C build-ci/tidy sim/sweep/tool_sources.h
  # A file that several programs are built from is read once.
  mkdir -p build-ci/tidy/once
  python3 -c 'import json, sys; print(json.dumps(list({e["file"]: e for e in json.load(sys.stdin)}.values())))' \
    <build-ci/tidy/compile_commands.json >build-ci/tidy/once/compile_commands.json
  # Even when quiet, it counts the warnings that it does not show.
  files_like '*.c' | xargs -0 -n 4 -P "$(nproc)" clang-tidy-14 --quiet -p build-ci/tidy/once 2>&1 |
    sed '/^[0-9]* warnings\{0,1\} generated\.$/d'
}

stage format 'clang-format'
stage_format ()
{
  install_sets lint
  files_like '*.c' '*.h' | xargs -0 clang-format-14 --dry-run -Werror
}

stage headers 'each header compiles alone, with gcc and with clang'
stage_headers ()
{
  install_sets lint
  configure_clang
  build clang
  tests/tools/check_headers.py build-ci/clang gcc clang
}

stage shell 'shellcheck'
stage_shell ()
{
  install_sets lint
  files_like | xargs -0 awk 'FNR == 1 && /^#!.*sh$/ { printf "%s%c", FILENAME, 0 } FNR == 1 { nextfile }' |
    xargs -0 shellcheck -x -P .ci .ci/stages.bash
}

stage words 'no path of the machine it was written on; the README knows the scenarios; the documents hang together'
stage_words ()
{
  install_sets lint
  tests/tools/check_paths.sh
  tests/tools/check_scenarios.sh
  tests/tools/check_docs.py
}

stage sources 'includes lead down, functions have names of their own, files say what they are for'
stage_sources ()
{
  tests/tools/check_sources.py
  tests/tools/test_check_sources.sh
}

stage planted 'a mistake planted in the purge does not get past the baselines'
stage_planted ()
{
  install_sets build test
  tests/tools/planted_bug.sh .
}

stage browser 'reports in chromium, where there is one'
stage_browser ()
{
  configure_gcc
  build gcc sim/cli/pcachesim
  tests/tools/check_browser.sh build-ci/gcc/sim/cli/pcachesim build-ci/browser
}

stage slurm 'a sweep as an array job of Slurm and with GNU parallel, where root is'
stage_slurm ()
{
  if [ "$(id -u)" -ne 0 ]; then
    echo 'note: skipped: Slurm is tried where root is'
    return
  fi
  configure_gcc
  install_sets slurm || {
    echo 'note: skipped: the packages of Slurm cannot be had here'
    return
  }
  build gcc sim/cli/pcachesim
  tests/tools/check_slurm.sh build-ci/gcc/sim/cli/pcachesim
}
