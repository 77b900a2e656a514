package org.kvas.runtime.trace;

import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.TR;

import java.util.ArrayList;
import java.util.List;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;

/**
 * Processor registers as text, in the order and with the names that QEMU gives them. Outside 64-bit
 * code only the lower halves are shown.
 */
public final class RegisterListing {
  private static final int[] ORDER = {0, 3, 1, 2, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15};
  private static final String[] NAMES = {"AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI"};
  private static final String[] SEGMENTS = {"ES", "CS", "SS", "DS", "FS", "GS", "LDT", "TR"};

  /** Bits of RFLAGS in the order of {@link #FLAG_LETTERS}. */
  private static final int[] FLAG_BITS = {10, 11, 7, 6, 4, 2, 0};

  private static final String FLAG_LETTERS = "DOSZAPC";

  private static final int DESCRIPTOR_BITS = 0xf0ff;

  private RegisterListing() {}

  /** A line for each few registers. */
  public static List<String> of(Vcpu vcpu) {
    boolean wide = CodeAddress.isLong(vcpu);
    var lines = new ArrayList<String>();
    general(vcpu, wide, lines);
    for (int i = 0; i < SEGMENTS.length; i++) {
      lines.add(segment(vcpu, i, wide));
    }
    lines.add("GDT=     %s %08x".formatted(address(vcpu.gdtBase, wide), vcpu.gdtLimit));
    lines.add("IDT=     %s %08x".formatted(address(vcpu.idtBase, wide), vcpu.idtLimit));
    lines.add(
        "CR0=%08x CR2=%s CR3=%s CR4=%08x"
            .formatted(vcpu.cr0, address(vcpu.cr2, wide), address(vcpu.cr3, wide), vcpu.cr4));
    lines.add(
        "DR0=%s DR1=%s DR2=%s DR3=%s"
            .formatted(
                address(vcpu.dr[0], wide),
                address(vcpu.dr[1], wide),
                address(vcpu.dr[2], wide),
                address(vcpu.dr[3], wide)));
    lines.add("DR6=%s DR7=%s".formatted(address(vcpu.dr[6], wide), address(vcpu.dr[7], wide)));
    lines.add("EFER=%016x".formatted(vcpu.efer));
    return lines;
  }

  private static void general(Vcpu vcpu, boolean wide, List<String> lines) {
    for (int i = 0; i < (wide ? 16 : 8); i += 4) {
      var line = new StringBuilder();
      for (int j = i; j < i + 4; j++) {
        int register = ORDER[j];
        line.append(j == i ? "" : " ")
            .append("%-3s=".formatted(name(register, wide)))
            .append(address(vcpu.general(register), wide));
      }
      lines.add(line.toString());
    }
    lines.add(
        "%s=%s %s=%08x [%s] CPL=%d II=%d HLT=%d"
            .formatted(
                wide ? "RIP" : "EIP",
                address(vcpu.rip, wide),
                wide ? "RFL" : "EFL",
                vcpu.rflags(),
                flags(vcpu.rflags()),
                vcpu.cpl,
                vcpu.interruptShadow ? 1 : 0,
                vcpu.halted ? 1 : 0));
  }

  private static String name(int register, boolean wide) {
    return register < 8 ? (wide ? "R" : "E") + NAMES[register] : "R" + register;
  }

  private static String address(long value, boolean wide) {
    return wide ? "%016x".formatted(value) : "%08x".formatted((int) value);
  }

  private static String flags(int rflags) {
    var text = new StringBuilder();
    for (int i = 0; i < FLAG_BITS.length; i++) {
      text.append((rflags >>> FLAG_BITS[i] & 1) != 0 ? FLAG_LETTERS.charAt(i) : '-');
    }
    return text.toString();
  }

  /** Selector, base, limit and the second doubleword of the descriptor without base and limit. */
  private static String segment(Vcpu vcpu, int segment, boolean wide) {
    int attributes = vcpu.segmentAttributes[segment];
    return "%-3s=%04x %s %08x %08x%s"
        .formatted(
            SEGMENTS[segment],
            vcpu.segmentSelector[segment],
            address(vcpu.segmentBase[segment], wide),
            vcpu.segmentLimit[segment],
            (attributes & DESCRIPTOR_BITS) << 8,
            (vcpu.mode & ExecutionMode.PROTECTED) == 0 ? "" : kind(segment, attributes));
  }

  /** What the descriptor says. Meaningless in real-address and virtual-8086 mode. */
  private static String kind(int segment, int attributes) {
    if ((attributes & 1 << 7) == 0) {
      return "";
    }
    String level = " DPL=%d ".formatted(attributes >>> 5 & 3);
    if (segment == LDTR) {
      return level + "LDT";
    }
    if (segment == TR) {
      return level + "TSS" + ((attributes & 2) != 0 ? "-busy" : "-avl");
    }
    boolean code = (attributes & 8) != 0;
    String size =
        code
            ? (attributes & 1 << 13) != 0 ? "CS64" : (attributes & 1 << 14) != 0 ? "CS32" : "CS16"
            : (attributes & 1 << 14) != 0 ? "DS" : "DS16";
    return "%s%-4s [%c%c%c]"
        .formatted(
            level,
            size,
            (attributes & 4) == 0 ? '-' : code ? 'C' : 'E',
            (attributes & 2) == 0 ? '-' : code ? 'R' : 'W',
            (attributes & 1) == 0 ? '-' : 'A');
  }
}
