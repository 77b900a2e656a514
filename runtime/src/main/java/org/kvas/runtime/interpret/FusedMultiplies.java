package org.kvas.runtime.interpret;

import static org.kvas.runtime.interpret.FloatBodies.high;
import static org.kvas.runtime.interpret.FloatBodies.join;

import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.FusedMultiplyForm;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.VexOperands;
import org.kvas.translator.x86.semantics.sse.FusedMultiply;
import org.kvas.translator.x86.semantics.sse.Mxcsr;

/** VFMADDxxx and its kin. SDM Vol. 1, 14.5. */
final class FusedMultiplies {
  private static final long LOW = 0xffff_ffffL;

  private final FusedMultiplyForm form;

  private FusedMultiplies(FusedMultiplyForm form) {
    this.form = form;
  }

  static VexBody body(Instruction instruction) {
    FusedMultiplies forms = new FusedMultiplies(FusedMultiplyForm.of(instruction.mnemonic()));
    if (forms.form.scalar()) {
      return forms::scalar;
    }
    return VexOperands.isWide(instruction) ? forms::wide : forms::narrow;
  }

  private void scalar(VcpuState cpu, int d, int first, long q0, long q1, long q2, long q3) {
    long a = cpu.vector[d];
    long b = cpu.vector[first];
    cpu.vector[d] =
        form.single()
            ? a & ~LOW | single(cpu, (int) a, (int) b, (int) q0, form.evenSigns()) & LOW
            : doubled(cpu, a, b, q0, form.evenSigns());
    VexLanes.clearUpper(cpu, d);
  }

  private void narrow(VcpuState cpu, int d, int first, long q0, long q1, long q2, long q3) {
    long[] v = cpu.vector;
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> quadword(cpu, v[d], v[first], q0, 0),
          () -> quadword(cpu, v[d + 1], v[first + 1], q1, 1));
    }
    long r0 = quadword(cpu, v[d], v[first], q0, 0);
    long r1 = quadword(cpu, v[d + 1], v[first + 1], q1, 1);
    VexLanes.set(cpu, d, r0, r1, 0, 0);
  }

  private void wide(VcpuState cpu, int d, int first, long q0, long q1, long q2, long q3) {
    long[] v = cpu.vector;
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> quadword(cpu, v[d], v[first], q0, 0),
          () -> quadword(cpu, v[d + 1], v[first + 1], q1, 1),
          () -> quadword(cpu, v[d + 2], v[first + 2], q2, 0),
          () -> quadword(cpu, v[d + 3], v[first + 3], q3, 1));
    }
    long r0 = quadword(cpu, v[d], v[first], q0, 0);
    long r1 = quadword(cpu, v[d + 1], v[first + 1], q1, 1);
    long r2 = quadword(cpu, v[d + 2], v[first + 2], q2, 0);
    long r3 = quadword(cpu, v[d + 3], v[first + 3], q3, 1);
    VexLanes.set(cpu, d, r0, r1, r2, r3);
  }

  /**
   * @param odd 1 where the quadword, as a double, is an odd element
   */
  private long quadword(VcpuState cpu, long a, long b, long c, int odd) {
    if (!form.single()) {
      return doubled(cpu, a, b, c, odd == 0 ? form.evenSigns() : form.oddSigns());
    }
    if (!Mxcsr.allMasked(cpu)) {
      SimdExceptions.check(
          cpu,
          () -> single(cpu, (int) a, (int) b, (int) c, form.evenSigns()),
          () -> single(cpu, high(a), high(b), high(c), form.oddSigns()));
    }
    return join(
        single(cpu, (int) a, (int) b, (int) c, form.evenSigns()),
        single(cpu, high(a), high(b), high(c), form.oddSigns()));
  }

  private long doubled(VcpuState cpu, long a, long b, long c, int signs) {
    return FusedMultiply.compute(
        cpu,
        operand(form.multiplicand(), a, b, c),
        operand(form.multiplier(), a, b, c),
        operand(form.addend(), a, b, c),
        signs);
  }

  private int single(VcpuState cpu, int a, int b, int c, int signs) {
    return FusedMultiply.compute(
        cpu,
        (int) operand(form.multiplicand(), a, b, c),
        (int) operand(form.multiplier(), a, b, c),
        (int) operand(form.addend(), a, b, c),
        signs);
  }

  private static long operand(int number, long a, long b, long c) {
    return number == 0 ? a : number == 1 ? b : c;
  }
}
