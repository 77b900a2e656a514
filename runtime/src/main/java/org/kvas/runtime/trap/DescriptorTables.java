package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.LDTR;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** Descriptors by selector, in the GDT or the current LDT. SDM Vol. 3A, 3.5.1. */
final class DescriptorTables {
  private static final long OUTSIDE = -1;

  private DescriptorTables() {}

  /**
   * The descriptor a non-null selector names; {@code vector} with the selector where it lies beyond
   * the table's limit.
   */
  static Descriptor read(Vcpu cpu, int selector, int vector, int ext) {
    long address = address(cpu, selector, 8);
    if (address == OUTSIDE) {
      throw new GuestFault(vector, Selector.errorCode(selector) | ext);
    }
    return new Descriptor(cpu.mmu.loadSystem(address, 8), 0);
  }

  /** As {@link #read}, for an LDT or TSS: 16 bytes in IA-32e mode. */
  static Descriptor readSystem(Vcpu cpu, int selector, int vector, int ext) {
    if (!cpu.isLongMode()) {
      return read(cpu, selector, vector, ext);
    }
    long address = address(cpu, selector, 16);
    if (address == OUTSIDE) {
      throw new GuestFault(vector, Selector.errorCode(selector) | ext);
    }
    return new Descriptor(cpu.mmu.loadSystem(address, 8), (int) cpu.mmu.loadSystem(address + 8, 4));
  }

  /**
   * The descriptor, or null where LAR, LSL, VERR and VERW would clear ZF: null selector, beyond the
   * limit.
   */
  static @Nullable Descriptor find(Vcpu cpu, int selector) {
    long address = Selector.isNull(selector) ? OUTSIDE : address(cpu, selector, 8);
    return address == OUTSIDE ? null : new Descriptor(cpu.mmu.loadSystem(address, 8), 0);
  }

  /**
   * The second half of a 16-byte call gate; #GP(selector) where it lies beyond the limit or has a
   * type. SDM Vol. 3A, 5.8.3.1.
   */
  static Gate wideGate(Vcpu cpu, int selector, long bits) {
    long address = address(cpu, selector, 16);
    if (address != OUTSIDE) {
      long upper = cpu.mmu.loadSystem(address + 8, 8);
      if ((upper >>> 40 & 0x1f) == 0) {
        return new Gate(bits, (int) upper);
      }
    }
    throw GuestFault.generalProtection(Selector.errorCode(selector));
  }

  /** Sets the accessed flag in memory if it is not set yet. */
  static Descriptor markAccessed(Vcpu cpu, int selector, Descriptor descriptor) {
    int type = descriptor.type();
    return (type & SegmentAttributes.ACCESSED) != 0
        ? descriptor
        : setType(cpu, selector, descriptor, type | SegmentAttributes.ACCESSED);
  }

  /** Rewrites the type, in memory and in the result. */
  static Descriptor setType(Vcpu cpu, int selector, Descriptor descriptor, int type) {
    Descriptor changed = descriptor.withType(type);
    long address = address(cpu, selector, 8);
    cpu.mmu.storeSystem(wrap(cpu, address + 5), 1, changed.bits() >>> 40 & 0xff);
    return changed;
  }

  private static long address(Vcpu cpu, int selector, int size) {
    int last = Selector.index(selector) + size - 1;
    if (!Selector.isLocal(selector)) {
      return last > cpu.gdtLimit ? OUTSIDE : wrap(cpu, cpu.gdtBase + Selector.index(selector));
    }
    boolean outside =
        (cpu.segmentAttributes[LDTR] & SegmentAttributes.PRESENT) == 0
            || last > cpu.segmentLimit[LDTR];
    return outside ? OUTSIDE : wrap(cpu, cpu.segmentBase[LDTR] + Selector.index(selector));
  }

  private static long wrap(Vcpu cpu, long linear) {
    return cpu.isLongMode() ? linear : linear & 0xffff_ffffL;
  }
}
