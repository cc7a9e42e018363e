# shellcheck shell=bash
# The Debian 12 packages that each command needs, and how they get onto the machine. Sourced by ./dev.

PACKAGES_TO_BUILD="tzdata g++ cmake ninja-build libabsl-dev libfmt-dev libboost1.81-dev libcli11-dev libzstd-dev zlib1g-dev libbz2-dev"
PACKAGES_TO_TEST="$PACKAGES_TO_BUILD libprotobuf-dev protobuf-compiler libgrpc++-dev protobuf-compiler-grpc ccache catch2 libgtest-dev pkg-config python3 python3-pip python3-yaml ca-certificates"
PACKAGES_TO_RUN_ENGINES="iproute2 python3-venv"
# shellcheck disable=SC2034  # used by ./dev
PACKAGES_TO_INTEROP="$PACKAGES_TO_TEST $PACKAGES_TO_RUN_ENGINES maven"
PACKAGES_TO_FORMAT="clang-format-16"
PACKAGES_TO_CHECK="$PACKAGES_TO_TEST $PACKAGES_TO_FORMAT $PACKAGES_TO_RUN_ENGINES clang-16 libclang-rt-16-dev llvm-16"
# shellcheck disable=SC2034  # used by .ci/nightly.sh
PACKAGES_TO_TIDY="$PACKAGES_TO_CHECK clang-tidy-16 maven"

# missing_packages <package...>: prints those that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then printf '%s ' "$package"; fi
  done
}

# install_packages <package...>: installs what is missing with apt-get, as root or through sudo.
install_packages() {
  local missing as_root=()
  if ! command -v dpkg-query >/dev/null; then
    say "    This is no Debian; taking for granted that the equivalents of these are here: $*"
    return 0
  fi
  missing=$(missing_packages "$@")
  if [[ -z $missing ]]; then
    say "    everything needed is installed"
    return 0
  fi
  say "    installing: $missing"
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "these packages are missing, and installing them takes root or sudo: apt-get install $missing"
    as_root=(sudo)
  fi
  local log="$OUT/apt.log"
  # shellcheck disable=SC2086  # a list of package names
  if ! { "${as_root[@]}" apt-get -q update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing; } \
    >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    say "    apt-get failed; its last lines are above" >&2
    return 1
  fi
}

# packages <budget> <list of packages>: the first step of every command.
packages() {
  local budget=$1
  # shellcheck disable=SC2086  # a list of package names
  step "packages" "$budget" install_packages $2 || die "the packages this command needs could not be installed"
}
