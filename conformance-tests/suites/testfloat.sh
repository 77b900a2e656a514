# Berkeley TestFloat, which QEMU's source has; the subject is in testfloat/. Sourced by build.sh.
# Level 1, every operation, rounding mode and precision, with the NaNs and the integers of invalid conversions checked.

build_testfloat() {
  case $arch in
    amd64) platform=Linux-x86_64-GCC fast=-DSOFTFLOAT_FAST_INT64 ;;
    i386) platform=Linux-386-SSE2-GCC fast= ;;
  esac
  tree=$out/testfloat-$arch
  if [ ! -d "$tree" ]; then
    cp -r "$qemu/fp" "$tree.part"
    # QEMU's copy has one line that does not compile outside QEMU.
    sed -i 's/slowfloat_exceptionFlags/softfloat_exceptionFlags/' "$tree.part/berkeley-testfloat-3/source/testfloat.c"
    mv "$tree.part" "$tree"
  fi
  test_build=$tree/berkeley-testfloat-3/build/$platform
  make_in "$tree/berkeley-softfloat-3/build/$platform" SPECIALIZE_TYPE=8086-SSE \
    SOFTFLOAT_OPTS="$bits -DINLINE_LEVEL=5 -DSOFTFLOAT_FAST_DIV32TO16 -DSOFTFLOAT_FAST_DIV64TO32 $fast"
  if [ $arch = amd64 ]; then
    # The cases alone, for tests without a guest.
    make_in "$test_build" TESTFLOAT_OPTS="-DFLOAT16 -DFLOAT64 -DEXTFLOAT80 -DFLOAT128 $bits" testfloat_gen
    cp "$test_build/testfloat_gen" "$out/testfloat_gen"
  fi
  for variant in scalar packed; do
    options="-DWITH_FMA -DWITH_F16C"
    [ $variant = scalar ] || options="$options -DPACKED"
    rm -f "$test_build"/subjfloat*.o "$test_build/testfloat.o" "$test_build/testfloat"
    make_in "$test_build" SUBJ_SOURCE_DIR="$here/testfloat" \
      TESTFLOAT_OPTS="-DFLOAT16 -DFLOAT64 -DEXTFLOAT80 -DFLOAT128 $options $bits" LINK="gcc $bits -static -o \$@" testfloat
    mv "$test_build/testfloat" "$out/$arch/testfloat-$variant"
    strip "$out/$arch/testfloat-$variant"
    for group in -all1 -all2; do
      command="./testfloat-$variant -level 1 -checkAll $group"
      expect "testfloat-$variant$group" "$command"
      if tr '\r' '\n' <"$out/native" | grep 'Errors found' >&2; then
        fail "\"$command\" finds errors in this machine's processor"
      fi
    done
    multiply_add
  done
}

# FMA's choice of a NaN, and whether infinity times zero plus a quiet NaN is invalid, are not SoftFloat's. Every such row
# is written, none of another kind may be, and they are compared with the guest's.
multiply_add() {
  case $variant in scalar) type=f32 ;; packed) type=f64 ;; esac
  for rounding in near_even minMag min max; do
    command="./testfloat-$variant -level 1 -checkAll -errors 1000000 -r$rounding ${type}_mulAdd"
    expect "testfloat-$variant-${type}_mulAdd-$rounding" "$command"
    if tr '\r' '\n' <"$out/native" | grep '=>' | grep -v 'expected [+-]7*FF\.[4-F]' >&2; then
      fail "\"$command\" finds errors in this machine's processor that are not about NaNs"
    fi
  done
}

make_in() {
  make -s -C "$@" >"$out/make.log" 2>&1 || {
    tail -n 5 "$out/make.log" >&2
    fail "TestFloat for $arch cannot be built in $1"
  }
}
