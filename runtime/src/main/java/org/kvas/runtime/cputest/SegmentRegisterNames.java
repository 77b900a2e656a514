package org.kvas.runtime.cputest;

import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.VM;

import java.util.List;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * Segment registers: {@code cs}, {@code cs_base}, {@code cs_limit} (in bytes) and {@code cs_flags},
 * and so on. The flags are bits 8 to 23 of a descriptor's second doubleword: type, S, DPL and P in
 * bits 7 to 0; AVL, L, D/B and G in bits 15 to 12.
 */
final class SegmentRegisterNames {
  private static final List<String> NAMES =
      List.of("es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr");

  private SegmentRegisterNames() {}

  static void addTo(List<Register> registers) {
    for (int i = 0; i < NAMES.size(); i++) {
      int index = i;
      String name = NAMES.get(i);
      registers.add(
          Register.of(
              name,
              16,
              cpu -> cpu.segmentSelector[index],
              (cpu, value) -> select(cpu, index, value)));
      registers.add(
          Register.of(
              name + "_base",
              64,
              cpu -> cpu.segmentBase[index],
              (cpu, value) -> cpu.segmentBase[index] = value));
      registers.add(
          Register.of(
              name + "_limit",
              32,
              cpu -> cpu.segmentLimit[index],
              (cpu, value) -> cpu.segmentLimit[index] = value));
      registers.add(
          Register.of(
              name + "_flags",
              16,
              cpu -> cpu.segmentAttributes[index],
              (cpu, value) -> cpu.segmentAttributes[index] = (int) value));
    }
  }

  private static void select(Vcpu cpu, int index, long selector) {
    cpu.segmentSelector[index] = (int) selector;
    boolean paragraphs = (cpu.cr0 & ControlBits.CR0_PE) == 0 || (cpu.systemFlags & VM) != 0;
    if (paragraphs && index < LDTR) {
      cpu.segmentBase[index] = selector << 4;
    }
  }

  /** After any of them was set. */
  static void derive(Vcpu cpu) {
    for (int i = 0; i < NAMES.size(); i++) {
      SegmentRegisters.set(
          cpu,
          i,
          cpu.segmentSelector[i],
          cpu.segmentBase[i],
          cpu.segmentLimit[i],
          cpu.segmentAttributes[i]);
    }
  }
}
