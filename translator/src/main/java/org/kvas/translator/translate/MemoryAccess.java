package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Operand;

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

  /**
   * @param called whether checks are calls rather than inline: a tenth of the code
   */
  MemoryAccess(Emitter emitter, boolean called) {
    this.emitter = emitter;
    this.called = called;
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
    var code = emitter.code;
    long displacement = operand.displacement();
    boolean empty = true;
    if (operand.base() == Operand.RIP) {
      code.visitVarInsn(LLOAD, Slots.BASE);
      displacement += emitter.nextOffset();
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
      emitter.code.visitVarInsn(LLOAD, Opened.FIRST.address);
    } else {
      pushOffset(operand);
    }
  }

  /** Whether offset and linear address are the same. */
  private boolean isFlat(int segment) {
    return segment < VcpuState.FS
        && (emitter.isLong() || ExecutionMode.isFlat(emitter.mode) && segment != VcpuState.CS);
  }

  void openRead(Operand.Memory operand, int size) {
    open(operand, size, false, Opened.FIRST);
  }

  void openWrite(Operand.Memory operand, int size) {
    open(operand, size, true, Opened.FIRST);
  }

  void open(Operand.Memory operand, int size, boolean write, Opened opened) {
    pushOffset(operand);
    openOffset(operand.segment(), size, write, opened);
  }

  /** Opens at the offset on the stack. */
  void openOffset(int segment, int size, boolean write, Opened opened) {
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
      callCheck(size, write, opened);
    } else {
      checkTlb(size, write, opened);
    }
  }

  private void callCheck(int size, boolean write, Opened opened) {
    var code = emitter.code;
    code.visitVarInsn(LLOAD, opened.address);
    code.visitVarInsn(ALOAD, Slots.CPU);
    emitter.push(size - 1);
    emitter.call(
        Names.VCPU_STATE, write ? "writable" : "readable", "(JL" + Names.VCPU_STATE + ";I)J");
    code.visitInsn(DUP2);
    code.visitVarInsn(LSTORE, opened.entry);
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
    code.visitVarInsn(LLOAD, write ? Slots.WRITE_TLB : Slots.READ_TLB);
    code.visitVarInsn(LLOAD, opened.address);
    emitter.call(Names.HOST_MEMORY, "tlbEntry", "(JJ)J");
    code.visitInsn(DUP2);
    code.visitVarInsn(LSTORE, opened.entry);
    code.visitVarInsn(LLOAD, opened.address);
    emitter.push(size - 1);
    emitter.call(Names.HOST_MEMORY, "misses", "(JJI)Z");
    code.visitJumpInsn(IFNE, emitter.leaveHere());
  }

  /** Pushes the host address of an opened operand. */
  void pushHost(Opened opened) {
    emitter.code.visitVarInsn(LLOAD, opened.entry);
    if (!called) {
      emitter.code.visitVarInsn(LLOAD, opened.address);
      emitter.call(Names.HOST_MEMORY, "host", "(JJ)J");
    }
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

  /** Reads at the host address on the stack. */
  void getSigned(int size) {
    switch (size) {
      case 1 -> hostGet("getByte", "B");
      case 2 -> hostGet("getShort", "S");
      case 4 -> hostGet("getInt", "I");
      default -> hostGet("getLong", "J");
    }
  }

  private void hostGet(String name, String type) {
    emitter.call(Names.HOST_MEMORY, name, "(J)" + type);
  }

  void pushUnsigned(int size, Opened opened) {
    pushSigned(size, opened);
    if (size < 4) {
      emitter.zeroExtendInt(size);
    }
  }

  /** Stores the int (long for 8 bytes) on the stack at the host address below it. */
  void put(int size) {
    switch (size) {
      case 1 -> {
        emitter.code.visitInsn(I2B);
        emitter.call(Names.HOST_MEMORY, "putByte", "(JB)V");
      }
      case 2 -> {
        emitter.code.visitInsn(I2S);
        emitter.call(Names.HOST_MEMORY, "putShort", "(JS)V");
      }
      case 4 -> emitter.call(Names.HOST_MEMORY, "putInt", "(JI)V");
      default -> emitter.call(Names.HOST_MEMORY, "putLong", "(JJ)V");
    }
  }
}
