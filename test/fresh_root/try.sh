#!/usr/bin/env bash
# Runs a command of this project on a fresh Debian 12 with nothing but git, and prints how long it took.
#
#   test/fresh_root/try.sh [--keep] [--base FILE] [COMMAND...]        default: ./dev test
#
#   --keep        leaves the root in place and says where it is
#   --base FILE   a tar file of the untouched root; made if it does not exist, so that the next run starts in seconds
#
# debootstrap makes the root. Mirrors, keys and proxies are this machine's own apt configuration. The root gets a clean
# clone of the committed tree, its branch as it stands: what is not committed is not tried.
# Takes root, because chroot and mount do. Its mounts live in a namespace of their own and end with it, whatever happens.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPOSITORY=$(git -C "$HERE" rev-parse --show-toplevel)
SUITE=bookworm

die() {
  printf 'try.sh: %s\n' "$*" >&2
  exit 1
}

((EUID == 0)) || die "chroot and mount take root; run it as root or with sudo"
command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"
if [[ ${BEAM_FRESH_ROOT_NAMESPACE:-} != own ]]; then
  BEAM_FRESH_ROOT_NAMESPACE=own exec unshare --mount --propagation private "$0" "$@"
fi

keep=no base=""
while (($#)); do
  case $1 in
    --keep) keep=yes ;;
    --base)
      base=${2:?--base needs the name of a file}
      shift
      ;;
    --) shift && break ;;
    -*) die "unknown option $1" ;;
    *) break ;;
  esac
  shift
done
if (($# == 0)); then set -- ./dev test; fi

ROOT=$(mktemp -d)
chmod 755 "$ROOT"

# The mounts go first; removal stays on one file system, so that nothing outside the root can be reached by it.
clean_up() {
  umount "$ROOT/proc" "$ROOT/dev/shm" 2>/dev/null || true
  if grep -q " $ROOT/" /proc/self/mounts; then die "$ROOT still has mounts; it is left in place"; fi
  if [[ $keep == yes ]]; then echo "The root is left in $ROOT"; else rm -rf --one-file-system "$ROOT"; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# debian_targets: "<mirror> <suite> <component>" of every Debian source that apt uses on this machine.
debian_targets() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v suite="$SUITE" '$1 == "Debian" && index($3, suite) == 1 { print $2, $3, $4 }' | sort -u
}

make_base() {
  local mirror
  mirror=$(debian_targets | awk -v suite="$SUITE" '$2 == suite { print $1; exit }')
  [[ -n $mirror ]] || die "apt on this machine has no index of Debian $SUITE; run apt-get update first"
  debootstrap --variant=minbase --include=git "$SUITE" "$ROOT" "$mirror" >"$ROOT.log" 2>&1 || {
    tail -n 20 "$ROOT.log" >&2
    die "debootstrap failed; its last lines are above"
  }
  rm -f "$ROOT.log"
  debian_targets | sed 's/^/deb /' >"$ROOT/etc/apt/sources.list"
  [[ -z $base ]] || tar -C "$ROOT" -cf "$base" .
}

# copy_if_there <file or folder>...: the same path inside the root.
copy_if_there() {
  local path
  for path in "$@"; do
    if [[ -e $path ]]; then mkdir -p "$ROOT$(dirname "$path")" && cp -aL "$path" "$ROOT$(dirname "$path")/"; fi
  done
}

echo "==> a fresh Debian $SUITE with nothing but git"
started=$SECONDS
if [[ -n $base && -e $base ]]; then tar -C "$ROOT" -xf "$base"; else make_base; fi
# How this machine reaches its mirrors: names, proxies, keys and certificates; nothing that is a package.
apt-config dump | grep -i 'proxy' >"$ROOT/etc/apt/apt.conf.d/90proxy" || rm -f "$ROOT/etc/apt/apt.conf.d/90proxy"
copy_if_there /etc/resolv.conf /etc/hosts /etc/pip.conf /usr/local/share/ca-certificates /etc/apt/trusted.gpg.d /etc/apt/auth.conf.d
mount -t proc proc "$ROOT/proc"
mount -t tmpfs tmpfs "$ROOT/dev/shm"
git clone -q --no-hardlinks "$REPOSITORY" "$ROOT/root/beam-cpp"
echo "    made in $((SECONDS - started)) s; commit $(git -C "$ROOT/root/beam-cpp" rev-parse --short HEAD)"

proxies=()
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY PIP_INDEX_URL; do
  if [[ -n ${!name:-} ]]; then proxies+=("$name=${!name}"); fi
done
echo "==> $*"
started=$SECONDS status=0
# shellcheck disable=SC2016  # the shell inside the root expands it
env -i "${proxies[@]}" PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM="${TERM:-dumb}" LC_ALL=C.UTF-8 \
  chroot "$ROOT" /bin/bash -c 'cd /root/beam-cpp && exec "$@"' bash "$@" </dev/null || status=$?
took=$((SECONDS - started))
echo "==> $*: exit status $status after $((took / 60)) min $((took % 60)) s on $(nproc) cores"
exit "$status"
