package org.kvas.translator.x86.decode;

import static java.util.stream.Collectors.groupingBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.x86.decode.Qualifier.Prefix;
import org.kvas.translator.x86.decode.Qualifier.Superscript;

/**
 * All 256 opcodes behind one escape, arranged for selection by mandatory prefix, mode and ModRM
 * without searching. SDM Vol. 2D, A.3.
 *
 * <p>A slot (opcode, prefix, mode) is null where nothing is defined, one row where ModRM does not
 * select, else a row for each of 8 memory and 64 register forms.
 */
final class OpcodeMap {
  private static final int MODRM_FORMS = 8 + 64;

  private static final Opcode[] UNDEFINED = {};

  /**
   * Index: opcode, two bits of prefix, one bit of mode. Arranged at first use, since programs use
   * few of the slots; two threads may arrange the same.
   */
  private final AtomicReferenceArray<Opcode @Nullable []> slots =
      new AtomicReferenceArray<>(256 * 8);

  private final Map<Integer, List<Opcode>> byOpcode;
  private final List<Opcode> rows;
  private final boolean vex;
  private final byte[] escape;

  /**
   * @param vex whether it stands behind a VEX prefix, which then stands for the escape
   * @param escape the bytes before the opcode
   */
  OpcodeMap(List<Opcode> rows, boolean vex, byte... escape) {
    this.rows = List.copyOf(rows);
    this.vex = vex;
    this.escape = escape;
    byOpcode = rows.stream().collect(groupingBy(row -> row.opcode));
  }

  /** In the order of definition. */
  List<Opcode> rows() {
    return rows;
  }

  boolean vex() {
    return vex;
  }

  byte[] escape() {
    return escape;
  }

  /** The candidates for an opcode: null, one row, or rows to be indexed with {@link #form}. */
  Opcode @Nullable [] slot(int opcode, int prefix, int longMode) {
    int index = opcode << 3 | prefix << 1 | longMode;
    Opcode[] slot = slots.getAcquire(index);
    if (slot == null) {
      List<Opcode> defined = byOpcode.getOrDefault(opcode, List.of());
      slot = arrange(defined, Prefix.values()[prefix], longMode != 0);
      slots.setRelease(index, slot);
    }
    return slot == UNDEFINED ? null : slot;
  }

  static int form(int modrm) {
    return modrm >= 0xc0 ? modrm - 0xc0 + 8 : modrm >> 3 & 7;
  }

  private Opcode[] arrange(List<Opcode> rows, Prefix prefix, boolean longMode) {
    List<Opcode> candidates =
        rows.stream()
            .filter(row -> matches(row.qualifier.prefix(), prefix))
            .filter(
                row ->
                    row.qualifier.superscript() != (longMode ? Superscript.I64 : Superscript.O64))
            .toList();
    if (candidates.isEmpty()) {
      return UNDEFINED;
    }
    Opcode[] forms = new Opcode[MODRM_FORMS];
    Map<List<Opcode>, Opcode> forks = new HashMap<>();
    for (int form = 0; form < MODRM_FORMS; form++) {
      forms[form] = select(candidates, form, longMode, forks);
    }
    boolean same = Arrays.stream(forms).allMatch(row -> row == forms[0]) && forms[0] != null;
    return same ? new Opcode[] {forms[0]} : forms;
  }

  private static boolean matches(Prefix row, Prefix given) {
    return switch (row) {
      case ANY -> true;
      case NFX -> given == Prefix.NONE || given == Prefix.P66;
      default -> row == given;
    };
  }

  /** The row for a ModRM form, or a fork where the operand size, or VEX.L and VEX.W, decide too. */
  private @Nullable Opcode select(
      List<Opcode> candidates, int form, boolean longMode, Map<List<Opcode>, Opcode> forks) {
    @Nullable Opcode[] variants = new Opcode[4];
    for (int variant = vex ? 0 : 1; variant < 4; variant++) {
      variants[variant] = mostSpecific(candidates, form, variant, longMode);
    }
    boolean decided =
        variants[1] == variants[2]
            && variants[2] == variants[3]
            && (!vex || variants[0] == variants[1]);
    return decided
        ? variants[1]
        : forks.computeIfAbsent(Arrays.asList(variants), key -> new Opcode(variants));
  }

  private @Nullable Opcode mostSpecific(
      List<Opcode> candidates, int form, int variant, boolean longMode) {
    int size = !vex ? 1 << variant : longMode && (variant & 1) != 0 ? 8 : 4;
    Opcode best = null;
    for (Opcode row : candidates) {
      if (matches(row, form, size)
          && (!vex || matchesVex(row.qualifier, variant))
          && (best == null || rank(row) > rank(best))) {
        best = row;
      }
    }
    return best;
  }

  private static boolean matches(Opcode row, int form, int size) {
    Qualifier q = row.qualifier;
    boolean register = form >= 8;
    int digit = register ? form - 8 >> 3 : form;
    return (q.digit() < 0 || q.digit() == digit)
        && (q.modrm() < 0 || register && q.modrm() == form - 8 + 0xc0)
        && (q.operandSize() == 0 || q.operandSize() == size)
        && !(register ? row.memoryOnly() : row.registerOnly());
  }

  private static boolean matchesVex(Qualifier q, int variant) {
    int length = (variant & 2) != 0 ? 32 : 16;
    return (q.vectorBytes() == Qualifier.ANY_LENGTH || q.vectorBytes() == length)
        && (q.wide() < 0 || q.wide() == (variant & 1));
  }

  private static int rank(Opcode row) {
    Qualifier q = row.qualifier;
    return (q.prefix() != Prefix.ANY ? 8 : 0)
        + (q.modrm() >= 0 ? 4 : 0)
        + (q.digit() >= 0 ? 2 : 0)
        + (q.operandSize() != 0 ? 1 : 0);
  }
}
