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

static uint64_t seed;

static uint64_t next(void) {
  uint64_t z = seed += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

// A floating-point number: special values, denormals, edges of the exponent, short fractions.
static uint64_t number(int fraction_bits, int exponent_bits) {
  uint64_t t = next(), r = next();
  uint64_t fraction = (1ull << fraction_bits) - 1;
  uint64_t top = (1u << exponent_bits) - 1, bias = top >> 1;
  uint64_t sign = (t >> 63) << (fraction_bits + exponent_bits);
  uint64_t few = fraction & (fraction << (t >> 8) % (fraction_bits + 1));
  switch (t & 15) {
    case 0: return sign;
    case 1: return sign | top << fraction_bits;
    case 2: return sign | top << fraction_bits | (r & fraction);
    case 3: return sign | (r & fraction & few);
    case 4: return sign | (1 + (t >> 32) % 4) << fraction_bits | (r & few);
    case 5: return sign | (top - 1 - (t >> 32) % 4) << fraction_bits | (r & few);
    case 6: return sign | bias << fraction_bits;
    case 7: return sign | ((r >> 8) % (top + 1)) << fraction_bits | (r & fraction);
    case 8: return sign | (((bias - fraction_bits - 4) + (t >> 32) % (2 * fraction_bits)) & top) << fraction_bits | few;
    case 9: return sign | (r & 1 ? fraction : 1 + (r & 2));
    default: return sign | (bias - 4 + (t >> 32) % (r & 64 ? 8 : 70)) << fraction_bits | (r >> 7 & few);
  }
}

static const uint8_t letters[16] = {0, 1, 0x41, 0x42, 0x43, 0x7f, 0x80, 0x81, 0xff, 0xfe, 0x41, 0x42, 0x30, 0x39, 0x41, 0x42};

static uint64_t letters8(void) {
  uint64_t t = next(), lane = 0;
  for (int i = 0; i < 8; i++) lane |= (uint64_t)letters[t >> 4 * i & 15] << 8 * i;
  return lane;
}

static uint64_t letters16(void) {
  uint64_t t = next(), lane = 0;
  for (int i = 0; i < 4; i++) lane |= (uint64_t)letters[t >> 4 * i & 15] << 16 * i | (t >> (40 + i) & 1 ? 0xff00ull << 16 * i : 0);
  return lane;
}

static uint64_t lane(int kind) {
  uint64_t low;
  switch (kind) {
    case 0: return next();
    case 1:
    case 2: return number(52, 11);
    case 3:
    case 4: low = number(23, 8); return low | number(23, 8) << 32;
    case 5: return letters8();
    case 6: return letters16();
    default: low = next(); return (int64_t)low >> (next() & 63);
  }
}

// Mostly nearest rounding without DAZ and FTZ and everything masked; some flags already set.
static uint32_t control(uint64_t m) {
  uint32_t rounding = m & 3 ? 0 : m >> 2 & 3;
  return rounding << 13 | (m & 0x70 ? 0 : 0x40) | (m & 0x700 ? 0 : 0x8000) | (m & 0x7000 ? 0x1f80 : (m >> 20 & 0x1f80)) |
         (m & 0x30000 ? 0 : (m >> 40 & 0x3f));
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

static uint32_t crc32(uint32_t crc, const void *data, size_t bytes) {
  const uint8_t *b = data;
  crc = ~crc;
  while (bytes--) {
    crc ^= *b++;
    for (int k = 0; k < 8; k++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
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
