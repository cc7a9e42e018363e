# shellcheck shell=bash
# ./dev nightly: the full numbers, in parts. Sourced by ./dev; the results are written to docs/nightly.md.

# tidy: clang-tidy over the library's own .cc files, with the flags of the clang build.
tidy() {
  git ls-files '*.cc' | grep -E '^(beam|coders|transforms|io|runners)/' |
    xargs -r -P "$JOBS" -n 4 clang-tidy-16 -quiet -p build/clang
}

# twenty_repeats: a test that fails once in twenty runs is broken.
twenty_repeats() {
  run_ctest "20 repeats" 7200 build/dev -LE 'house|interop' --repeat until-fail:20 || true
}

# every_engine: the tests beside engines of others, with the full number of submissions.
every_engine() {
  export BEAM_SUBMISSIONS=1000
  interop build/dev 3600 prism python python_state flink flink_streaming flink_cluster
  unset BEAM_SUBMISSIONS
}

# benchmarks: fails if two programs disagree, or if an opponent is weak.
benchmarks() {
  counted "benchmarks: build" 900 build release beam_benches || return 0
  counted "benchmarks" 7200 bench/run_all --build build/release --output build/release/performance.md || true
}

# fresh_root: both commands on a machine without the packages. Takes root and debootstrap.
fresh_root() {
  if ((EUID != 0)) || ! command -v debootstrap >/dev/null; then
    tally skip "fresh root" "takes root and debootstrap"
    return 0
  fi
  counted "fresh root: ./dev wordcount" 900 test/fresh_root/try.sh ./dev wordcount || true
  counted "fresh root: ./dev test" 960 test/fresh_root/try.sh ./dev test || true
}

# The parts of a nightly run, in order. Each leaves its section in docs/nightly.md, so that they may run on different days.

# The tests of the dev build, twenty times.
nightly_tests() {
  counted "format" 60 check_format || true
  build_all "dev" dev 900 all all_verify_interface_header_sets || return 0
  run_ctest "house" 300 build/dev -L house || true
  twenty_repeats
}

# The engines of others.
nightly_engines() { build_all "dev" dev 900 beam_interop && every_engine; }

# The other compiler, and clang-tidy.
nightly_clang() {
  build_all "clang" clang 1200 all all_verify_interface_header_sets || return 0
  run_ctest "clang house" 300 build/clang -L house || true
  counted "clang-tidy" 3600 tidy || true
}

# Random pipelines and random streams against their oracles.
nightly_random() {
  build_all "release" release 1500 || return 0
  run_ctest "release house" 300 build/release -L house || true
  random_pipelines build/release 10000 7200
}

# As on a machine without protobuf and gRPC.
nightly_direct_only() {
  build_all "direct-only" direct-only 900 || return 0
  run_ctest "direct-only" 600 build/direct-only -LE 'house|interop' || true
}

nightly_asan() {
  sanitize asan-ubsan forced 1200 3600
  counted "a million lies over the Fn API" 3600 build/asan-ubsan/test/fn_api_random 1000000 || true
}
nightly_tsan() { sanitize tsan forced 1200 3600; }
# Ten million decodes; what reads lines gets ever longer texts, and time is its measure.
nightly_fuzz() {
  fuzz_all inputs=10000000 3600 decode_fuzz
  fuzz_all seconds=600 700 text_fuzz
}
# Ten minutes at full speed, drained: nothing lost or doubled, and the memory level.
nightly_soak() {
  counted "soak: configure" 60 configure release && counted "soak: build" 600 build release soak || return 0
  counted "soak" 900 build/release/test/soak/soak --drain_after=10min || true
}
nightly_benchmarks() { benchmarks; }
nightly_fresh() { fresh_root; }

NIGHTLY_PARTS=(tests engines clang random direct_only asan tsan fuzz soak benchmarks fresh)

# write_section <part>: what the part's steps and checks say, with the day and the commit that they are of.
write_section() {
  {
    echo "- Date: $(date -u +%Y-%m-%d); commit: $(git rev-parse HEAD)$(git diff --quiet HEAD -- || echo ', with changes that were not committed')"
    echo "- Machine: $(nproc) cores, $(awk '/^MemTotal/ { printf "%d", $2 / 1048576 }' /proc/meminfo) GiB;" \
      "$(g++ --version | head -n 1); $(clang++-16 --version | head -n 1)"
    echo
    echo '```'
    printf '%s\n' "${STEP_LINES[@]:$FIRST_STEP}"
    tail -n "+$((FIRST_RESULT + 1))" "$OUT/results" >"$OUT/of_part"
    awk -F'\t' '$1 == "skip" { print "skipped: " $2 ": " $3 } $1 == "fail" { print "FAILED: " $2 ": " $3 }' "$OUT/of_part"
    echo "$(grep -c '^pass' "$OUT/of_part" || true) passed, $(grep -c '^fail' "$OUT/of_part" || true) failed"
    echo '```'
  } | python3 -B .ci/put_section.py docs/nightly.md "$1" "${NIGHTLY_PARTS[@]}"
}

command_nightly() {
  exec </dev/null
  local part
  if (($# == 0)); then set -- "${NIGHTLY_PARTS[@]}"; fi
  for part in "$@"; do
    declare -F "nightly_$part" >/dev/null || die "there is no part '$part' of a nightly run; there are: ${NIGHTLY_PARTS[*]}"
  done
  begin_run
  packages 300 "$PACKAGES_TO_TIDY"
  for part in "$@"; do
    FIRST_STEP=${#STEP_LINES[@]}
    FIRST_RESULT=$(wc -l <"$OUT/results")
    "nightly_$part" || true
    write_section "$part"
  done
  close_run 43200
}
