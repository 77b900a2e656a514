package org.kvas.translator.translate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.kvas.translator.x86.decode.Operand;

/**
 * How far TOP is expected to have moved at the start of each block, against the region's head: pops
 * count up, pushes down. Only a guess where control comes back from a call; emitted code never
 * relies on it, but where it is wrong has to rename the registers.
 */
final class X87Depths {
  private static final int REGISTERS = 8;

  private final Map<Integer, PlannedBlock> blocks = new HashMap<>();
  private final Map<Integer, Integer> depths = new HashMap<>();
  private final Deque<PlannedBlock> work = new ArrayDeque<>();
  private final int used;

  X87Depths(RegionPlan plan) {
    plan.blocks().forEach(block -> blocks.put(block.offset(), block));
    if (plan.blocks().stream()
        .noneMatch(block -> block.instructions().stream().anyMatch(X87Depths::isX87))) {
      used = 0;
      return;
    }
    reach(0, 0);
    follow(plan);
    for (PlannedBlock block : plan.blocks()) {
      if (block.last().mnemonic() == Mnemonic.CALL && depths.containsKey(block.offset())) {
        reach(block.end(), at(block.offset()) + effect(block));
        follow(plan);
      }
    }
    used = plan.blocks().stream().mapToInt(this::slots).reduce(0, (a, b) -> a | b);
  }

  static boolean isX87(Instruction instruction) {
    return instruction.mnemonic().family() == Family.X87;
  }

  /** The expected depth at the start of a block, modulo 8 as all depths. */
  int at(int offset) {
    return depths.getOrDefault(offset, 0) & REGISTERS - 1;
  }

  /**
   * Registers that the region names, as a bit set: bit n is the register that ST(n) is at depth 0.
   */
  int used() {
    return used;
  }

  private void reach(int offset, int depth) {
    PlannedBlock block = blocks.get(offset);
    if (block != null && depths.putIfAbsent(offset, depth) == null) {
      work.add(block);
    }
  }

  private void follow(RegionPlan plan) {
    PlannedBlock block;
    while ((block = work.poll()) != null) {
      int depth = at(block.offset()) + effect(block);
      Instruction last = block.last();
      Mnemonic mnemonic = last.mnemonic();
      if (mnemonic.family() == Family.BRANCH
          && !last.operands().isEmpty()
          && last.operand(0) instanceof Operand.Relative relative) {
        reach((int) (block.end() + relative.displacement()), depth);
      }
      for (int target :
          plan.indirectTargets()
              .getOrDefault(block.offsets()[block.instructions().size() - 1], new int[0])) {
        reach(target, depth);
      }
      if (mnemonic != Mnemonic.JMP && mnemonic != Mnemonic.CALL && mnemonic != Mnemonic.RET) {
        reach(block.end(), depth);
      }
    }
  }

  private static int effect(PlannedBlock block) {
    return block.instructions().stream().mapToInt(X87Depths::effect).sum();
  }

  /** What an instruction adds to TOP. */
  static int effect(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case FLD,
          FILD,
          FBLD,
          FLD1,
          FLDZ,
          FLDPI,
          FLDL2E,
          FLDL2T,
          FLDLG2,
          FLDLN2,
          FXTRACT,
          FSINCOS,
          FPTAN,
          FDECSTP ->
          -1;
      case FADDP, FMULP, FSUBP, FSUBRP, FDIVP, FDIVRP, FCOMP, FUCOMP, FICOMP, FCOMIP, FUCOMIP -> 1;
      case FSTP, FISTP, FISTTP, FBSTP, FFREEP, FSTPNCE, FINCSTP, FYL2X, FYL2XP1, FPATAN -> 1;
      case FCOMPP, FUCOMPP -> 2;
      default -> 0;
    };
  }

  /**
   * The registers an instruction may name at a depth: ST(0), ST(1), those it gives, and the one it
   * pushes.
   */
  private int slots(PlannedBlock block) {
    int depth = at(block.offset());
    int slots = 0;
    for (Instruction instruction : block.instructions()) {
      if (isX87(instruction)) {
        slots |= slot(depth) | slot(depth + 1);
        for (Operand operand : instruction.operands()) {
          slots |= operand instanceof Operand.St st ? slot(depth + st.index()) : 0;
        }
        slots |= effect(instruction) < 0 ? slot(depth - 1) : 0;
      }
      depth += effect(instruction);
    }
    return slots;
  }

  private static int slot(int depth) {
    return 1 << (depth & REGISTERS - 1);
  }
}
