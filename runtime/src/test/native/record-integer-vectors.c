/*
 * Records what the host processor does with integer instructions: reads "KIND HEXBYTES TEXT" lines, runs each instruction on inputs drawn from a seed, prints
 * "= HEXBYTES KIND TEXT" and one line per run: seed, then the registers, flags and 8-byte memory words that changed, or the fault.
 * The inputs are those of IntegerVectorsTest: splitmix64 from the seed. Build: gcc -O1 -o record record.c; x86-64 Linux.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define DATA 0x10000000ull
#define SIZE 0x4000
#define STATUS 0xcd5

struct state { uint64_t gpr[16], flags, host_sp; };

static uint64_t generator;
static uint64_t next(void) {
  uint64_t z = generator += 0x9e3779b97f4a7c15ull;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}
static uint64_t value(void) {
  uint64_t r = next();
  switch (r & 15) {
    case 0: return 0;
    case 1: return -1;
    case 2: case 3: return r >> 56;
    case 4: return 1ull << (r >> 58);
    case 5: return (1ull << (r >> 58)) - 1;
    case 6: return -(r >> 56);
    case 7: return (int32_t)(r >> 20);
    default: return next();
  }
}

static sigjmp_buf escape;
static void on_signal(int number) { siglongjmp(escape, number); }

static unsigned char *code;
static size_t emit(size_t at, const void *bytes, size_t n) { memcpy(code + at, bytes, n); return at + n; }
static size_t move(size_t at, int store, int reg, int slot) {
  unsigned char b[] = {0x49 | (reg >= 8 ? 4 : 0), store ? 0x89 : 0x8b, 0x87 | (reg & 7) << 3, slot * 8, 0, 0, 0};
  return emit(at, b, 7);
}

static void build(const unsigned char *insn, size_t length) {
  static const unsigned char enter[] = {0x53, 0x55, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56, 0x41, 0x57, 0x49, 0x89, 0xff};
  static const unsigned char leave[] = {0xfc, 0x41, 0x5f, 0x41, 0x5e, 0x41, 0x5d, 0x41, 0x5c, 0x5d, 0x5b, 0xc3};
  static const unsigned char push_flags[] = {0x41, 0xff, 0xb7, 0x80, 0, 0, 0, 0x9d};
  static const unsigned char pop_flags[] = {0x9c, 0x41, 0x8f, 0x87, 0x80, 0, 0, 0};
  size_t at = emit(0, enter, sizeof enter);
  at = move(at, 1, 4, 17);
  at = emit(at, push_flags, sizeof push_flags);
  for (int i = 0; i < 15; i++) at = move(at, 0, i, i);
  at = emit(at, insn, length);
  for (int i = 0; i < 15; i++) at = move(at, 1, i, i);
  at = move(at, 0, 4, 17);
  at = emit(at, pop_flags, sizeof pop_flags);
  emit(at, leave, sizeof leave);
}

static void prepare(struct state *s, uint64_t *memory, char kind, uint64_t seed) {
  generator = seed;
  for (int i = 0; i < 15; i++) s->gpr[i] = value();
  s->flags = 0x202 | (next() & 0x8d5);
  for (int i = 0; i < SIZE / 8; i++) memory[i] = value();
  uint64_t r = next();
  s->gpr[4] = DATA + 0x2800;
  s->gpr[5] = DATA + 0x800;
  s->gpr[6] = DATA + 0x900 + (r & 63);
  s->gpr[7] = DATA + 0x900 + (r >> 6 & 63);
  if (kind == 'b') s->gpr[3] = (int64_t)(r << 40) >> 54;
  if (kind == 's' || kind == 'x') s->gpr[1] = r >> 12 & 63, s->gpr[3] = DATA + 0xa00;
  if (kind == 's' && (r >> 20 & 3) == 0) s->flags |= 0x400;
  if (kind == 's' && (r >> 22 & 1)) s->gpr[0] = memory[0x980 / 8];
  if (kind == 's' && (r >> 23 & 1)) memmove((char *)memory + 0x900, (char *)memory + 0x900 + (r & 63), 0x80);
  if (kind == 'd') s->gpr[2] = (r >> 12 & 1) ? 0 : next() & 7, s->gpr[1] |= 0x1001, s->gpr[3] |= 0x1000;
}

int main(int argc, char **argv) {
  int runs = argc > 1 ? atoi(argv[1]) : 6;
  uint64_t *memory = mmap((void *)DATA, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  uint64_t *before = malloc(SIZE);
  code = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  stack_t alternate = {.ss_sp = malloc(65536), .ss_size = 65536};
  sigaltstack(&alternate, 0);
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK | SA_NODEFER};
  sigaction(SIGFPE, &action, 0);
  sigaction(SIGSEGV, &action, 0);
  sigaction(SIGILL, &action, 0);
  char kind, hex[64], text[128];
  uint64_t seed = 1;
  while (scanf(" %c %63s %127[^\n]", &kind, hex, text) == 3) {
    unsigned char insn[16];
    size_t length = strlen(hex) / 2;
    for (size_t i = 0; i < length; i++) sscanf(hex + 2 * i, "%2hhx", insn + i);
    build(insn, length);
    printf("= %s %c %s\n", hex, kind, text);
    for (int run = 0; run < runs; run++, seed++) {
      struct state s, in;
      prepare(&s, memory, kind, seed);
      in = s;
      memcpy(before, memory, SIZE);
      printf("%llu", (unsigned long long)seed);
      int number = sigsetjmp(escape, 1);
      if (number) {
        printf(" fault=%s\n", number == SIGFPE ? "DE" : number == SIGSEGV ? "GP" : "UD");
        continue;
      }
      ((void (*)(struct state *))code)(&s);
      printf(" f=%x", (unsigned)s.flags & STATUS);
      for (int i = 0; i < 15; i++) if (s.gpr[i] != in.gpr[i]) printf(" r%d=%llx", i, (unsigned long long)s.gpr[i]);
      for (int i = 0; i < SIZE / 8; i++) if (memory[i] != before[i]) printf(" m%x=%llx", i * 8, (unsigned long long)memory[i]);
      printf("\n");
    }
  }
}
