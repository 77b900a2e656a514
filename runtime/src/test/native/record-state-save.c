/*
 * Records what the host processor writes with FXSAVE and the XSAVE family, for StateSaveTest: "in" is what was loaded with FXRSTOR64, then one line for each
 * instruction: its name and the area it left, which was filled with CC and had a zero header before.
 *
 * gcc -O1 -mavx2 -o record record-state-save.c && ./record > state-save-images.txt (x86-64 Linux; recorded on an Intel Sapphire Rapids)
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint8_t in[512] __attribute__((aligned(64))), out[832] __attribute__((aligned(64)));

static void show(const char *name, const uint8_t *bytes, int length) {
  printf("%s ", name);
  for (int i = 0; i < length; i++) printf("%02x", bytes[i]);
  printf("\n");
}

#define RECORD(name, length, instructions, components)                                              \
  memset(out, 0xcc, sizeof out);                                                                    \
  memset(out + 512, 0, 64);                                                                         \
  __asm__ volatile("fxrstor64 %1; " instructions : "+m"(out) : "m"(in), "a"(components), "d"(0));   \
  show(name, out, length)

int main(void) {
  const uint16_t words[] = {0x027f, 0x7d02, 0x00a5, 0x0123};
  const uint64_t pointers[] = {0x00007f1234567890, 0x0000712345678abc};
  const uint32_t mxcsr = 0x1fa5;
  for (int i = 0; i < 512; i++) in[i] = i * 7 + 3;
  memcpy(in, words, 8);
  memcpy(in + 8, pointers, 16);
  memcpy(in + 24, &mxcsr, 4);
  show("in", in, 512);
  RECORD("fxsave64", 512, "fxsave64 %0", 0);
  RECORD("fxsave", 512, "fxsave %0", 0);
  RECORD("xsave64", 832, "vzeroupper; xsave64 %0", 7);
  RECORD("xsaveopt64", 832, "vzeroupper; xsaveopt64 %0", 7);
  RECORD("xsavec64", 832, "vzeroupper; xsavec64 %0", 7);
  RECORD("xsave64 of x87", 832, "vzeroupper; xsave64 %0", 1);
  RECORD("xsavec64 of AVX", 832, "vzeroupper; xsavec64 %0", 4);
}
