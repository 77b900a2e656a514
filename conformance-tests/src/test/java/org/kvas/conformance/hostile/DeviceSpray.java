package org.kvas.conformance.hostile;

import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.Random;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.assemble.Register;

/**
 * A program that writes and reads whatever devices have, at random, over and over: ports, PCI
 * configuration, the firmware configuration device and its DMA, MSRs, the registers of APIC, IOAPIC
 * and HPET, and any other physical address.
 */
final class DeviceSpray {
  private static final int OPERATIONS = 300;

  /** First port and number of ports. */
  private static final int[][] PORTS = {
    {0x00, 0x20},
    {0x20, 2},
    {0x40, 4},
    {0x60, 5},
    {0x70, 4},
    {0x80, 0x10},
    {0x92, 1},
    {0xa0, 2},
    {0xb2, 2},
    {0xc0, 0x20},
    {0xe0, 0x10},
    {0x170, 8},
    {0x1f0, 8},
    {0x2f8, 8},
    {0x3b0, 0x30},
    {0x3f8, 8},
    {0x402, 1},
    {0x4d0, 2},
    {0x505, 1},
    {0x510, 12},
    {0x600, 0x40},
    {0xae00, 0x20},
    {0xaf00, 0x20},
    {0xb000, 0x40},
    {0xcf8, 8},
    {0x2000, 0x20}
  };

  /** First address and number of bytes of windows that devices have. */
  private static final int[][] WINDOWS = {
    {0xfee0_0000, 0x1000}, {0xfec0_0000, 0x100}, {0xfed0_0000, 0x400}, {0xfeb0_0000, 0x2000},
    {0xfea0_0000, 0x1000}, {0xa_0000, 0x6_0000}, {0xffff_0000, 0xf000}, {0x200_0000, 0x1000},
    {0xb000_0000, 0x10_0000}, {0xe000_0000, 0x10_0000}
  };

  private static final int[] MSRS = {
    0x10,
    0x17,
    0x1b,
    0x3a,
    0x3b,
    0x48,
    0x49,
    0x79,
    0x8b,
    0xc1,
    0xfe,
    0x10a,
    0x174,
    0x175,
    0x176,
    0x179,
    0x186,
    0x1a0,
    0x1d9,
    0x200,
    0x201,
    0x250,
    0x277,
    0x2ff,
    0x345,
    0x38f,
    0x400,
    0x480,
    0x6e0,
    0x800,
    0x80b,
    0x830,
    0x832,
    0x838,
    0xda0,
    0x4000_0000,
    0x4b56_4d00,
    0xc000_0081,
    0xc000_0082,
    0xc000_0100,
    0xc000_0102,
    0xc000_0103,
    0xc001_0015
  };

  private final Random random;
  private final Assembler a;

  private DeviceSpray(long seed, Assembler a) {
    this.random = new Random(seed);
    this.a = a;
  }

  static byte[] image(long seed) {
    return MultibootKernel.resuming((a, end) -> new DeviceSpray(seed, a).program());
  }

  private void program() {
    Label again = a.here();
    for (int i = 0; i < OPERATIONS; i++) {
      Label next = a.label();
      a.mov(EAX, next).mov(dword(MultibootKernel.RESUME), EAX);
      operation();
      a.bind(next);
    }
    a.jmp(again);
  }

  private void operation() {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> port(port());
      case 3 -> port(random.nextInt(0x1_0000));
      case 4 -> pciConfiguration();
      case 5 -> firmwareDma();
      case 6 -> modelSpecificRegister();
      case 7, 8 -> memory(window());
      case 9 -> memory(random.nextInt());
      case 10 -> repetition();
      default -> other();
    }
  }

  private int port() {
    int[] range = PORTS[random.nextInt(PORTS.length)];
    return range[0] + random.nextInt(range[1]);
  }

  private int window() {
    int[] range = WINDOWS[random.nextInt(WINDOWS.length)];
    return range[0] + random.nextInt(range[1]);
  }

  private int value() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(256);
      case 1 -> 1 << random.nextInt(32);
      case 2 -> random.nextInt(3) - 1;
      default -> random.nextInt();
    };
  }

  private Register accumulator() {
    return new Register[] {AL, AX, EAX}[random.nextInt(3)];
  }

  private void port(int port) {
    a.mov(EDX, port).mov(EAX, value());
    if (random.nextInt(3) == 0) {
      a.in(accumulator(), DX);
    } else {
      a.out(DX, accumulator());
    }
  }

  private void pciConfiguration() {
    int address = 0x8000_0000 | random.nextInt(0x1000) << 8 & 0xff00 | random.nextInt(256) & ~3;
    a.mov(EDX, 0xcf8).mov(EAX, address).out(DX, EAX);
    port(0xcfc + random.nextInt(4));
  }

  /** A descriptor somewhere, and the address of it or of something else. */
  private void firmwareDma() {
    int descriptor = 0x9000 + random.nextInt(16);
    a.mov(dword(descriptor), value()).mov(dword(descriptor + 4), value());
    a.mov(dword(descriptor + 12), Integer.reverseBytes(value()));
    a.mov(EDX, 0x514).mov(EAX, random.nextInt(4) == 0 ? value() : 0).out(DX, EAX);
    int address = random.nextInt(4) == 0 ? value() : descriptor;
    a.mov(EDX, 0x518).mov(EAX, Integer.reverseBytes(address)).out(DX, EAX);
  }

  private void modelSpecificRegister() {
    boolean known = random.nextInt(4) != 0;
    a.mov(ECX, known ? MSRS[random.nextInt(MSRS.length)] : value());
    a.mov(EAX, value()).mov(EDX, random.nextBoolean() ? 0 : value());
    if (random.nextBoolean()) {
      a.wrmsr();
    } else {
      a.rdmsr();
    }
  }

  private void memory(int address) {
    boolean isProgram =
        address >= 0 && address < 0x20_0000 && address < 0xa_0000 | address >= 0x10_0000;
    a.mov(EDI, isProgram ? address | 0x80_0000 : address).mov(EAX, value());
    switch (random.nextInt(6)) {
      case 0 -> a.mov(byteAt(EDI), AL);
      case 1 -> a.mov(word(EDI), AX);
      case 2, 3 -> a.mov(dword(EDI), EAX);
      case 4 -> a.mov(EAX, dword(EDI));
      default -> a.lock().xadd(dword(EDI), EAX);
    }
  }

  private void repetition() {
    a.mov(EDI, window()).mov(ESI, window()).mov(ECX, 1 + random.nextInt(2000)).mov(EDX, port());
    switch (random.nextInt(4)) {
      case 0 -> a.rep().stosd();
      case 1 -> a.rep().movsb();
      case 2 -> a.rep().outsb();
      default -> a.rep().insd();
    }
  }

  private void other() {
    switch (random.nextInt(6)) {
      case 0 -> a.mov(EAX, value()).mov(ECX, value()).cpuid();
      case 1 -> a.interrupt(random.nextInt(256));
      case 2 -> a.wbinvd();
      case 3 -> a.sti().nop().cli();
      case 4 -> a.invlpg(ptr(EDI));
      default -> a.mov(ECX, value()).rdpmc();
    }
  }
}
