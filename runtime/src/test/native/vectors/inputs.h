// Inputs that are random but the same from the same seed, and the checksum of results.
#include <stdint.h>
#include <stddef.h>

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

static uint32_t crc32(uint32_t crc, const void *data, size_t bytes) {
  const uint8_t *b = data;
  crc = ~crc;
  while (bytes--) {
    crc ^= *b++;
    for (int k = 0; k < 8; k++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}
