# Writes a C program of functions with loops, switches, integers of 32 and 64 bits and doubles.
import random

r = random.Random(42)
FUNCTIONS = 5


def term(depth):
    if depth == 0:
        return r.choice(["a", "b", "(a >> %d)" % r.randrange(1, 31), "%uu" % r.randrange(1, 99999), "(unsigned) s->q"])
    return "(%s %s %s)" % (term(depth - 1), r.choice("+-*^|&"), term(depth - 1))


print("#include <stdio.h>\n#include <stdlib.h>\nstruct s { unsigned long long q; double d; unsigned char t[16]; };")
for f in range(FUNCTIONS):
    print("static __attribute__((noinline)) unsigned f%d(unsigned a, unsigned b, struct s *s) {" % f)
    print("  for (int i = 0; i < %d; i++) switch ((a >> %d) & 7) {" % (r.randrange(3, 9), r.randrange(28)))
    cases = [
        "a += b * %d" % r.randrange(1, 99, 2),
        "a ^= %s" % term(3),
        "s->d = s->d * 0.5 + a; if (s->d > 1e9) s->d /= %d.25e7" % r.randrange(1, 9),
        "s->q = s->q * %dull + a" % r.randrange(1, 1 << 40, 2),
        "s->t[a & 15] ^= a >> 3",
        "a /= (b & 15) + 1",
        "a %= (b & 255) + 300; a *= 0x9e3779b1u",
        "a = %s" % term(2),
    ]
    r.shuffle(cases)
    for i, case in enumerate(cases):
        print("    case %d: %s; break;" % (i, case))
    print("  }\n  return a;\n}")
print("int main(int c, char **v) {\n  struct s s = {1, 2.0, {3}};\n  unsigned a = 1;")
print("  for (int k = 0, n = c > 1 ? atoi(v[1]) : 1; k < n; k++) {")
for f in range(FUNCTIONS):
    print("    a = f%d(a + k, a ^ %d, &s);" % (f, f * 77 + 1))
print('  }\n  printf("%u %llu %.17g", a, s.q, s.d);')
print('  for (int i = 0; i < 16; i++) printf(" %02x", s.t[i]);\n  puts("");\n}')
