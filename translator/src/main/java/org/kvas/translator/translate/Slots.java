package org.kvas.translator.translate;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * Local variables of a region's method. All are initialised in the prologue, so that every label
 * has the same frame.
 */
final class Slots {
  static final int THIS = 0;
  static final int CPU = 1;
  static final int ENTRY = 2;

  /** {@code rip} of the region's head. */
  static final int BASE = 3;

  static final int READ_TLB = 5;
  static final int WRITE_TLB = 7;
  static final int FLAG_OPERATION = 9;
  static final int FLAG_A = 10;
  static final int FLAG_B = 12;
  static final int EXIT_RIP = 14;

  /** Linear address and TLB entry of an opened memory operand, two of each. */
  static final int VA = 16;

  static final int ENTRY_ADDRESS = 18;
  static final int VA_2 = 20;
  static final int ENTRY_ADDRESS_2 = 22;

  /** Scratch of one instruction. */
  static final int LONG_A = 24;

  static final int LONG_B = 26;
  static final int LONG_C = 28;
  static final int INT_A = 30;
  static final int INT_B = 31;

  /** Instructions completed since entry, in counting mode. */
  static final int COUNT = 32;

  private static final int REGISTERS = 34;

  /** Where the locals begin that only some regions have. */
  static final int FURTHER = REGISTERS + 2 * 16;

  static final int[] SCRATCH_LONGS = {
    BASE, EXIT_RIP, VA, ENTRY_ADDRESS, VA_2, ENTRY_ADDRESS_2, LONG_A, LONG_B, LONG_C, COUNT
  };

  static final int[] SCRATCH_INTS = {INT_A, INT_B};

  private Slots() {}

  static int register(int index) {
    return REGISTERS + 2 * index;
  }

  /**
   * Frame types in slot order.
   *
   * @param further those of the locals that only some regions have
   */
  static Object[] frame(String regionClass, List<Object> further) {
    List<Object> frame = new ArrayList<>(List.of(regionClass, Names.VCPU_STATE, Opcodes.INTEGER));
    int slot = BASE;
    while (slot < FURTHER) {
      boolean isInt = slot == FLAG_OPERATION || slot == INT_A || slot == INT_B;
      frame.add(isInt ? Opcodes.INTEGER : Opcodes.LONG);
      slot += isInt ? 1 : 2;
    }
    frame.addAll(further);
    return frame.toArray();
  }

  /** Slots that locals of these types take up. */
  static int count(List<Object> types) {
    return types.stream().mapToInt(type -> type == Opcodes.LONG ? 2 : 1).sum();
  }
}
