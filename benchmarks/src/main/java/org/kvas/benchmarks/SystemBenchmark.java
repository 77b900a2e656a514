package org.kvas.benchmarks;

import static org.kvas.benchmarks.guest.GuestLoop.ROUNDS;

import java.util.concurrent.TimeUnit;
import org.kvas.benchmarks.guest.FlushLoop;
import org.kvas.benchmarks.guest.PageFaultLoop;
import org.kvas.benchmarks.guest.PageStrideLoop;
import org.kvas.benchmarks.guest.SystemCallLoop;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What an operating system causes: changes of privilege, and work of the MMU. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ROUNDS)
public class SystemBenchmark extends GuestBenchmark {
  @Benchmark
  public long systemCall() {
    return run(new SystemCallLoop());
  }

  @Benchmark
  public long pageFault() {
    return run(new PageFaultLoop());
  }

  @Benchmark
  public long tlbHit() {
    return run(new PageStrideLoop(16));
  }

  /** Each load walks the page tables. */
  @Benchmark
  public long tlbMiss() {
    return run(new PageStrideLoop(PageStrideLoop.TOO_MANY));
  }

  /** MOV to CR3, and two walks for data and one for code. */
  @Benchmark
  public long tlbFlush() {
    return run(new FlushLoop(true));
  }

  /** INVLPG, and a walk. */
  @Benchmark
  public long tlbFlushPage() {
    return run(new FlushLoop(false));
  }
}
