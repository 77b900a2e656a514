package org.kvas.runtime.symbols;

import org.jspecify.annotations.Nullable;
import org.kvas.devices.GuestMemory;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * The symbols of one machine's guest: those of the files that the user named, moved to where the
 * kernel has put itself, and those of the running Linux kernel's own table. {@link #find} may be
 * called by any thread; what reads guest memory belongs to the machine's.
 */
public final class GuestSymbols {
  private static final int PAGE_FAULT = 14;
  private static final long FIRST_WAIT_NANOSECONDS = 500_000_000L;
  private static final long LONGEST_WAIT_NANOSECONDS = 16_000_000_000L;
  private static final long EFER_LMA = 1 << 10;

  /** Where Linux has put itself: its entries for system calls, by the register that leads there. */
  private static final String ENTRY_64 = "entry_SYSCALL_64";

  private static final String ENTRY_32 = "entry_SYSENTER_32";

  private final SymbolTable files;
  private final boolean eager;
  private volatile SymbolTable table;
  private boolean filesPlaced;
  private boolean kernelRead;
  private @Nullable Guest guest;
  private long nextTry = System.nanoTime();
  private long wait = FIRST_WAIT_NANOSECONDS;

  /** A processor of the guest and its memory. */
  private record Guest(Vcpu vcpu, SoftwareMmu mmu, GuestMemory memory) {}

  /**
   * @param files empty where the user named none
   * @param eager whether code that is translated waits for the kernel's table to be read, so that
   *     its classes have names from the beginning
   */
  public GuestSymbols(SymbolTable files, boolean eager) {
    this.files = files;
    this.eager = eager;
    this.table = files;
  }

  /** A machine was powered on or reset: another kernel may come. */
  public void poweredOn(Vcpu vcpu, SoftwareMmu mmu, GuestMemory memory) {
    guest = new Guest(vcpu, mmu, memory);
    table = files;
    filesPlaced = false;
    kernelRead = false;
    nextTry = System.nanoTime();
    wait = FIRST_WAIT_NANOSECONDS;
  }

  /** The symbol an address belongs to, null if none is known. */
  public @Nullable Symbol find(long linear) {
    return table.find(linear);
  }

  /** Symbols known now. */
  public int size() {
    return table.size();
  }

  /** Part of the name of a class made from code at an address. */
  public String className(long linear) {
    Symbol symbol = inTurn(linear);
    String address = Long.toHexString(linear);
    return symbol == null ? address : symbol.name() + "_" + address;
  }

  /** An address as {@code name+0x12}, empty if no symbol is known. */
  public String place(long linear) {
    Symbol symbol = inTurn(linear);
    if (symbol == null) {
      return "";
    }
    long offset = linear - symbol.address();
    return offset == 0 ? symbol.name() : symbol.name() + "+0x" + Long.toHexString(offset);
  }

  /** The symbol, for which the kernel's table is read before if the user asked for that. */
  private @Nullable Symbol inTurn(long linear) {
    if (eager && isKernels(linear)) {
      read();
    }
    return find(linear);
  }

  private static boolean isKernels(long linear) {
    return linear < 0 || linear >>> 32 == 0 && linear >= 0xc000_0000L;
  }

  /** Looks for the kernel's symbols, more and more seldom, until they are found. */
  public void read() {
    Guest of = guest;
    long now = System.nanoTime();
    if (of == null || kernelRead && filesPlaced || now - nextTry < 0) {
      return;
    }
    nextTry = now + wait;
    wait = Math.min(2 * wait, LONGEST_WAIT_NANOSECONDS);
    if (!filesPlaced) {
      placeFiles(of.vcpu);
    }
    if (!kernelRead) {
      readKernel(of);
    }
  }

  private void placeFiles(Vcpu vcpu) {
    Long entry64 = files.address(ENTRY_64);
    Long entry32 = files.address(ENTRY_32);
    if (entry64 != null && vcpu.msr.lstar < 0) {
      moveFiles(vcpu.msr.lstar - entry64);
    } else if (entry32 != null && vcpu.msr.sysenterEip != 0) {
      moveFiles((vcpu.msr.sysenterEip & 0xffff_ffffL) - entry32);
    } else {
      filesPlaced = entry64 == null && entry32 == null;
    }
  }

  private void moveFiles(long distance) {
    table = files.movedBy(distance);
    filesPlaced = true;
  }

  private void readKernel(Guest of) {
    long code = handler(of);
    if (code < 0) {
      return;
    }
    boolean wide = (of.vcpu.efer & EFER_LMA) != 0;
    SymbolTable found = new KernelSymbols(of.memory).near(code, wide ? 8 : 4);
    if (found != null) {
      table = table.with(found);
      kernelRead = true;
    }
  }

  /** Guest-physical address of the page-fault handler, -1 where there is none in protected mode. */
  private static long handler(Guest of) {
    Vcpu vcpu = of.vcpu;
    boolean wide = (vcpu.efer & EFER_LMA) != 0;
    if ((vcpu.cr0 & 1) == 0 || vcpu.idtLimit < (wide ? 16 : 8) * (PAGE_FAULT + 1) - 1) {
      return -1;
    }
    long gate = of.mmu.peek(vcpu.idtBase + (wide ? 16 : 8) * PAGE_FAULT);
    if (gate < 0 || (gate & 4095) > 4096 - 16) {
      return -1;
    }
    long low = read(of.memory, gate);
    long handler = low & 0xffff | low >>> 32 & 0xffff_0000L;
    return of.mmu.peek(wide ? handler | read(of.memory, gate + 8) << 32 : handler);
  }

  private static long read(GuestMemory memory, long physical) {
    byte[] bytes = new byte[8];
    memory.read(physical, bytes, 0, 8);
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }
}
