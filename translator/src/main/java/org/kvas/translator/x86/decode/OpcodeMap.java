package org.kvas.translator.x86.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Index: opcode, two bits of prefix, one bit of mode. */
  private final Opcode[] @Nullable [] slots = new Opcode[256 * 8][];

  private final List<Opcode> rows;
  private final byte[] escape;

  /**
   * @param escape the bytes before the opcode
   */
  OpcodeMap(List<Opcode> rows, byte... escape) {
    this.rows = List.copyOf(rows);
    this.escape = escape;
    List<List<Opcode>> byOpcode = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      byOpcode.add(new ArrayList<>());
    }
    rows.forEach(row -> byOpcode.get(row.opcode).add(row));
    for (int opcode = 0; opcode < 256; opcode++) {
      for (int prefix = 0; prefix < 4; prefix++) {
        for (int mode = 0; mode < 2; mode++) {
          slots[opcode << 3 | prefix << 1 | mode] =
              slot(byOpcode.get(opcode), Prefix.values()[prefix], mode != 0);
        }
      }
    }
  }

  /** In the order of definition. */
  List<Opcode> rows() {
    return rows;
  }

  byte[] escape() {
    return escape;
  }

  /** The candidates for an opcode: null, one row, or rows to be indexed with {@link #form}. */
  Opcode @Nullable [] slot(int opcode, int prefix, int longMode) {
    return slots[opcode << 3 | prefix << 1 | longMode];
  }

  static int form(int modrm) {
    return modrm >= 0xc0 ? modrm - 0xc0 + 8 : modrm >> 3 & 7;
  }

  private static Opcode @Nullable [] slot(List<Opcode> rows, Prefix prefix, boolean longMode) {
    List<Opcode> candidates =
        rows.stream()
            .filter(row -> row.qualifier.prefix() == prefix || row.qualifier.prefix() == Prefix.ANY)
            .filter(
                row ->
                    row.qualifier.superscript() != (longMode ? Superscript.I64 : Superscript.O64))
            .toList();
    if (candidates.isEmpty()) {
      return null;
    }
    Opcode[] forms = new Opcode[MODRM_FORMS];
    Map<List<Opcode>, Opcode> forks = new HashMap<>();
    for (int form = 0; form < MODRM_FORMS; form++) {
      forms[form] = select(candidates, form, forks);
    }
    boolean same = Arrays.stream(forms).allMatch(row -> row == forms[0]) && forms[0] != null;
    return same ? new Opcode[] {forms[0]} : forms;
  }

  /** The row for a ModRM form, or a fork where the operand size decides too. */
  private static @Nullable Opcode select(
      List<Opcode> candidates, int form, Map<List<Opcode>, Opcode> forks) {
    Opcode[] bySize = new Opcode[4];
    for (int log = 1; log < 4; log++) {
      bySize[log] = mostSpecific(candidates, form, 1 << log);
    }
    boolean decided = bySize[1] == bySize[2] && bySize[2] == bySize[3];
    return decided
        ? bySize[1]
        : forks.computeIfAbsent(Arrays.asList(bySize), key -> new Opcode(bySize));
  }

  private static @Nullable Opcode mostSpecific(List<Opcode> candidates, int form, int size) {
    Opcode best = null;
    for (Opcode row : candidates) {
      if (matches(row, form, size) && (best == null || rank(row) > rank(best))) {
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

  private static int rank(Opcode row) {
    Qualifier q = row.qualifier;
    return (q.prefix() != Prefix.ANY ? 8 : 0)
        + (q.modrm() >= 0 ? 4 : 0)
        + (q.digit() >= 0 ? 2 : 0)
        + (q.operandSize() != 0 ? 1 : 0);
  }
}
