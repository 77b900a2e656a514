/* The x87's instruction for each operation on 80-bit numbers, and between them and the other formats. */

#define EXTENDED_BINARY(name, instruction)                                                  \
  void subj_extF80M_##name(const extFloat80_t *a, const extFloat80_t *b, extFloat80_t *z) { \
    __asm__ volatile("fldt %1\n\tfldt %2\n\t" instruction "\n\tfstpt %0"                    \
                     : "=m"(*z) : "m"(*a), "m"(*b) : "st", "st(1)", "cc", "eax");           \
  }

/* ST(1) is a and ST(0) is b. In AT&T syntax the reversed forms are the ones that take b from a. */
EXTENDED_BINARY(add, "faddp")
EXTENDED_BINARY(sub, "fsubrp")
EXTENDED_BINARY(mul, "fmulp")
EXTENDED_BINARY(div, "fdivrp")
/* C2, which SAHF brings to PF, tells that the reduction is not complete. */
EXTENDED_BINARY(rem, "fxch\n1:\n\tfprem1\n\tfnstsw %%ax\n\tsahf\n\tjp 1b\n\tfstp %%st(1)")

#define EXTENDED_UNARY(name, instruction)                                                   \
  void subj_extF80M_##name(const extFloat80_t *a, extFloat80_t *z) {                        \
    __asm__ volatile("fldt %1\n\t" instruction "\n\tfstpt %0" : "=m"(*z) : "m"(*a) : "st"); \
  }

EXTENDED_UNARY(sqrt, "fsqrt")
EXTENDED_UNARY(roundToInt_x, "frndint")

/* Conditions on b (ST(0)) compared with a (ST(1)); PF tells that they are unordered. */
#define EXTENDED_COMPARISON(name, instruction, condition)                                   \
  bool subj_extF80M_##name(const extFloat80_t *a, const extFloat80_t *b) {                  \
    uint8_t z;                                                                              \
    __asm__ volatile("fldt %1\n\tfldt %2\n\t" instruction "\n\t" condition                  \
                     : "=q"(z) : "m"(*a), "m"(*b) : "st", "st(1)", "cc", "eax");            \
    return z;                                                                               \
  }

#define TO_EFLAGS(compare) compare " %%st(1), %%st\n\tfstp %%st(0)\n\tfstp %%st(0)"
#define TO_STATUS(compare) compare "\n\tfnstsw %%ax\n\tsahf"
#define IF_EQUAL "setnp %%al\n\tsete %0\n\tand %%al, %0"

EXTENDED_COMPARISON(eq, TO_STATUS("fucompp"), IF_EQUAL)
EXTENDED_COMPARISON(eq_signaling, TO_EFLAGS("fcomi"), IF_EQUAL)
EXTENDED_COMPARISON(le, TO_STATUS("fcompp"), "setae %0")
EXTENDED_COMPARISON(lt, TO_EFLAGS("fcomi"), "seta %0")
EXTENDED_COMPARISON(le_quiet, TO_EFLAGS("fucomi"), "setae %0")
EXTENDED_COMPARISON(lt_quiet, TO_STATUS("fucompp"), "seta %0")

#define TO_EXTENDED(from, operand, load)                                                    \
  void subj_##from##_to_extF80M(operand a, extFloat80_t *z) {                               \
    __asm__ volatile(load " %1\n\tfstpt %0" : "=m"(*z) : "m"(a) : "st");                    \
  }

TO_EXTENDED(i32, int32_t, "fildl")
TO_EXTENDED(i64, int64_t, "fildll")
TO_EXTENDED(f32, float32_t, "flds")
TO_EXTENDED(f64, float64_t, "fldl")

#define FROM_EXTENDED(to, result, store)                                                    \
  result subj_extF80M_to_##to(const extFloat80_t *a) {                                      \
    result z;                                                                               \
    __asm__ volatile("fldt %1\n\t" store " %0" : "=m"(z) : "m"(*a) : "st");                 \
    return z;                                                                               \
  }

FROM_EXTENDED(f32, float32_t, "fstps")
FROM_EXTENDED(f64, float64_t, "fstpl")

#define EXTENDED_TO_INTEGER(to, bits, round, store, statement)                              \
  int_fast##bits##_t subj_extF80M_to_##to##_rx_##round(const extFloat80_t *a) {             \
    int##bits##_t z;                                                                        \
    statement(__asm__ volatile("fldt %1\n\t" store " %0" : "=m"(z) : "m"(*a) : "st"));      \
    return z;                                                                               \
  }
#define AT_NEAR_EVEN(statement) ROUNDED(NEAR_EVEN, statement)
#define AT_MIN(statement) ROUNDED(MIN, statement)
#define AT_MAX(statement) ROUNDED(MAX, statement)
#define AT_ANY(statement) statement

EXTENDED_TO_INTEGER(i32, 32, near_even, "fistpl", AT_NEAR_EVEN)
EXTENDED_TO_INTEGER(i32, 32, min, "fistpl", AT_MIN)
EXTENDED_TO_INTEGER(i32, 32, max, "fistpl", AT_MAX)
EXTENDED_TO_INTEGER(i32, 32, minMag, "fisttpl", AT_ANY)
EXTENDED_TO_INTEGER(i64, 64, near_even, "fistpll", AT_NEAR_EVEN)
EXTENDED_TO_INTEGER(i64, 64, min, "fistpll", AT_MIN)
EXTENDED_TO_INTEGER(i64, 64, max, "fistpll", AT_MAX)
EXTENDED_TO_INTEGER(i64, 64, minMag, "fisttpll", AT_ANY)
