package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/**
 * Which exception an access raises where several could, in both engines, as an Intel processor did
 * it: recorded from one by the oracle. Exception 3 is the INT3 behind the instruction.
 */
class RecordedFaultsTest {
  /** RFLAGS with AC. */
  private static final long CHECKED = 0x4_0202;

  private static final CpuModel MODEL =
      new CpuModel(
          "all",
          CpuModels.named(CpuModels.DEFAULT).vendor(),
          CpuModels.named(CpuModels.DEFAULT).family(),
          CpuModels.named(CpuModels.DEFAULT).model(),
          CpuModels.named(CpuModels.DEFAULT).stepping(),
          CpuModels.implemented());

  private static final EmulatedProcessor INTERPRETER = new EmulatedProcessor(MODEL, false, true);
  private static final EmulatedProcessor TRANSLATOR = new EmulatedProcessor(MODEL, true, true);

  private final MemorySegment state = MemorySegment.ofArray(new byte[StateRecord.SIZE]);

  @AfterAll
  static void close() {
    INTERPRETER.close();
    TRANSLATOR.close();
  }

  /** SDM Vol. 1, 3.3.7.1: no page is looked at where a part of the operand is not canonical. */
  @ParameterizedTest
  @CsvSource({
    "8900, RAX, 7fffffffffff, 13",
    "8b00, RAX, 7fffffffffff, 13",
    "0100, RAX, 7fffffffffff, 13",
    "f00fb108, RAX, 7fffffffffff, 13",
    "f0ff4500, RBP, 7fffffffffff, 12",
    "0fc708, RAX, 7ffffffffffe, 13",
    "0f1000, RAX, 7ffffffffff8, 13",
    "0f1100, RAX, 7ffffffffff8, 13",
    "c5fc5800, RAX, 7ffffffffff0, 13",
    "c4e27d1a4500, RBP, 7ffffffffff8, 12",
    "0fae00, RAX, 7ffffffffff0, 13",
    "480fae7500, RBP, 8000000000000001, 12",
    "0fc76500, RBP, 8000000000000001, 12",
    "0fae4d00, RBP, 8000000000000001, 12",
    "d930, RAX, 7fffffffffff, 13",
    "0ff7c1, RDI, ffff7fffffffffef, 13",
    "660ff7c1, RDI, 7ffffffffff8, 13",
    "50, RSP, 800000000004, 12",
  })
  void canonicalBeforePresent(String code, String register, String address, int vector) {
    set(64, code, register, address);
    expect(vector, SharedArea.INSTRUCTION_ADDRESS);
  }

  /** Operands of several accesses fault at the first. */
  @ParameterizedTest
  @CsvSource({
    "db28, RAX, 7ffffffffff8",
    "db38, RAX, 7ffffffffff8",
    "d930, RAX, 7ffffffffffc",
    "d920, RAX, 7ffffffffffc",
    "dd30, RAX, 7ffffffffff0",
  })
  void firstOfSeveralAccesses(String code, String register, String address) {
    set(64, code, register, address);
    expect(GuestFault.PF, SharedArea.INSTRUCTION_ADDRESS);
    assertThat(INTERPRETER.result().get(JAVA_LONG_UNALIGNED, StateRecord.CR2))
        .isEqualTo(Long.parseUnsignedLong(address, 16));
  }

  /** Elements that the mask leaves out are not looked at. SDM Vol. 2C, VMASKMOV. */
  @ParameterizedTest
  @CsvSource({
    "c4e2752c00, 00000000ffffffff, 0, 14",
    "c4e2752e00, 00000000ffffffff, 0, 14",
    "c4e2752c00, 00000000ffffffff, 00000000ffffffff, 13",
    "c4e2752e00, 00000000ffffffff, 00000000ffffffff, 13",
    "c4e2752e00, 0, 0, 3",
  })
  void canonicalUnderAMask(String code, String low, String high, int vector) {
    set(64, code, "RAX", "7ffffffffff8");
    state.set(JAVA_LONG_UNALIGNED, StateRecord.XMM + 16, Long.parseUnsignedLong(low, 16));
    state.set(JAVA_LONG_UNALIGNED, StateRecord.XMM + 24, Long.parseUnsignedLong(high, 16));
    expect(vector, SharedArea.INSTRUCTION_ADDRESS + (vector == 3 ? code.length() / 2 + 1 : 0));
  }

  /** SDM Vol. 3A, 6.15, interrupt 17: parts of wide operands have no alignment to check. */
  @ParameterizedTest
  @CsvSource({
    "8b00, 2, 17",
    "488b00, 4, 17",
    "f20f1000, 4, 17",
    "0f1000, 1, 3",
    "0f1000, 8, 3",
    "0f1100, 4, 3",
    "f30f6f00, 2, 3",
    "c5fc1000, 1, 3",
    "c5fc1100, 1, 3",
    "c5f85800, 4, 3",
    "660f3a610000, 1, 3",
    "c4e27d1a00, 4, 3",
    "c4e2791300, 1, 3",
    "c4e3791d0000, 4, 3",
    "c4e37d1d0000, 1, 3",
    "db28, 4, 17",
    "db38, 2, 17",
    "db28, 8, 3",
    "d930, 2, 17",
    "dd30, 4, 3",
    "dd20, 4, 3",
    "66dd30, 2, 3",
    "66dd30, 1, 17",
    "0fae00, 2, 17",
    "0fae00, 4, 13",
    "0fae28, 1, 17",
    "0fae28, 8, 13",
  })
  void alignment(String code, int distance, int vector) {
    set(64, code, "RAX", Long.toHexString(SharedArea.WINDOW_ADDRESS + 512 + distance));
    state.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, CHECKED);
    expect(vector, SharedArea.INSTRUCTION_ADDRESS + (vector == 3 ? code.length() / 2 + 1 : 0));
  }

  /** Whatever the mask. */
  @ParameterizedTest
  @CsvSource({"0ff7c1, 4, 17", "0ff7c1, 8, 3", "660ff7c1, 1, 17", "660ff7c1, 8, 3"})
  void alignmentOfMaskedStores(String code, int distance, int vector) {
    set(64, code, "RDI", Long.toHexString(SharedArea.WINDOW_ADDRESS + distance));
    state.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, CHECKED);
    expect(vector, SharedArea.INSTRUCTION_ADDRESS + (vector == 3 ? code.length() / 2 + 1 : 0));
  }

  /** The upper 8 bytes first. Whole masks, as the page of a byte left out may count or not. */
  @ParameterizedTest
  @CsvSource({
    "660ff7c1, ffff7ffffffffffa, 17",
    "c5f9f7c1, ffff7ffffffffffa, 17",
    "660ff7c1, ffff7ffffffffff1, 13",
    "660ff7c1, ffff7ffffffffff8, 14",
    "660ff7c1, 7ffffffffff9, 13",
    "660ff7c1, 7ffffffffff1, 17",
    "660ff7c1, 7ffffffffff8, 13",
    "0ff7c1, ffff7ffffffffffa, 13",
    "0ff7c1, 7ffffffffff9, 17",
    "0ff7c1, 7ffffffffff8, 14",
  })
  void alignmentOfMaskedStoresAtTheEndOfCanonicalAddresses(
      String code, String address, int vector) {
    set(64, code, "RDI", address);
    state.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, CHECKED);
    state.set(JAVA_LONG_UNALIGNED, StateRecord.XMM + 16, -1);
    state.set(JAVA_LONG_UNALIGNED, StateRecord.XMM + 24, -1);
    state.set(JAVA_LONG_UNALIGNED, StateRecord.STACK + 16, -1);
    expect(vector, SharedArea.INSTRUCTION_ADDRESS);
  }

  /**
   * A segment of 4 GiB has no limit to exceed. POP SS and GS, PUSH ES, POP, PUSH, POPF, RETF, IRET,
   * RET, PUSHA, POPA, MOV, LSS. SDM Vol. 3A, 5.3.
   */
  @ParameterizedTest
  @CsvSource({
    "17, ffffffff, 17",
    "17, fffffffe, 14",
    "0fa9, ffffffff, 17",
    "06, 1, 17",
    "06, 2, 14",
    "58, fffffffe, 17",
    "50, 2, 17",
    "9d, fffffffe, 17",
    "cb, fffffffc, 14",
    "cf, fffffffd, 17",
    "c3, fffffffd, 17",
    "60, 2, 17",
    "61, fffffffe, 17",
    "8b0424, fffffffe, 17",
    "0fb23424, fffffffd, 17",
  })
  void alignmentAtTheEndOf32BitAddresses(String code, String pointer, int vector) {
    set(32, code, "RSP", pointer);
    state.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, CHECKED);
    expect(vector, SharedArea.INSTRUCTION_ADDRESS);
  }

  /** VMASKMOVPS of all elements, and VGATHERDPS of one. */
  @ParameterizedTest
  @CsvSource({"c4e2752c00", "c4e2752e00", "c4e269920408"})
  void elementsUnderAMaskHaveNoAlignment(String code) {
    set(64, code, "RAX", Long.toHexString(SharedArea.WINDOW_ADDRESS + 1));
    state.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, CHECKED);
    for (int register = 1; register <= 2; register++) {
      int at = StateRecord.XMM + 16 * register;
      state.set(JAVA_LONG_UNALIGNED, at, register == 1 && code.endsWith("08") ? 0 : -1);
    }
    expect(3, SharedArea.INSTRUCTION_ADDRESS + code.length() / 2 + 1);
  }

  /** SDM Vol. 2B, POP: the selector alone is read. */
  @ParameterizedTest
  @CsvSource({"64, 0fa1, 8", "64, 0fa9, 8", "32, 1f, 4"})
  void poppingASelectorReadsTwoBytes(int codeBits, String code, int distance) {
    long top = SharedArea.DATA_ADDRESS + SharedArea.PAGE - 2;
    set(codeBits, code, "RSP", Long.toHexString(top));
    state.set(JAVA_LONG_UNALIGNED, StateRecord.RFLAGS, CHECKED);
    expect(3, SharedArea.INSTRUCTION_ADDRESS + code.length() / 2 + 1);
    assertThat(OperandMaker.general(TRANSLATOR.result(), VcpuState.RSP)).isEqualTo(top + distance);
  }

  /** SDM Vol. 2B, RET. */
  @ParameterizedTest
  @CsvSource({"cb, 6", "48cb, 10"})
  void farReturnsReadTwoBytesOfTheSelector(String code, int distance) {
    long top = SharedArea.DATA_ADDRESS + SharedArea.PAGE - distance;
    set(64, code, "RSP", Long.toHexString(top));
    int at = StateRecord.WINDOW + StateRecord.WINDOW_BYTES;
    state.set(JAVA_LONG_UNALIGNED, at - 10, 0);
    state.set(ValueLayout.JAVA_INT_UNALIGNED, at - distance, 0x1000_0900);
    state.set(ValueLayout.JAVA_SHORT_UNALIGNED, at - 2, (short) LinuxDescriptors.USER_CODE_64);
    expect(3, 0x1000_0901);
  }

  /** Of MOVS and STOS also where nothing is moved, or not yet. */
  @ParameterizedTest
  @CsvSource({
    "67f3a4, 100000000, 3, 0, 30000000, 30000000",
    "67f3ab, 100000000, 3, 0, ffff800030000000, 30000000",
    "67f3a4, 100000002, 14, 2, 30000000, 30000000",
    "67f3aa, 100000002, 14, 2, ffff800030000000, 30000000",
    "67f3a6, 100000000, 3, 0, ffff800030000000, ffff800030000000",
    "67f3ac, 100000000, 3, 0, ffff800030000000, ffff800030000000",
    "67f3ae, 100000002, 14, 2, ffff800030000000, ffff800030000000",
  })
  void repetitionClearsUpperHalves(
      String code, String rcx, int vector, long count, String rsi, String rdi) {
    set(64, code, "RDI", "ffff800030000000");
    OperandMaker.setGeneral(state, VcpuState.RSI, 0xffff_8000_3000_0000L);
    OperandMaker.setGeneral(state, VcpuState.RCX, Long.parseUnsignedLong(rcx, 16));
    expect(vector, SharedArea.INSTRUCTION_ADDRESS + (vector == 3 ? code.length() / 2 + 1 : 0));
    MemorySegment result = TRANSLATOR.result();
    assertThat(OperandMaker.general(result, VcpuState.RCX)).isEqualTo(count);
    assertThat(OperandMaker.general(result, VcpuState.RSI))
        .isEqualTo(Long.parseUnsignedLong(rsi, 16));
    assertThat(OperandMaker.general(result, VcpuState.RDI))
        .isEqualTo(Long.parseUnsignedLong(rdi, 16));
  }

  /** In 32-bit code through GS, which is null: the destination is read first. */
  @ParameterizedTest
  @CsvSource({"65a7", "65f3a7", "6566f2a7"})
  void comparedStringsFaultAtTheDestination(String code) {
    set(32, code, "RDI", "30000000");
    OperandMaker.setGeneral(state, VcpuState.RSI, SharedArea.WINDOW_ADDRESS);
    OperandMaker.setGeneral(state, VcpuState.RCX, 5);
    expect(GuestFault.PF, SharedArea.INSTRUCTION_ADDRESS);
  }

  /**
   * From 64-bit to 32-bit code: the offset's upper half means nothing. JMP and CALL far, RETF,
   * IRETQ. SDM Vol. 2A, CALL.
   */
  @ParameterizedTest
  @CsvSource({"48ff28, RAX", "48ff18, RAX", "48cb, RSP", "48cf, RSP"})
  void farTargetsIn32BitCodeHave32Bits(String code, String register) {
    set(64, code, "RSP", Long.toHexString(SharedArea.WINDOW_ADDRESS + 64));
    OperandMaker.setGeneral(state, index(register), SharedArea.WINDOW_ADDRESS + 128);
    long[] frame = {
      0x8765_4321_1000_0900L, LinuxDescriptors.USER_CODE_32, 0x202, 0x1000_2e00, 0x2b
    };
    for (int i = 0; i < frame.length; i++) {
      state.set(JAVA_LONG_UNALIGNED, StateRecord.WINDOW + 128 + 8 * i, frame[i]);
    }
    expect(3, 0x1000_0901);
    assertThat(TRANSLATOR.result().get(ValueLayout.JAVA_SHORT_UNALIGNED, StateRecord.SELECTORS))
        .isEqualTo((short) LinuxDescriptors.USER_CODE_32);
  }

  private void set(int codeBits, String code, String register, String value) {
    state.fill((byte) 0);
    StateMaker.makePlain(state, codeBits);
    StateRecord.setCode(state, HexFormat.of().parseHex(code));
    OperandMaker.setGeneral(state, index(register), Long.parseUnsignedLong(value, 16));
  }

  private static int index(String register) {
    return switch (register.toLowerCase(Locale.ROOT)) {
      case "rax" -> VcpuState.RAX;
      case "rsp" -> VcpuState.RSP;
      case "rbp" -> VcpuState.RBP;
      default -> VcpuState.RDI;
    };
  }

  private void expect(int vector, long rip) {
    for (EmulatedProcessor processor : new EmulatedProcessor[] {INTERPRETER, TRANSLATOR}) {
      processor.clearData();
      processor.prepare(StateRecord.code(state));
      processor.run(state);
      processor.run(state);
      MemorySegment result = processor.result();
      assertThat(result.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR)).isEqualTo(vector);
      assertThat(result.get(JAVA_LONG_UNALIGNED, StateRecord.RIP)).isEqualTo(rip);
    }
  }
}
