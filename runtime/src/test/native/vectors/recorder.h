// Runs every form of forms.s on the host's processor with reproducible inputs. Included by sse/record.c and vex/record.c
// behind their struct state and struct result, and the functions declared here.
//
//   python3 forms.py && gcc -O1 -no-pie record.c forms.s -o record
//   ./record 8 32 > sse-vectors.txt      a CRC-32 of the results of each of 8 groups of 32 inputs (4 for vex-vectors.txt)
//   ./record 8 32 results [addsd]        the results themselves, of the forms whose text starts so

struct form {
  void (*run)(struct state *);
  uint8_t *start, *end;  // of the instruction itself
  const char *text;
};

extern const struct form table[];
extern const uint64_t count;

static const struct form *volatile current;
static volatile int fault;

// The inputs of a form's nth run.
static void prepare(struct state *s, const char *text, uint64_t form, uint64_t n);

// What is kept of a run; the last three fields are filled in here.
static struct result kept(const struct state *s);

// An unmasked exception: execution goes on behind the instruction.
static void on_fpe(int signal, siginfo_t *info, void *context) {
  ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] = (greg_t)current->end;
  fault = 1;
}

static struct result run(const struct form *form, uint64_t number, uint64_t n) {
  static const uint32_t clean = 0x1f80;
  struct state s;
  memset(&s, 0, sizeof s);
  seed = number << 32 | n;
  prepare(&s, form->text, number, n);
  current = form;
  fault = 0;
  form->run(&s);
  __asm__ volatile("ldmxcsr %0" : : "m"(clean));
  struct result r = kept(&s);
  r.mxcsr = s.mxcsr;
  r.flags = s.flags & 0x8d5;
  r.fault = fault;
  return r;
}

static void print(const struct result *r) {
  uint64_t words[sizeof *r / 8];
  memcpy(words, r, sizeof words);
  // The three fields at the end are 32 bits wide.
  for (size_t i = 0; i < sizeof words / 8 - 1; i++) printf("%016lx ", words[i]);
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
