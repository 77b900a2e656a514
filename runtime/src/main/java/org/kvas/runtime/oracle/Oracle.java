package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.kvas.runtime.oracle.Batch.Group;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;

/**
 * Compares the emulated processor with the one that Kvas runs on: random and boundary operands for
 * every encoding that programs may use.
 */
public final class Oracle implements AutoCloseable {
  private static final int LEAST_STATES = 16;
  private static final int MOST_STATES = 64;
  private static final long NANOSECONDS = 1_000_000_000L;
  private static final long TELL_EVERY = 2 * NANOSECONDS;

  private final OracleOptions options;
  private final Consumer<String> progress;
  private final NativeProcessor host;
  private final List<Contender> contenders = new ArrayList<>();
  private final Comparison comparison;
  private final Findings findings;
  private final SplittableRandom random;
  private final StateMaker states;
  private final Work work;
  private final Map<String, Long> tests = new TreeMap<>();
  private long timeouts;
  private long done;
  private long planned;

  /** An engine that is compared. */
  record Contender(String name, EmulatedProcessor processor) {}

  /**
   * @param report takes what is found, a text of several lines each
   * @param progress takes a line now and then
   * @throws IOException if the host has no x86-64 Linux to offer
   */
  public Oracle(OracleOptions options, Consumer<String> report, Consumer<String> progress)
      throws IOException {
    this.options = options;
    this.progress = progress;
    Host found = Host.ask();
    CpuModel model = found.model();
    boolean code32 = found.traits().runs32BitCode();
    if (options.codeBits() == 32 && !code32) {
      throw new IOException("the system that Kvas runs on runs no 32-bit code");
    }
    host = new NativeProcessor(found.hasBaseInstructions());
    if (options.engine() != OracleEngine.TRANSLATOR) {
      contenders.add(new Contender("interpreter", new EmulatedProcessor(model, false, code32)));
    }
    if (options.engine() != OracleEngine.INTERPRETER) {
      contenders.add(new Contender("translator", new EmulatedProcessor(model, true, code32)));
    }
    comparison = new Comparison(found.traits());
    findings = new Findings(host, comparison, !found.traits().plainTransitions(), report);
    random = new SplittableRandom(options.seed());
    states =
        new StateMaker(
            random, model.has(Feature.AVX) ? 7 : 3, found.hasBaseInstructions(), found.traits());
    work = new Work(new Decoder(model.features()), found.traits(), options, random);
  }

  /** Whether there is something to compare code of 32 or 64 bits with. */
  public static boolean isPossible(int codeBits) throws IOException {
    return codeBits == 64 || Host.ask().traits().runs32BitCode();
  }

  /** Runs to the end of the tests or of the time. */
  public OracleSummary run() throws IOException {
    long start = System.nanoTime();
    long told = start;
    Batch current = new Batch(0);
    Batch next = new Batch(SharedArea.BATCH);
    plan(current, true);
    while (current.count() > 0) {
      host.await();
      host.start(current.first, current.count());
      long elapsed = System.nanoTime() - start;
      plan(next, elapsed / NANOSECONDS < options.seconds());
      host.await();
      check(current);
      Batch other = current;
      current = next;
      next = other;
      if (System.nanoTime() - told > TELL_EVERY) {
        told = System.nanoTime();
        tell(told - start);
      }
    }
    double seconds = (double) (System.nanoTime() - start) / NANOSECONDS;
    long givenUp = timeouts + findings.disturbed();
    return new OracleSummary(tests, work.shapes(), findings.count(), givenUp, seconds);
  }

  private void tell(long nanoseconds) {
    progress.accept(
        "%,d tests, %,.0f per second, %,d mismatches"
            .formatted(done, (double) done * NANOSECONDS / nanoseconds, findings.count()));
  }

  private void plan(Batch batch, boolean goesOn) {
    batch.clear();
    if (!goesOn || work.shapes() == 0) {
      return;
    }
    long each = options.tests() / work.shapes() / 4;
    int most = Math.clamp(each, LEAST_STATES, MOST_STATES);
    while (batch.room() >= most && planned < options.tests()) {
      int count = (int) Math.min(most, options.tests() - planned);
      planned += count;
      TestInstruction test = work.instruction();
      if (test != null) {
        Group group = batch.add(test, count);
        for (int i = 0; i < count; i++) {
          states.make(test, host.test(group.first() + i));
        }
      }
    }
  }

  private void check(Batch batch) throws IOException {
    byte[] outside = host.outside();
    for (Contender contender : contenders) {
      contender.processor.clearData();
      for (Group group : batch.groups) {
        contender.processor.prepare(group.test().bytes());
        for (int i = 0; i < group.count(); i++) {
          compare(contender, group.test(), group.first() + i);
        }
      }
      if (!contender.processor.isOutside(outside)) {
        findings.outside(contender, batch);
      }
    }
    for (Group group : batch.groups) {
      tests.merge(group.test().shape().extension(), (long) group.count(), Long::sum);
    }
    done += batch.count();
  }

  private void compare(Contender contender, TestInstruction test, int index) throws IOException {
    MemorySegment actual = host.result(index);
    contender.processor.run(host.test(index));
    if (actual.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR) == StateRecord.TIMED_OUT) {
      timeouts++;
      contender.processor.clearOutside();
      return;
    }
    MemorySegment emulated = contender.processor.result();
    if (!comparison.same(actual, emulated)) {
      findings.consider(contender, test, host.test(index), actual, emulated);
    }
  }

  @Override
  public void close() throws IOException {
    contenders.forEach(contender -> contender.processor.close());
    host.close();
  }
}
