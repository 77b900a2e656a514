#!/bin/sh
# Builds the suites that prove the user-mode processor, and notes what they say on this machine's processor.
# Usage: build.sh FOLDER
# For ARCH in amd64, i386 it makes FOLDER/ARCH with the programs, NAME.expected.gz for each, and "list": a line for each
# program with its name, the processor flags it needs (comma-separated, or -) and its command. FOLDER/testfloat_gen
# writes TestFloat's cases.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$out"
"$here/fetch.sh" "$out/source" qemu valgrind
qemu=$out/source/qemu/tests
valgrind=$out/source/valgrind/none/tests
. "$here/programs.sh"

rm -rf "$out/amd64" "$out/i386"
for arch in amd64 i386; do
  mkdir -p "$out/$arch"
  case $arch in amd64) bits=-m64 ;; i386) bits=-m32 ;; esac
  build_testfloat
  build_valgrind
  build_qemu
done
