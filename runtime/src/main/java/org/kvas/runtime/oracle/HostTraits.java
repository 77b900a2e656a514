package org.kvas.runtime.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * In what a host differs from the processor that Kvas models, which is Intel's, although it does
 * what its own manuals say.
 *
 * @param isAmd of AMD's architecture, which Hygon's processors have too
 * @param keepsPointers whether the x87 pointers to the last instruction and its operand are there
 *     without a pending exception: AMD's processors save zeros then
 * @param runs32BitCode whether there is a code segment of 32 bits: some hypervisors offer none
 * @param plainTransitions whether the processor alone takes programs to the kernel and back. A
 *     hypervisor that emulates IRET, SWAPGS and the interrupt descriptor table may refuse an RSP
 *     that is not canonical (SDM Vol. 2A, IRET), know interrupts of its own and, where a host's
 *     interrupt comes between, lose NT or the bases of FS and GS: tests are repeated there
 */
record HostTraits(
    boolean isAmd, boolean keepsPointers, boolean runs32BitCode, boolean plainTransitions) {
  private static final int CANONICAL_BITS = 48;
  private static final String INTERRUPT =
      "a hypervisor takes INT n for the kernel under this program";

  /**
   * Flags that tests may begin with or load: with AC set, AMD's processors check the alignment of
   * operands that Intel's leave out, and before other faults. SDM Vol. 3A, 6.15, interrupt 17.
   */
  int settableFlags() {
    return isAmd ? ~VcpuState.AC : -1;
  }

  /** An RSP that tests may begin with, from any. */
  long stackPointer(long any) {
    int above = Long.SIZE - CANONICAL_BITS;
    return plainTransitions ? any : any << above >> above;
  }

  /** Why an instruction is not tested on it although others of its mnemonic are, or null. */
  @Nullable String difference(TestInstruction test) {
    if (!plainTransitions && test.decoded().mnemonic() == Mnemonic.INT) {
      return INTERRUPT;
    }
    return isAmd ? AmdForms.difference(test) : null;
  }

  /** What it does otherwise where the architecture leaves it open. */
  List<Waiver> waivers() {
    return isAmd ? AmdWaivers.ROWS : List.of();
  }

  /** Whether a memory operand has to be aligned for both to do the same. */
  boolean wantsAligned(Instruction instruction) {
    return isAmd && AmdForms.mustBeAligned(instruction.mnemonic());
  }

  /** Whether a count may leave the result undefined: SDM Vol. 2B, SHLD. */
  boolean wantsSmallCount(Instruction instruction) {
    return isAmd
        && instruction.mnemonic().family() == Family.DOUBLE_SHIFT
        && instruction.operandSize() == 2;
  }

  /**
   * Whether what is stored has to lie where a record shows it, as some of it may differ: the return
   * address of a call that fails, and MXCSR_MASK.
   */
  boolean wantsInWindow(Instruction instruction) {
    return isAmd
        && switch (instruction.mnemonic()) {
          case CALL, FXSAVE, XSAVE, XSAVEOPT, XSAVEC -> true;
          default -> false;
        };
  }
}
