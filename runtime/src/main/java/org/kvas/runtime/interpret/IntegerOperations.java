package org.kvas.runtime.interpret;

import static org.kvas.translator.x86.decode.Mnemonic.*;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Operations on general registers: one row per operation class. INS, OUTS and FWAIT are not here.
 */
public final class IntegerOperations implements OperationFamily {
  /** The families served. */
  public static final Set<Family> FAMILIES =
      Set.of(
          Family.BINARY_ALU,
          Family.UNARY_ALU,
          Family.SHIFT,
          Family.DOUBLE_SHIFT,
          Family.MULTIPLY_DIVIDE,
          Family.MOVE,
          Family.CONVERT,
          Family.CONDITIONAL,
          Family.STACK,
          Family.BIT,
          Family.ATOMIC,
          Family.STRING,
          Family.BRANCH,
          Family.FLAG,
          Family.DECIMAL,
          Family.HINT);

  private final Map<Mnemonic, OperationFamily> classes = new EnumMap<>(Mnemonic.class);

  public IntegerOperations() {
    define(BinaryAlu.class, ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST);
    define(UnaryAlu.class, INC, DEC, NEG, NOT);
    define(Shift.class, ROL, ROR, RCL, RCR, SHL, SHR, SAR);
    define(DoubleShift.class, SHLD, SHRD);
    define(Multiply.class, MUL, IMUL);
    define(Divide.class, DIV, IDIV);
    define(Move.class, MOV, MOVZX, MOVSX, MOVSXD, MOVNTI);
    define(LoadEffectiveAddress.class, LEA);
    define(Exchange.class, XCHG, XADD);
    define(ByteSwap.class, BSWAP);
    define(MoveBigEndian.class, MOVBE);
    define(TableLookup.class, XLAT);
    define(Convert.class, CBW, CWDE, CDQE, CWD, CDQ, CQO);
    define(Conditional.class, CMOVCC, SETCC);
    define(Push.class, PUSH);
    define(Pop.class, POP);
    define(PushAll.class, PUSHA, POPA);
    define(PushFlags.class, PUSHF);
    define(PopFlags.class, POPF);
    define(Frame.class, ENTER, LEAVE);
    define(BitTest.class, BT, BTS, BTR, BTC);
    define(BitScan.class, BSF, BSR);
    define(BitCount.class, POPCNT, LZCNT, TZCNT);
    define(CyclicRedundancyCheck.class, CRC32);
    define(BitManipulation.class, ANDN, BEXTR, BLSI, BLSMSK, BLSR, BZHI, PDEP, PEXT);
    define(ShiftWithoutFlags.class, RORX, SARX, SHLX, SHRX);
    define(MultiplyWithoutFlags.class, MULX);
    define(AddWithFlag.class, ADCX, ADOX);
    define(CompareExchange.class, CMPXCHG);
    define(CompareExchangeWide.class, CMPXCHG8B, CMPXCHG16B);
    define(MoveString.class, MOVS);
    define(StoreString.class, STOS);
    define(LoadString.class, LODS);
    define(CompareString.class, CMPS, SCAS);
    define(Jump.class, JMP, CALL);
    define(ConditionalJump.class, JCC);
    define(Return.class, RET);
    define(Loop.class, LOOP, LOOPE, LOOPNE, JCXZ);
    define(FlagChange.class, CLC, STC, CMC, CLD, STD, LAHF, SAHF, SALC);
    define(DecimalAdjust.class, AAA, AAS, DAA, DAS, AAM, AAD);
    define(
        Hint.class, NOP, PAUSE, PREFETCH, LFENCE, MFENCE, SFENCE, CLFLUSH, CLFLUSHOPT, CLWB, ENDBR);
  }

  private void define(Class<? extends IntegerOperation> operation, Mnemonic... mnemonics) {
    OperationFamily specialized = new Specialized(operation);
    for (Mnemonic mnemonic : mnemonics) {
      classes.put(mnemonic, specialized);
    }
  }

  boolean serves(Mnemonic mnemonic) {
    return classes.containsKey(mnemonic);
  }

  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    OperationFamily operation = classes.get(instruction.mnemonic());
    if (operation == null) {
      throw new IllegalArgumentException("not an integer instruction: " + instruction.mnemonic());
    }
    return operation.create(instruction, mode, offset);
  }
}
