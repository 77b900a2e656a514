package org.kvas.runtime.trap;

import org.kvas.runtime.interpret.Address;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * INVPCID. Translations are those of the current PCID only, since MOV CR3 drops the others whatever
 * its bit 63 says; so what names another PCID has nothing to do. SDM Vol. 2A, INVPCID; Vol. 3A,
 * 4.10.4.1.
 */
final class ContextInvalidation {
  private static final int ADDRESS = 0;
  private static final int CONTEXT = 1;
  private static final int ALL_WITH_GLOBAL = 2;
  private static final int ALL_BUT_GLOBAL = 3;
  private static final int PCID = 0xfff;
  private static final int DESCRIPTOR_BYTES = 16;

  private ContextInvalidation() {}

  static TrapOperation.Action action(Instruction instruction, int mode, int offset) {
    Place type = Place.of(instruction.operand(0), instruction, mode, offset);
    Address address =
        new Address((Operand.Memory) instruction.operand(1), instruction, mode, offset);
    return cpu -> {
      CpuMode.requirePrivilege(cpu);
      long descriptor = address.forRead(cpu, DESCRIPTOR_BYTES);
      invalidate(cpu, type.read(cpu), cpu.load64(descriptor), cpu.load64(descriptor + 8));
    };
  }

  private static void invalidate(Vcpu cpu, long type, long context, long linear) {
    boolean contexts = (cpu.cr4 & ControlBits.CR4_PCIDE) != 0;
    boolean one = type == ADDRESS || type == CONTEXT;
    if (Long.compareUnsigned(type, ALL_BUT_GLOBAL) > 0
        || context >>> 12 != 0
        || one && !contexts && context != 0
        || type == ADDRESS && !CpuMode.isCanonical(linear)) {
      throw GuestFault.generalProtection(0);
    }
    if (type == ALL_WITH_GLOBAL) {
      cpu.mmu.flushAll();
    } else if (!one) {
      cpu.mmu.flushNonGlobal();
    } else if (context == (contexts ? cpu.cr3 & PCID : 0)) {
      if (type == CONTEXT) {
        cpu.mmu.flushNonGlobal();
      } else {
        cpu.mmu.flushPage(linear);
      }
    }
  }
}
