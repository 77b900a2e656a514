/*
 * Records what the host processor's decimal adjustments do: for each, the CRC-32 (zlib's) over all values of AX and all four of CF and AF, AX innermost, of the
 * result and the six status flags as little-endian 16-bit words. Build: gcc -m32 -O1 -ffreestanding -fno-stack-protector -fno-pic -no-pie -nostdlib -static.
 */
static void put(const char *text, int length) { __asm__ volatile("int $0x80" ::"a"(4), "b"(1), "c"(text), "d"(length) : "memory"); }

static unsigned crc;
static void update(unsigned byte) {
  crc ^= byte;
  for (int i = 0; i < 8; i++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
}

static void report(const char *name) {
  char line[32];
  int n = 0;
  while (*name) line[n++] = *name++;
  line[n++] = ' ';
  for (int shift = 28; shift >= 0; shift -= 4) line[n++] = "0123456789abcdef"[~crc >> shift & 15];
  line[n++] = '\n';
  put(line, n);
}

#define RECORD(name, instruction)                                                                                                                \
  crc = ~0u;                                                                                                                                     \
  for (int k = 0; k < 4; k++)                                                                                                                    \
    for (unsigned ax = 0; ax < 0x10000; ax++) {                                                                                                  \
      unsigned in = (k & 1) | (k & 2) << 3, flags, result = ax;                                                                                  \
      __asm__ volatile("pushf; pop %%ecx; and $~0x8d5, %%ecx; or %2, %%ecx; push %%ecx; popf; " instruction "; pushf; pop %1"                    \
                       : "+a"(result), "=&r"(flags) : "r"(in) : "ecx", "cc");                                                                    \
      update(result & 0xff), update(result >> 8 & 0xff), update(flags & 0xd5), update(flags >> 8 & 8);                                           \
    }                                                                                                                                            \
  report(name)

void _start(void) {
  RECORD("AAA", "aaa");
  RECORD("AAS", "aas");
  RECORD("DAA", "daa");
  RECORD("DAS", "das");
  RECORD("AAM", "aam");
  RECORD("AAD", "aad");
  RECORD("AAM7", "aam $7");
  RECORD("AAD7", "aad $7");
  __asm__ volatile("int $0x80" ::"a"(1), "b"(0));
}
