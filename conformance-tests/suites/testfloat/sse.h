/*
 * SSE's instruction for each operation on 32-bit and 64-bit numbers.
 *
 * -DPACKED takes the packed instructions in place of the scalar ones, with the operands in every lane, and answers with
 * a value that no operation gives when the lanes differ.
 */
typedef union {
  uint32_t f32[4];
  uint64_t f64[2];
} __attribute__((aligned(16))) lanes;

#ifdef PACKED
#define INSTRUCTION(name, scalar, packed) name packed
static uint32_t only_f32(const lanes *z) {
  bool same = z->f32[0] == z->f32[1] && z->f32[0] == z->f32[2] && z->f32[0] == z->f32[3];
  return same ? z->f32[0] : 0x7fdeadbe;
}
static uint64_t only_f64(const lanes *z) {
  return z->f64[0] == z->f64[1] ? z->f64[0] : 0x7ffdeadbeefdeadbu;
}
#else
#define INSTRUCTION(name, scalar, packed) name scalar
static uint32_t only_f32(const lanes *z) { return z->f32[0]; }
static uint64_t only_f64(const lanes *z) { return z->f64[0]; }
#endif

typedef float32_t f32_t;
typedef float64_t f64_t;

static lanes all_f32(uint32_t v) { return (lanes){.f32 = {v, v, v, v}}; }
static lanes all_f64(uint64_t v) { return (lanes){.f64 = {v, v}}; }

/* The compiler must not move the operation across what reads or clears the flags: every block is volatile. */
#define BINARY(type, name, instruction)                                       \
  type##_t subj_##type##_##name(type##_t a, type##_t b) {                     \
    lanes x = all_##type(a.v), y = all_##type(b.v);                           \
    __asm__ volatile("movaps %0, %%xmm0\n\t" instruction " %1, %%xmm0\n\t"    \
                     "movaps %%xmm0, %0" : "+m"(x) : "m"(y) : "xmm0");        \
    return (type##_t){only_##type(&x)};                                       \
  }

/* One operand; the register was all ones before, which the result must not show. */
#define UNARY(type, function, instruction)                                    \
  type##_t function(type##_t a) {                                             \
    lanes x = all_##type(a.v);                                                \
    __asm__ volatile("pcmpeqd %%xmm0, %%xmm0\n\t" instruction " %0, %%xmm0\n\t" \
                     "movaps %%xmm0, %0" : "+m"(x) : : "xmm0");               \
    return (type##_t){only_##type(&x)};                                       \
  }

#define ARITHMETIC(type, s, p)                                                               \
  BINARY(type, add, INSTRUCTION("add", s, p))                                                \
  BINARY(type, sub, INSTRUCTION("sub", s, p))                                                \
  BINARY(type, mul, INSTRUCTION("mul", s, p))                                                \
  BINARY(type, div, INSTRUCTION("div", s, p))                                                \
  UNARY(type, subj_##type##_sqrt, INSTRUCTION("sqrt", s, p))                                 \
  UNARY(type, subj_##type##_roundToInt_r_near_even, INSTRUCTION("round", s, p) " $8,")       \
  UNARY(type, subj_##type##_roundToInt_r_min, INSTRUCTION("round", s, p) " $9,")             \
  UNARY(type, subj_##type##_roundToInt_r_max, INSTRUCTION("round", s, p) " $10,")            \
  UNARY(type, subj_##type##_roundToInt_r_minMag, INSTRUCTION("round", s, p) " $11,")         \
  UNARY(type, subj_##type##_roundToInt_x, INSTRUCTION("round", s, p) " $4,")

ARITHMETIC(f32, "ss", "ps")
ARITHMETIC(f64, "sd", "pd")

/* Quiet EQ, signalling LT and LE are predicates of CMP; the other three are UCOMIS and COMIS. */
#define PREDICATE(type, name, instruction)                                    \
  bool subj_##type##_##name(type##_t a, type##_t b) {                         \
    lanes x = all_##type(a.v), y = all_##type(b.v);                           \
    __asm__ volatile("movaps %0, %%xmm0\n\t" instruction " %1, %%xmm0\n\t"    \
                     "movaps %%xmm0, %0" : "+m"(x) : "m"(y) : "xmm0");        \
    return only_##type(&x) & 1;                                               \
  }

#define TO_FLAGS(type, name, instruction, condition)                          \
  bool subj_##type##_##name(type##_t a, type##_t b) {                         \
    lanes x = all_##type(a.v), y = all_##type(b.v);                           \
    uint8_t z;                                                                \
    __asm__ volatile("movaps %2, %%xmm0\n\t" instruction " %1, %%xmm0\n\t"    \
                     condition : "=q"(z) : "m"(x), "m"(y) : "xmm0", "eax", "cc"); \
    return z;                                                                 \
  }

/* b compared with a: "above" is a < b, and false where unordered. */
#define COMPARISONS(type, s, p)                                               \
  PREDICATE(type, eq, INSTRUCTION("cmpeq", s, p))                             \
  PREDICATE(type, le, INSTRUCTION("cmple", s, p))                             \
  PREDICATE(type, lt, INSTRUCTION("cmplt", s, p))                             \
  TO_FLAGS(type, eq_signaling, "comi" s, "setnp %%al\n\tsete %0\n\tand %%al, %0") \
  TO_FLAGS(type, le_quiet, "ucomi" s, "setae %0")                             \
  TO_FLAGS(type, lt_quiet, "ucomi" s, "seta %0")

COMPARISONS(f32, "ss", "ps")
COMPARISONS(f64, "sd", "pd")

#ifdef PACKED
float64_t subj_f32_to_f64(float32_t a) {
  lanes x = all_f32(a.v);
  __asm__ volatile("cvtps2pd %0, %%xmm0\n\tmovaps %%xmm0, %0" : "+m"(x) : : "xmm0");
  return (float64_t){only_f64(&x)};
}
float32_t subj_f64_to_f32(float64_t a) {
  lanes x = all_f64(a.v);
  __asm__ volatile("cvtpd2ps %0, %%xmm0\n\tmovlhps %%xmm0, %%xmm0\n\tmovaps %%xmm0, %0" : "+m"(x) : : "xmm0");
  return (float32_t){only_f32(&x)};
}
float32_t subj_i32_to_f32(int32_t a) {
  lanes x = all_f32((uint32_t)a);
  __asm__ volatile("cvtdq2ps %0, %%xmm0\n\tmovaps %%xmm0, %0" : "+m"(x) : : "xmm0");
  return (float32_t){only_f32(&x)};
}
float64_t subj_i32_to_f64(int32_t a) {
  lanes x = all_f32((uint32_t)a);
  __asm__ volatile("cvtdq2pd %0, %%xmm0\n\tmovaps %%xmm0, %0" : "+m"(x) : : "xmm0");
  return (float64_t){only_f64(&x)};
}
#define F32_TO_I32(instruction, z, a)                                                                     \
  do {                                                                                                    \
    lanes x_ = all_f32((a).v);                                                                            \
    __asm__ volatile(instruction "ps2dq %0, %%xmm0\n\tmovaps %%xmm0, %0" : "+m"(x_) : : "xmm0");          \
    z = (int32_t)only_f32(&x_);                                                                           \
  } while (0)
#define F64_TO_I32(instruction, z, a)                                                                     \
  do {                                                                                                    \
    lanes x_ = all_f64((a).v);                                                                            \
    __asm__ volatile(instruction "pd2dq %0, %%xmm0\n\tmovlhps %%xmm0, %%xmm0\n\tmovaps %%xmm0, %0"       \
                     : "+m"(x_) : : "xmm0");                                                              \
    z = (int32_t)only_f32(&x_);                                                                           \
  } while (0)
#else
#define CONVERT(from, from_t, to, to_t, instruction)                          \
  to_t subj_##from##_to_##to(from_t a) {                                      \
    lanes x;                                                                  \
    __asm__ volatile("xorps %%xmm0, %%xmm0\n\t" instruction " %1, %%xmm0\n\t" \
                     "movaps %%xmm0, %0" : "=m"(x) : "m"(a) : "xmm0");        \
    return (to_t){x.to[0]};                                                   \
  }
CONVERT(f32, float32_t, f64, float64_t, "cvtss2sd")
CONVERT(f64, float64_t, f32, float32_t, "cvtsd2ss")
CONVERT(i32, int32_t, f32, float32_t, "cvtsi2ssl")
CONVERT(i32, int32_t, f64, float64_t, "cvtsi2sdl")
#define F32_TO_I32(instruction, z, a) __asm__ volatile(instruction "ss2si %1, %0" : "=r"(z) : "m"(a))
#define F64_TO_I32(instruction, z, a) __asm__ volatile(instruction "sd2si %1, %0" : "=r"(z) : "m"(a))
#endif

/* Each rounding mode; "toward zero" has an instruction of its own. */
#define TO_INTEGER(from, to, operand, integer, OPERATION)                                              \
  int_fast##integer##_t subj_##from##_to_##to##_rx_near_even(operand a) {                              \
    int##integer##_t z;                                                                                \
    ROUNDED(NEAR_EVEN, OPERATION("cvt", z, a));                                                        \
    return z;                                                                                          \
  }                                                                                                    \
  int_fast##integer##_t subj_##from##_to_##to##_rx_min(operand a) {                                    \
    int##integer##_t z;                                                                                \
    ROUNDED(MIN, OPERATION("cvt", z, a));                                                              \
    return z;                                                                                          \
  }                                                                                                    \
  int_fast##integer##_t subj_##from##_to_##to##_rx_max(operand a) {                                    \
    int##integer##_t z;                                                                                \
    ROUNDED(MAX, OPERATION("cvt", z, a));                                                              \
    return z;                                                                                          \
  }                                                                                                    \
  int_fast##integer##_t subj_##from##_to_##to##_rx_minMag(operand a) {                                 \
    int##integer##_t z;                                                                                \
    OPERATION("cvtt", z, a);                                                                           \
    return z;                                                                                          \
  }

TO_INTEGER(f32, i32, float32_t, 32, F32_TO_I32)
TO_INTEGER(f64, i32, float64_t, 32, F64_TO_I32)

#ifdef __x86_64__
#define F32_TO_I64(instruction, z, a) __asm__ volatile(instruction "ss2siq %1, %0" : "=r"(z) : "m"(a))
#define F64_TO_I64(instruction, z, a) __asm__ volatile(instruction "sd2siq %1, %0" : "=r"(z) : "m"(a))
TO_INTEGER(f32, i64, float32_t, 64, F32_TO_I64)
TO_INTEGER(f64, i64, float64_t, 64, F64_TO_I64)

float32_t subj_i64_to_f32(int64_t a) {
  float32_t z;
  __asm__ volatile("cvtsi2ssq %1, %%xmm0\n\tmovss %%xmm0, %0" : "=m"(z) : "m"(a) : "xmm0");
  return z;
}
float64_t subj_i64_to_f64(int64_t a) {
  float64_t z;
  __asm__ volatile("cvtsi2sdq %1, %%xmm0\n\tmovsd %%xmm0, %0" : "=m"(z) : "m"(a) : "xmm0");
  return z;
}
#endif

#ifdef WITH_FMA
#define MULTIPLY_ADD(type, instruction)                                                              \
  type##_t subj_##type##_mulAdd(type##_t a, type##_t b, type##_t c) {                                \
    lanes x = all_##type(a.v), y = all_##type(b.v), w = all_##type(c.v);                             \
    __asm__ volatile("movaps %0, %%xmm0\n\tmovaps %1, %%xmm1\n\t" instruction " %2, %%xmm1, %%xmm0\n\t" \
                     "movaps %%xmm0, %0" : "+m"(x) : "m"(y), "m"(w) : "xmm0", "xmm1");               \
    return (type##_t){only_##type(&x)};                                                              \
  }
MULTIPLY_ADD(f32, INSTRUCTION("vfmadd213", "ss", "ps"))
MULTIPLY_ADD(f64, INSTRUCTION("vfmadd213", "sd", "pd"))
#endif

#ifdef WITH_F16C
float32_t subj_f16_to_f32(float16_t a) {
  lanes x = all_f32(a.v | (uint32_t)a.v << 16);
  __asm__ volatile("vcvtph2ps %0, %%xmm0\n\tmovaps %%xmm0, %0" : "+m"(x) : : "xmm0");
  return (float32_t){x.f32[0]};
}
float16_t subj_f32_to_f16(float32_t a) {
  lanes x = all_f32(a.v);
  __asm__ volatile("movaps %0, %%xmm0\n\tvcvtps2ph $4, %%xmm0, %0" : "+m"(x) : : "xmm0");
  return (float16_t){(uint16_t)x.f32[0]};
}
#endif
