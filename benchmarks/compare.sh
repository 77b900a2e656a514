#!/bin/sh
# Times whole guests in Kvas and, where it is installed, in QEMU without hardware virtualization, and
# prints a Markdown table of medians in seconds. The guest is Debian's cloud kernel with busybox, which
# `./kvas run` fetches; its init does the work and powers off.
# Usage: compare.sh [RUNS]
set -eu

runs=${1:-3}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
guest=${XDG_CACHE_HOME:-$HOME/.cache}/kvas/debian

fail() {
  echo "compare: $*" >&2
  exit 2
}

case $runs in
  '' | *[!0-9]* | 0) fail "$runs: a number of runs is needed" ;;
esac
[ -r "$guest/vmlinuz" ] && [ -r "$guest/initrd" ] || fail "$guest has no guest yet; './kvas run' fetches it"

# An engine on a command line for the kernel.
start() {
  engine=$1
  append=$2
  set -- -m 256 -nographic -no-reboot -kernel "$guest/vmlinuz" -initrd "$guest/initrd" -append "$append"
  case $engine in
    qemu) qemu-system-x86_64 -accel tcg -cpu max "$@" ;;
    *) "$root/kvas" run -accel "$engine" "$@" ;;
  esac </dev/null
}

# Seconds of one run; the guest must have said that it is done, so that a guest that died is not called fast.
seconds() {
  before=$(date +%s%N)
  start "$1" "$2" >"$log" 2>&1 || true
  after=$(date +%s%N)
  grep -q "42-done" "$log" || fail "$1 did not complete: $(tail -n 1 "$log")"
  echo "$(((after - before) / 1000000))" | awk '{ printf "%.2f\n", $1 / 1000 }'
}

median() {
  i=0
  while [ "$i" -lt "$runs" ]; do
    seconds "$1" "$2"
    i=$((i + 1))
  done | sort -n | awk '{ value[NR] = $1 } END { print NR == 0 ? "failed" : value[int((NR + 1) / 2)] }'
}

row() {
  name=$1
  script="$2 /bin/busybox echo \$((6*7))-done; /bin/busybox poweroff -f"
  append="console=ttyS0 quiet rdinit=/bin/busybox -- sh -c \"$script\""
  echo "compare: $name" >&2
  if command -v qemu-system-x86_64 >/dev/null; then
    qemu=$(median qemu "$append")
  else
    qemu=-
  fi
  echo "| $name | $(median translator "$append") | $(median interpreter "$append") | $qemu |"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$root/kvas" version >/dev/null

echo "| guest, from power-on to power-off | translator | interpreter | QEMU TCG |"
echo "|---|---|---|---|"
row "boot" ""
row "boot, SHA-256 of 32 MiB" "/bin/busybox head -c 33554432 /dev/zero | /bin/busybox sha256sum;"
row "boot, 4 MiB through gzip and back" "/bin/busybox head -c 4194304 /bin/busybox | /bin/busybox gzip | /bin/busybox gunzip | /bin/busybox md5sum;"
row "boot, 300 processes" "i=0; while [ \$i -lt 300 ]; do /bin/busybox true; i=\$((i+1)); done;"
