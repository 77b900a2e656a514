package org.kvas.translator.translate;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * A function-sized piece of control flow, chosen for translation.
 *
 * @param head address ({@code rip}) that offsets count from
 * @param mode {@link org.kvas.translator.state.ExecutionMode} bits
 * @param blocks in order of address
 * @param entries offsets where the region can be entered: the head, loop heads, return addresses,
 *     targets of indirect jumps
 * @param indirectTargets for the offset of an indirect branch, offsets of blocks it was seen to go
 *     to
 * @param extent of the blocks and branch targets
 * @param inPlace registers stay in the state, and every block is an entry: for code without loops,
 *     which control soon leaves and enters anywhere
 */
public record RegionPlan(
    long head,
    int mode,
    List<PlannedBlock> blocks,
    List<Integer> entries,
    Map<Integer, int[]> indirectTargets,
    Extent extent,
    boolean inPlace) {
  /** Offsets of the code it is made from: [from, end) pairs. */
  public List<int[]> ranges() {
    return blocks.stream().map(block -> new int[] {block.offset(), block.end()}).toList();
  }

  /** Guest bytes it is made from. */
  public int bytes() {
    return blocks.stream().mapToInt(block -> block.end() - block.offset()).sum();
  }

  /** The same code with its registers elsewhere, which makes no difference to what it does. */
  public RegionPlan inPlace(boolean registersInPlace) {
    return new RegionPlan(head, mode, blocks, entries, indirectTargets, extent, registersInPlace);
  }

  /** The blocks that control reaches first, with so many instructions at most. */
  RegionPlan upTo(int instructions) {
    SortedMap<Integer, PlannedBlock> kept = new ControlGraph(this).first(instructions);
    return new RegionPlan(
        head,
        mode,
        List.copyOf(kept.values()),
        entries.stream().filter(kept::containsKey).toList(),
        indirectTargets,
        extent,
        inPlace);
  }

  /** Offsets behind calls. */
  int[] returns() {
    return blocks.stream()
        .filter(block -> block.last().mnemonic() == Mnemonic.CALL)
        .mapToInt(PlannedBlock::end)
        .toArray();
  }

  public int instructionCount() {
    return blocks.stream().mapToInt(block -> block.instructions().size()).sum();
  }
}
