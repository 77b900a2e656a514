package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.kvas.translator.state.ExecutionMode.CODE_16;
import static org.kvas.translator.state.ExecutionMode.CODE_64;
import static org.kvas.translator.state.ExecutionMode.FLAT;
import static org.kvas.translator.state.ExecutionMode.STACK_32;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.IOPL;
import static org.kvas.translator.state.VcpuState.RSP;
import static org.kvas.translator.state.VcpuState.SS;
import static org.kvas.translator.state.VcpuState.TF;
import static org.kvas.translator.state.VcpuState.TLB_BYTES;
import static org.kvas.translator.state.VcpuState.TLB_INVALID;
import static org.kvas.translator.state.VcpuState.VIF;
import static org.kvas.translator.state.VcpuState.VIP;
import static org.kvas.translator.state.VcpuState.VM;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.kvas.runtime.mmu.Mmu;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.x86.decode.Feature;

/** PUSHF and POPF: who may see and change what. SDM Vol. 2B, PUSHF, and POPF, table 4-15. */
class FlagsRegisterTest {
  private static final int LONG = CODE_64 | FLAT | STACK_32;
  private static final long STACK = 0x1000;
  private static final int ALL = 0x24_7fd7;

  private final OnePage memory = new OnePage();
  private final Vcpu cpu =
      new Vcpu(
          0,
          new CpuModel("test", "GenuineIntel", 6, 0, 0, EnumSet.noneOf(Feature.class)),
          memory,
          new NoPorts());

  /** Nothing but a word for the stack. */
  private static final class OnePage extends Mmu {
    private final long tlb = HostMemory.allocate(TLB_BYTES);
    private long word;

    OnePage() {
      for (long entry = tlb; entry < tlb + TLB_BYTES; entry += 16) {
        HostMemory.putLong(entry, TLB_INVALID);
      }
    }

    @Override
    public long loadSystem(long linear, int size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void storeSystem(long linear, int size, long value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long loadSlow(long linear, int size) {
      return size == 8 ? word : word & (1L << 8 * size) - 1;
    }

    @Override
    public void storeSlow(long linear, int size, long value) {
      word = value;
    }

    @Override
    public void checkSlow(long linear, int size, boolean write) {}

    @Override
    public long lookUp(long linear, int last, boolean write) {
      return 0;
    }

    @Override
    public void flushAll() {}

    @Override
    public void flushNonGlobal() {}

    @Override
    public void flushPage(long linear) {}

    @Override
    public void loadPdptes(long cr3) {}

    @Override
    public long readTable(int accessClass) {
      return tlb;
    }

    @Override
    public long writeTable(int accessClass) {
      return tlb;
    }
  }

  private static final class NoPorts implements PortBus {
    @Override
    public int read(int port, int size) {
      return -1;
    }

    @Override
    public void write(int port, int size, int value) {}
  }

  private void pop(int image, int cpl, int systemFlags) {
    memory.word = image;
    cpu.setGeneral(RSP, STACK);
    cpu.cpl = cpl;
    cpu.systemFlags = systemFlags;
    Guest.operation("9d", 64, LONG, 0).execute(cpu);
  }

  @Test
  void supervisorChangesAllButVirtualFlags() {
    pop(ALL | 0x1a_0000, 0, 2);
    assertThat(cpu.rflags()).isEqualTo(ALL & ~VIF & ~VIP & ~VM);
    assertThat(cpu.general(RSP)).isEqualTo(STACK + 8);
    assertThat(cpu.rip).isEqualTo(1);
    assertThat(cpu.pending & Vcpu.PENDING_TRACE).isNotZero();
  }

  @Test
  void userKeepsInterruptFlagAndPrivilegeSilently() {
    pop(0, 3, 2 | IF | 0x1000);
    assertThat(cpu.systemFlags).isEqualTo(2 | IF | 0x1000);
    pop(IOPL, 3, 2 | IF | 0x1000);
    assertThat(cpu.systemFlags).isEqualTo(2 | IF | 0x1000);
  }

  @Test
  void userWithPrivilegeChangesTheInterruptFlagOnly() {
    pop(0, 3, 2 | IF | IOPL);
    assertThat(cpu.systemFlags).isEqualTo(2 | IOPL);
  }

  private void virtual8086(int systemFlags, boolean vme) {
    cpu.cpl = 3;
    cpu.cr0 = 1;
    cpu.cr4 = vme ? 1 : 0;
    cpu.systemFlags = 2 | VM | systemFlags;
    cpu.refreshMode();
    cpu.segmentReadHigh[SS] = 0xffff;
    cpu.segmentWriteHigh[SS] = 0xffff;
    cpu.setGeneral(RSP, STACK);
  }

  private void run(String hex) {
    Guest.operation(hex, 16, CODE_16, 0).execute(cpu);
  }

  @Test
  void virtual8086WithoutPrivilegeTraps() {
    virtual8086(IF, false);
    assertThat(catchThrowableOfType(GuestFault.class, () -> run("9c")).vector())
        .isEqualTo(GuestFault.GP);
    assertThat(catchThrowableOfType(GuestFault.class, () -> run("9d")).vector())
        .isEqualTo(GuestFault.GP);
    assertThat(cpu.general(RSP)).isEqualTo(STACK);
    virtual8086(IOPL, false);
    memory.word = IF;
    run("9d");
    assertThat(cpu.systemFlags).isEqualTo(2 | VM | IF | IOPL);
  }

  @Test
  void virtualModeExtensionsShowTheVirtualInterruptFlag() {
    virtual8086(VIF, true);
    run("9c");
    assertThat(memory.word).isEqualTo(2 | IF | IOPL);
    memory.word = 0;
    run("9d");
    assertThat(cpu.systemFlags).isEqualTo(2 | VM);
    memory.word = IF;
    run("9d");
    assertThat(cpu.systemFlags).isEqualTo(2 | VM | VIF);
    cpu.systemFlags |= VIP;
    memory.word = IF;
    assertThat(catchThrowableOfType(GuestFault.class, () -> run("9d")).vector())
        .isEqualTo(GuestFault.GP);
    memory.word = TF;
    assertThat(catchThrowableOfType(GuestFault.class, () -> run("9d")).vector())
        .isEqualTo(GuestFault.GP);
  }
}
