package org.kvas.runtime.trap;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * What DR0 to DR3 watch, as DR7 says, and the debug exception. Only breakpoints that are enabled
 * are told in DR6. SDM Vol. 3B, 17.2.
 */
public final class Breakpoints {
  /** Bits of DR6 behind those of the four breakpoints. */
  public static final int SINGLE_STEP = 1 << 14;

  static final int TASK_SWITCH = 1 << 15;
  static final int ACCESS_DETECTED = 1 << 13;

  private static final int FOUR = 0xf;
  private static final int ENABLED = 0xff;
  private static final int COUNT = 4;

  /** Local enable bits, and LE: a task switch clears them. */
  private static final long LOCAL = 0x155;

  private static final int EXECUTE = 0;
  private static final int WRITE = 1;
  private static final int PORT = 2;
  private static final int READ_OR_WRITE = 3;

  private static final int[] LENGTHS = {1, 2, 8, 4};

  private Breakpoints() {}

  public static boolean areArmed(Vcpu cpu) {
    return (cpu.dr[7] & ENABLED) != 0;
  }

  /** Whether any watches memory. */
  public static boolean watchData(Vcpu cpu) {
    if (!areArmed(cpu)) {
      return false;
    }
    for (int i = 0; i < COUNT; i++) {
      if (isEnabled(cpu, i) && (kind(cpu, i) & WRITE) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Those met by the instruction at a linear address. */
  public static int instruction(Vcpu cpu, long linear) {
    int met = 0;
    for (int i = 0; areArmed(cpu) && i < COUNT; i++) {
      if (isEnabled(cpu, i) && kind(cpu, i) == EXECUTE && cpu.dr[i] == linear) {
        met |= 1 << i;
      }
    }
    return met;
  }

  public static int data(Vcpu cpu, long linear, int size, boolean write) {
    int met = 0;
    for (int i = 0; i < COUNT; i++) {
      int kind = kind(cpu, i);
      if (isEnabled(cpu, i)
          && (kind == READ_OR_WRITE || kind == WRITE && write)
          && overlaps(cpu, i, linear, size)) {
        met |= 1 << i;
      }
    }
    return met;
  }

  /** Notes those met by an access to a port: only with CR4.DE. */
  static void port(Vcpu cpu, int port, int size) {
    if (!areArmed(cpu) || (cpu.cr4 & ControlBits.CR4_DE) == 0) {
      return;
    }
    for (int i = 0; i < COUNT; i++) {
      if (isEnabled(cpu, i) && kind(cpu, i) == PORT && overlaps(cpu, i, port, size)) {
        cpu.breakpointHits |= 1 << i;
      }
    }
  }

  /** The breakpoint's own address is aligned to its length. */
  private static boolean overlaps(Vcpu cpu, int index, long address, int size) {
    int length = LENGTHS[(int) (cpu.dr[7] >>> 18 + 4 * index) & 3];
    long first = cpu.dr[index] & -length;
    return first - address < size && address - first < length;
  }

  private static boolean isEnabled(Vcpu cpu, int index) {
    return (cpu.dr[7] >>> 2 * index & 3) != 0;
  }

  private static int kind(Vcpu cpu, int index) {
    return (int) (cpu.dr[7] >>> 16 + 4 * index) & 3;
  }

  static void disableLocal(Vcpu cpu) {
    cpu.dr[7] &= ~LOCAL;
  }

  /** #DB, with its reasons in DR6: those of breakpoints replace what it held, others are added. */
  public static void raise(Vcpu cpu, int reasons) {
    report(cpu, reasons);
    cpu.trapPolicy.exception(cpu, new GuestFault(GuestFault.DB, -1));
  }

  /** Whether a debug exception is that of an access to a debug register: DR7.GD is still set. */
  static boolean isGeneralDetect(Vcpu cpu) {
    return (cpu.dr[7] & DebugRegisters.GENERAL_DETECT) != 0 && (cpu.dr[6] & ACCESS_DETECTED) != 0;
  }

  static void report(Vcpu cpu, int reasons) {
    cpu.dr[6] = cpu.dr[6] & ~FOUR | reasons;
  }
}
