package org.kvas.conformance.suites;

import java.util.Map;
import java.util.TreeMap;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.sse.DoubleArithmetic;
import org.kvas.translator.x86.semantics.sse.FloatCompare;
import org.kvas.translator.x86.semantics.sse.FloatConvert;
import org.kvas.translator.x86.semantics.sse.SingleArithmetic;
import org.kvas.translator.x86.semantics.x87.Addition;
import org.kvas.translator.x86.semantics.x87.BinaryFloats;
import org.kvas.translator.x86.semantics.x87.Comparison;
import org.kvas.translator.x86.semantics.x87.Division;
import org.kvas.translator.x86.semantics.x87.Float80;
import org.kvas.translator.x86.semantics.x87.FpuContext;
import org.kvas.translator.x86.semantics.x87.Integers;
import org.kvas.translator.x86.semantics.x87.Multiplication;
import org.kvas.translator.x86.semantics.x87.NearestArithmetic;
import org.kvas.translator.x86.semantics.x87.Remainder;
import org.kvas.translator.x86.semantics.x87.Scaling;
import org.kvas.translator.x86.semantics.x87.SquareRoot;
import org.kvas.translator.x86.semantics.x87.StatusWord;

/**
 * Kvas's arithmetic by TestFloat's names; a few have a second implementation, a shorter way. Values
 * are the hexadecimal digits that TestFloat writes.
 */
@FunctionalInterface
interface FloatFunction {
  /** What the two units hold: the x87's computation, and MXCSR. */
  record Units(FpuContext x87, VcpuState sse) {}

  String apply(Units units, String[] operands);

  interface ExtendedBinary {
    long apply(FpuContext c, int seA, long a, int seB, long b);
  }

  interface ExtendedUnary {
    long apply(FpuContext c, int se, long a);
  }

  interface Single {
    int apply(VcpuState cpu, int a, int b);
  }

  interface Double {
    long apply(VcpuState cpu, long a, long b);
  }

  /** Every function, by name and implementation: {@code extF80_add}, {@code extF80_add/nearest}. */
  static Map<String, FloatFunction> all() {
    Map<String, FloatFunction> all = new TreeMap<>();
    extended(all);
    conversions(all);
    sse(all);
    sseConversions(all);
    return all;
  }

  private static void extended(Map<String, FloatFunction> all) {
    all.put("extF80_add", binary(Addition::add));
    all.put("extF80_sub", binary(Addition::subtract));
    all.put("extF80_mul", binary(Multiplication::multiply));
    all.put("extF80_div", binary(Division::divide));
    all.put("extF80_add/nearest", binary(NearestArithmetic::add));
    all.put("extF80_sub/nearest", binary(NearestArithmetic::subtract));
    all.put("extF80_mul/nearest", binary(NearestArithmetic::multiply));
    all.put("extF80_div/nearest", binary(NearestArithmetic::divide));
    all.put("extF80_sqrt", unary(SquareRoot::squareRoot));
    all.put("extF80_roundToInt", unary(Scaling::roundToInteger));
    all.put("extF80_rem", binary(FloatFunction::remainder));
    all.put("extF80_eq", comparison(true, StatusWord.C3));
    all.put("extF80_le", comparison(false, StatusWord.C3 | StatusWord.C0));
    all.put("extF80_lt", comparison(false, StatusWord.C0));
    all.put("extF80_eq_signaling", comparison(false, StatusWord.C3));
    all.put("extF80_le_quiet", comparison(true, StatusWord.C3 | StatusWord.C0));
    all.put("extF80_lt_quiet", comparison(true, StatusWord.C0));
  }

  /** As programs do it: again while the reduction is not complete. */
  private static long remainder(FpuContext c, int seA, long a, int seB, long b) {
    int signExponent = seA;
    long significand = a;
    int flags = 0;
    do {
      flags |= c.flags & ~StatusWord.C2;
      c.begin(c.control);
      significand = Remainder.remainder(c, signExponent, significand, seB, b, true);
      signExponent = c.signExponent;
    } while ((c.flags & StatusWord.C2) != 0);
    c.flags |= flags;
    return significand;
  }

  private static FloatFunction comparison(boolean quiet, int conditions) {
    return (units, o) -> {
      int outcome =
          Comparison.compare(units.x87, high(o[0]), low(o[0]), high(o[1]), low(o[1]), quiet);
      int relation = outcome & Comparison.UNORDERED;
      return relation != Comparison.UNORDERED && (relation & conditions) != 0 ? "1" : "0";
    };
  }

  private static void conversions(Map<String, FloatFunction> all) {
    all.put("i32_to_extF80", (u, o) -> text(u, Integers.fromInteger(u.x87, word(o[0]))));
    all.put("i64_to_extF80", (u, o) -> text(u, Integers.fromInteger(u.x87, bits(o[0]))));
    all.put(
        "f32_to_extF80",
        (u, o) -> text(u, quiet(u.x87, BinaryFloats.fromFloat32(u.x87, word(o[0])))));
    all.put(
        "f64_to_extF80",
        (u, o) -> text(u, quiet(u.x87, BinaryFloats.fromFloat64(u.x87, bits(o[0])))));
    all.put(
        "extF80_to_f32",
        (u, o) -> "%08X".formatted(BinaryFloats.toFloat32(u.x87, high(o[0]), low(o[0]))));
    all.put(
        "extF80_to_f64",
        (u, o) -> "%016X".formatted(BinaryFloats.toFloat64(u.x87, high(o[0]), low(o[0]))));
    all.put(
        "extF80_to_f32/nearest",
        (u, o) -> "%08X".formatted(NearestArithmetic.toFloat32(u.x87, high(o[0]), low(o[0]))));
    all.put(
        "extF80_to_f64/nearest",
        (u, o) -> "%016X".formatted(NearestArithmetic.toFloat64(u.x87, high(o[0]), low(o[0]))));
    all.put(
        "extF80_to_i32",
        (u, o) -> "%08X".formatted((int) Integers.toInteger(u.x87, high(o[0]), low(o[0]), 32)));
    all.put(
        "extF80_to_i64",
        (u, o) -> "%016X".formatted(Integers.toInteger(u.x87, high(o[0]), low(o[0]), 64)));
  }

  /** What FLD does to the value it has widened. */
  private static long quiet(FpuContext c, long significand) {
    if (!Float80.isSignalling(c.signExponent, significand)) {
      return significand;
    }
    c.flags |= StatusWord.INVALID;
    return significand | Float80.QUIET_BIT;
  }

  private static void sse(Map<String, FloatFunction> all) {
    all.put("f32_add", single(SingleArithmetic::add));
    all.put("f32_sub", single(SingleArithmetic::subtract));
    all.put("f32_mul", single(SingleArithmetic::multiply));
    all.put("f32_div", single(SingleArithmetic::divide));
    all.put("f32_sqrt", (u, o) -> text(SingleArithmetic.squareRoot(u.sse, 0, word(o[0]))));
    all.put("f64_add", ofDoubles(DoubleArithmetic::add));
    all.put("f64_sub", ofDoubles(DoubleArithmetic::subtract));
    all.put("f64_mul", ofDoubles(DoubleArithmetic::multiply));
    all.put("f64_div", ofDoubles(DoubleArithmetic::divide));
    all.put("f64_sqrt", (u, o) -> text(DoubleArithmetic.squareRoot(u.sse, 0, bits(o[0]))));
    all.put("f32_eq", predicate32(0));
    all.put("f32_lt", predicate32(1));
    all.put("f32_le", predicate32(2));
    all.put("f64_eq", predicate64(0));
    all.put("f64_lt", predicate64(1));
    all.put("f64_le", predicate64(2));
  }

  private static FloatFunction predicate32(int predicate) {
    return (u, o) -> truth(FloatCompare.compare(u.sse, word(o[0]), word(o[1]), predicate));
  }

  private static FloatFunction predicate64(int predicate) {
    return (u, o) -> truth(FloatCompare.compare(u.sse, bits(o[0]), bits(o[1]), predicate));
  }

  private static void sseConversions(Map<String, FloatFunction> all) {
    all.put("i32_to_f32", (u, o) -> text(FloatConvert.intToSingle(u.sse, word(o[0]))));
    all.put("i64_to_f32", (u, o) -> text(FloatConvert.longToSingle(u.sse, bits(o[0]))));
    all.put("i32_to_f64", (u, o) -> text(FloatConvert.intToDouble(u.sse, word(o[0]))));
    all.put("i64_to_f64", (u, o) -> text(FloatConvert.longToDouble(u.sse, bits(o[0]))));
    all.put("f32_to_f64", (u, o) -> text(FloatConvert.singleToDouble(u.sse, word(o[0]))));
    all.put("f64_to_f32", (u, o) -> text(FloatConvert.doubleToSingle(u.sse, bits(o[0]))));
    all.put("f32_to_i32", (u, o) -> text(FloatConvert.roundToInt(u.sse, word(o[0]))));
    all.put("f32_to_i64", (u, o) -> text(FloatConvert.roundToLong(u.sse, word(o[0]))));
    all.put("f64_to_i32", (u, o) -> text(FloatConvert.roundToInt(u.sse, bits(o[0]))));
    all.put("f64_to_i64", (u, o) -> text(FloatConvert.roundToLong(u.sse, bits(o[0]))));
    all.put("f32_roundToInt", (u, o) -> text(FloatConvert.roundToIntegral(u.sse, word(o[0]), 4)));
    all.put("f64_roundToInt", (u, o) -> text(FloatConvert.roundToIntegral(u.sse, bits(o[0]), 4)));
  }

  private static FloatFunction binary(ExtendedBinary function) {
    return (u, o) -> text(u, function.apply(u.x87, high(o[0]), low(o[0]), high(o[1]), low(o[1])));
  }

  private static FloatFunction unary(ExtendedUnary function) {
    return (u, o) -> text(u, function.apply(u.x87, high(o[0]), low(o[0])));
  }

  private static FloatFunction single(Single function) {
    return (u, o) -> text(function.apply(u.sse, word(o[0]), word(o[1])));
  }

  private static FloatFunction ofDoubles(Double function) {
    return (u, o) -> text(function.apply(u.sse, bits(o[0]), bits(o[1])));
  }

  private static int word(String digits) {
    return Integer.parseUnsignedInt(digits, 16);
  }

  private static long bits(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }

  private static int high(String extended) {
    return word(extended.substring(0, 4));
  }

  private static long low(String extended) {
    return bits(extended.substring(4));
  }

  private static String text(Units units, long significand) {
    return "%04X%016X".formatted(units.x87.signExponent, significand);
  }

  private static String text(int value) {
    return "%08X".formatted(value);
  }

  private static String text(long value) {
    return "%016X".formatted(value);
  }

  private static String truth(long mask) {
    return mask != 0 ? "1" : "0";
  }
}
