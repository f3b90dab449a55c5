# stages.bash - the stages of .ci/run, in their order
#
# A stage is a function stage_NAME that runs at the top of the tree under `set -e`, installs what it needs, and fails
# by its status.  A line 'N passed, N failed' in what it prints is counted, a line 'note: …' is shown beside its result.
#
# A stage is in groups: `fast` is for daily work (a few minutes), `full` is what must hold before a change lands, `long` is
# what takes too long for that (hours), to be run by hand now and then.  Nothing is built twice in the same way:
#
#   build               gcc -O3, LTO, no checks    ./bootstrap's own: gcc, fingerprints, same-bytes, browser, slurm
#   build-ci/coverage   gcc -O0, checks, gcov      coverage, same-bytes
#   build-ci/clang      clang -O3                  clang, same-bytes, headers
#   build-ci/sanitizers gcc -O1, checks, ASan      sanitizers
#   build-ci/threads, build-ci/memory, build-ci/fuzz   what their tests need, and no more
# shellcheck shell=bash

stages=()
declare -A about groups
# stage GROUPS NAME ABOUT: adds a stage to the tables that .ci/run goes by; GROUPS are separated by commas.
# shellcheck disable=SC2034
stage ()
{
  stages+=("$2")
  groups[$2]=,$1,
  about[$2]=$3
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

# Builds that check themselves at every sample run only the first seconds of the shipped scenarios, but for `long`.
short_scenarios ()
{
  export SCENARIO_SECONDS=5
}

stage fast,full format 'clang-format'
stage_format ()
{
  install_sets lint
  files_like '*.c' '*.h' | xargs -0 clang-format-14 --dry-run -Werror
}

stage fast,full shell 'shellcheck'
stage_shell ()
{
  install_sets lint
  files_like | xargs -0 awk 'FNR == 1 && /^#!.*sh$/ { printf "%s%c", FILENAME, 0 } FNR == 1 { nextfile }' |
    xargs -0 shellcheck -x -P .ci .ci/stages.bash
}

stage fast,full words 'no path of the machine it was written on; the README knows the scenarios'
stage_words ()
{
  install_sets lint
  tests/tools/check_paths.sh
  tests/tools/check_scenarios.sh
}

stage fast,full sources 'includes lead down, functions have names of their own, files say what they are for'
stage_sources ()
{
  install_sets lint
  tests/tools/check_sources.py
  tests/tools/test_check_sources.sh
}

# The build of ./bootstrap, which is also that of its users, with no warning allowed.
build_gcc ()
{
  BOOTSTRAP_OPTIONS=-Dwerror=true ./bootstrap build-tests
}
stage fast,full gcc 'gcc, optimized, no warning: the test command of the README'
stage_gcc ()
{
  BOOTSTRAP_OPTIONS=-Dwerror=true ./bootstrap test
}

stage fast,full fingerprints 'the fingerprint of every shipped scenario is as recorded'
stage_fingerprints ()
{
  build_gcc
  tests/tools/check_fingerprints.sh build/sim/cli/pcachesim
}

configure_sanitizers ()
{
  install_sets build test
  # Instrumented and optimized, gcc warns of what cannot be.
  configure sanitizers gcc -Dwerror=false -Dbuildtype=debug -Doptimization=1 -Dkernel_checks=enabled -Db_sanitize=address,undefined
}
test_sanitizers ()
{
  build sanitizers
  ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1 \
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 CK_TIMEOUT_MULTIPLIER=10 \
    tests/tools/run_tests.sh build-ci/sanitizers --timeout-multiplier 10 "$@"
}
stage full sanitizers 'gcc -O1, address and undefined-behaviour sanitizers, kernel checks'
stage_sanitizers ()
{
  configure_sanitizers
  short_scenarios
  test_sanitizers --no-suite slow
}

stage full coverage 'gcc -O0, kernel checks; how much of the program its tests reach'
configure_coverage ()
{
  install_sets build test
  configure coverage gcc -Dbuildtype=debug -Dkernel_checks=enabled -Db_coverage=true
}
stage_coverage ()
{
  configure_coverage
  build coverage
  find build-ci/coverage -name '*.gcda' -delete
  short_scenarios
  tests/tools/run_tests.sh build-ci/coverage --timeout-multiplier 10 --no-suite slow
  tests/tools/coverage.py build-ci/coverage
}

configure_clang ()
{
  install_sets build test clang
  configure clang clang -Dbuildtype=release
}
stage full clang 'clang -O3, no warning; the tests that are programs of their own'
stage_clang ()
{
  configure_clang
  build clang
  # What scripts see of the program from outside is compared byte for byte with what gcc makes (same-bytes).
  tests/tools/run_tests.sh build-ci/clang --timeout-multiplier 5 --no-suite cli --no-suite slow
}

stage full same-bytes 'the same output from gcc -O3 twice, gcc -O0 and clang -O3'
stage_same_bytes ()
{
  build_gcc
  configure_coverage
  configure_clang
  for name in coverage clang; do
    build "$name" sim/cli/pcachesim
  done
  tests/tools/same_bytes.sh build build build-ci/coverage build-ci/clang
}

configure_memory ()
{
  install_sets build test memory
  configure memory gcc -Dbuildtype=debugoptimized -Dkernel_checks=enabled
}
stage full memory 'valgrind memcheck over the engine, the cache and the readers of recordings'
stage_memory ()
{
  configure_memory
  # The random calls of the property tests take six minutes each under memcheck: they are in memory-all.
  TESTS_BUILD=1 tests/tools/run_tests.sh build-ci/memory --setup valgrind --suite engine --suite kernel --suite pcache --suite input \
    --no-suite property
}

stage full threads 'ThreadSanitizer over what runs in threads, and over coroutines'
stage_threads ()
{
  install_sets build test
  # Its instrumentation makes gcc warn of what cannot be.
  configure threads gcc -Dwerror=false -Dbuildtype=debugoptimized -Dkernel_checks=enabled -Db_sanitize=thread
  build threads tests/support/libglib_threads.so sim/cli/pcachesim
  # GLib's own allocator and locks are not seen; tests/support/glib_threads.c says what is handed from thread to thread.
  TESTS_BUILD=1 G_SLICE=always-malloc LD_PRELOAD=$PWD/build-ci/threads/tests/support/libglib_threads.so \
    TSAN_OPTIONS="halt_on_error=0:exitcode=66:suppressions=$PWD/tests/tools/tsan.supp" CK_TIMEOUT_MULTIPLIER=10 \
    tests/tools/run_tests.sh build-ci/threads --timeout-multiplier 10 coroutine sim_thread runner tune_search 'check order' 'sweep tables'
}

configure_fuzz ()
{
  install_sets build test clang
  configure fuzz clang -Dbuildtype=debugoptimized -Dfuzzing=true -Db_sanitize=address,undefined -Db_lundef=false
  build fuzz tests/input/fuzz_iolog tests/input/fuzz_csv tests/scenario/fuzz_scenario tests/scenario/print_schema
}
stage full fuzz 'libFuzzer: the seeds of each target, and 10 s of search'
stage_fuzz ()
{
  configure_fuzz
  tests/tools/fuzz.sh build-ci/fuzz 10
}

stage full tidy 'clang-tidy'
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

stage full headers 'each header compiles alone, with gcc and with clang'
stage_headers ()
{
  install_sets lint
  configure_clang
  build clang
  tests/tools/check_headers.py build-ci/clang gcc clang
}

stage full planted 'a mistake planted in the purge does not get past the baselines'
stage_planted ()
{
  install_sets build test
  tests/tools/planted_bug.sh .
}

stage full browser 'reports in chromium, where there is one'
stage_browser ()
{
  build_gcc
  tests/tools/check_browser.sh build/sim/cli/pcachesim build-ci/browser
}

stage full slurm 'a sweep as an array job of Slurm and with GNU parallel, where root is'
stage_slurm ()
{
  if [ "$(id -u)" -ne 0 ]; then
    echo 'note: skipped: Slurm is tried where root is'
    return
  fi
  install_sets slurm || {
    echo 'note: skipped: the packages of Slurm cannot be had here'
    return
  }
  build_gcc
  tests/tools/check_slurm.sh build/sim/cli/pcachesim
}

stage long memory-all 'valgrind memcheck over all tests'
stage_memory_all ()
{
  configure_memory
  build memory
  tests/tools/run_tests.sh build-ci/memory --setup valgrind
}

stage long sanitizers-all 'the sanitizers over all tests, with whole scenarios'
stage_sanitizers_all ()
{
  configure_sanitizers
  test_sanitizers
}

stage long clang-all 'all tests in the build of clang'
stage_clang_all ()
{
  configure_clang
  build clang
  tests/tools/run_tests.sh build-ci/clang --timeout-multiplier 5
}

stage long fuzz-long 'libFuzzer: 10 minutes of search for each target'
stage_fuzz_long ()
{
  configure_fuzz
  tests/tools/fuzz.sh build-ci/fuzz 600
}
