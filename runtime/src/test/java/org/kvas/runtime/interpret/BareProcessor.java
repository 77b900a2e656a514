package org.kvas.runtime.interpret;

import java.util.EnumSet;
import java.util.HexFormat;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/**
 * A whole processor with a MiB of memory and paging off, that executes single instructions of one
 * family given as hexadecimal bytes.
 */
final class BareProcessor implements AutoCloseable {
  static final int CR0_MP = 1 << 1;
  static final int CR0_EM = 1 << 2;
  static final int CR0_TS = 1 << 3;
  static final int CR0_NE = 1 << 5;
  static final int CR4_OSFXSR = 1 << 9;
  static final int CR4_OSXSAVE = 1 << 18;

  private static final Decoder DECODER = new Decoder(EnumSet.allOf(Feature.class));

  final Vcpu vcpu;
  private final GuestRam ram = new GuestRam(1 << 20);
  private final SoftwareMmu mmu;
  private final OperationFamily family;
  private int mode;

  /**
   * @param mode code size and protection; x87 and SSE instructions are enabled
   */
  BareProcessor(OperationFamily family, int mode) {
    this.family = family;
    this.mode = mode | ExecutionMode.FLAT | ExecutionMode.FPU_ENABLED | ExecutionMode.SSE_ENABLED;
    AddressSpace space = new AddressSpace();
    space.map(new MemoryRegion.Ram(0, ram.size(), ram, 0));
    mmu = new SoftwareMmu(space, new CodePages(space));
    vcpu = new Vcpu(0, CpuModel.parse("max"), mmu, NO_PORTS);
    mmu.attach(vcpu);
    vcpu.cr0 = 1 | CR0_NE;
    vcpu.cr4 = CR4_OSFXSR | CR4_OSXSAVE;
    vcpu.xcr0 = 7;
    vcpu.readTlb = mmu.readTable(vcpu.accessClass());
    vcpu.writeTlb = mmu.writeTable(vcpu.accessClass());
    vcpu.mode = this.mode;
  }

  private static final PortBus NO_PORTS =
      new PortBus() {
        @Override
        public int read(int port, int size) {
          return -1;
        }

        @Override
        public void write(int port, int size, int value) {}
      };

  BareProcessor without(int modeBits) {
    mode &= ~modeBits;
    return this;
  }

  void execute(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    for (int i = 0; i < bytes.length; i++) {
      vcpu.store8(vcpu.rip + i, bytes[i]);
    }
    Instruction instruction = DECODER.decode(bytes, 0, bytes.length, ExecutionMode.codeBits(mode));
    if (instruction.length() != bytes.length) {
      throw new IllegalArgumentException(hex + " is not one instruction");
    }
    Operation operation = family.create(instruction, mode, 0);
    operation.execute(vcpu);
  }

  void write(long address, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      vcpu.store8(address + i, bytes[i]);
    }
  }

  byte[] read(long address, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) vcpu.load8(address + i);
    }
    return bytes;
  }

  void at(int register, long address) {
    vcpu.setGeneral(register, address);
  }

  void components(int bits) {
    vcpu.setGeneral(VcpuState.RAX, bits);
    vcpu.setGeneral(VcpuState.RDX, 0);
  }

  @Override
  public void close() {
    mmu.close();
    ram.close();
  }
}
