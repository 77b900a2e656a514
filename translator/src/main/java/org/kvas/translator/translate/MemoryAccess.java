package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Operand;
import org.objectweb.asm.Label;

/**
 * Guest memory in emitted code: the address, the segment check where segments are not flat, the TLB
 * check inline. A failed check leaves the region before the instruction; the interpreter then does
 * the access, walk, MMIO or fault.
 *
 * <p>An operand is opened (checked) first and read or written afterwards, any number of times. Two
 * can be open at once.
 */
final class MemoryAccess {
  private final Emitter emitter;

  /** Checks are calls, which also look up what the TLB does not have. */
  private final boolean called;

  private final SharedChecks shared;

  /** What was opened under a check that it shares, by {@link Opened}. */
  private final @Nullable Shared[] places = new Shared[Opened.values().length];

  private record Shared(GroupedAccess access, Operand.Memory operand) {}

  /**
   * @param called whether checks are calls rather than inline: a tenth of the code
   */
  MemoryAccess(Emitter emitter, boolean called, SharedChecks shared) {
    this.emitter = emitter;
    this.called = called;
    this.shared = shared;
  }

  /** Fetches the tables that inline checks look into. */
  void load() {
    loadTable("readTlb", Slots.READ_TLB);
    loadTable("writeTlb", Slots.WRITE_TLB);
  }

  private void loadTable(String field, int slot) {
    if (called) {
      emitter.code.visitInsn(LCONST_0);
    } else {
      emitter.code.visitVarInsn(ALOAD, Slots.CPU);
      emitter.code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, field, "J");
    }
    emitter.code.visitVarInsn(LSTORE, slot);
  }

  /**
   * An opened operand: where its linear address is kept, and its TLB entry or, where checks are
   * calls, its host address.
   */
  enum Opened {
    FIRST(Slots.VA, Slots.ENTRY_ADDRESS),
    SECOND(Slots.VA_2, Slots.ENTRY_ADDRESS_2);

    final int address;
    final int entry;

    Opened(int address, int entry) {
      this.address = address;
      this.entry = entry;
    }
  }

  /** Pushes the operand's offset in its segment, wrapped to the address size. */
  void pushOffset(Operand.Memory operand) {
    pushThrough(operand, AccessGroups.displacement(operand, emitter.nextOffset()));
  }

  /** As {@link #pushOffset}, with another {@link AccessGroups#displacement}. */
  void pushThrough(Operand.Memory operand, long displacement) {
    var code = emitter.code;
    boolean empty = true;
    if (operand.base() == Operand.RIP) {
      code.visitVarInsn(LLOAD, Slots.BASE);
      empty = false;
    } else if (operand.base() != Operand.NO_REGISTER) {
      emitter.registers.push64(operand.base());
      empty = false;
    }
    if (operand.index() != Operand.NO_REGISTER) {
      emitter.registers.push64(operand.index());
      if (operand.scale() != 0) {
        emitter.push(operand.scale());
        code.visitInsn(LSHL);
      }
      if (!empty) {
        code.visitInsn(LADD);
      }
      empty = false;
    }
    if (empty) {
      emitter.push(
          operand.addressSize() == 8 ? displacement : displacement & mask(operand.addressSize()));
      return;
    }
    if (displacement != 0) {
      emitter.push(displacement);
      code.visitInsn(LADD);
    }
    wrap(operand.addressSize());
  }

  private static long mask(int addressSize) {
    return (1L << 8 * addressSize) - 1;
  }

  void wrap(int addressSize) {
    if (addressSize != 8) {
      emitter.push(mask(addressSize));
      emitter.code.visitInsn(LAND);
    }
  }

  /** Pushes the offset of the operand that was opened last, as FIRST. */
  void pushOpenedOffset(Operand.Memory operand) {
    if (isFlat(operand.segment())) {
      pushOpenedAddress();
    } else {
      pushOffset(operand);
    }
  }

  /** Pushes the linear address of the operand that was opened last, as FIRST. */
  void pushOpenedAddress() {
    Shared place = places[Opened.FIRST.ordinal()];
    if (place == null) {
      emitter.code.visitVarInsn(LLOAD, Opened.FIRST.address);
    } else {
      pushOffset(place.operand);
    }
  }

  private boolean isFlat(int segment) {
    return isFlat(segment, emitter.mode);
  }

  /** Whether offset and linear address are the same. */
  static boolean isFlat(int segment, int mode) {
    boolean wide = ExecutionMode.codeBits(mode) == 64;
    return segment < VcpuState.FS
        && (wide || ExecutionMode.isFlat(mode) && segment != VcpuState.CS);
  }

  void openRead(Operand.Memory operand, int size) {
    open(operand, size, false, Opened.FIRST);
  }

  void openWrite(Operand.Memory operand, int size) {
    open(operand, size, true, Opened.FIRST);
  }

  void open(Operand.Memory operand, int size, boolean write, Opened opened) {
    GroupedAccess access = shared.check(operand, size, write, opened);
    if (access == null) {
      pushOffset(operand);
      openOffset(operand.segment(), size, write, opened);
    } else {
      places[opened.ordinal()] = new Shared(access, operand);
    }
  }

  /** Opens at the offset on the stack. */
  void openOffset(int segment, int size, boolean write, Opened opened) {
    places[opened.ordinal()] = null;
    var code = emitter.code;
    boolean extra = segment >= VcpuState.FS;
    if (emitter.isLong()) {
      if (extra) {
        pushSegmentArray("segmentBase", segment);
        code.visitInsn(LADD);
      }
      code.visitVarInsn(LSTORE, opened.address);
    } else if (ExecutionMode.isFlat(emitter.mode) && !extra && segment != VcpuState.CS) {
      code.visitVarInsn(LSTORE, opened.address);
    } else {
      checkSegment(segment, size, write, opened);
    }
    if (called) {
      code.visitVarInsn(LLOAD, opened.address);
      callCheck(size - 1, write, opened.entry);
    } else {
      checkTlb(size, write, opened);
    }
  }

  /**
   * Pops the address of some bytes; keeps where they are in the host, or leaves.
   *
   * @param last bytes less one
   */
  void callCheck(int last, boolean write, int slot) {
    var code = emitter.code;
    code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.push(last);
    emitter.call(
        Names.VCPU_STATE, write ? "writable" : "readable", "(JL" + Names.VCPU_STATE + ";I)J");
    code.visitInsn(DUP2);
    code.visitVarInsn(LSTORE, slot);
    code.visitInsn(LCONST_0);
    code.visitInsn(LCMP);
    code.visitJumpInsn(IFEQ, emitter.leaveHere());
  }

  private void checkSegment(int segment, int size, boolean write, Opened opened) {
    var code = emitter.code;
    code.visitVarInsn(LSTORE, opened.address);
    code.visitVarInsn(LLOAD, opened.address);
    pushSegmentArray("segmentLow", segment);
    code.visitInsn(LCMP);
    code.visitJumpInsn(IFLT, emitter.leaveHere());
    code.visitVarInsn(LLOAD, opened.address);
    emitter.push((long) size - 1);
    code.visitInsn(LADD);
    pushSegmentArray(write ? "segmentWriteHigh" : "segmentReadHigh", segment);
    code.visitInsn(LCMP);
    code.visitJumpInsn(IFGT, emitter.leaveHere());
    code.visitVarInsn(LLOAD, opened.address);
    pushSegmentArray("segmentBase", segment);
    code.visitInsn(LADD);
    wrap(4);
    code.visitVarInsn(LSTORE, opened.address);
  }

  void pushSegmentArray(String field, int segment) {
    var code = emitter.code;
    code.visitVarInsn(ALOAD, Slots.CPU);
    code.visitFieldInsn(GETFIELD, Names.VCPU_STATE, field, "[J");
    emitter.push(segment);
    code.visitInsn(LALOAD);
  }

  private void checkTlb(int size, boolean write, Opened opened) {
    var code = emitter.code;
    storeEntry(write, opened);
    code.visitVarInsn(LLOAD, opened.address);
    if (size > 1) {
      emitter.push((long) size - 1);
      code.visitInsn(LADD);
    }
    goUnlessTagged(opened, emitter.leaveHere());
  }

  /** Finds the TLB entry of the opened address. */
  void storeEntry(boolean write, Opened opened) {
    var code = emitter.code;
    code.visitVarInsn(LLOAD, write ? Slots.WRITE_TLB : Slots.READ_TLB);
    code.visitVarInsn(LLOAD, opened.address);
    emitter.push(VcpuState.TLB_SHIFT);
    code.visitInsn(LUSHR);
    emitter.push((long) VcpuState.TLB_OFFSET_MASK);
    code.visitInsn(LAND);
    code.visitInsn(LADD);
    code.visitVarInsn(LSTORE, opened.entry);
  }

  /** Pops an address; jumps unless the TLB entry is that of its page. */
  void goUnlessTagged(Opened opened, Label target) {
    var code = emitter.code;
    emitter.push(VcpuState.PAGE_MASK);
    code.visitInsn(LAND);
    pushUnsafe();
    code.visitVarInsn(LLOAD, opened.entry);
    get("getLong", "J");
    emitter.jumpIfDiffer("J", target);
  }

  /** What an access by {@code Unsafe} begins with: HotSpot compiles it without another call. */
  private void pushUnsafe() {
    emitter.code.visitFieldInsn(GETSTATIC, Names.HOST_MEMORY, "U", "L" + Names.UNSAFE + ";");
    emitter.code.visitInsn(ACONST_NULL);
  }

  private void get(String name, String type) {
    emitter.code.visitMethodInsn(
        INVOKEVIRTUAL, Names.UNSAFE, name, "(Ljava/lang/Object;J)" + type, false);
  }

  private void put(String name, String type) {
    emitter.code.visitMethodInsn(
        INVOKEVIRTUAL, Names.UNSAFE, name, "(Ljava/lang/Object;J" + type + ")V", false);
  }

  /** Pushes where an opened operand is: for {@link #getSigned} and {@link #put} alone. */
  void pushHost(Opened opened) {
    pushUnsafe();
    Shared place = places[opened.ordinal()];
    if (place != null) {
      shared.pushHost(place.access);
    } else if (called) {
      emitter.code.visitVarInsn(LLOAD, opened.entry);
    } else {
      pushTranslated(opened);
    }
  }

  /** Pushes the host address that the TLB entry makes of the opened one. */
  void pushTranslated(Opened opened) {
    var code = emitter.code;
    code.visitVarInsn(LLOAD, opened.address);
    pushUnsafe();
    code.visitVarInsn(LLOAD, opened.entry);
    emitter.push(8L);
    code.visitInsn(LADD);
    get("getLong", "J");
    code.visitInsn(LADD);
  }

  void pushHost(Opened opened, int further) {
    pushHost(opened);
    if (further != 0) {
      emitter.push((long) further);
      emitter.code.visitInsn(LADD);
    }
  }

  /** Reads an opened operand: a sign-extended int, or a long for 8 bytes. */
  void pushSigned(int size, Opened opened) {
    pushHost(opened);
    getSigned(size);
  }

  /** Reads at what {@link #pushHost} has pushed. */
  void getSigned(int size) {
    switch (size) {
      case 1 -> get("getByte", "B");
      case 2 -> get("getShort", "S");
      case 4 -> get("getInt", "I");
      default -> get("getLong", "J");
    }
  }

  void pushUnsigned(int size, Opened opened) {
    pushSigned(size, opened);
    if (size < 4) {
      emitter.zeroExtendInt(size);
    }
  }

  /** Stores the int (long for 8 bytes) on the stack at what {@link #pushHost} pushed below it. */
  void put(int size) {
    switch (size) {
      case 1 -> {
        emitter.code.visitInsn(I2B);
        put("putByte", "B");
      }
      case 2 -> {
        emitter.code.visitInsn(I2S);
        put("putShort", "S");
      }
      case 4 -> put("putInt", "I");
      default -> put("putLong", "J");
    }
  }
}
