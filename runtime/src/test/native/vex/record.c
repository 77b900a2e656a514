// AVX, AVX2, FMA, F16C, AES, PCLMULQDQ and SHA on the host's processor; how to run it is in ../vectors/recorder.h.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "../vectors/inputs.h"

// forms.py knows the offsets.
struct state {
  uint64_t ymm[4][4], gpr[4] /* RAX RCX RDX, unused */, memory[24];
  uint32_t mxcsr, unused;
  uint64_t flags;
} __attribute__((aligned(32)));

struct result {
  uint64_t ymm[3][4], rcx, memory[4];
  uint32_t mxcsr, flags, fault;
} __attribute__((packed));

#include "../vectors/recorder.h"

static void prepare(struct state *s, const char *text, uint64_t form, uint64_t n) {
  int kind = next() & 7;
  for (int i = 0; i < 16; i++) s->ymm[i / 4][i % 4] = lane(kind);
  if ((next() & 7) == 0) memcpy(s->ymm[3], s->ymm[2], 32);
  for (int i = 0; i < 3; i++) s->gpr[i] = lane(next() & 1 ? 7 : kind);
  if (kind == 7) s->ymm[3][0] &= 63;
  if (kind >= 5) {
    s->gpr[0] = (int64_t)(next() % 41) - 20;
    s->gpr[2] = (int64_t)(next() % 41) - 20;
  }
  uint64_t few = strstr(text, "gatherd") ? 0xf0000000full : strstr(text, "gatherq") ? 15 : -1ull;
  for (int i = 0; i < 4; i++) s->ymm[3][i] &= few;
  memcpy(s->memory, s->ymm[3], 32);
  for (int i = 4; i < 24; i++) s->memory[i] = next();
  s->mxcsr = control(next());
}

static struct result kept(const struct state *s) {
  struct result r = {.rcx = s->gpr[1]};
  memcpy(r.ymm, s->ymm, sizeof r.ymm);
  memcpy(r.memory, s->memory, sizeof r.memory);
  return r;
}
