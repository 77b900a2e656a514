package org.kvas.benchmarks.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Registers;

/** The programs that are measured compute what Java computes, again and again. */
class GuestLoopTest {
  static Stream<Arguments> loops() {
    List<GuestLoop> loops =
        List.of(
            new AluLoop(),
            new CopyLoop(),
            new RepeatedMoveLoop(),
            new CallLoop(),
            new IndirectJumpLoop(8),
            new IndirectJumpLoop(256),
            new X87Loop(),
            new ScalarDoubleLoop(),
            new PackedLoop(),
            new SelfModifyingLoop(),
            new PageStrideLoop(16),
            new PageStrideLoop(PageStrideLoop.TOO_MANY),
            new FlushLoop(true),
            new FlushLoop(false),
            new SystemCallLoop(),
            new PageFaultLoop());
    return Stream.of(Accelerator.INTERPRETER, Accelerator.TRANSLATOR)
        .flatMap(engine -> loops.stream().map(loop -> Arguments.of(loop, engine)));
  }

  @ParameterizedTest
  @MethodSource("loops")
  void checksums(GuestLoop loop, Accelerator engine) {
    try (BareProcessor processor = new BareProcessor(loop, engine)) {
      for (int i = 0; i < 4; i++) {
        assertThat(processor.run()).isEqualTo(loop.checksum());
      }
    }
  }

  @Test
  void aWrongResultIsAnError() {
    GuestLoop wrong =
        new GuestLoop() {
          @Override
          void program(Assembler a) {
            a.mov(Registers.EAX, 1).hlt();
          }

          @Override
          long checksum() {
            return 2;
          }
        };
    try (BareProcessor processor = new BareProcessor(wrong, Accelerator.INTERPRETER)) {
      assertThatThrownBy(processor::run).isInstanceOf(IllegalStateException.class);
    }
  }

  /** The TLB's benchmarks measure what they say. */
  @Test
  void pagesHitOrMissTheTlb() {
    assertThat(walksPerRound(new PageStrideLoop(16))).isZero();
    assertThat(walksPerRound(new PageStrideLoop(PageStrideLoop.TOO_MANY))).isEqualTo(1);
    assertThat(walksPerRound(new FlushLoop(true))).isEqualTo(2);
    assertThat(walksPerRound(new FlushLoop(false))).isEqualTo(1);
  }

  /** Rounded, after a first run. */
  private static long walksPerRound(GuestLoop loop) {
    try (BareProcessor processor = new BareProcessor(loop, Accelerator.INTERPRETER)) {
      processor.run();
      long before = processor.walks();
      processor.run();
      return Math.round((double) (processor.walks() - before) / GuestLoop.ROUNDS);
    }
  }
}
