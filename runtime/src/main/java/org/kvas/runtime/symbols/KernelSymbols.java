package org.kvas.runtime.symbols;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.devices.GuestMemory;

/**
 * Finds the symbols of a running Linux kernel in guest memory: near the code of its page-fault
 * handler, since a kernel lies in one piece.
 */
final class KernelSymbols {
  private static final int BEFORE = 32 << 20;
  private static final int BEHIND = 64 << 20;
  private static final int CHUNK = 1 << 20;

  /** What is read once more on both sides of the tokens. */
  private static final int TABLE = 16 << 20;

  private final GuestMemory memory;

  /**
   * @param memory by guest-physical address
   */
  KernelSymbols(GuestMemory memory) {
    this.memory = memory;
  }

  /**
   * Null where there is no table that can be read.
   *
   * @param code guest-physical address of some code of the kernel
   * @param pointer bytes of an address: 8 or 4
   */
  @Nullable SymbolTable near(long code, int pointer) {
    byte[] bytes = new byte[CHUNK + 64];
    ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = Math.max(0, code - BEFORE) & -4096; at < code + BEHIND; at += CHUNK) {
      memory.read(at, bytes, 0, bytes.length);
      for (int found = Kallsyms.findDigits(chunk, 0);
          found >= 0;
          found = Kallsyms.findDigits(chunk, found + 1)) {
        SymbolTable symbols = around(at + found, pointer);
        if (symbols != null) {
          return symbols;
        }
      }
    }
    return null;
  }

  private @Nullable SymbolTable around(long digits, int pointer) {
    long start = Math.max(0, digits - TABLE) & -4096;
    byte[] bytes = new byte[(int) (digits + TABLE - start)];
    memory.read(start, bytes, 0, bytes.length);
    List<Symbol> symbols =
        Kallsyms.read(
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), (int) (digits - start), pointer);
    return symbols == null ? null : new SymbolTable(symbols);
  }
}
