package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.translate.MemoryAccess.Opened;
import org.kvas.translator.x86.decode.Operand;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * One TLB check for all accesses of an {@link AccessGroup}, made where the first of them is. Where
 * it fails, since they lie in two pages or the TLB lacks theirs, control goes to a copy of the rest
 * of the block, which checks each access on its own; where checks are calls, it leaves the region.
 */
final class SharedChecks {
  private final Emitter emitter;
  private final Map<Integer, AccessGroups> groups;
  private final int firstSlot;

  private @Nullable AccessGroups block;
  private int instruction;

  /** For each group of the block what its registers' {@link Registers#version} was when checked. */
  private final long[] checked = new long[AccessGroups.MOST];

  /** Instructions of the block whose access an earlier one has had checked. */
  private BitSet expected = new BitSet();

  private final Set<Integer> misjudged = new HashSet<>();
  private int offset;

  /**
   * {@link Registers#version} of what the current instruction adds a constant to, before it does.
   */
  private int versionBefore;

  private SortedMap<Integer, Detour> detours = new TreeMap<>();

  /**
   * Where control goes on in the copy of a block.
   *
   * @param completed instructions of the block that have not been counted yet
   * @param x87Depth of the x87 stack there
   */
  record Detour(Label label, int completed, int x87Depth) {}

  /**
   * @param groups of the blocks by their offsets
   * @param firstSlot of the locals for host addresses
   */
  SharedChecks(Emitter emitter, Map<Integer, AccessGroups> groups, int firstSlot) {
    this.emitter = emitter;
    this.groups = groups;
    this.firstSlot = firstSlot;
  }

  /**
   * The groups of a region's blocks.
   *
   * @param sharing whether the block at an offset may have any
   */
  static Map<Integer, AccessGroups> groups(RegionPlan plan, IntPredicate sharing) {
    Map<Integer, AccessGroups> groups = new HashMap<>();
    for (PlannedBlock block : plan.blocks()) {
      if (sharing.test(block.offset())) {
        groups.put(block.offset(), new AccessGroups(block, plan));
      }
    }
    return groups;
  }

  /** Adds the types of the locals. */
  static void types(Map<Integer, AccessGroups> groups, List<Object> types) {
    types.addAll(Collections.nCopies(most(groups), Opcodes.LONG));
  }

  private static int most(Map<Integer, AccessGroups> groups) {
    return groups.values().stream().mapToInt(ofBlock -> ofBlock.chosen().size()).max().orElse(0);
  }

  /** Every local has a value from the beginning. */
  void clear() {
    for (int i = 0; i < most(groups); i++) {
      emitter.code.visitInsn(LCONST_0);
      emitter.code.visitVarInsn(LSTORE, slot(i));
    }
  }

  private int slot(int number) {
    return firstSlot + 2 * number;
  }

  /**
   * A block begins.
   *
   * @param sharing false in a copy
   */
  void startBlock(int offset, boolean sharing) {
    this.offset = offset;
    block = sharing ? groups.get(offset) : null;
    expected = block == null ? new BitSet() : block.later();
    instruction = -1;
    detours = new TreeMap<>();
    forget();
  }

  /** Instructions of the block that need no check, unless it turns out to be {@link #misjudged}. */
  BitSet expected() {
    return expected;
  }

  void startInstruction(int index) {
    if (block != null) {
      if (instruction >= 0) {
        follow(block, block.followed(instruction));
      }
      int register = block.followed(index);
      versionBefore = register < 0 ? 0 : emitter.registers.version(register);
    }
    instruction = index;
  }

  /** What was checked through a register to which a constant was added still is. */
  private void follow(AccessGroups groupsOfBlock, int register) {
    if (register < 0 || emitter.registers.version(register) != versionBefore + 1) {
      return;
    }
    for (AccessGroup group : groupsOfBlock.chosen()) {
      Operand.Memory through = group.first();
      if (through.base() == register
          && checked[group.number()] == version(versionBefore, through.index())) {
        checked[group.number()] = version(through);
      }
    }
  }

  /** The current instruction is not one that only accesses what is checked. */
  void misjudge() {
    if (expected.get(instruction)) {
      misjudged.add(offset);
    }
  }

  /** Offsets of blocks that must not share checks: what has been emitted is wrong. */
  Set<Integer> misjudged() {
    return misjudged;
  }

  /** Control may have come from elsewhere, or the TLB changed. */
  void forget() {
    Arrays.fill(checked, -1);
  }

  /** By the indexes of the instructions where checks were made since the block began. */
  SortedMap<Integer, Detour> detours() {
    return detours;
  }

  /**
   * The group that the current instruction's access belongs to, checked from here on; null where it
   * has to be checked on its own.
   */
  @Nullable GroupedAccess check(Operand.Memory operand, int size, boolean write, Opened opened) {
    GroupedAccess access = block == null ? null : block.access(instruction);
    if (access == null || !access.group().isThrough(operand) || !access.isCovered(size, write)) {
      misjudge();
      return null;
    }
    AccessGroup group = access.group();
    long version = version(group.first());
    if (checked[group.number()] != version) {
      misjudge();
      emitCheck(group, access.displacement() - displacement(operand), opened);
      checked[group.number()] = version;
    }
    return access;
  }

  private long displacement(Operand.Memory operand) {
    return AccessGroups.displacement(operand, emitter.nextOffset());
  }

  private long version(Operand.Memory operand) {
    return version(emitter.registers.version(operand.base()), operand.index());
  }

  private long version(int ofBase, int index) {
    return (long) ofBase << 32 | emitter.registers.version(index);
  }

  /**
   * @param shift what has been added to the base since the group's first access
   */
  private void emitCheck(AccessGroup group, long shift, Opened opened) {
    emitter.memory.pushThrough(group.first(), group.low() - shift);
    if (emitter.isInPlace()) {
      emitCall(group);
    } else {
      emitInline(group, opened);
    }
  }

  private void emitCall(AccessGroup group) {
    int last = (int) (group.last() - group.low());
    emitter.memory.callCheck(last, group.writes(), slot(group.number()));
  }

  private void emitInline(AccessGroup group, Opened opened) {
    var code = emitter.code;
    Label detour =
        detours.computeIfAbsent(
                instruction,
                _ -> new Detour(new Label(), emitter.completedInBlock(), emitter.x87.depth()))
            .label;
    code.visitVarInsn(LSTORE, opened.address);
    emitter.memory.storeEntry(group.writes(), opened);
    code.visitVarInsn(LLOAD, opened.address);
    emitter.memory.goUnlessTagged(opened, detour);
    code.visitVarInsn(LLOAD, opened.address);
    emitter.push(group.last() - group.low());
    code.visitInsn(LADD);
    emitter.memory.wrap(group.first().addressSize());
    emitter.memory.goUnlessTagged(opened, detour);
    emitter.memory.pushTranslated(opened);
    code.visitVarInsn(LSTORE, slot(group.number()));
  }

  /** Pushes the host address of an access of a group that is checked. */
  void pushHost(GroupedAccess access) {
    emitter.code.visitVarInsn(LLOAD, slot(access.group().number()));
    if (access.distance() != 0) {
      emitter.push(access.distance());
      emitter.code.visitInsn(LADD);
    }
  }
}
