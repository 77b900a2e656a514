package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.runtime.trap.TrapGuest.CODE;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDX;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Vcpu;

/** RDRAND, RDSEED, RDPID, INVPCID, XGETBV. SDM Vol. 2; Vol. 3A, 4.10. */
class NewerSystemInstructionsTest {
  private static final String RDRAND_CX = "66 0f c7 f1";
  private static final String RDSEED_ECX = "0f c7 f9";
  private static final String RDPID_RAX = "f3 0f c7 f8";
  private static final String INVPCID_RAX_RBX = "66 0f 38 82 03";
  private static final String XGETBV = "0f 01 d0";
  private static final long DESCRIPTOR = CODE + 0x1000;

  @Test
  void randomNumbersComeFromTheSource() {
    Vcpu cpu;
    TrapGuest guest = TrapGuest.longMode(3);
    cpu = guest.cpu;
    cpu.random = () -> 0x1122_3344_5566_7788L;
    cpu.setGeneral(RCX, -1);
    cpu.setStatusFlags(0x8d4);
    guest.execute(RDRAND_CX);
    assertThat(cpu.general(RCX)).isEqualTo(0xffff_ffff_ffff_7788L);
    assertThat(cpu.statusFlags()).as("CF alone").isEqualTo(1);
    guest.execute(RDSEED_ECX);
    assertThat(cpu.general(RCX)).isEqualTo(0x5566_7788L);
  }

  @Test
  void theHostHasEntropy() {
    Vcpu cpu = new TrapGuest().cpu;
    assertThat(cpu.random.getAsLong()).isNotEqualTo(cpu.random.getAsLong());
  }

  @Test
  void processorIdentifier() {
    TrapGuest guest = TrapGuest.longMode(3);
    guest.cpu.msr.tscAux = 0x8000_0007L;
    guest.execute(RDPID_RAX);
    assertThat(guest.cpu.general(RAX)).isEqualTo(0x8000_0007L);
  }

  private static TrapGuest withDescriptor(boolean contexts, long context, long linear) {
    TrapGuest guest = TrapGuest.longMode(0);
    guest.cpu.setGeneral(RBX, DESCRIPTOR);
    guest.store(DESCRIPTOR, 8, context);
    guest.store(DESCRIPTOR + 8, 8, linear);
    if (contexts) {
      guest.cpu.cr4 |= ControlBits.CR4_PCIDE;
      guest.cpu.cr3 |= 5;
    }
    return guest;
  }

  @ParameterizedTest(name = "type {0}, PCIDE {1}, PCID {2}: {3}")
  @CsvSource({
    "0, false, 0, page",
    "1, false, 0, others",
    "2, false, 9, all",
    "3, false, 9, others",
    "0, true, 5, page",
    "0, true, 6, nothing",
    "1, true, 5, others",
    "1, true, 6, nothing",
    "2, true, 6, all",
    "3, true, 6, others"
  })
  void invalidation(int type, boolean contexts, long context, String flushed) {
    TrapGuest guest = withDescriptor(contexts, context, 0x7000);
    guest.cpu.setGeneral(RAX, type);
    assertThat(guest.fault(INVPCID_RAX_RBX)).isEqualTo("none");
    assertThat(guest.mmu.fullFlushes).isEqualTo(flushed.equals("all") ? 1 : 0);
    assertThat(guest.mmu.flushes).isEqualTo(flushed.equals("others") ? 1 : 0);
    assertThat(guest.mmu.flushedPage).isEqualTo(flushed.equals("page") ? 0x7000L : -1L);
  }

  @ParameterizedTest(name = "type {0}, PCIDE {1}, descriptor {2} {3}")
  @CsvSource({
    "4, true, 0x0, 0x0",
    "-1, true, 0x0, 0x0",
    "2, true, 0x1000, 0x0",
    "0, false, 0x1, 0x0",
    "1, false, 0x1, 0x0",
    "0, true, 0x5, 0x800000000000"
  })
  void invalidationFaults(long type, boolean contexts, String context, String linear) {
    TrapGuest guest = withDescriptor(contexts, Long.decode(context), Long.decode(linear));
    guest.cpu.setGeneral(RAX, type);
    assertThat(guest.fault(INVPCID_RAX_RBX)).isEqualTo("#13(0)");
  }

  @Test
  void invalidationIsPrivileged() {
    assertThat(TrapGuest.longMode(3).fault(INVPCID_RAX_RBX)).isEqualTo("#13(0)");
  }

  @Test
  void extendedControlRegisters() {
    TrapGuest guest = new TrapGuest(CpuModel.parse("max"));
    Vcpu cpu = guest.cpu;
    cpu.setGeneral(RCX, 1);
    assertThat(guest.fault(XGETBV)).as("without OSXSAVE").isEqualTo("#6");
    cpu.cr4 |= ControlBits.CR4_OSXSAVE;
    cpu.xcr0 = 7;
    cpu.setGeneral(RDX, -1);
    guest.execute(XGETBV);
    assertThat(cpu.general(RAX)).as("all initial").isZero();
    assertThat(cpu.general(RDX)).isZero();
    cpu.vector[2] = 1;
    guest.execute(XGETBV);
    assertThat(cpu.general(RAX)).as("AVX in use").isEqualTo(4);
    cpu.xcr0 = 3;
    guest.execute(XGETBV);
    assertThat(cpu.general(RAX)).as("but not enabled").isZero();
    cpu.setGeneral(RCX, 2);
    assertThat(guest.fault(XGETBV)).isEqualTo("#13(0)");
    TrapGuest without = new TrapGuest(CpuModel.parse("max,-xgetbv1"));
    without.cpu.cr4 |= ControlBits.CR4_OSXSAVE;
    without.cpu.setGeneral(RCX, 1);
    assertThat(without.fault(XGETBV)).isEqualTo("#13(0)");
  }
}
