package org.kvas.translator.translate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * Finds the {@link AccessGroup}s of a block. It may be wrong about which registers an instruction
 * changes and whether it writes memory: {@link SharedChecks} sees what is emitted, and the block is
 * emitted again without groups then.
 */
final class AccessGroups {
  /** Bytes of a group at most: the more, the more often it lies in two pages. */
  static final int REACH = 1024;

  /** As {@link #REACH} where the whole instruction is left to the interpreter then. */
  static final int REACH_IN_PLACE = 128;

  /** Groups of a block at most. */
  static final int MOST = 8;

  private static final int FEWEST_ACCESSES = 2;

  private static final Set<Mnemonic> READS_ONLY =
      EnumSet.of(Mnemonic.CMP, Mnemonic.TEST, Mnemonic.BT, Mnemonic.PUSH);

  private final PlannedBlock block;
  private final RegionPlan plan;
  private final @Nullable GroupedAccess[] accesses;

  /** For each instruction a register that it adds a constant to, which groups allow for, or -1. */
  private final int[] followed;

  private final List<AccessGroup> open = new ArrayList<>();
  private final List<AccessGroup> all = new ArrayList<>();
  private List<AccessGroup> chosen = List.of();

  AccessGroups(PlannedBlock block, RegionPlan plan) {
    this.block = block;
    this.plan = plan;
    this.accesses = new GroupedAccess[block.instructions().size()];
    this.followed = new int[accesses.length];
    Arrays.fill(followed, -1);
    if (plan.inPlace() || !isFloat(block)) {
      find();
      choose();
    }
  }

  /** The groups that are worth a check, by their numbers. */
  List<AccessGroup> chosen() {
    return chosen;
  }

  /** What an instruction's memory operand is; null where it belongs to no group. */
  @Nullable GroupedAccess access(int instruction) {
    return accesses[instruction];
  }

  /** The register that an instruction adds a constant to, if groups allow for that; else -1. */
  int followed(int instruction) {
    return followed[instruction];
  }

  /** Instructions that come behind the first of their groups. */
  BitSet later() {
    BitSet later = new BitSet();
    Set<AccessGroup> seen = new HashSet<>();
    for (int i = 0; i < accesses.length; i++) {
      GroupedAccess access = accesses[i];
      later.set(i, access != null && !seen.add(access.group()));
    }
    return later;
  }

  /**
   * A copy of floating-point arithmetic costs more than checks: each of its instructions has ways
   * out.
   */
  private static boolean isFloat(PlannedBlock block) {
    return block.instructions().stream()
        .anyMatch(instruction -> instruction.family() == Family.SSE_FLOAT);
  }

  /**
   * What an operand adds to its registers, or to the head's address where it is relative to RIP.
   *
   * @param next offset of the next instruction
   */
  static long displacement(Operand.Memory operand, int next) {
    if (operand.base() == Operand.RIP) {
      return operand.displacement() + next;
    }
    boolean absolute =
        operand.base() == Operand.NO_REGISTER && operand.index() == Operand.NO_REGISTER;
    return absolute && operand.addressSize() == 4
        ? operand.displacement() & 0xffff_ffffL
        : operand.displacement();
  }

  private void find() {
    List<Instruction> instructions = block.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      Operand.Memory memory = memory(instruction);
      if (memory != null && isGrouped(memory)) {
        boolean write = memory == instruction.operand(0) && !reads(instruction);
        accesses[i] = join(memory, displacement(memory, block.offsets()[i + 1]), write);
      }
      if (isCalled(instruction)) {
        open.clear();
      }
      followed[i] = follow(instruction);
      int changed = changed(instruction) & ~(followed[i] < 0 ? 0 : 1 << followed[i]);
      open.removeIf(group -> usesOneOf(group, changed));
    }
  }

  private boolean isGrouped(Operand.Memory memory) {
    return memory.size() != 0
        && memory.addressSize() >= 4
        && MemoryAccess.isFlat(memory.segment(), plan.mode());
  }

  /** Has groups allow for a constant that is added to their base: the register, or -1. */
  private int follow(Instruction instruction) {
    if (instruction.operands().isEmpty()
        || !(instruction.operand(0) instanceof Operand.Gpr register)) {
      return -1;
    }
    long constant = addend(instruction);
    if (constant == 0) {
      return -1;
    }
    open.removeIf(group -> group.uses(register.index()) && !mayFollow(group, register));
    open.stream()
        .filter(group -> group.uses(register.index()))
        .forEach(group -> group.shiftBy(constant));
    return register.index();
  }

  private static boolean mayFollow(AccessGroup group, Operand.Gpr register) {
    return group.first().base() == register.index()
        && group.first().index() != register.index()
        && group.first().addressSize() == register.size();
  }

  /** What an instruction adds to its first operand, 0 where it is no constant. */
  private static long addend(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case INC -> 1;
      case DEC -> -1;
      case ADD -> instruction.operand(1) instanceof Operand.Immediate by ? by.value() : 0;
      case SUB -> instruction.operand(1) instanceof Operand.Immediate by ? -by.value() : 0;
      default -> 0;
    };
  }

  /** Mostly left to an operation, which may change anything. */
  private static boolean isCalled(Instruction instruction) {
    return switch (instruction.family()) {
      case STRING, FAR_TRANSFER, DECIMAL, PORT_IO, SYSTEM, SEGMENT, STATE_SAVE -> true;
      default -> false;
    };
  }

  private GroupedAccess join(Operand.Memory memory, long displacement, boolean write) {
    AccessGroup group =
        open.stream()
            .filter(one -> one.isThrough(memory) && reaches(one, displacement + one.shift()))
            .findFirst()
            .orElse(null);
    if (group == null) {
      group = new AccessGroup(memory, displacement);
      open.add(group);
      all.add(group);
    }
    long counted = displacement + group.shift();
    group.add(counted, memory.size(), write);
    return new GroupedAccess(group, counted);
  }

  private boolean reaches(AccessGroup group, long displacement) {
    long low = Math.min(group.low(), displacement);
    long high = Math.max(group.last(), displacement);
    return high - low < (plan.inPlace() ? REACH_IN_PLACE : REACH)
        && (!isConstant(group.first()) || samePage(group.first(), low, high));
  }

  private static boolean isConstant(Operand.Memory operand) {
    return operand.index() == Operand.NO_REGISTER
        && (operand.base() == Operand.NO_REGISTER || operand.base() == Operand.RIP);
  }

  private boolean samePage(Operand.Memory operand, long low, long high) {
    long from = operand.base() == Operand.RIP ? plan.head() : 0;
    return (from + low) >>> 12 == (from + high) >>> 12;
  }

  /** The most useful ones are numbered, the others forgotten. */
  private void choose() {
    chosen =
        all.stream()
            .filter(group -> group.accesses() >= FEWEST_ACCESSES)
            .sorted((one, other) -> other.accesses() - one.accesses())
            .limit(MOST)
            .toList();
    for (int i = 0; i < chosen.size(); i++) {
      chosen.get(i).checkAs(i);
    }
    for (int i = 0; i < accesses.length; i++) {
      GroupedAccess access = accesses[i];
      if (access != null && access.group().number() < 0) {
        accesses[i] = null;
      }
    }
  }

  /** Its only memory operand, where it accesses one. */
  private static Operand.@Nullable Memory memory(Instruction instruction) {
    if (instruction.family() == Family.HINT) {
      return null;
    }
    Operand.Memory found = null;
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Memory memory) {
        if (found != null) {
          return null;
        }
        found = memory;
      }
    }
    return found;
  }

  private static boolean reads(Instruction instruction) {
    return READS_ONLY.contains(instruction.mnemonic()) || instruction.endsBlock();
  }

  /** General registers that it seems to change, as a bit set. */
  private static int changed(Instruction instruction) {
    int changed = Lowerings.of(instruction).implicitRegisters(instruction);
    boolean changesFirst = !instruction.operands().isEmpty() && !reads(instruction);
    return changesFirst && instruction.operand(0) instanceof Operand.Gpr register
        ? changed | 1 << register.index()
        : changed;
  }

  private static boolean usesOneOf(AccessGroup group, int registers) {
    for (int i = 0; i < 16; i++) {
      if ((registers >>> i & 1) != 0 && group.uses(i)) {
        return true;
      }
    }
    return false;
  }
}
