/*
 * The subject of TestFloat: rounding modes and exception flags of SSE and of the x87, which sse.h and x87.h give the
 * operations of.
 */
#include <stdbool.h>
#include <stdint.h>
#include "platform.h"
#include "softfloat.h"
#include "subjfloat_config.h"
#include "subjfloat.h"

#define EXCEPTIONS 0x3f
#define MXCSR_ROUNDING 13
#define CONTROL_ROUNDING 10
#define CONTROL_PRECISION 8

static uint32_t mxcsr = 0x1f80;
static uint16_t control = 0x37f;

/* The processor's numbers of the rounding modes. */
enum { NEAR_EVEN, MIN, MAX, MINMAG };

static unsigned rounding = NEAR_EVEN;

static void set_rounding(unsigned mode) {
  rounding = mode;
  mxcsr = (mxcsr & ~(3u << MXCSR_ROUNDING)) | mode << MXCSR_ROUNDING;
  control = (uint16_t)((control & ~(3u << CONTROL_ROUNDING)) | mode << CONTROL_ROUNDING);
  uint32_t now;
  __asm__ volatile("stmxcsr %0" : "=m"(now));
  now = (now & EXCEPTIONS) | mxcsr;
  __asm__ volatile("ldmxcsr %0" ::"m"(now));
  __asm__ volatile("fldcw %0" ::"m"(control));
}

void subjfloat_setRoundingMode(uint_fast8_t mode) {
  set_rounding(mode == softfloat_round_near_even ? NEAR_EVEN
               : mode == softfloat_round_minMag  ? MINMAG
               : mode == softfloat_round_min     ? MIN
                                                 : MAX);
}

void subjfloat_setExtF80RoundingPrecision(uint_fast8_t precision) {
  unsigned field = precision == 32 ? 0 : precision == 64 ? 2 : 3;
  control = (uint16_t)((control & ~(3u << CONTROL_PRECISION)) | field << CONTROL_PRECISION);
  __asm__ volatile("fldcw %0" ::"m"(control));
}

uint_fast8_t subjfloat_clearExceptionFlags(void) {
  uint16_t x87;
  uint32_t sse;
  __asm__ volatile("fnstsw %0\n\tfnclex" : "=a"(x87));
  __asm__ volatile("stmxcsr %0" : "=m"(sse));
  __asm__ volatile("ldmxcsr %0" ::"m"(mxcsr));
  unsigned raised = x87 | sse;
  return (raised & 0x01 ? softfloat_flag_invalid : 0) | (raised & 0x04 ? softfloat_flag_infinite : 0) |
         (raised & 0x08 ? softfloat_flag_overflow : 0) | (raised & 0x10 ? softfloat_flag_underflow : 0) |
         (raised & 0x20 ? softfloat_flag_inexact : 0);
}

/* Runs a statement in a rounding mode of its own. */
#define ROUNDED(mode, statement)   \
  do {                             \
    unsigned before_ = rounding;   \
    set_rounding(mode);            \
    statement;                     \
    set_rounding(before_);         \
  } while (0)

#include "sse.h"
#include "x87.h"
