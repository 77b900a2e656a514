package org.kvas.runtime.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDX;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.decode.Feature;

/** SDM Vol. 2, CPUID. */
class CpuidTest {
  private static CpuidLeaf leaf(String model, int leaf, int subleaf) {
    return CpuidLeaves.read(new TrapGuest(CpuModel.parse(model)).cpu, leaf, subleaf);
  }

  @Test
  void instruction() {
    TrapGuest guest = TrapGuest.longMode(3);
    guest.cpu.setGeneral(RAX, -1L << 32);
    guest.execute("0f a2");
    assertThat(guest.cpu.general(RAX)).isEqualTo(0x16);
    assertThat(guest.cpu.general(RBX)).as("Genu").isEqualTo(0x756e_6547L);
    assertThat(guest.cpu.general(RDX)).as("ineI").isEqualTo(0x4965_6e69L);
    assertThat(guest.cpu.general(RCX)).as("ntel").isEqualTo(0x6c65_746eL);
  }

  @Test
  void signatures() {
    assertThat(leaf("x86-64-v2", 1, 0).eax()).as("Cedarview").isEqualTo(0x30661);
    assertThat(leaf("pentium3", 1, 0).eax()).isEqualTo(0x683);
    assertThat(leaf("pentium", 1, 0).eax()).isEqualTo(0x543);
    assertThat(leaf("486", 1, 0).eax()).isEqualTo(0x480);
  }

  @Test
  void featuresComeAndGo() {
    assertThat(leaf("x86-64-v2", 0x8000_0001, 0).edx() >>> 29 & 1).as("LM").isEqualTo(1);
    assertThat(leaf("x86-64-v2,-lm", 0x8000_0001, 0).edx() >>> 29 & 1).isZero();
    assertThat(leaf("x86-64-v2", 1, 0).ecx() & (1 << 20 | 1 << 23))
        .as("SSE4.2, POPCNT")
        .isEqualTo(1 << 20 | 1 << 23);
    assertThat(leaf("x86-64-v2,-sse4.2", 1, 0).ecx() & 1 << 20).isZero();
    assertThat(leaf("x86-64-v2", 7, 0).ebx() & 1 << 9).as("ERMS").isNotZero();
    assertThat(leaf("x86-64-v2", 7, 0).edx())
        .as("FSRM, SPEC_CTRL, ARCH_CAPABILITIES")
        .isEqualTo(1 << 4 | 1 << 26 | 1 << 29);
    assertThat(leaf("x86-64-v2", 7, 1)).isEqualTo(CpuidLeaf.ZERO);
    assertThat(leaf("x86-64-v2", 0x8000_0007, 0).edx()).as("invariant TSC").isEqualTo(1 << 8);
    assertThat(leaf("pentium3", 1, 0).edx() & 1 << 26).as("no SSE2").isZero();
  }

  @Test
  void timeStampCounterFrequency() {
    CpuidLeaf crystal = leaf("x86-64-v2", 0x15, 0);
    assertThat((long) crystal.ecx() * crystal.ebx() / crystal.eax()).isEqualTo(1_000_000_000L);
    assertThat(leaf("x86-64-v2", 0x16, 0).eax()).isEqualTo(1000);
  }

  @Test
  void addressWidthsAndBrand() {
    assertThat(leaf("x86-64-v2", 0x8000_0008, 0).eax()).isEqualTo(0x3028);
    assertThat(leaf("x86-64-v2", 0x8000_0002, 0).eax()).as("Kvas").isEqualTo(0x7361_764b);
  }

  @Test
  void leavesBeyondTheLastGiveTheHighestBasicOne() {
    assertThat(leaf("x86-64-v2", 0x4000_0000, 0)).isEqualTo(leaf("x86-64-v2", 0x16, 0));
    assertThat(leaf("x86-64-v2", 0x8000_0009, 0)).isEqualTo(leaf("x86-64-v2", 0x16, 0));
    assertThat(leaf("pentium3", 3, 0)).isEqualTo(leaf("pentium3", 2, 0));
  }

  @Test
  void topology() {
    Vcpu cpu = new TrapGuest().cpu;
    cpu.processorCount = 3;
    assertThat(CpuidLeaves.read(cpu, 0xb, 0).ebx()).isEqualTo(1);
    assertThat(CpuidLeaves.read(cpu, 0xb, 1)).isEqualTo(new CpuidLeaf(2, 3, 0x201, 0));
    assertThat(CpuidLeaves.read(cpu, 0xb, 2).ebx()).isZero();
    assertThat(CpuidLeaves.read(cpu, 1, 0).ebx() >> 16 & 0xff).isEqualTo(3);
    assertThat(CpuidLeaves.read(cpu, 4, 3).eax() >> 14 & 0xfff).as("L3 is shared").isEqualTo(3);
  }

  /** But for those that depend on the machine or have a leaf that is not read here. */
  @Test
  void everyModelReportsExactlyItsFeatures() {
    for (CpuModel model : CpuModels.all()) {
      Vcpu cpu = new TrapGuest(model).cpu;
      Set<Feature> expected = EnumSet.copyOf(model.features());
      expected.removeAll(Set.of(Feature.APIC, Feature.CONSTANT_TSC));
      assertThat(CpuidLeaves.features((leaf, subleaf) -> CpuidLeaves.read(cpu, leaf, subleaf)))
          .as(model.name())
          .isEqualTo(expected);
    }
  }

  /** SDM Vol. 1, 13.2. */
  @Test
  void extendedState() {
    TrapGuest guest = new TrapGuest(CpuModel.parse("max"));
    guest.cpu.xcr0 = 3;
    assertThat(CpuidLeaves.read(guest.cpu, 0xd, 0)).isEqualTo(new CpuidLeaf(7, 576, 832, 0));
    guest.cpu.xcr0 = 7;
    assertThat(CpuidLeaves.read(guest.cpu, 0xd, 0)).isEqualTo(new CpuidLeaf(7, 832, 832, 0));
    assertThat(CpuidLeaves.read(guest.cpu, 0xd, 1)).isEqualTo(new CpuidLeaf(7, 832, 0, 0));
    assertThat(CpuidLeaves.read(guest.cpu, 0xd, 2)).isEqualTo(new CpuidLeaf(256, 576, 0, 0));
    assertThat(CpuidLeaves.read(guest.cpu, 0xd, 3)).isEqualTo(CpuidLeaf.ZERO);
  }

  @Test
  void parsing() {
    assertThat(CpuModel.parse("x86-64-v2,+smap,-sse4_2").has(Feature.SMAP)).isTrue();
    assertThat(CpuModel.parse("x86-64-v2,+smap,-sse4_2").has(Feature.SSE4_2)).isFalse();
    assertThat(CpuModel.parse(CpuModels.DEFAULT).name()).isEqualTo("x86-64-v2");
    assertThatThrownBy(() -> CpuModel.parse("zen4"))
        .hasMessageContaining("no model \"zen4\"")
        .hasMessageContaining("pentium3");
    assertThatThrownBy(() -> CpuModel.parse("486,+frob")).hasMessageContaining("\"frob\"");
    assertThatThrownBy(() -> CpuModel.parse("486,+monitor"))
        .hasMessage("-cpu: Kvas does not implement the feature \"monitor\".");
    assertThatThrownBy(() -> CpuModel.parse("486,fpu")).hasMessageContaining("neither");
  }
}
