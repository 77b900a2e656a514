# valgrind's none/tests for amd64 and x86, with what its authors expect of them. Sourced by build.sh.
#
# Left out, because they ask the operating system, or for what no processor here has:
#   allexec, bug345887, hang, int, map_32bits, yield   exec, threads, mappings; a crash is all that is expected
#   cpuid, getseg                                      numbers that each processor and each kernel chooses
#   fma4, tm1                                          AMD's four-operand FMA; transactions, which Kvas does not model
#   smc1 for x86                                       needs executable data, which Linux no longer gives; amd64's is here
AMD64="aes amd64locked avx-1 avx2-1 avx_estimate_insn bmi bt_flags bug127521-64 bug132813-amd64 bug132918
  bug137714-amd64 bug156404-amd64 cet_nops clc cmpxchg crc32 f16c fb_test_amd64 fcmovnu fma fxtract jrcxz looper loopnel
  lzcnt64 movbe nan80and64 nibz_bennee_mmap pcmpstr64 pcmpstr64w pcmpxstrx64 pcmpxstrx64w rcl-amd64 rdrand rdseed
  redundantRexW sbbmisc shrld slahf-amd64 smc1 sse4-64 x87trigOOR xacq_xrel xadd cet_nops_fs cet_nops_gs"
X86="aad_aam badseg bswapw bt_everything bt_literal bug125959-x86 bug126147-x86 bug132813-x86 bug135421-x86
  bug137714-x86 bug152818-x86 cet_nops cmpxchg8b cse_fail fcmovnu fpu_lazy_eflags fxtract incdec_alt jcxz lahf looper
  lzcnt32 movbe movx pushpopseg sbbmisc shift_ndep x86locked x87trigOOR xadd cet_nops_fs cet_nops_gs seg_override
  sigcontext"

# These end well, or write to the standard error, which valgrind's authors compare in another form.
WITHOUT_EXPECTATION_AMD64="asorep faultstatus mpx ssse3_misaligned"
WITHOUT_EXPECTATION_X86="faultstatus ssse3_misaligned"

# Here valgrind's emulation is not what a processor does: 16-bit SHLD and SHRD by more than the width, signalling NaNs
# through the x87, FPREM's condition codes, and VCMP in three rows of random operands.
OF_THE_PROCESSOR="avx-1 bug132918 nan80and64 shrld"

VECTORS="-mavx -mavx2 -mbmi -mfma -mf16c -mlzcnt -msse4.2 -maes -mpclmul"

build_valgrind() {
  case $arch in
    amd64) folder=amd64 programs=$AMD64 others=$WITHOUT_EXPECTATION_AMD64 ;;
    i386) folder=x86 programs=$X86 others=$WITHOUT_EXPECTATION_X86 ;;
  esac
  tests=$valgrind/none/tests
  instruction_tables
  for name in $programs; do
    # SHLD and SHRD by more than the width, of 16-bit operands.
    [ $name != shrld ] || ! is_amd || continue
    compile_valgrind
    expect_of_authors "valgrind-$name"
  done
  for name in $others; do
    compile_valgrind
    expect "valgrind-$name" "./valgrind-$name"
  done
}

# insn_*, made from tables of instructions, operands and results.
instruction_tables() {
  for table in "$tests/$folder"/insn_*.def; do
    name=$(basename "$table" .def)
    perl "$tests/$folder/gen_insn_test.pl" <"$table" >"$out/$name.c"
    compile "$name" -fno-pie -no-pie -mmmx -msse "$out/$name.c"
    expect_of_authors "$name"
  done
}

compile_valgrind() {
  source=$tests/$folder/$name.c
  [ -f "$source" ] || source=$tests/$folder-linux/$name.c
  options=-O0
  case $name in
    fpu_lazy_eflags) options="-O2 -march=pentiumpro" ;;
    *locked | fb_test*) options=-O ;;
    aes | avx* | bmi | f16c | fma | lzcnt* | crc32 | sse4* | pcmp* | movbe | rdrand | rdseed) options="-O0 $VECTORS" ;;
  esac
  case $arch in i386) options="$options -mmmx -msse" ;; esac
  compile "valgrind-$name" $options -fno-pie -no-pie -DVGO_linux -I"$valgrind" -I"$valgrind/include" "$source" -lpthread
}

# Whether this processor says what the authors expect, which is what Intel's say: AMD's have other estimates, and other
# flags where they are undefined.
is_expected() {
  is_amd || cmp -s "$out/native" "$expected"
}

# Lists a program that is to say what its authors expect: expect_of_authors NAME
expect_of_authors() {
  program=$1
  expected=$tests/$folder/$name.stdout.exp
  [ -f "$expected" ] || expected=$tests/$folder-linux/$name.stdout.exp
  command="./$program 2>/dev/null"
  native "$command"
  case " $OF_THE_PROCESSOR " in *" $name "*) expected=$out/native ;; esac
  is_expected || fail "$program for $arch does not say on this processor what its authors expect"
  list "$program" "$expected" "$command"
}
