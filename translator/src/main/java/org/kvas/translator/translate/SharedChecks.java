package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final Map<Integer, @Nullable AccessGroup[]> groups;
  private final int firstSlot;

  private @Nullable AccessGroup @Nullable [] block;
  private int instruction;

  /** For each group of the block what its registers' {@link Registers#version} was when checked. */
  private final long[] checked = new long[AccessGroups.MOST];

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
  SharedChecks(Emitter emitter, Map<Integer, @Nullable AccessGroup[]> groups, int firstSlot) {
    this.emitter = emitter;
    this.groups = groups;
    this.firstSlot = firstSlot;
  }

  /** The groups of a region's blocks. */
  static Map<Integer, @Nullable AccessGroup[]> groups(RegionPlan plan) {
    Map<Integer, @Nullable AccessGroup[]> groups = new HashMap<>();
    plan.blocks().forEach(block -> groups.put(block.offset(), AccessGroups.of(block, plan)));
    return groups;
  }

  /** Adds the types of the locals. */
  static void types(Map<Integer, @Nullable AccessGroup[]> groups, List<Object> types) {
    types.addAll(Collections.nCopies(most(groups), Opcodes.LONG));
  }

  private static int most(Map<Integer, @Nullable AccessGroup[]> groups) {
    int most = 0;
    for (@Nullable AccessGroup[] ofBlock : groups.values()) {
      for (AccessGroup group : ofBlock) {
        most = group == null ? most : Math.max(most, group.number() + 1);
      }
    }
    return most;
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
    block = sharing ? groups.get(offset) : null;
    detours = new TreeMap<>();
    forget();
  }

  void startInstruction(int index) {
    instruction = index;
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
  @Nullable AccessGroup check(Operand.Memory operand, int size, boolean write, Opened opened) {
    AccessGroup group = block == null ? null : block[instruction];
    if (group == null
        || !group.isThrough(operand)
        || !group.covers(displacement(operand), size, write)) {
      return null;
    }
    long version = version(group.first());
    if (checked[group.number()] != version) {
      emitCheck(group, opened);
      checked[group.number()] = version;
    }
    return group;
  }

  private long displacement(Operand.Memory operand) {
    return AccessGroups.displacement(operand, emitter.nextOffset());
  }

  private long version(Operand.Memory operand) {
    return (long) emitter.registers.version(operand.base()) << 32
        | emitter.registers.version(operand.index());
  }

  private void emitCheck(AccessGroup group, Opened opened) {
    if (emitter.isInPlace()) {
      emitCall(group);
    } else {
      emitInline(group, opened);
    }
  }

  private void emitCall(AccessGroup group) {
    emitter.memory.pushThrough(group.first(), group.low());
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
    emitter.memory.pushThrough(group.first(), group.low());
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
  void pushHost(AccessGroup group, Operand.Memory operand) {
    emitter.code.visitVarInsn(LLOAD, slot(group.number()));
    long distance = displacement(operand) - group.low();
    if (distance != 0) {
      emitter.push(distance);
      emitter.code.visitInsn(LADD);
    }
  }
}
