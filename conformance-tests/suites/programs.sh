# What build.sh builds, suite by suite. Sourced; uses $arch, $bits, $here, $out, $qemu and $valgrind.

# Compiles a static program: compile NAME ARGUMENTS... A program that cannot be compiled is an error.
compile() {
  program=$1
  shift
  gcc $bits -O2 -w -static -fno-strict-aliasing -o "$out/$arch/$program" "$@" -lm 2>"$out/compile.log" || {
    cat "$out/compile.log" >&2
    echo "build.sh: $program for $arch cannot be compiled" >&2
    exit 1
  }
  strip "$out/$arch/$program"
}

# What the program says here: expect NAME FLAGS COMMAND...
expect() {
  program=$1
  flags=$2
  shift 2
  note "$program" "$flags" "$@"
  for flag in $(echo "$flags" | tr , ' '); do
    [ "$flag" = - ] || grep -qw "$flag" /proc/cpuinfo || {
      echo "build.sh: this processor has no $flag, so what $program says is not known" >&2
      return 0
    }
  done
  (cd "$out/$arch" && eval "$*") >"$out/native" 2>&1 </dev/null || {
    echo "build.sh: $program for $arch fails on this processor" >&2
    exit 1
  }
  gzip -n <"$out/native" >"$out/$arch/$program.expected.gz"
}

note() {
  program=$1
  flags=$2
  shift 2
  echo "$program $flags $*" >>"$out/$arch/list"
}

# Berkeley TestFloat, which QEMU's source has; the subject is in testfloat/. Level 1, every operation, rounding mode and
# precision, with the NaNs and the integers of invalid conversions checked too.
build_testfloat() {
  case $arch in
    amd64) platform=Linux-x86_64-GCC fast=-DSOFTFLOAT_FAST_INT64 ;;
    i386) platform=Linux-386-SSE2-GCC fast= ;;
  esac
  tree=$out/testfloat-$arch
  if [ ! -d "$tree" ]; then
    cp -r "$qemu/fp" "$tree"
    # QEMU's copy has one line that does not compile outside QEMU.
    sed -i 's/slowfloat_exceptionFlags/softfloat_exceptionFlags/' "$tree/berkeley-testfloat-3/source/testfloat.c"
  fi
  test_build=$tree/berkeley-testfloat-3/build/$platform
  make -s -C "$tree/berkeley-softfloat-3/build/$platform" SPECIALIZE_TYPE=8086-SSE \
    SOFTFLOAT_OPTS="$bits -DINLINE_LEVEL=5 -DSOFTFLOAT_FAST_DIV32TO16 -DSOFTFLOAT_FAST_DIV64TO32 $fast"
  if [ $arch = amd64 ]; then
    # The cases alone, for tests without a guest.
    make -s -C "$test_build" TESTFLOAT_OPTS="-DFLOAT16 -DFLOAT64 -DEXTFLOAT80 -DFLOAT128 $bits" testfloat_gen
    cp "$test_build/testfloat_gen" "$out/testfloat_gen"
  fi
  for variant in scalar packed fma; do
    case $variant in
      scalar) options= flags=sse4_1 groups="-all1 -all2" ;;
      packed) options=-DPACKED flags=sse4_1 groups="-all1 -all2" ;;
      fma) options="-DWITH_FMA -DWITH_F16C" flags=fma,f16c groups="f16_to_f32 f32_to_f16" ;;
    esac
    rm -f "$test_build"/subjfloat*.o "$test_build/testfloat.o" "$test_build/testfloat"
    make -s -C "$test_build" SUBJ_SOURCE_DIR="$here/testfloat" \
      TESTFLOAT_OPTS="-DFLOAT16 -DFLOAT64 -DEXTFLOAT80 -DFLOAT128 $options $bits" LINK="gcc $bits -static -o \$@" testfloat
    mv "$test_build/testfloat" "$out/$arch/testfloat-$variant"
    for group in $groups; do
      expect "testfloat-$variant-${group#-}" $flags "./testfloat-$variant -level 1 -checkAll $group"
      if tr '\r' '\n' <"$out/native" | grep 'Errors found' >&2; then
        echo "build.sh: testfloat-$variant finds errors in this machine's processor" >&2
        exit 1
      fi
    done
  done
}

# valgrind's insn_*, made from tables of instructions, operands and results.
build_valgrind() {
  case $arch in amd64) tests=$valgrind/amd64 ;; i386) tests=$valgrind/x86 ;; esac
  for table in "$tests"/insn_*.def; do
    name=$(basename "$table" .def)
    perl "$tests/gen_insn_test.pl" <"$table" >"$out/$name.c"
    compile "$name" -fno-pie -no-pie -mmmx -msse "$out/$name.c"
    flags=-
    case $name in *_sse3) flags=pni ;; *_ssse3) flags=ssse3 ;; *_pclmulqdq) flags=pclmulqdq ;; esac
    note "$name" $flags "./$name"
    gzip -n <"$tests/$name.stdout.exp" >"$out/$arch/$name.expected.gz"
  done
  [ $arch = amd64 ] || return 0
  for name in avx-1 avx2-1 bmi fma f16c; do
    compile "valgrind-$name" -mavx -mavx2 -mbmi -mfma -mf16c -mlzcnt -fno-pie -no-pie -I"$out/source/valgrind" "$tests/$name.c"
  done
  expect valgrind-avx-1 avx,pclmulqdq ./valgrind-avx-1
  expect valgrind-avx2-1 avx2 ./valgrind-avx2-1
  expect valgrind-bmi bmi1,bmi2,abm ./valgrind-bmi
  expect valgrind-fma fma ./valgrind-fma
  expect valgrind-f16c f16c ./valgrind-f16c
}

# QEMU's tests of its user-mode processor.
build_qemu() {
  tests=$qemu/tcg/i386
  for name in fbstp f2xm1 fisttp fldcst fp-exceptions fpatan fprem fscale fxam fxtract fyl2x fyl2xp1 pseudo-denormal snan-convert; do
    compile test-i386-$name "$tests/test-i386-$name.c"
    expect test-i386-$name - ./test-i386-$name
  done
  compile test-i386-sse-exceptions -msse4.1 -mfpmath=sse "$tests/test-i386-sse-exceptions.c"
  expect test-i386-sse-exceptions sse4_1 ./test-i386-sse-exceptions
  compile test-i386-pcmpistri -msse4.2 "$tests/test-i386-pcmpistri.c"
  expect test-i386-pcmpistri sse4_2 ./test-i386-pcmpistri
  compile test-i386-bmi2 "$tests/test-i386-bmi2.c"
  expect test-i386-bmi2 bmi2 ./test-i386-bmi2
  for name in float_convs float_convd float_madds; do
    compile $name -I"$qemu/tcg/multiarch" "$qemu/tcg/multiarch/$name.c" "$qemu/tcg/multiarch/libs/float_helpers.c"
  done
  expect float_convs - ./float_convs
  expect float_convd - ./float_convd
  # The C library's fmaf is the processor's where it has one; software propagates other NaNs.
  expect float_madds fma ./float_madds
  for name in sha1 sha512; do
    compile $name "$qemu/tcg/multiarch/$name.c"
    expect $name - ./$name
  done
  compile sha512-sse -msse4.1 -O3 "$qemu/tcg/multiarch/sha512.c"
  expect sha512-sse sse4_1 ./sha512-sse
  case $arch in
    i386)
      compile test-i386 -fno-pie -no-pie "$tests/test-i386.c" "$tests/test-i386-code16.S" "$tests/test-i386-vm86.S"
      expect test-i386 - ./test-i386
      compile hello -ffreestanding -nostdlib "$tests/hello-i386.c"
      expect hello - ./hello
      ;;
    amd64)
      compile test-x86_64 -no-pie "$tests/test-i386.c"
      expect test-x86_64 - ./test-x86_64
      compile test-i386-ssse3 "$tests/test-i386-ssse3.c"
      expect test-i386-ssse3 ssse3 ./test-i386-ssse3
      python3 "$tests/test-mmx.py" "$tests/x86.csv" "$out/test-mmx.h" MMX SSE SSE2 SSE3 SSSE3
      compile test-mmx -masm=intel -O -I"$out" "$tests/test-mmx.c"
      expect test-mmx ssse3 ./test-mmx
      # Once without the 256-bit forms of AES and carry-less multiplication, which few processors have.
      grep -v -E '"(VAES|VPCLMULQDQ).*ymm' "$tests/x86.csv" >"$out/x86.csv"
      python3 "$tests/test-avx.py" "$out/x86.csv" "$out/test-avx.h"
      compile test-avx -mavx -masm=intel -O -I"$out" "$tests/test-avx.c"
      expect test-avx avx,avx2,aes,pclmulqdq,f16c,fma ./test-avx
      python3 "$tests/test-avx.py" "$tests/x86.csv" "$out/test-avx.h"
      compile test-avx-vaes -mavx -masm=intel -O -I"$out" "$tests/test-avx.c"
      expect test-avx-vaes vaes,vpclmulqdq ./test-avx-vaes
      compile cmpxchg "$qemu/tcg/x86_64/cmpxchg.c"
      expect cmpxchg cx16 ./cmpxchg
      ;;
  esac
}
