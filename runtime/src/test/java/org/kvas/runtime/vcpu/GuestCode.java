package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.SegmentRegisters;
import org.kvas.translator.state.VcpuState;

/**
 * A processor with 4 MiB of memory, no devices, and code at 0x1000: flat 32-bit protected mode with
 * paging off until the test says otherwise.
 */
final class GuestCode implements AutoCloseable {
  static final long CODE = 0x1000;
  static final long STACK = 0x20_0000;
  static final int PRESENT_WRITABLE = 3;
  private static final int DIRECTORY = 0x30_0000;
  private static final int TABLE = 0x30_1000;
  private static final int CODE_32 = 0xc09b;
  private static final int DATA_32 = 0xc093;

  final GuestRam ram = new GuestRam(4 << 20);
  final AddressSpace space = new AddressSpace();
  final CodePages codePages;
  final SoftwareMmu mmu;
  final Vcpu vcpu;

  /** What a write to any port does. */
  Runnable onPortWrite = () -> {};

  GuestCode() {
    space.map(new MemoryRegion.Ram(0, ram.size(), ram, 0));
    codePages = new CodePages(space);
    mmu = new SoftwareMmu(space, codePages);
    vcpu =
        new Vcpu(
            0,
            CpuModel.parse("x86-64-v2"),
            mmu,
            new PortBus() {
              @Override
              public int read(int port, int size) {
                return -1;
              }

              @Override
              public void write(int port, int size, int value) {
                onPortWrite.run();
              }
            });
    mmu.attach(vcpu);
    vcpu.cr0 = 1;
    SegmentRegisters.set(vcpu, VcpuState.CS, 8, 0, 0xffff_ffffL, CODE_32);
    for (int segment :
        new int[] {VcpuState.ES, VcpuState.SS, VcpuState.DS, VcpuState.FS, VcpuState.GS}) {
      SegmentRegisters.set(vcpu, segment, 16, 0, 0xffff_ffffL, DATA_32);
    }
    vcpu.refreshMode();
    vcpu.rip = CODE;
    vcpu.setGeneral(VcpuState.RSP, STACK);
  }

  GuestCode code(int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      space.write(CODE + i, 1, bytes[i]);
    }
    return this;
  }

  /** Turns 32-bit paging on; every page is there and where it was. */
  GuestCode mapIdentically() {
    space.write(DIRECTORY, 4, TABLE | PRESENT_WRITABLE);
    for (int page = 0; page < 1024; page++) {
      mapPage(page, PRESENT_WRITABLE);
    }
    vcpu.cr3 = DIRECTORY;
    vcpu.cr0 |= ControlBits.CR0_PG | ControlBits.CR0_WP;
    vcpu.refreshMode();
    return this;
  }

  /** Changes the flags of a page, which the TLB must not have. */
  void mapPage(int page, int flags) {
    space.write(TABLE + 4 * page, 4, (long) page << 12 | flags);
  }

  /** Memory is not looked at. */
  void assertSameStateAs(GuestCode other) {
    assertThat(vcpu.generals()).isEqualTo(other.vcpu.generals());
    assertThat(vcpu.rip).isEqualTo(other.vcpu.rip);
    assertThat(vcpu.cr2).isEqualTo(other.vcpu.cr2);
    assertThat(vcpu.rflags()).isEqualTo(other.vcpu.rflags());
    assertThat(vcpu.instructions).isEqualTo(other.vcpu.instructions);
  }

  Engine interpreter() {
    return new Engines().interpreter(vcpu, mmu, space, codePages);
  }

  /** Translates at the first execution. */
  Engine translator() {
    return new Engines().translator(vcpu, mmu, space, codePages, 1, true);
  }

  @Override
  public void close() {
    mmu.close();
    ram.close();
  }
}
