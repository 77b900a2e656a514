package org.kvas.translator.x86.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decoder's inverse: from a mnemonic and operands to the shortest bytes, by the same opcode
 * maps. What it gives always decodes to what was asked for.
 */
public final class Encoder {
  private record Row(OpcodeMap map, Opcode opcode) {}

  private static final Map<Mnemonic, List<Row>> ROWS = rows();
  private static final int ANY = 0;

  private final int codeBits;
  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));

  /**
   * @param codeBits 16, 32 or 64
   */
  public Encoder(int codeBits) {
    this.codeBits = codeBits;
  }

  private static Map<Mnemonic, List<Row>> rows() {
    Map<Mnemonic, List<Row>> rows = new EnumMap<>(Mnemonic.class);
    for (OpcodeMap map : OpcodeMaps.ALL) {
      for (Opcode row : map.rows()) {
        rows.computeIfAbsent(row.mnemonic, key -> new ArrayList<>()).add(new Row(map, row));
      }
    }
    return rows;
  }

  /** Encodes what was decoded, perhaps shorter than it was. */
  public byte[] encode(Instruction instruction) {
    return encode(
        new Request(
            instruction.mnemonic(),
            instruction.condition(),
            instruction.operandSize(),
            instruction.addressSize(),
            instruction.prefixes(),
            instruction.operands(),
            false));
  }

  /**
   * What to encode.
   *
   * @param operandSize as in {@link Instruction#operandSize()}, or 0 where the operands or the mode
   *     say it
   * @param addressSize as in {@link Instruction#addressSize()}, or 0 for the memory operand's or
   *     the mode's
   * @param prefixes PREFIX_ bits of {@link Instruction}
   * @param operands a memory operand's size may be 0 where another operand says it
   * @param wide displacements take their full width whatever their value: an address that is not
   *     known yet
   */
  public record Request(
      Mnemonic mnemonic,
      int condition,
      int operandSize,
      int addressSize,
      int prefixes,
      List<Operand> operands,
      boolean wide) {

    boolean has(int prefix) {
      return (prefixes & prefix) != 0;
    }
  }

  /**
   * The shortest encoding; where nothing says the operand size, that of the mode.
   *
   * @throws EncodingException if there is no such instruction in this mode, or the size of its
   *     memory operand is in doubt
   */
  public byte[] encode(Request request) {
    byte @Nullable [] best = null;
    int memorySize = -1;
    for (Row row : ROWS.getOrDefault(request.mnemonic(), List.of())) {
      boolean usual = true;
      for (int size : operandSizes(row.opcode)) {
        byte[] bytes = encode(row, size, request);
        if (bytes == null) {
          continue;
        }
        int accessed = memorySize(row.opcode, size, request.operands());
        if (memorySize >= 0 && accessed != memorySize) {
          throw new EncodingException("operand size not specified: " + request);
        }
        memorySize = accessed;
        best = best == null || usual && bytes.length < best.length ? bytes : best;
        usual = false;
      }
    }
    if (best == null) {
      throw new EncodingException("no encoding in " + codeBits + "-bit code: " + request);
    }
    return best;
  }

  /** The usual one first. */
  private int[] operandSizes(Opcode row) {
    boolean longMode = codeBits == 64;
    return switch (row.sizing) {
      case BYTE -> new int[] {1};
      case NATURAL -> new int[] {longMode ? 8 : 4};
      case FORCED_64 -> longMode ? new int[] {8} : legacySizes();
      case DEFAULT_64 -> longMode ? new int[] {8, 2} : legacySizes();
      case MANDATORY_66, VARIABLE -> longMode ? new int[] {4, 2, 8} : legacySizes();
      case AT_MOST_32 -> legacySizes();
      case VEX -> vexSizes(row.qualifier.wide());
    };
  }

  /** VEX.W is an operand size only in 64-bit mode. */
  private int[] vexSizes(int wide) {
    if (codeBits != 64 || wide == 0) {
      return new int[] {4};
    }
    return wide == 1 ? new int[] {8} : new int[] {4, 8};
  }

  private int[] legacySizes() {
    return codeBits == 16 ? new int[] {2, 4} : new int[] {4, 2};
  }

  private byte @Nullable [] encode(Row row, int size, Request request) {
    Opcode opcode = row.opcode;
    boolean asked = request.operandSize() == ANY || request.operandSize() == size;
    boolean sized = opcode.qualifier.operandSize() == 0 || opcode.qualifier.operandSize() == size;
    if (!asked
        || !sized
        || !vexFits(opcode.qualifier, request)
        || opcode.qualifier.condition() != request.condition()) {
      return null;
    }
    if (request.wide()
        && Arrays.stream(opcode.operands).anyMatch(kind -> kind.form == OperandForm.RELATIVE_BYTE)
        && hasNearForm(request.mnemonic())) {
      return null;
    }
    if (request.wide()
        && Arrays.stream(opcode.operands)
            .anyMatch(kind -> kind.form == OperandForm.SIGNED_BYTE && size > 1)) {
      return null;
    }
    if (!new OperandMatch(opcode, size, codeBits == 64).fits(request.operands())) {
      return null;
    }
    byte[] bytes = new RowEncoding(row.map, opcode, size, codeBits, request).bytes();
    return bytes != null && decodesTo(request, size, bytes) ? bytes : null;
  }

  private static boolean vexFits(Qualifier row, Request request) {
    int length = request.has(Instruction.PREFIX_VEX_256) ? 32 : 16;
    return row.vex() == request.has(Instruction.PREFIX_VEX)
        && (!row.vex() || row.vectorBytes() == Qualifier.ANY_LENGTH || row.vectorBytes() == length);
  }

  private static boolean hasNearForm(Mnemonic mnemonic) {
    return mnemonic == Mnemonic.JMP || mnemonic == Mnemonic.JCC;
  }

  private boolean decodesTo(Request request, int size, byte[] bytes) {
    Instruction decoded = decoder.decode(bytes, 0, bytes.length, codeBits);
    return decoded.mnemonic() == request.mnemonic()
        && decoded.length() == bytes.length
        && decoded.operandSize() == size
        && decoded.condition() == request.condition()
        && decoded.operands().size() == request.operands().size();
  }

  /** What a row accesses of the memory operand; 0 where the size only chooses a layout. */
  private int memorySize(Opcode row, int size, List<Operand> operands) {
    for (int i = 0; i < operands.size(); i++) {
      if (operands.get(i) instanceof Operand.Memory) {
        int code = row.operands[i].memorySize;
        boolean layout = code == OperandSize.ENVIRONMENT || code == OperandSize.STATE;
        return layout
            ? 0
            : OperandSize.bytes(code, size, codeBits == 64, row.qualifier.vectorBytes());
      }
    }
    return 0;
  }
}
