// Says with the library that objdump is made of what each 16 bytes of a file start with: see build.sh.
#define PACKAGE "kvas"
#define PACKAGE_VERSION "1"
#include <bfd.h>
#include <dis-asm.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define WINDOW 16
#define LONGEST 512
// Of a text that may be of prefixes only.
#define LONGEST_PREFIXES 120

struct text {
  char characters[LONGEST];
  int length;
};

static int append(struct text *text, const char *format, va_list arguments) {
  int added = vsnprintf(text->characters + text->length, LONGEST - text->length, format, arguments);
  text->length += added;
  if (text->length >= LONGEST) abort();
  return added;
}

static int print(void *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int added = append(text, format, arguments);
  va_end(arguments);
  return added;
}

static int print_styled(void *text, enum disassembler_style style, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int added = append(text, format, arguments);
  va_end(arguments);
  return added;
}

static void ignore_error(int status, bfd_vma address, struct disassemble_info *info) {}

static unsigned long machine(int bits) {
  return bits == 16 ? bfd_mach_i386_i8086 : bits == 32 ? bfd_mach_i386_i386 : bfd_mach_x86_64;
}

int main(int count, char **arguments) {
  struct text text;
  unsigned char window[WINDOW];
  FILE *file = count == 3 ? fopen(arguments[1], "rb") : NULL;
  if (!file) {
    fprintf(stderr, "usage: binutils FILE BITS\n");
    return 2;
  }
  int bits = atoi(arguments[2]);
  struct disassemble_info info;
  init_disassemble_info(&info, &text, print, print_styled);
  info.arch = bfd_arch_i386;
  info.mach = machine(bits);
  info.endian = BFD_ENDIAN_LITTLE;
  info.disassembler_options = bits == 64 ? "intel,intel64" : "intel";
  info.buffer = window;
  info.buffer_length = WINDOW;
  info.memory_error_func = ignore_error;
  disassemble_init_for_target(&info);
  disassembler_ftype disassemble = disassembler(info.arch, 0, info.mach, NULL);
  while (fread(window, WINDOW, 1, file) == 1) {
    // Prefixes that have no effect are given as instructions of their own.
    for (int at = 0; at < WINDOW;) {
      text.length = 0;
      text.characters[0] = 0;
      int length = disassemble(at, &info);
      if (length <= 0) break;
      printf("%d\t%s\t", length, text.characters);
      at += length;
      if (text.length > LONGEST_PREFIXES || strchr(text.characters, '(')) break;
    }
    putchar('\n');
  }
  return 0;
}
