#!/bin/sh
# Builds the suites that prove the user-mode processor, and notes what they say on this machine's processor.
# Usage: build.sh FOLDER
# For ARCH in amd64, i386 it makes FOLDER/ARCH with the programs, NAME.expected.gz for each, and "list": a line for each
# program with its name, the exit status that it has, and its command; no "list" where this machine runs no such
# programs. FOLDER/ARCH-kernels has programs that run without an operating system; FOLDER/testfloat_gen writes TestFloat's
# cases.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$out"

fail() {
  echo "build.sh: $*" >&2
  exit 1
}

# What the programs use, and what they say of it has to be seen here first. RDSEED, where it is not, ends a program.
for flag in pni ssse3 sse4_1 sse4_2 cx16 popcnt movbe rdrand aes pclmulqdq avx avx2 bmi1 bmi2 adx fma f16c; do
  grep -qw $flag /proc/cpuinfo || fail "this machine's processor has no $flag, so what the suites should say is not known"
done
# Some hypervisors hide LZCNT from Linux; where it is not, it is BSR.
printf 'int main(void) { long n = 1; __asm__("lzcnt %%0, %%0" : "+r"(n)); return n != 63; }' |
  gcc -x c -o "$out/lzcnt" - && "$out/lzcnt" || fail "this machine's processor has no lzcnt, so what the suites should say is not known"

# AMD's processors do otherwise than Intel's, which is what a guest sees, where the architecture leaves it open.
is_amd() {
  grep -q '^vendor_id.*AuthenticAMD' /proc/cpuinfo
}

# Whether programs for $arch run here: some kernels and hypervisors have no 32-bit code.
runs_programs() {
  echo 'int main(void) { return 0; }' | gcc $bits -static -x c -o "$out/probe" - && "$out/probe" 2>/dev/null
}

# Compiles a static program: compile NAME ARGUMENTS... A program that cannot be compiled is an error.
compile() {
  program=$1
  shift
  gcc $bits -O2 -w -static -fno-strict-aliasing -o "$out/$arch/$program" "$@" -lm 2>"$out/compile.log" || {
    cat "$out/compile.log" >&2
    fail "$program for $arch cannot be compiled"
  }
  strip "$out/$arch/$program"
}

# Runs a program here, as the guest will: native COMMAND... Its output is in $out/native, its exit status in $status.
native() {
  status=0
  (cd "$out/$arch" && eval "$*") >"$out/native" 2>&1 </dev/null || status=$?
  [ $status -lt 126 ] || fail "\"$*\" for $arch fails on this processor with the status $status"
}

# Lists a program that is to say what it said here: expect NAME COMMAND...
expect() {
  program=$1
  shift
  native "$@"
  list "$program" "$out/native" "$@"
}

# Lists a program that was run here, with a file that holds what it is to say: list NAME FILE COMMAND...
list() {
  program=$1
  gzip -n <"$2" >"$out/$arch/$program.expected.gz"
  shift 2
  echo "$program $status $*" >>"$out/$arch/list"
}

"$here/fetch.sh" "$out/source" qemu valgrind
qemu=$out/source/qemu/tests
valgrind=$out/source/valgrind
. "$here/testfloat.sh"
. "$here/valgrind.sh"
. "$here/qemu.sh"

rm -rf "$out/amd64" "$out/i386" "$out/amd64-kernels" "$out/i386-kernels"
for arch in amd64 i386; do
  mkdir -p "$out/$arch" "$out/$arch-kernels"
  case $arch in amd64) bits=-m64 ;; i386) bits=-m32 ;; esac
  if runs_programs; then
    build_testfloat
    build_valgrind
    build_qemu
  fi
  build_qemu_kernels
done
