package org.kvas.runtime.interpret;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Operand;

/**
 * Saving and restoring of x87, SSE and AVX state: FXSAVE, FXRSTOR, the XSAVE family, LDMXCSR,
 * STMXCSR. SDM Vol. 1, 10.5 and chapter 13.
 */
public final class StateSaveOperations implements OperationFamily {
  private static final long CR0_TS = 1 << 3;
  private static final long CR0_EM = 1 << 2;
  private static final long CR4_OSFXSR = 1 << 9;
  private static final long CR4_OSXSAVE = 1 << 18;

  /** XSAVES and XRSTORS are undefined: there are no supervisor components. */
  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    Address address =
        new Address((Operand.Memory) instruction.operand(0), instruction, mode, offset);
    boolean wide = instruction.operandSize() == 8;
    int vectors = ExecutionMode.codeBits(mode) == 64 ? 16 : 8;
    return switch (instruction.mnemonic()) {
      case LDMXCSR ->
          of(cpu -> LegacyArea.setMxcsr(cpu, cpu.load32(sseAddress(cpu, address, false))));
      case STMXCSR -> of(cpu -> cpu.store32(sseAddress(cpu, address, true), cpu.mxcsr));
      case FXSAVE -> of(cpu -> saveLegacy(cpu, address, wide, vectors));
      case FXRSTOR -> of(cpu -> restoreLegacy(cpu, address, wide, vectors));
      case XSAVE ->
          of(
              cpu ->
                  ExtendedArea.save(
                      cpu, extendedAddress(cpu, address, true), wide, vectors, false));
      case XSAVEOPT ->
          of(
              cpu ->
                  ExtendedArea.save(cpu, extendedAddress(cpu, address, true), wide, vectors, true));
      case XSAVEC ->
          of(
              cpu ->
                  ExtendedArea.saveCompacted(
                      cpu, extendedAddress(cpu, address, true), wide, vectors));
      case XRSTOR ->
          of(cpu -> ExtendedArea.restore(cpu, extendedAddress(cpu, address, false), wide, vectors));
      default ->
          of(
              _ -> {
                throw GuestFault.invalidOpcode();
              });
    };
  }

  /** XINUSE. SDM Vol. 1, 13.6. */
  public static long componentsInUse(Vcpu cpu) {
    return ExtendedArea.inUse(cpu);
  }

  private static long sseAddress(Vcpu cpu, Address address, boolean write) {
    if ((cpu.cr0 & CR0_EM) != 0 || (cpu.cr4 & CR4_OSFXSR) == 0) {
      throw GuestFault.invalidOpcode();
    }
    checkAvailable(cpu, CR0_TS);
    return write ? address.forWrite(cpu, 4) : address.forRead(cpu, 4);
  }

  private static void saveLegacy(Vcpu cpu, Address address, boolean wide, int vectors) {
    checkAvailable(cpu, CR0_TS | CR0_EM);
    long to = aligned(cpu, address.forWrite(cpu, LegacyArea.SIZE), 16);
    cpu.checkWrite(to, LegacyArea.SIZE);
    LegacyArea.saveX87(cpu, to, wide);
    if ((cpu.cr4 & CR4_OSFXSR) != 0) {
      LegacyArea.saveMxcsr(cpu, to);
      LegacyArea.saveVectors(cpu, to, vectors);
    }
  }

  private static void restoreLegacy(Vcpu cpu, Address address, boolean wide, int vectors) {
    checkAvailable(cpu, CR0_TS | CR0_EM);
    long from = aligned(cpu, address.forRead(cpu, LegacyArea.SIZE), 16);
    cpu.checkRead(from, LegacyArea.SIZE);
    if ((cpu.cr4 & CR4_OSFXSR) != 0) {
      LegacyArea.restoreMxcsr(cpu, from);
      LegacyArea.restoreVectors(cpu, from, vectors);
    }
    LegacyArea.restoreX87(cpu, from, wide);
  }

  private static long extendedAddress(Vcpu cpu, Address address, boolean write) {
    if ((cpu.cr4 & CR4_OSXSAVE) == 0) {
      throw GuestFault.invalidOpcode();
    }
    checkAvailable(cpu, CR0_TS);
    int size = LegacyArea.SIZE + ExtendedArea.HEADER_SIZE;
    return aligned(cpu, write ? address.forWrite(cpu, size) : address.forRead(cpu, size), 64);
  }

  private static void checkAvailable(Vcpu cpu, long cr0Bits) {
    if ((cpu.cr0 & cr0Bits) != 0) {
      throw new GuestFault(GuestFault.NM, -1);
    }
  }

  /**
   * A non-canonical address, which may be the stack segment's, comes before a misaligned one. Which
   * of #AC and #GP the latter raises where both are due is the processor's choice; Intel's take #AC
   * for an odd word. SDM Vol. 2A, FXSAVE.
   */
  private static long aligned(Vcpu cpu, long address, int alignment) {
    GuestFault.requireCanonical(address);
    cpu.checkAlignment(address, 4);
    if ((address & alignment - 1) != 0) {
      throw GuestFault.generalProtection(0);
    }
    return address;
  }

  private interface Action {
    void run(Vcpu cpu);
  }

  private static Operation of(Action action) {
    return new Operation() {
      @Override
      public void execute(VcpuState cpu) {
        action.run((Vcpu) cpu);
      }
    };
  }
}
