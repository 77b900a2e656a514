package org.kvas.runtime.cputest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import org.kvas.runtime.mmu.SparseRam;
import org.kvas.runtime.vcpu.CpuModel;
import tools.jackson.core.json.JsonFactory;

/**
 * Runs tests of the processor: one JSON object per line in, one per line out, in order. A line that
 * cannot be run is answered with {@code "error"}, one sentence, and the next one follows.
 */
public final class CpuTest implements AutoCloseable {
  private final CpuModel model;
  private final TestEngine engine;
  private final RegisterSet registers = new RegisterSet();
  private final TestCaseParser parser;
  private final OutcomeWriter writer;
  private final Comparison comparison = new Comparison(registers);
  private TestProcessor processor;

  public CpuTest(CpuModel model, TestEngine engine) {
    this.model = model;
    this.engine = engine;
    JsonFactory json = new JsonFactory();
    parser = new TestCaseParser(json);
    writer = new OutcomeWriter(json, registers);
    processor = new TestProcessor(model, registers);
  }

  /** Answers every line. Output is flushed whenever the next line is not there yet. */
  public void run(BufferedReader in, Writer out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        out.write(answer(line));
        out.write('\n');
        if (!in.ready()) {
          out.flush();
        }
      }
    }
    out.flush();
  }

  /** The line that answers a line. */
  public String answer(String line) {
    try {
      return run(parser.parse(line));
    } catch (TestError e) {
      return writer.error(parser.id(), String.valueOf(e.getMessage()));
    }
  }

  private String run(TestCase test) {
    try {
      Outcome interpreted = processor.interpret(test);
      Outcome outcome = engine == TestEngine.INTERPRETER ? interpreted : processor.translate(test);
      String difference =
          engine == TestEngine.BOTH ? comparison.difference(interpreted, outcome) : null;
      return writer.outcome(
          parser.id(), engine == TestEngine.TRANSLATOR ? outcome : interpreted, difference);
    } catch (SparseRam.Exhausted e) {
      throw new TestError("the test stopped: " + e.getMessage());
    } catch (TestError e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      replaceProcessor();
      throw new TestError("the engine failed: " + firstLine(e));
    } finally {
      processor.clear();
    }
  }

  private static String firstLine(Throwable e) {
    return e.toString().lines().findFirst().orElse("");
  }

  /** After a defect there is no telling what state it is in. */
  private void replaceProcessor() {
    TestProcessor old = processor;
    processor = new TestProcessor(model, registers);
    old.close();
  }

  @Override
  public void close() {
    processor.close();
  }
}
