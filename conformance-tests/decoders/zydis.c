// Says with zydis what each 16 bytes of a file start with: see build.sh.
#include <Zydis/Zydis.h>
#include <stdio.h>
#include <stdlib.h>

#define WINDOW 16

static ZyanStatus init(ZydisDecoder *decoder, int bits) {
  switch (bits) {
  case 16:
    return ZydisDecoderInit(decoder, ZYDIS_MACHINE_MODE_LONG_COMPAT_16, ZYDIS_STACK_WIDTH_16);
  case 32:
    return ZydisDecoderInit(decoder, ZYDIS_MACHINE_MODE_LONG_COMPAT_32, ZYDIS_STACK_WIDTH_32);
  default:
    return ZydisDecoderInit(decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  }
}

static const char *name(const ZydisDecodedInstruction *instruction) {
  return instruction->mnemonic == ZYDIS_MNEMONIC_RET && instruction->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR
             ? "retf"
             : ZydisMnemonicGetString(instruction->mnemonic);
}

int main(int count, char **arguments) {
  ZydisDecoder decoder;
  ZydisDecoderContext context;
  ZydisDecodedInstruction instruction;
  unsigned char window[WINDOW];
  FILE *file = count == 3 ? fopen(arguments[1], "rb") : NULL;
  if (!file || !ZYAN_SUCCESS(init(&decoder, atoi(arguments[2])))) {
    fprintf(stderr, "usage: zydis FILE BITS\n");
    return 2;
  }
  // bound registers, which no processor has any more, make NOPs of these
  ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_MPX, ZYAN_FALSE);
  while (fread(window, WINDOW, 1, file) == 1) {
    if (ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, &context, window, WINDOW, &instruction))) {
      printf("%d\t%s\t%s", instruction.length, name(&instruction),
             ZydisISAExtGetString(instruction.meta.isa_ext));
    }
    putchar('\n');
  }
  return 0;
}
