# QEMU's tests of its processor, tests/tcg. Sourced by build.sh.
#
# Left out, because they ask the operating system, or for what no processor here has:
#   multiarch's linux-test, mmap, signals, threads     system calls
#   vsyscall                                           an address that the kernel chooses to have
#   test-3dnow                                         AMD's 3DNow!
#   the 256-bit forms of VAES and VPCLMULQDQ           Kvas has the 128-bit ones
build_qemu() {
  tests=$qemu/tcg/i386
  defined=
  undefined='"none"'
  if is_amd; then
    # SHLD and SHRD of 16-bit operands by more than 16; approximations of which only the error's bound is defined.
    defined=" | grep -vE '^sh[lr]dw .* C=0*[13][1-9a-f] '"
    undefined='"V?R(CP|SQRT)[PS]S '
  fi
  for name in fbstp f2xm1 fisttp fldcst fp-exceptions fpatan fscale fxam fxtract fyl2x fyl2xp1 pseudo-denormal snan-convert; do
    compile test-i386-$name "$tests/test-i386-$name.c"
    expect test-i386-$name ./test-i386-$name
  done
  # The decimal form of each number is the C library's work, most of the time, and says nothing that its bits do not.
  sed 's/ (%\.06Le)//g' "$tests/test-i386-fprem.c" >"$out/test-i386-fprem.c"
  compile test-i386-fprem "$out/test-i386-fprem.c"
  expect test-i386-fprem ./test-i386-fprem
  compile test-i386-sse-exceptions -msse4.1 -mfpmath=sse "$tests/test-i386-sse-exceptions.c"
  compile test-i386-pcmpistri -msse4.2 "$tests/test-i386-pcmpistri.c"
  compile test-i386-bmi2 "$tests/test-i386-bmi2.c"
  for name in float_convs float_convd float_madds; do
    compile $name -I"$qemu/tcg/multiarch" "$qemu/tcg/multiarch/$name.c" "$qemu/tcg/multiarch/libs/float_helpers.c"
  done
  for name in sha1 sha512; do
    compile $name "$qemu/tcg/multiarch/$name.c"
  done
  compile sha512-sse -msse4.1 -O3 "$qemu/tcg/multiarch/sha512.c"
  for name in test-i386-sse-exceptions test-i386-pcmpistri test-i386-bmi2 float_convs float_convd float_madds \
    sha1 sha512 sha512-sse; do
    expect $name ./$name
  done
  case $arch in
    i386)
      compile test-i386 -fno-pie -no-pie "$tests/test-i386.c" "$tests/test-i386-code16.S" "$tests/test-i386-vm86.S"
      compile hello -ffreestanding -nostdlib "$tests/hello-i386.c"
      expect test-i386 "./test-i386$defined"
      expect hello ./hello
      ;;
    amd64)
      compile test-x86_64 -no-pie "$tests/test-i386.c"
      compile test-i386-ssse3 "$tests/test-i386-ssse3.c"
      python3 "$tests/test-mmx.py" "$tests/x86.csv" "$out/test-mmx.h" MMX SSE SSE2 SSE3 SSSE3
      compile test-mmx -masm=intel -O -I"$out" "$tests/test-mmx.c"
      grep -v -E '"(VAES|VPCLMULQDQ).*ymm' "$tests/x86.csv" | grep -v -E "$undefined" >"$out/x86.csv"
      python3 "$tests/test-avx.py" "$out/x86.csv" "$out/test-avx.h"
      compile test-avx -mavx -masm=intel -O -I"$out" "$tests/test-avx.c"
      compile cmpxchg "$qemu/tcg/x86_64/cmpxchg.c"
      compile noexec -I"$qemu/tcg/multiarch" "$qemu/tcg/x86_64/noexec.c"
      expect test-x86_64 "./test-x86_64$defined"
      for name in test-i386-ssse3 test-mmx test-avx cmpxchg noexec; do
        expect $name ./$name
      done
      ;;
  esac
}

# Kernels that write to the debug console and power off: by multiboot in 32 bits, by PVH in 64.
build_qemu_kernels() {
  tcg=$qemu/tcg
  case $arch in amd64) boot=$tcg/x86_64/system ;; i386) boot=$tcg/i386/system ;; esac
  for name in hello memory; do
    gcc $bits -O0 -w -nostdlib -static -ffreestanding -fno-pie -no-pie -fno-stack-protector -DCHECK_UNALIGNED=1 \
      -I"$tcg/minilib" -Wl,-T"$boot/kernel.ld" -Wl,--build-id=none -o "$out/$arch-kernels/$name" \
      "$tcg/multiarch/system/$name.c" "$tcg/minilib/printf.c" "$boot/boot.S" -lgcc 2>"$out/compile.log" || {
      cat "$out/compile.log" >&2
      fail "QEMU's kernel $name for $arch cannot be built"
    }
  done
}
