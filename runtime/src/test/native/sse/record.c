// Runs every form of forms.s on the host processor with reproducible inputs and prints a CRC-32 of the results of each group.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
struct state { uint64_t xmm[3][2], mm[2], gpr[3], pad, memory[2]; uint64_t more[2]; uint32_t mxcsr, pad2; uint64_t flags; } __attribute__((aligned(16)));
struct form { void (*run)(struct state *); uint8_t *start, *end; const char *name; };
extern const struct form table[]; extern const uint64_t count;
static const struct form *volatile current; static volatile int fault;
static void on_fpe(int s, siginfo_t *i, void *c) { ucontext_t *u = c; u->uc_mcontext.gregs[REG_RIP] = (greg_t)current->end; fault = 1; }
static uint64_t seed;
static uint64_t next(void) { uint64_t z = seed += 0x9e3779b97f4a7c15u; z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u; z = (z ^ z >> 27) * 0x94d049bb133111ebu; return z ^ z >> 31; }
static uint64_t fl(int fbits, int ebits) {
  uint64_t t = next(), r = next(), frac = (1ull << fbits) - 1, emax = (1u << ebits) - 1, bias = emax >> 1, e, sign = (t >> 63) << (fbits + ebits);
  uint64_t few = frac & (frac << (t >> 8) % (fbits + 1));
  switch (t & 15) {
    case 0: return sign;
    case 1: return sign | emax << fbits;
    case 2: return sign | emax << fbits | (r & frac);
    case 3: return sign | (r & frac & few);
    case 4: return sign | (1 + (t >> 32) % 4) << fbits | (r & few);
    case 5: return sign | (emax - 1 - (t >> 32) % 4) << fbits | (r & few);
    case 6: return sign | bias << fbits;
    case 7: return sign | ((r >> 8) % (emax + 1)) << fbits | (r & frac);
    case 8: return sign | (((bias - fbits - 4) + (t >> 32) % (2 * fbits)) & emax) << fbits | few;
    case 9: return sign | (r & 1 ? frac : 1 + (r & 2));
    default: e = bias - 4 + (t >> 32) % (r & 64 ? 8 : 70); return sign | e << fbits | (r >> 7 & few);
  }
}
static const uint8_t letters[16] = {0, 1, 0x41, 0x42, 0x43, 0x7f, 0x80, 0x81, 0xff, 0xfe, 0x41, 0x42, 0x30, 0x39, 0x41, 0x42};
static uint64_t lane(int kind) {
  uint64_t a = 0;
  switch (kind) {
    case 0: return next();
    case 1: case 2: return fl(52, 11);
    case 3: case 4: a = fl(23, 8); return a | fl(23, 8) << 32;
    case 5: { uint64_t t = next(); for (int i = 0; i < 8; i++) a |= (uint64_t)letters[t >> 4 * i & 15] << 8 * i; return a; }
    case 6: { uint64_t t = next(); for (int i = 0; i < 4; i++) a |= (uint64_t)letters[t >> 4 * i & 15] << 16 * i | (t >> (40 + i) & 1 ? 0xff00ull << 16 * i : 0); return a; }
    default: return (int64_t)(next()) >> (next() & 63);
  }
}
static void input(struct state *s, uint64_t form, uint64_t n) {
  memset(s, 0, sizeof *s);
  seed = form << 32 | n;
  int kind = next() & 7;
  for (int i = 0; i < 3; i++) for (int j = 0; j < 2; j++) s->xmm[i][j] = lane(kind);
  if ((next() & 7) == 0) { s->xmm[2][0] = s->xmm[1][0]; s->xmm[2][1] = s->xmm[1][1]; }
  for (int i = 0; i < 2; i++) s->mm[i] = lane(kind);
  for (int i = 0; i < 3; i++) s->gpr[i] = lane(next() & 1 ? 7 : kind);
  if (kind == 7) { s->xmm[2][0] &= 63; }
  if (kind >= 5) { s->gpr[0] = (int64_t)(next() % 41) - 20; s->gpr[2] = (int64_t)(next() % 41) - 20; s->mm[1] = next() & 63; }
  for (int j = 0; j < 2; j++) s->memory[j] = s->xmm[2][j];
  uint64_t m = next();
  uint32_t rounding = m & 3 ? 0 : m >> 2 & 3;
  s->mxcsr = rounding << 13 | (m & 0x70 ? 0 : 0x40) | (m & 0x700 ? 0 : 0x8000) | ((m & 0x7000) ? 0x1f80 : (m >> 20 & 0x1f80)) | ((m & 0x30000) ? 0 : (m >> 40 & 0x3f));
}
static uint32_t crc(uint32_t c, const void *p, size_t n) { const uint8_t *b = p; c = ~c; while (n--) { c ^= *b++; for (int k = 0; k < 8; k++) c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0); } return ~c; }
struct result { uint64_t xmm0[2], xmm1[2], mm1, rcx, memory[2]; uint32_t mxcsr, flags, fault; } __attribute__((packed));
int main(int c, char **v) {
  int groups = atoi(v[1]), per = atoi(v[2]); int dump = c > 3; const char *only = c > 4 ? v[4] : 0;
  struct sigaction a = {.sa_sigaction = on_fpe, .sa_flags = SA_SIGINFO | SA_NODEFER}; sigaction(SIGFPE, &a, 0);
  uint32_t clean = 0x1f80;
  for (uint64_t i = 0; i < count; i++) {
    if (only && strncmp(table[i].name, only, strlen(only))) continue;
    if (!dump || !(atoi(v[3]) & 2)) { printf("%s|", table[i].name); for (uint8_t *p = table[i].start; p < table[i].end; p++) printf("%02x", *p); printf("|"); }
    if (dump && (atoi(v[3]) & 1)) printf("\n");
    for (int g = 0; g < groups; g++) {
      uint32_t h = 0;
      for (int n = 0; n < per; n++) {
        struct state s, in; input(&s, i, (uint64_t)g * per + n); in = s;
        current = &table[i]; fault = 0;
        table[i].run(&s);
        __asm__ volatile("ldmxcsr %0" : : "m"(clean));
        struct result r; memset(&r, 0, sizeof r);
        r.xmm0[0] = s.xmm[0][0]; r.xmm0[1] = s.xmm[0][1]; r.xmm1[0] = s.xmm[1][0]; r.xmm1[1] = s.xmm[1][1];
        r.mm1 = s.mm[0]; r.rcx = s.gpr[1]; r.memory[0] = s.memory[0]; r.memory[1] = s.memory[1]; r.mxcsr = s.mxcsr; r.flags = s.flags & 0x8d5; r.fault = fault;
        h = crc(h, &r, sizeof r);
        if (dump) { uint64_t *q = (uint64_t *)&r; for (int k = 0; k < 8; k++) printf("%016lx ", q[k]); printf("%x %x %x\n", r.mxcsr, r.flags, r.fault); }
      }
      if (!dump) printf("%s%08x", g ? " " : "", h);
    }
    if (!dump) printf("\n");
  }
}
