// Runs every form of forms.s on the host's processor with reproducible inputs.
//
//   python3 forms.py && gcc -O1 -no-pie record.c forms.s -o record
//   ./record 8 32 > vex-vectors.txt      a CRC-32 of the results of each of 8 groups of 32 inputs
//   ./record 8 32 results [vaddsd]       the results themselves, of the forms whose text starts so
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "../sse/inputs.h"

// forms.py knows the offsets.
struct state {
  uint64_t ymm[4][4], gpr[4] /* RAX RCX RDX, unused */, memory[24];
  uint32_t mxcsr, unused;
  uint64_t flags;
} __attribute__((aligned(32)));

struct form {
  void (*run)(struct state *);
  uint8_t *start, *end;  // of the instruction itself
  const char *text;
};

struct result {
  uint64_t ymm[3][4], rcx, memory[4];
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

static void prepare(struct state *s, const char *text, uint64_t form, uint64_t n) {
  memset(s, 0, sizeof *s);
  seed = form << 32 | n;
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

static struct result run(const struct form *form, uint64_t number, uint64_t n) {
  static const uint32_t clean = 0x1f80;
  struct state s;
  prepare(&s, form->text, number, n);
  current = form;
  fault = 0;
  form->run(&s);
  __asm__ volatile("ldmxcsr %0" : : "m"(clean));
  struct result r;
  memcpy(r.ymm, s.ymm, sizeof r.ymm);
  r.rcx = s.gpr[1];
  memcpy(r.memory, s.memory, sizeof r.memory);
  r.mxcsr = s.mxcsr;
  r.flags = s.flags & 0x8d5;
  r.fault = fault;
  return r;
}

static void print(const struct result *r) {
  uint64_t words[17];
  memcpy(words, r, sizeof words);
  for (int i = 0; i < 17; i++) printf("%016lx ", words[i]);
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
