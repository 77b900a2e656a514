package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** SDM Vol. 4, chapter 2; Vol. 3A, 11.11 and 11.12. */
class MsrAccessTest {
  private final Vcpu cpu = TrapGuest.longMode(0).cpu;

  private void refuses(int number, long value) {
    assertThatThrownBy(() -> MsrAccess.write(cpu, number, value))
        .isInstanceOf(GuestFault.class)
        .hasMessageContaining("vector 13");
  }

  @Test
  void unknownRegistersFault() {
    assertThatThrownBy(() -> MsrAccess.read(cpu, 0x12345)).isInstanceOf(GuestFault.class);
    refuses(0x12345, 0);
    refuses(0x210, 0);
    refuses(0x26f + 1, 0);
  }

  @Test
  void addressesAreCanonical() {
    for (int number :
        new int[] {0xc000_0082, 0xc000_0100, 0xc000_0101, 0xc000_0102, 0x175, 0x176}) {
      MsrAccess.write(cpu, number, 0xffff_8000_1234_5678L);
      assertThat(MsrAccess.read(cpu, number)).isEqualTo(0xffff_8000_1234_5678L);
      refuses(number, 0x8000_0000_0000L);
    }
    assertThat(cpu.segmentBase[Vcpu.FS]).isEqualTo(0xffff_8000_1234_5678L);
  }

  @Test
  void extendedFeatures() {
    assertThat(MsrAccess.read(cpu, 0xc000_0080)).isEqualTo(0x501);
    refuses(0xc000_0080, 0x401);
    MsrAccess.write(cpu, 0xc000_0080, 0x901);
    assertThat(cpu.efer).as("LMA stays").isEqualTo(0xd01);
    refuses(0xc000_0080, 0x1_0901);
    Vcpu old = new TrapGuest(CpuModel.parse("pentium3")).cpu;
    assertThatThrownBy(() -> MsrAccess.write(old, 0xc000_0080, 0x800))
        .isInstanceOf(GuestFault.class);
  }

  @Test
  void memoryTypes() {
    assertThat(MsrAccess.read(cpu, 0x277)).isEqualTo(0x0007_0406_0007_0406L);
    MsrAccess.write(cpu, 0x277, 0x0007_0106_0007_0106L);
    refuses(0x277, 0x0007_0206_0007_0106L);
    MsrAccess.write(cpu, 0x2ff, 0xc06);
    refuses(0x2ff, 0xc07);
    assertThat(MsrAccess.read(cpu, 0xfe)).isEqualTo(0x508);
    MsrAccess.write(cpu, 0x200, 0xc000_0000L);
    MsrAccess.write(cpu, 0x201, 0xff_c000_0800L);
    refuses(0x201, 1L << 40);
    MsrAccess.write(cpu, 0x26f, 0x0505_0505_0505_0505L);
    assertThat(MsrAccess.read(cpu, 0x26f)).isEqualTo(0x0505_0505_0505_0505L);
  }

  @Test
  void speculationControlsAndCapabilities() {
    assertThat(MsrAccess.read(cpu, 0x10a) & 1L << 62).as("ITS_NO").isNotZero();
    assertThat(MsrAccess.read(cpu, 0x10a) & 0x3).as("RDCL_NO, IBRS_ALL").isEqualTo(3);
    MsrAccess.write(cpu, 0x48, 1);
    assertThat(MsrAccess.read(cpu, 0x48)).isEqualTo(1);
    MsrAccess.write(cpu, 0x49, 1);
    refuses(0x49, 2);
  }
}
