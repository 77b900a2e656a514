package org.kvas.runtime.cputest;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.ES;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.LDTR;
import static org.kvas.translator.state.VcpuState.TR;
import static org.kvas.translator.state.VcpuState.VM;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.kvas.runtime.cputest.TestCase.Assignment;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.ControlRegisters;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.runtime.vcpu.ModelSpecificRegisters;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Feature;

/** Brings a processor to the state that a test starts in. */
final class ProcessorState {
  private static final int LDT = 0x82;
  private static final int BUSY_TSS = 0x8b;
  private static final int TABLE_LIMIT = 0xffff;

  private final Vcpu vcpu;
  private final RegisterSet registers;
  private final ModelSpecificRegisters resetValues = new ModelSpecificRegisters();
  private final long[] words = new long[4];

  ProcessorState(Vcpu vcpu, RegisterSet registers) {
    this.vcpu = vcpu;
    this.registers = registers;
  }

  /** Memory must be in place: PAE paging loads its page-directory pointers from there. */
  void load(TestCase test) {
    TestMode mode = test.mode();
    int cpl = privilege(test);
    clear();
    vcpu.systemFlags = mode == TestMode.V86 ? VM | 2 : 2;
    vcpu.cpl = cpl;
    setControlRegisters(mode, cpl);
    setSegments(mode, cpl);
    assign(test.registers());
    settle(test);
  }

  private static int privilege(TestCase test) {
    int usual = test.mode() == TestMode.V86 ? 3 : 0;
    int cpl = test.privilege() < 0 ? usual : test.privilege();
    if (test.mode().hasParagraphs() && cpl != usual) {
      throw new TestError("\"cpl\" is " + usual + " in the mode " + test.mode().text);
    }
    return cpl;
  }

  private void clear() {
    vcpu.setGenerals(new long[16]);
    vcpu.rip = 0;
    vcpu.setStatusFlags(0);
    VectorRegisterNames.reset(vcpu);
    vcpu.msr.copyFrom(resetValues);
    Arrays.fill(vcpu.dr, 0);
    vcpu.dr[6] = 0xffff_0ff0L;
    vcpu.dr[7] = 0x400;
    Arrays.fill(vcpu.pdptes, 0);
    vcpu.halted = false;
    vcpu.interruptShadow = false;
    vcpu.nmiBlocked = false;
    vcpu.nmiLatched = false;
    vcpu.debugShadow = false;
    vcpu.breakpointHits = 0;
    vcpu.clearRequest(-1);
    vcpu.instructions = 0;
  }

  private void setControlRegisters(TestMode mode, int cpl) {
    boolean vectors = vcpu.model.has(Feature.FXSR) && vcpu.model.has(Feature.SSE);
    boolean extended = vectors && vcpu.model.has(Feature.XSAVE);
    vcpu.cr0 = ControlBits.CR0_MP | ControlBits.CR0_ET | ControlBits.CR0_NE;
    vcpu.cr2 = 0;
    vcpu.cr3 = 0;
    vcpu.cr4 =
        (vectors ? ControlBits.CR4_OSFXSR | ControlBits.CR4_OSXMMEXCPT : 0)
            | (extended ? ControlBits.CR4_OSXSAVE : 0);
    vcpu.efer = 0;
    vcpu.xcr0 = extended ? vcpu.model.has(Feature.AVX) ? 7 : 3 : 1;
    if (mode != TestMode.REAL) {
      vcpu.cr0 |= ControlBits.CR0_PE;
    }
    if (mode == TestMode.LONG) {
      vcpu.cr0 |= ControlBits.CR0_PG;
      vcpu.cr3 = IdentityTables.root(cpl == 3);
      vcpu.cr4 |= ControlBits.CR4_PAE;
      vcpu.efer = ControlBits.EFER_LME | ControlBits.EFER_LMA | ControlBits.EFER_SCE;
    }
    vcpu.gdtBase = 0;
    vcpu.gdtLimit = TABLE_LIMIT;
    vcpu.idtBase = 0;
    vcpu.idtLimit = TABLE_LIMIT;
  }

  private void setSegments(TestMode mode, int cpl) {
    for (int segment = ES; segment <= GS; segment++) {
      int attributes = segment == CS ? mode.codeAttributes : mode.dataAttributes;
      SegmentRegisters.set(vcpu, segment, 0, 0, mode.limit, attributes | cpl << 5);
    }
    SegmentRegisters.set(vcpu, LDTR, 0, 0, TABLE_LIMIT, LDT);
    SegmentRegisters.set(vcpu, TR, 0, 0, TABLE_LIMIT, BUSY_TSS);
  }

  private void assign(List<Assignment> assignments) {
    TreeMap<Integer, String> ordered = new TreeMap<>();
    for (Assignment assignment : assignments) {
      Integer place = registers.place(MsrNames.alias(assignment.register()));
      if (place == null) {
        throw new TestError("there is no register \"" + assignment.register() + "\"");
      }
      ordered.put(place, assignment.value());
    }
    ordered.forEach(
        (place, value) -> {
          Register register = registers.get(place);
          Hex.parse(register.name(), value, register.bits(), words);
          register.write().from(vcpu, words);
        });
  }

  /** What follows from the registers that were set one by one. */
  private void settle(TestCase test) {
    boolean paging = (vcpu.cr0 & ControlBits.CR0_PG) != 0;
    boolean wide = paging && (vcpu.efer & ControlBits.EFER_LME) != 0;
    vcpu.efer = wide ? vcpu.efer | ControlBits.EFER_LMA : vcpu.efer & ~ControlBits.EFER_LMA;
    if (!wide) {
      requireNarrow();
    }
    vcpu.physicalAddressBits =
        hasIdentityTables(test)
            ? IdentityTables.ADDRESS_BITS
            : ControlRegisters.PHYSICAL_ADDRESS_BITS;
    SegmentRegisterNames.derive(vcpu);
    vcpu.refreshMode();
    if (paging && !wide && (vcpu.cr4 & ControlBits.CR4_PAE) != 0) {
      try {
        vcpu.mmu.loadPdptes(vcpu.cr3);
      } catch (GuestFault e) {
        throw new TestError("the page-directory pointers at cr3 have reserved bits set");
      }
    }
  }

  static boolean hasIdentityTables(TestCase test) {
    return test.mode() == TestMode.LONG && !test.assigns("cr3");
  }

  private void requireNarrow() {
    long all = vcpu.rip;
    for (int i = 0; i < 16; i++) {
      all |= vcpu.general(i);
    }
    if (all >>> 32 != 0) {
      throw new TestError("general registers and rip have 32 bits outside long mode");
    }
  }
}
