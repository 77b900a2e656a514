package org.kvas.translator.translate;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Instruction;

/**
 * Where guest code is read from while a region is planned. Addresses are values of {@code rip}.
 * Reading changes nothing the guest can see.
 */
public interface CodeSource {
  /**
   * The instruction at an address; null where its bytes cannot be had without a fault, or must not
   * be translated.
   */
  @Nullable Instruction instruction(long address);

  /** How often the interpreter has entered a block here: 0 for code that never ran. */
  int heat(long address);

  /** Whether a region is entered, or is about to be, at an address. */
  boolean isTranslated(long address);

  /** Where the indirect branch that ends the block with this last instruction was seen to go. */
  long[] targets(long branchAddress);

  /** What a class made from code at an address is to be called. */
  default String name(long address) {
    return Long.toHexString(address);
  }
}
