// MMX and SSE on the host's processor; how to run it is in ../vectors/recorder.h.
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
  uint64_t xmm[3][2], mm[2], gpr[3] /* RAX RCX RDX */, unused, memory[2], more[2];
  uint32_t mxcsr, unused2;
  uint64_t flags;
} __attribute__((aligned(16)));

struct result {
  uint64_t xmm0[2], xmm1[2], mm1, rcx, memory[2];
  uint32_t mxcsr, flags, fault;
} __attribute__((packed));

#include "../vectors/recorder.h"

static void prepare(struct state *s, const char *text, uint64_t form, uint64_t n) {
  int kind = next() & 7;
  for (int i = 0; i < 6; i++) s->xmm[i / 2][i % 2] = lane(kind);
  if ((next() & 7) == 0) memcpy(s->xmm[2], s->xmm[1], 16);
  for (int i = 0; i < 2; i++) s->mm[i] = lane(kind);
  for (int i = 0; i < 3; i++) s->gpr[i] = lane(next() & 1 ? 7 : kind);
  if (kind == 7) s->xmm[2][0] &= 63;
  if (kind >= 5) {
    s->gpr[0] = (int64_t)(next() % 41) - 20;
    s->gpr[2] = (int64_t)(next() % 41) - 20;
    s->mm[1] = next() & 63;
  }
  memcpy(s->memory, s->xmm[2], 16);
  s->mxcsr = control(next());
}

static struct result kept(const struct state *s) {
  return (struct result){
      .xmm0 = {s->xmm[0][0], s->xmm[0][1]},
      .xmm1 = {s->xmm[1][0], s->xmm[1][1]},
      .mm1 = s->mm[0],
      .rcx = s->gpr[1],
      .memory = {s->memory[0], s->memory[1]}};
}
