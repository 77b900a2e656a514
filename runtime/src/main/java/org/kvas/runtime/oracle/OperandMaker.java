package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.kvas.translator.state.VcpuState.DS;
import static org.kvas.translator.state.VcpuState.FS;
import static org.kvas.translator.state.VcpuState.GS;
import static org.kvas.translator.state.VcpuState.RAX;
import static org.kvas.translator.state.VcpuState.RBP;
import static org.kvas.translator.state.VcpuState.RBX;
import static org.kvas.translator.state.VcpuState.RCX;
import static org.kvas.translator.state.VcpuState.RDI;
import static org.kvas.translator.state.VcpuState.RDX;
import static org.kvas.translator.state.VcpuState.RSI;
import static org.kvas.translator.state.VcpuState.RSP;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;
import org.kvas.translator.x86.decode.Operand.Gpr;
import org.kvas.translator.x86.decode.Operand.Memory;

/** Gives the registers that an instruction uses values with which it does something. */
final class OperandMaker {
  private static final int MOST_REPETITIONS = 40;
  private static final long STACK_PLACE = SharedArea.WINDOW_ADDRESS + 512;

  /** Most of what FXRSTOR and XRSTOR read lies at its beginning. */
  private static final int STATE_BYTES = 1024;

  private final SplittableRandom random;

  /** State components that both processors have enabled, as in XCR0. */
  private final int components;

  private final HostTraits host;

  OperandMaker(SplittableRandom random, int components, HostTraits host) {
    this.random = random;
    this.components = components;
    this.host = host;
  }

  void make(TestInstruction test, MemorySegment into) {
    Instruction instruction = test.decoded();
    Memory memory = memory(instruction);
    if (random.nextInt(8) != 0) {
      boolean crosses = !takesSelectors(instruction) && random.nextInt(16) == 0;
      crosses &= !host.wantsInWindow(instruction);
      setGeneral(
          into,
          RSP,
          crosses ? Addresses.acrossPages(random) : STACK_PLACE + 8L * random.nextInt(-40, 40));
    }
    switch (instruction.mnemonic().family()) {
      case STRING -> strings(instruction, into);
      case STACK -> stack(into);
      case BRANCH, FAR_TRANSFER -> codeAddresses(instruction, memory, into);
      case SHIFT, DOUBLE_SHIFT -> count(into);
      default -> special(instruction, into);
    }
    if (memory != null) {
      long address = address(instruction, memory);
      if (host.wantsAligned(instruction)) {
        placeAt(into, memory, address);
      } else {
        place(into, memory, address);
      }
      contents(instruction, address, into);
    }
    if (random.nextBoolean()) {
      plausible(instruction, memory, into);
    }
    if (host.wantsSmallCount(instruction)) {
      setGeneral(into, RCX, general(into, RCX) & ~0x10L);
    }
    if (instruction.mnemonic().family() == Family.SEGMENT) {
      long address = memory == null ? general(into, RSP) : effective(into, memory, instruction);
      for (int at = 0; at <= 8; at += 2) {
        store(into, address + at, LinuxDescriptors.known(load(into, address + at)), 2);
      }
    }
  }

  static @Nullable Memory memory(Instruction instruction) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Memory memory) {
        return memory;
      }
    }
    return null;
  }

  static long general(MemorySegment state, int index) {
    return index >= 16 ? 0 : state.get(JAVA_LONG_UNALIGNED, StateRecord.GENERAL[index]);
  }

  static void setGeneral(MemorySegment state, int index, long value) {
    state.set(JAVA_LONG_UNALIGNED, StateRecord.GENERAL[index], value);
  }

  private void strings(Instruction instruction, MemorySegment into) {
    int size = instruction.operandSize();
    if (random.nextInt(8) != 0) {
      setGeneral(into, RCX, random.nextInt(MOST_REPETITIONS));
    } else if (instruction.has(Instruction.PREFIX_REP | Instruction.PREFIX_REPNE)) {
      setGeneral(into, RCX, general(into, RCX) & 0xffff);
    }
    setGeneral(into, RSI, Addresses.any(random, size));
    setGeneral(into, RDI, Addresses.any(random, size));
    if (random.nextInt(8) == 0) {
      setGeneral(into, random.nextBoolean() ? RSI : RDI, Addresses.acrossPages(random));
    }
    if (random.nextInt(4) == 0) {
      setGeneral(into, RDI, general(into, RSI) + random.nextInt(-17, 18));
    }
    if (instruction.mnemonic() == Mnemonic.MOVS
        && instruction.has(Instruction.PREFIX_REP | Instruction.PREFIX_REPNE)) {
      shorten(instruction, into);
    }
    if (instruction.addressSize() == 4) {
      narrow(into, RSI);
      narrow(into, RDI);
      narrow(into, RCX);
    }
  }

  /**
   * Ends a move before it reads what it wrote, or writes what it read, through another mapping of
   * the data page: fast strings see an overlap by linear addresses only, and store in groups out of
   * order. SDM Vol. 1, 7.3.9.3.
   */
  private static void shorten(Instruction instruction, MemorySegment into) {
    int segment = instruction.segment(DS);
    long from = general(into, RSI) + segmentBase(into, segment);
    long to = general(into, RDI);
    if (!Addresses.isInDataPage(from) || !Addresses.isInDataPage(to)) {
      return;
    }
    long distance = to - from;
    long within = Math.floorMod(distance, SharedArea.PAGE);
    long below = within == distance ? SharedArea.PAGE : within;
    long above = within - SharedArea.PAGE == distance ? SharedArea.PAGE : SharedArea.PAGE - within;
    long most = Math.min(below, above) / instruction.operandSize();
    if (Long.compareUnsigned(general(into, RCX), most) > 0) {
      setGeneral(into, RCX, most);
    }
  }

  /** Selectors must be known ones; what lies outside the window is not. */
  private static boolean takesSelectors(Instruction instruction) {
    return switch (instruction.mnemonic().family()) {
      case SEGMENT, FAR_TRANSFER -> true;
      default -> false;
    };
  }

  private void stack(MemorySegment into) {
    if (random.nextInt(8) != 0) {
      setGeneral(into, RBP, STACK_PLACE + 8L * random.nextInt(-20, 20));
    }
  }

  private void count(MemorySegment into) {
    if (random.nextBoolean()) {
      setGeneral(into, RCX, general(into, RCX) & ~0xffL | random.nextInt(70));
    }
  }

  /** Somewhere to go to, in registers and on the stack, and selectors behind it. */
  private void codeAddresses(Instruction instruction, @Nullable Memory memory, MemorySegment into) {
    if (instruction.operands().stream().anyMatch(operand -> operand instanceof Gpr)) {
      for (int i = 0; i < 8; i++) {
        if (i != RSP && random.nextInt(4) != 0) {
          setGeneral(into, i, codeAddress());
        }
      }
    }
    if (random.nextInt(4) == 0) {
      return;
    }
    int size = instruction.operandSize();
    long at = memory == null ? general(into, RSP) : STACK_PLACE;
    long[] frame = {
      codeAddress(), codeSelector(), flags(), STACK_PLACE, LinuxDescriptors.USER_DATA
    };
    for (int i = 0; i < frame.length; i++) {
      store(into, at + (long) i * size, frame[i], size);
    }
  }

  /** Sometimes with an upper half that 32-bit code does not see. */
  private long codeAddress() {
    long upper = random.nextInt(16) == 0 ? random.nextLong() << 32 : 0;
    return upper | SharedArea.INSTRUCTION_ADDRESS + 64 + random.nextInt(64);
  }

  private long codeSelector() {
    return switch (random.nextInt(4)) {
      case 0 -> LinuxDescriptors.USER_CODE_32;
      case 1 -> random.nextInt(0x50);
      default -> LinuxDescriptors.USER_CODE_64;
    };
  }

  private long flags() {
    return random.nextInt() & 0x24_4fd5 & host.settableFlags();
  }

  private void special(Instruction instruction, MemorySegment into) {
    switch (instruction.mnemonic()) {
      case XLAT -> setGeneral(into, RBX, Addresses.any(random, 256));
      case MASKMOVQ, MASKMOVDQU -> setGeneral(into, RDI, Addresses.any(random, 16));
      case XSAVE, XRSTOR, XSAVEOPT, XSAVEC -> {
        setGeneral(into, RAX, random.nextInt() & components);
        setGeneral(into, RDX, 0);
      }
      case DIV, IDIV -> dividend(instruction, into);
      default -> {}
    }
  }

  /** High halves that a quotient leaves room for. */
  private void dividend(Instruction instruction, MemorySegment into) {
    if (instruction.operandSize() == 1) {
      setGeneral(into, RAX, general(into, RAX) & ~0xff00L | random.nextInt(3) * 0x100L);
    } else if (random.nextInt(4) != 0) {
      long sign = general(into, RAX) >> 8 * instruction.operandSize() - 1;
      setGeneral(into, RDX, random.nextBoolean() ? sign & 1 : random.nextInt(-2, 8));
    }
  }

  /** Where the memory operand is to be. */
  private long address(Instruction instruction, Memory memory) {
    return switch (instruction.mnemonic()) {
      case FXSAVE, FXRSTOR, XSAVE, XRSTOR, XSAVEOPT, XSAVEC -> state(instruction);
      case FNSAVE, FRSTOR, FNSTENV, FLDENV -> Addresses.any(random, 108);
      case JMP, CALL, JMPF, CALLF -> STACK_PLACE;
      default -> {
        long address = Addresses.any(random, memory.size());
        if (host.wantsAligned(instruction)) {
          yield address & -memory.size();
        }
        yield Addresses.isTwice(address) && takesSelectors(instruction)
            ? Addresses.inWindow(random, memory.size())
            : address;
      }
    };
  }

  private long state(Instruction instruction) {
    long address =
        random.nextInt(4) != 0
            ? SharedArea.WINDOW_ADDRESS
            : Addresses.any(random, STATE_BYTES / 2) & -16;
    return Addresses.isTwice(address) && host.wantsInWindow(instruction)
        ? SharedArea.WINDOW_ADDRESS
        : address;
  }

  /** Sets base and index so that they lead to an address, where they can. */
  private void place(MemorySegment into, Memory memory, long address) {
    if (random.nextInt(50) == 0) {
      return;
    }
    placeAt(into, memory, address);
  }

  private void placeAt(MemorySegment into, Memory memory, long address) {
    int base = memory.base();
    int index = memory.index();
    if (base >= 16 && index >= 16) {
      return;
    }
    long target = address - memory.displacement() - segmentBase(into, memory.segment());
    if (base == index) {
      target /= 1 + (1 << memory.scale());
      setGeneral(into, base, target);
    } else if (base < 16) {
      if (index < 16 && random.nextInt(4) != 0) {
        setGeneral(into, index, random.nextInt(-300, 300));
      }
      setGeneral(into, base, target - (general(into, index) << memory.scale()));
    } else {
      setGeneral(into, index, target >> memory.scale());
    }
    if (memory.addressSize() == 4) {
      narrow(into, base);
      narrow(into, index);
    }
  }

  /** The upper half counts for nothing in a 32-bit address. */
  private void narrow(MemorySegment into, int register) {
    if (register < 16) {
      long upper = random.nextInt(4) == 0 ? random.nextLong() << 32 : 0;
      setGeneral(into, register, general(into, register) & 0xffff_ffffL | upper);
    }
  }

  /** Memory operands that have a form of their own. */
  private void contents(Instruction instruction, long address, MemorySegment into) {
    switch (instruction.mnemonic()) {
      case LDMXCSR -> keepBits(into, address, 0xffff);
      case FXRSTOR -> keepBits(into, address + 24, 0xffff);
      case XRSTOR -> {
        keepBits(into, address + 24, 0xffff);
        store(into, address + 512, random.nextInt() & components, 8);
        for (int at = 520; at < 576; at += 8) {
          store(into, address + at, 0, 8);
        }
      }
      default -> {}
    }
  }

  /** Most often without reserved bits. */
  private void keepBits(MemorySegment into, long address, int mask) {
    if (random.nextInt(8) != 0) {
      store(into, address, random.nextInt() & mask, 4);
    }
  }

  /** Operands that are equal, bit numbers near by. */
  private void plausible(Instruction instruction, @Nullable Memory memory, MemorySegment into) {
    switch (instruction.mnemonic()) {
      case CMPXCHG -> {
        if (instruction.operand(0) instanceof Gpr gpr) {
          setGeneral(into, RAX, general(into, gpr.index()));
        } else if (memory != null) {
          setGeneral(into, RAX, load(into, effective(into, memory, instruction)));
        }
      }
      case CMPXCHG8B, CMPXCHG16B -> {
        if (memory != null && memory.base() != RAX && memory.index() != RAX) {
          long at = effective(into, memory, instruction);
          boolean wide = memory.size() == 16;
          setGeneral(into, RAX, wide ? load(into, at) : load(into, at) & 0xffff_ffffL);
          if (memory.base() != RDX && memory.index() != RDX) {
            setGeneral(into, RDX, wide ? load(into, at + 8) : load(into, at) >>> 32);
          }
        }
      }
      case BT, BTS, BTR, BTC -> {
        if (memory != null
            && instruction.operand(1) instanceof Gpr gpr
            && gpr.index() != memory.base()
            && gpr.index() != memory.index()) {
          setGeneral(into, gpr.index(), random.nextInt(-300, 300));
        }
      }
      default -> {}
    }
  }

  private static long effective(MemorySegment state, Memory memory, Instruction instruction) {
    long base =
        memory.base() == Operand.RIP
            ? SharedArea.INSTRUCTION_ADDRESS + instruction.length()
            : general(state, memory.base());
    long mask = memory.addressSize() == 8 ? -1L : (1L << 8 * memory.addressSize()) - 1;
    long offset = base + (general(state, memory.index()) << memory.scale()) + memory.displacement();
    return (offset & mask) + segmentBase(state, memory.segment());
  }

  private static long segmentBase(MemorySegment state, int segment) {
    return switch (segment) {
      case FS -> state.get(JAVA_LONG_UNALIGNED, StateRecord.FS_BASE);
      case GS -> state.get(JAVA_LONG_UNALIGNED, StateRecord.GS_BASE);
      default -> 0;
    };
  }

  private static long load(MemorySegment state, long address) {
    long offset = address - SharedArea.WINDOW_ADDRESS;
    return offset >= 0 && offset <= StateRecord.WINDOW_BYTES - 8
        ? state.get(JAVA_LONG_UNALIGNED, StateRecord.WINDOW + offset)
        : 0;
  }

  private static void store(MemorySegment state, long address, long value, int size) {
    long offset = address - SharedArea.WINDOW_ADDRESS;
    if (offset < 0 || offset > StateRecord.WINDOW_BYTES - size) {
      return;
    }
    if (size == 4) {
      state.set(JAVA_INT_UNALIGNED, StateRecord.WINDOW + offset, (int) value);
    } else {
      for (int i = 0; i < size; i++) {
        state.set(JAVA_BYTE, StateRecord.WINDOW + offset + i, (byte) (value >> 8 * i));
      }
    }
  }
}
