// Runs every form of forms.s on the host's processor with reproducible inputs.
//
//   python3 forms.py && gcc -O1 -no-pie record.c forms.s -o record
//   ./record 8 32 > sse-vectors.txt      a CRC-32 of the results of each of 8 groups of 32 inputs
//   ./record 8 32 results [addsd]        the results themselves, of the forms whose text starts so
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "inputs.h"

// forms.py knows the offsets.
struct state {
  uint64_t xmm[3][2], mm[2], gpr[3] /* RAX RCX RDX */, unused, memory[2], more[2];
  uint32_t mxcsr, unused2;
  uint64_t flags;
} __attribute__((aligned(16)));

struct form {
  void (*run)(struct state *);
  uint8_t *start, *end;  // of the instruction itself
  const char *text;
};

struct result {
  uint64_t xmm0[2], xmm1[2], mm1, rcx, memory[2];
  uint32_t mxcsr, flags, fault;
} __attribute__((packed));

extern const struct form table[];
extern const uint64_t count;

static const struct form *volatile current;
static volatile int fault;

// An unmasked exception: execution goes on behind the instruction.
static void on_fpe(int signal, siginfo_t *info, void *context) {
  ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] = (greg_t)current->end;
  fault = 1;
}

static void prepare(struct state *s, uint64_t form, uint64_t n) {
  memset(s, 0, sizeof *s);
  seed = form << 32 | n;
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

static struct result run(const struct form *form, uint64_t number, uint64_t n) {
  static const uint32_t clean = 0x1f80;
  struct state s;
  prepare(&s, number, n);
  current = form;
  fault = 0;
  form->run(&s);
  __asm__ volatile("ldmxcsr %0" : : "m"(clean));
  struct result r = {
      {s.xmm[0][0], s.xmm[0][1]}, {s.xmm[1][0], s.xmm[1][1]}, s.mm[0], s.gpr[1], {s.memory[0], s.memory[1]}, s.mxcsr, s.flags & 0x8d5, fault};
  return r;
}

static void print(const struct result *r) {
  uint64_t words[8];
  memcpy(words, r, sizeof words);
  for (int i = 0; i < 8; i++) printf("%016lx ", words[i]);
  printf("%x %x %x\n", r->mxcsr, r->flags, r->fault);
}

int main(int argc, char **argv) {
  int groups = atoi(argv[1]), size = atoi(argv[2]);
  int results = argc > 3;
  const char *start = argc > 4 ? argv[4] : "";
  struct sigaction action = {.sa_sigaction = on_fpe, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigaction(SIGFPE, &action, 0);
  for (uint64_t i = 0; i < count; i++) {
    if (strncmp(table[i].text, start, strlen(start))) continue;
    printf("%s|", table[i].text);
    for (uint8_t *p = table[i].start; p < table[i].end; p++) printf("%02x", *p);
    printf(results ? "|\n" : "|");
    for (int g = 0; g < groups; g++) {
      uint32_t crc = 0;
      for (int n = 0; n < size; n++) {
        struct result r = run(&table[i], i, (uint64_t)g * size + n);
        crc = crc32(crc, &r, sizeof r);
        if (results) print(&r);
      }
      if (!results) printf("%s%08x", g ? " " : "", crc);
    }
    if (!results) printf("\n");
  }
}
