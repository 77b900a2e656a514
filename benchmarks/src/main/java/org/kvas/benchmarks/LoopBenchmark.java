package org.kvas.benchmarks;

import static org.kvas.benchmarks.guest.GuestLoop.ROUNDS;

import java.util.concurrent.TimeUnit;
import org.kvas.benchmarks.guest.AluLoop;
import org.kvas.benchmarks.guest.CallLoop;
import org.kvas.benchmarks.guest.CopyLoop;
import org.kvas.benchmarks.guest.IndirectJumpLoop;
import org.kvas.benchmarks.guest.PackedLoop;
import org.kvas.benchmarks.guest.RepeatedMoveLoop;
import org.kvas.benchmarks.guest.ScalarDoubleLoop;
import org.kvas.benchmarks.guest.SelfModifyingLoop;
import org.kvas.benchmarks.guest.X87Loop;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What a round of an ordinary program's loop takes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ROUNDS)
public class LoopBenchmark extends GuestBenchmark {
  private static final int FEW = 8;

  /** More than a region learns. */
  private static final int MANY = 256;

  @Benchmark
  public long alu() {
    return run(new AluLoop());
  }

  @Benchmark
  public long copy() {
    return run(new CopyLoop());
  }

  /** A round copies a page. */
  @Benchmark
  public long repeatedMove() {
    return run(new RepeatedMoveLoop());
  }

  @Benchmark
  public long callAndReturn() {
    return run(new CallLoop());
  }

  @Benchmark
  public long indirectJump() {
    return run(new IndirectJumpLoop(FEW));
  }

  /** Each round looks a block up. */
  @Benchmark
  public long dispatch() {
    return run(new IndirectJumpLoop(MANY));
  }

  @Benchmark
  public long x87() {
    return run(new X87Loop());
  }

  @Benchmark
  public long sseScalarDouble() {
    return run(new ScalarDoubleLoop());
  }

  @Benchmark
  public long ssePackedInteger() {
    return run(new PackedLoop());
  }

  @Benchmark
  public long selfModifying() {
    return run(new SelfModifyingLoop());
  }
}
