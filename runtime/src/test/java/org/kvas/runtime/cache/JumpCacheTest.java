package org.kvas.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.translate.CodeSource;
import org.kvas.translator.translate.RegionPlan;
import org.kvas.translator.translate.RegionTranslator;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;

/** The table of entries to translated code. */
class JumpCacheTest {
  private static final int MODE =
      ExecutionMode.CODE_32 | ExecutionMode.STACK_32 | ExecutionMode.FLAT;
  private static final long RIP = 0x1000;
  private static final long STAMP = 7;
  private static final long KEY = JumpCache.key(MODE, STAMP);
  private static final int INDEX = 3;
  private static final int INSTRUCTIONS = 5;
  private static final int NO_ENTRY = -77;

  private final JumpCache jumps = new JumpCache();
  private final State cpu = new State();
  private final Code code = new Code();

  /** A processor without memory. */
  private static final class State extends VcpuState {
    @Override
    protected long loadSlow(long va, int size) {
      throw new AssertionError();
    }

    @Override
    protected void storeSlow(long va, int size, long value) {
      throw new AssertionError();
    }

    @Override
    protected void checkSlow(long va, int size, boolean write) {
      throw new AssertionError();
    }
  }

  /** Notes the numbers of its entries. */
  private static final class Code extends RegionCode {
    final List<Integer> entries = new ArrayList<>();

    @Override
    public void run(VcpuState cpu, int entry) {
      entries.add(entry);
    }
  }

  JumpCacheTest() {
    cpu.rip = RIP;
    cpu.mode = MODE;
    cpu.entry = NO_ENTRY;
  }

  /** A region of some NOPs. */
  private static RegionPlan plan() {
    Decoder decoder = new Decoder(CpuModels.named(CpuModels.DEFAULT).features());
    RegionTranslator translator =
        new RegionTranslator(
            (_, _) -> {
              throw new AssertionError();
            },
            INSTRUCTIONS,
            false);
    RegionPlan plan =
        translator.plan(
            new CodeSource() {
              @Override
              public Instruction instruction(long address) {
                return decoder.decode(new byte[] {(byte) 0x90}, 0, 1, 32);
              }

              @Override
              public int heat(long address) {
                return 1;
              }

              @Override
              public boolean isTranslated(long address) {
                return false;
              }

              @Override
              public long[] targets(long branchAddress) {
                return new long[0];
              }
            },
            RIP,
            MODE);
    assertThat(plan).isNotNull();
    assertThat(plan.instructionCount()).isEqualTo(INSTRUCTIONS);
    return plan;
  }

  private static RegionEntry entry(RegionCode code, int index) {
    return new RegionEntry(new TranslatedRegion(RIP, plan()), code, index, 0);
  }

  private void put() {
    jumps.put(RIP, MODE, STAMP, entry(code, INDEX));
  }

  @Test
  void anEmptyTableHasNothing() {
    assertThat(jumps.find(RIP, KEY)).isNegative();
    assertThat(jumps.find(0, 0)).isNegative();
    assertThat(jumps.enter(cpu, STAMP)).isNull();
    cpu.rip = 0;
    cpu.mode = 0;
    assertThat(jumps.enter(cpu, 0)).isNull();
  }

  @Test
  void whatIsFoundIsRunFromItsEntry() {
    put();
    int slot = jumps.find(RIP, KEY);
    assertThat(slot).isNotNegative();
    jumps.run(cpu, slot);
    assertThat(code.entries).containsExactly(INDEX);
  }

  @Test
  void codeToEnterIsGivenWithItsEntry() {
    put();
    assertThat(jumps.enter(cpu, STAMP)).isSameAs(code);
    assertThat(cpu.entry).isEqualTo(INDEX);
    assertThat(code.entries).as("entered by the caller").isEmpty();
  }

  @Test
  void addressModeAndStampMustBeTheSame() {
    put();
    assertThat(jumps.find(RIP + 1, KEY)).isNegative();
    assertThat(jumps.find(RIP, JumpCache.key(MODE, STAMP + 1))).isNegative();
    assertThat(jumps.find(RIP, JumpCache.key(MODE | ExecutionMode.USER, STAMP))).isNegative();
    assertThat(jumps.enter(cpu, STAMP + 1)).isNull();
    cpu.mode |= ExecutionMode.USER;
    assertThat(jumps.enter(cpu, STAMP)).isNull();
    cpu.mode = MODE;
    cpu.rip++;
    assertThat(jumps.enter(cpu, STAMP)).isNull();
    assertThat(cpu.entry).isEqualTo(NO_ENTRY);
  }

  @Test
  void modeAndStampDoNotRunIntoEachOther() {
    assertThat(JumpCache.key(MODE, STAMP)).isNotEqualTo(JumpCache.key(MODE, STAMP + 1));
    assertThat(JumpCache.key(0, 1)).isNotEqualTo(JumpCache.key(1, 0));
    int everyBit =
        ExecutionMode.CODE_64
            | ExecutionMode.CODE_32
            | ExecutionMode.CODE_16
            | ExecutionMode.STACK_32
            | ExecutionMode.FLAT
            | ExecutionMode.USER
            | ExecutionMode.PROTECTED
            | ExecutionMode.VIRTUAL_8086
            | ExecutionMode.FPU_ENABLED
            | ExecutionMode.SSE_ENABLED
            | ExecutionMode.AVX_ENABLED;
    assertThat(JumpCache.key(everyBit, 0)).isLessThan(JumpCache.key(0, 1));
  }

  @Test
  void nothingIsEnteredThatMayPassTheInstructionLimit() {
    put();
    cpu.instructions = 100;
    cpu.instructionLimit = 100 + INSTRUCTIONS - 1;
    assertThat(jumps.enter(cpu, STAMP)).isNull();
    cpu.instructionLimit++;
    assertThat(jumps.enter(cpu, STAMP)).isSameAs(code);
  }

  @Test
  void aLaterEntryTakesThePlace() {
    put();
    Code better = new Code();
    jumps.put(RIP, MODE, STAMP + 1, entry(better, 0));
    assertThat(jumps.find(RIP, KEY)).isNegative();
    assertThat(jumps.enter(cpu, STAMP + 1)).isSameAs(better);
    assertThat(cpu.entry).isZero();
  }

  @Test
  void anAddressIsForgotten() {
    put();
    jumps.put(RIP + 1, MODE, STAMP, entry(code, 1));
    jumps.forget(RIP);
    assertThat(jumps.find(RIP, KEY)).isNegative();
    assertThat(jumps.enter(cpu, STAMP)).isNull();
    assertThat(jumps.find(RIP + 1, KEY)).isNotNegative();
  }

  @Test
  void aDroppedRegionIsForgottenWhereverItIsEntered() {
    Code other = new Code();
    put();
    jumps.put(RIP + 1, MODE, STAMP, entry(code, 1));
    jumps.put(RIP + 2, MODE, STAMP, entry(other, 0));
    jumps.forget(code);
    assertThat(jumps.find(RIP, KEY)).isNegative();
    assertThat(jumps.find(RIP + 1, KEY)).isNegative();
    assertThat(jumps.find(RIP + 2, KEY)).isNotNegative();
  }
}
