/*
 * Records what the host processor does with x87 instructions, for X87VectorsTest. Each row is one instruction, run once on random operands that favour the
 * edges of the formats: FRSTOR of a made-up state, the instruction, FNSAVE.
 *
 *   BYTES CONTROL STATUS TAGS FLAGS MEMORY REGISTERS > CONTROL STATUS TAGS FLAGS [m=MEMORY] [rN=REGISTER ...]
 *
 * All hexadecimal. MEMORY (10 bytes, "-" for none) is the operand, little-endian as it stands; it is at [rsi]. REGISTERS are ST(0), ST(1), ... as
 * SIGNEXPONENT:SIGNIFICAND, those not listed are +0. After ">" come the state afterwards, and what changed: memory, and registers by physical number.
 *
 * gcc -O1 -o record record-x87-vectors.c && ./record SEED ROWS_PER_INSTRUCTION > x87-vectors.txt (x86-64 Linux; recorded on an Intel Sapphire Rapids)
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum kind { NONE, FLOAT32, FLOAT64, FLOAT80, INT16, INT32, INT64, DECIMAL, WORD };

struct environment { uint16_t field[14]; };
struct image { struct environment env; uint8_t reg[8][10]; } __attribute__((packed));

static uint64_t state;
static uint64_t next(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15ull;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}
static unsigned below(unsigned n) { return (next() >> 11) % n; }

static uint64_t significand(void) {
  uint64_t x;
  switch (below(8)) {
    case 0: x = 0; break;
    case 1: x = -1; break;
    case 2: x = 1ull << below(64); break;
    case 3: x = ~0ull << below(64); break;
    case 4: x = ~0ull >> below(64); break;
    case 5: x = next() << 11 | (uint64_t)below(3) << 9 | below(2); break;
    case 6: x = next() << 40 | (uint64_t)below(3) << 38 | below(2); break;
    default: x = next();
  }
  return x | 1ull << 63;
}

static void extended(uint8_t *to) {
  uint64_t s = significand();
  unsigned e, near = below(3);
  switch (below(16)) {
    case 0: s = 0; e = 0; break;
    case 1: s = 1ull << 63; e = 0x7fff; break;
    case 2: s |= next() & 0xffff | (uint64_t)below(2) << 62; e = 0x7fff; break;
    case 3: s >>= 1 + below(63); e = 0; break;
    case 4: e = below(4); break;
    case 5: if (!below(4)) s &= ~(1ull << 63); e = 0x7ffe - below(3); break;
    case 6: e = 0x3fff - 0x3fe + near - below(60); break;
    case 7: e = 0x3fff + 0x3fe + near; break;
    case 8: e = 0x3fff - 0x7e + near - below(30); break;
    case 9: e = 0x3fff + 0x7e + near; break;
    case 10: case 11: e = 0x3fff + below(66) - 1; break;
    case 12: e = 0x3ffe + below(3); break;
    case 13: s = s >> 32 << 32; e = 0x3fff + below(40); break;
    case 14: e = 1 + below(0x7ffd); break;
    default: e = 0x3fff + below(140) - 70;
  }
  uint16_t se = e | below(2) << 15;
  memcpy(to, &s, 8);
  memcpy(to + 8, &se, 2);
}

static void operand(uint8_t *m, enum kind kind) {
  uint64_t v = next();
  memset(m, 0x55, 10);
  switch (kind) {
    case FLOAT32:
      switch (below(6)) {
        case 0: v &= 0x80000000; break;
        case 1: v |= 0x7f800000; if (below(2)) v &= 0xff800000; break;
        case 2: v &= 0x807fffff; break;
        case 3: v = v & 0x807fffff | (126ull + below(4)) << 23; break;
      }
      memcpy(m, &v, 4);
      break;
    case FLOAT64:
      switch (below(6)) {
        case 0: v &= 1ull << 63; break;
        case 1: v |= 0x7ffull << 52; if (below(2)) v &= 0xfffull << 52; break;
        case 2: v &= ~(0x7ffull << 52); break;
        case 3: v = v & ~(0x7ffull << 52) | (1022ull + below(4)) << 52; break;
      }
      memcpy(m, &v, 8);
      break;
    case FLOAT80: extended(m); break;
    case DECIMAL:
      for (int i = 0; i < 9; i++) m[i] = below(10) | below(10) << 4;
      m[9] = below(2) << 7;
      break;
    case INT16: v >>= 48; memcpy(m, &v, 2); break;
    case INT32: v = (int64_t)v >> 32 + below(32); memcpy(m, &v, 4); break;
    case INT64: v = (int64_t)v >> below(64); memcpy(m, &v, 8); break;
    case WORD: memcpy(m, &v, 2); break;
    case NONE: break;
  }
}

static uint8_t *code;
static void run(unsigned first, unsigned second, void *in, void *memory, void *out, uint64_t *flags) {
  const uint8_t bytes[] = {0xdd, 0x27, 0xff, 0x31, 0x9d, first, second, 0xdd, 0x32, 0x9c, 0x8f, 0x01, 0xc3};
  memcpy(code, bytes, sizeof bytes);
  __asm__ volatile("" ::: "memory");
  ((void (*)(void *, void *, void *, uint64_t *))code)(in, memory, out, flags);
}

static void print_register(const uint8_t *r) {
  uint64_t s; uint16_t se;
  memcpy(&s, r, 8);
  memcpy(&se, r + 8, 2);
  printf("%04x:%016lx", se, s);
}

static void row(unsigned first, unsigned second, enum kind kind) {
  static const uint16_t precision[] = {0x300, 0x300, 0x300, 0x200, 0};
  struct image in, out;
  uint8_t before[16] = {0}, memory[16];
  memset(&in, 0, sizeof in);
  unsigned control = 0x40 | (below(3) ? 0x3f : below(64)) | precision[below(5)] | below(4) << 10, top = below(8);
  unsigned status = top << 11 | next() & 0x4700 | (below(4) ? 0 : next() & control & 0x3f), tags = 0;
  int used = second >= 0xc0 && (second & 7) > 1 && first != 0xd9 ? (second & 7) + 1 : 2, odd = below(8);
  for (int i = 0; i < 8; i++) {
    int empty = odd == 0 ? below(2) : odd == 1 ? 0 : i >= used;
    tags |= (empty ? 3 : 0) << 2 * ((top + i) & 7);
  }
  in.env.field[0] = control;
  in.env.field[2] = status;
  in.env.field[4] = tags;
  for (int i = 0; i < used; i++) extended(in.reg[i]);
  if (!below(3)) {
    memcpy(in.reg[1], in.reg[0], 10);
    in.reg[1][0] += below(3) - 1;
    in.reg[1][9] ^= below(2) << 7;
  }
  operand(before, kind);
  memcpy(memory, before, 16);
  uint64_t flags = 0x202 | next() & 0x8d5;
  printf("%02x%02x %x %x %x %lx ", first, second, control, status, tags, flags & 0x8d5);
  if (kind == NONE) printf("-");
  else for (int i = 0; i < 10; i++) printf("%02x", before[i]);
  for (int i = 0; i < used; i++) { printf(" "); print_register(in.reg[i]); }
  run(first, second, &in, memory, &out, &flags);
  unsigned after = out.env.field[2] >> 11 & 7;
  printf(" > %x %x %x %lx", out.env.field[0], out.env.field[2], out.env.field[4], flags & 0x8d5);
  if (memcmp(before, memory, 10)) { printf(" m="); for (int i = 0; i < 10; i++) printf("%02x", memory[i]); }
  for (int r = 0; r < 8; r++) {
    const uint8_t *now = out.reg[(r - after) & 7];
    if (memcmp(in.reg[(r - top) & 7], now, 10)) { printf(" r%d=", r); print_register(now); }
  }
  printf("\n");
}

static int rows;
static void record(unsigned first, unsigned second, enum kind kind) { for (int i = 0; i < rows; i++) row(first, second, kind); }

int main(int argc, char **argv) {
  state = strtoull(argv[1], 0, 0);
  rows = atoi(argv[2]);
  code = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int digit = 0; digit < 8; digit++) {
    record(0xd8, digit << 3 | 6, FLOAT32);
    record(0xdc, digit << 3 | 6, FLOAT64);
    record(0xda, digit << 3 | 6, INT32);
    record(0xde, digit << 3 | 6, INT16);
    record(0xd8, 0xc1 | digit << 3, NONE);
    record(0xdc, 0xc2 | digit << 3, NONE);
    if (digit != 3) record(0xde, 0xc1 | digit << 3, NONE);
    if (digit < 4) { record(0xda, 0xc1 | digit << 3, NONE); record(0xdb, 0xc2 | digit << 3, NONE); }
    if (digit < 6) record(0xdd, 0xc2 | digit << 3, NONE);
    if (digit != 4 && digit != 7) record(0xdf, 0xc1 | digit << 3, NONE);
  }
  static const struct { uint8_t first, digit; enum kind kind; } memory[] = {
    {0xd9, 0, FLOAT32}, {0xd9, 2, FLOAT32}, {0xd9, 3, FLOAT32}, {0xd9, 5, WORD}, {0xd9, 7, WORD}, {0xdb, 0, INT32}, {0xdb, 1, INT32}, {0xdb, 2, INT32},
    {0xdb, 3, INT32}, {0xdb, 5, FLOAT80}, {0xdb, 7, FLOAT80}, {0xdd, 0, FLOAT64}, {0xdd, 1, INT64}, {0xdd, 2, FLOAT64}, {0xdd, 3, FLOAT64}, {0xdd, 7, WORD},
    {0xdf, 0, INT16}, {0xdf, 1, INT16}, {0xdf, 2, INT16}, {0xdf, 3, INT16}, {0xdf, 4, DECIMAL}, {0xdf, 5, INT64}, {0xdf, 6, DECIMAL}, {0xdf, 7, INT64}};
  for (unsigned i = 0; i < sizeof memory / sizeof *memory; i++) record(memory[i].first, memory[i].digit << 3 | 6, memory[i].kind);
  static const uint8_t alone[] = {0xc1, 0xc9, 0xd0, 0xe0, 0xe1, 0xe4, 0xe5, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee, 0xf0, 0xf1, 0xf2, 0xf3,
                                  0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
  for (unsigned i = 0; i < sizeof alone; i++) record(0xd9, alone[i], NONE);
  record(0xda, 0xe9, NONE);
  record(0xde, 0xd9, NONE);
  record(0xdb, 0xe9, NONE);
  record(0xdb, 0xf1, NONE);
  record(0xdb, 0xe2, NONE);
  record(0xdb, 0xe3, NONE);
}
