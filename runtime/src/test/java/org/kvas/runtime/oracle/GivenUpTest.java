package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;

/** A test that does not come to an end leaves nothing behind that others could see. */
class GivenUpTest {
  /** MOV [RDI], RAX; MOV RAX, [RDI]; and a jump to itself. */
  private static final String STORE = "488907";

  private static final String LOAD = "488b07";
  private static final String FOREVER = "ebfe";

  private static final long VALUE = 0x1234_5678_9abc_def0L;

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void onTheHost() throws IOException {
    try (NativeProcessor host = new NativeProcessor(false)) {
      String[] codes = {STORE, LOAD, FOREVER, LOAD};
      for (int i = 0; i < codes.length; i++) {
        make(host.test(i), codes[i]);
      }
      host.start(0, codes.length);
      host.await();
      assertThat(vector(host.result(0))).isEqualTo(GuestFault.BP);
      assertThat(OperandMaker.general(host.result(1), VcpuState.RAX)).isEqualTo(VALUE);
      assertThat(vector(host.result(2))).isEqualTo(StateRecord.TIMED_OUT);
      assertThat(OperandMaker.general(host.result(3), VcpuState.RAX)).isZero();
      assertThat(host.outside()).containsOnly(0);
    }
  }

  @Test
  void inAnEngine() {
    byte[] zeros = new byte[SharedArea.OUTSIDE_BYTES];
    MemorySegment state = MemorySegment.ofArray(new byte[StateRecord.SIZE]);
    make(state, STORE);
    try (EmulatedProcessor processor =
        new EmulatedProcessor(CpuModels.named(CpuModels.DEFAULT), false, true)) {
      processor.clearData();
      processor.prepare(StateRecord.code(state));
      processor.run(state);
      assertThat(processor.isOutside(zeros)).isFalse();
      processor.clearOutside();
      assertThat(processor.isOutside(zeros)).isTrue();
    }
  }

  private static void make(MemorySegment state, String code) {
    state.fill((byte) 0);
    StateMaker.makePlain(state, 64);
    StateRecord.setCode(state, HexFormat.of().parseHex(code));
    OperandMaker.setGeneral(state, VcpuState.RDI, SharedArea.DATA_ADDRESS);
    OperandMaker.setGeneral(state, VcpuState.RAX, code.equals(STORE) ? VALUE : 1);
  }

  private static long vector(MemorySegment record) {
    return record.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR);
  }
}
