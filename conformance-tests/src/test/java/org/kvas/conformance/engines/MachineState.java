package org.kvas.conformance.engines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;

/** Everything a guest can see of its processor and memory, compared. */
final class MachineState {
  private MachineState() {}

  /** Where two machines differ, or null. */
  static @Nullable String difference(GuestMachine interpreted, GuestMachine translated) {
    Vcpu a = interpreted.vcpu;
    Vcpu b = translated.vcpu;
    List<String> differences = new ArrayList<>();
    compare(differences, "instructions", a.instructions, b.instructions);
    compare(differences, "rip", a.rip, b.rip);
    compare(differences, "rflags", a.rflags(), b.rflags());
    compare(differences, "gpr", a.gpr, b.gpr, 16);
    compareSegments(differences, a, b);
    compareX87(differences, a, b);
    compare(differences, "vector lane", a.vector, b.vector, a.vector.length);
    compare(differences, "mxcsr", a.mxcsr, b.mxcsr);
    compareControl(differences, a, b);
    for (int i = 0;
        i < Math.max(interpreted.exceptions().size(), translated.exceptions().size());
        i++) {
      String first = i < interpreted.exceptions().size() ? interpreted.exceptions().get(i) : "none";
      String second = i < translated.exceptions().size() ? translated.exceptions().get(i) : "none";
      if (!first.equals(second)) {
        differences.add("exception " + i + ": " + first + " | " + second);
        break;
      }
    }
    compareMemory(differences, interpreted.memory(), translated.memory());
    return differences.isEmpty() ? null : String.join("\n  ", differences);
  }

  private static void compare(List<String> differences, String what, long a, long b) {
    if (a != b) {
      differences.add("%s: %x | %x".formatted(what, a, b));
    }
  }

  private static void compare(
      List<String> differences, String what, long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      compare(differences, what + " " + i, a[i], b[i]);
    }
  }

  private static void compareSegments(List<String> differences, Vcpu a, Vcpu b) {
    for (int i = 0; i < 8; i++) {
      compare(differences, "selector " + i, a.segmentSelector[i], b.segmentSelector[i]);
      compare(
          differences, "segment attributes " + i, a.segmentAttributes[i], b.segmentAttributes[i]);
    }
    compare(differences, "segment base", a.segmentBase, b.segmentBase, 8);
    compare(differences, "segment limit", a.segmentLimit, b.segmentLimit, 8);
    compare(differences, "segment low", a.segmentLow, b.segmentLow, 8);
    compare(differences, "segment read high", a.segmentReadHigh, b.segmentReadHigh, 8);
    compare(differences, "segment write high", a.segmentWriteHigh, b.segmentWriteHigh, 8);
  }

  private static void compareX87(List<String> differences, Vcpu a, Vcpu b) {
    compare(differences, "significand", a.x87.significand, b.x87.significand, 8);
    for (int i = 0; i < 8; i++) {
      compare(differences, "sign and exponent " + i, a.x87.signExponent[i], b.x87.signExponent[i]);
    }
    compare(differences, "fcw", a.x87.control, b.x87.control);
    compare(differences, "fsw", a.x87.statusWord(), b.x87.statusWord());
    compare(differences, "empty", a.x87.empty, b.x87.empty);
    compare(differences, "fop", a.x87.opcode, b.x87.opcode);
    compare(differences, "fip", a.x87.instructionPointer, b.x87.instructionPointer);
    compare(differences, "fdp", a.x87.dataPointer, b.x87.dataPointer);
  }

  private static void compareControl(List<String> differences, Vcpu a, Vcpu b) {
    compare(differences, "cr0", a.cr0, b.cr0);
    compare(differences, "cr2", a.cr2, b.cr2);
    compare(differences, "cr3", a.cr3, b.cr3);
    compare(differences, "cr4", a.cr4, b.cr4);
    compare(differences, "efer", a.efer, b.efer);
    compare(differences, "dr", a.dr, b.dr, 8);
    compare(differences, "cpl", a.cpl, b.cpl);
    compare(differences, "gdt", a.gdtBase + a.gdtLimit, b.gdtBase + b.gdtLimit);
    compare(differences, "idt", a.idtBase + a.idtLimit, b.idtBase + b.idtLimit);
    compare(differences, "mode", a.mode, b.mode);
  }

  private static void compareMemory(List<String> differences, byte[] a, byte[] b) {
    int at = Arrays.mismatch(a, b);
    if (at >= 0) {
      differences.add("memory at %x: %02x | %02x".formatted(at, a[at], b[at]));
    }
  }
}
