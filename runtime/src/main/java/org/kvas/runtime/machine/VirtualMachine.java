package org.kvas.runtime.machine;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.lockstep.LockstepDifference;
import org.kvas.runtime.profile.ExecutionProfile;
import org.kvas.runtime.trap.TripleFault;

/**
 * One machine on one thread: processors take turns, events run in between, and the machine's end is
 * an answer and never an exception. What goes wrong inside, down to an {@link Error}, ends this
 * machine only.
 */
final class VirtualMachine implements Machine {
  private static final System.Logger LOG = System.getLogger(VirtualMachine.class.getName());

  /** Puts the hardware together, in the state the first instruction finds. */
  @FunctionalInterface
  interface PowerOn {
    Board board(EventLoop loop, MachineSignals signals) throws IOException;
  }

  /** What is to happen once the guest code that runs now has been left. */
  private enum Request {
    NONE,
    RESET,
    POWER_OFF
  }

  private final MachineConfiguration configuration;
  private final EventLoop loop;
  private final PowerOn powerOn;
  private final Runnable release;
  private final PrintStream messages;
  private final ExecutionProfile profile;
  private volatile Board board;
  private Request request = Request.NONE;
  private @Nullable MachineExit exit;
  private boolean paused;
  private boolean saidDeadlocked;
  private int nextProcessor;

  /**
   * @param release frees what outlives a board, memory above all, when the machine has ended
   * @param messages for the one line that something unusual deserves
   * @param profile of this machine
   * @throws IOException if an image cannot be loaded
   */
  VirtualMachine(
      MachineConfiguration configuration,
      EventLoop loop,
      PowerOn powerOn,
      Runnable release,
      PrintStream messages,
      ExecutionProfile profile)
      throws IOException {
    this.configuration = configuration;
    this.loop = loop;
    this.powerOn = powerOn;
    this.release = release;
    this.messages = messages;
    this.profile = profile;
    this.paused = configuration.startPaused();
    this.board = powerOn.board(loop, new Signals());
  }

  private final class Signals implements MachineSignals {
    @Override
    public void powerOff() {
      request = Request.POWER_OFF;
      loop.interrupt();
    }

    @Override
    public void reset() {
      if (request == Request.NONE) {
        request = Request.RESET;
      }
      loop.interrupt();
    }

    @Override
    public void debugExit(int value) {
      end(new MachineExit.DebugExit(value));
    }
  }

  private void end(MachineExit how) {
    if (exit == null) {
      exit = how;
    }
    loop.interrupt();
  }

  @Override
  public MachineExit run() {
    loop.enter();
    try {
      if (paused) {
        loop.clock().pause();
      }
      return untilExit();
    } catch (TripleFault fault) {
      return new MachineExit.Died(String.valueOf(fault.getMessage()));
    } catch (LockstepDifference difference) {
      return new MachineExit.LockstepDifference(String.valueOf(difference.getMessage()));
    } catch (Throwable failure) {
      LOG.log(System.Logger.Level.DEBUG, "the machine's thread ended", failure);
      return new MachineExit.Died("internal error: " + failure);
    } finally {
      close();
    }
  }

  private MachineExit untilExit() throws IOException {
    while (true) {
      MachineExit ended = exit;
      if (ended != null) {
        verifyEngines();
        return ended;
      }
      switch (request) {
        case NONE -> step();
        case RESET -> restart();
        case POWER_OFF -> shutDown();
      }
    }
  }

  private void verifyEngines() {
    board.processors().forEach(processor -> processor.engine().verify());
  }

  private void step() {
    if (paused) {
      loop.runTasks();
      if (paused && exit == null && request == Request.NONE) {
        board.flushConsoles();
        loop.sleepUntilTask();
      }
      return;
    }
    loop.runDue();
    if (exit == null && request == Request.NONE && !paused) {
      runProcessor();
    }
  }

  private void runProcessor() {
    List<Processor> processors = board.processors();
    Processor chosen = null;
    boolean others = false;
    for (int i = 0; i < processors.size() && !others; i++) {
      Processor candidate = processors.get((nextProcessor + i) % processors.size());
      if (candidate.isRunnable()) {
        others = chosen != null;
        chosen = chosen == null ? candidate : chosen;
      }
    }
    if (chosen == null) {
      board.flushConsoles();
      sayIfDeadlocked(processors);
      loop.idle();
    } else {
      nextProcessor = chosen.vcpu().id + 1;
      loop.run(chosen.engine(), chosen.vcpu(), others);
    }
  }

  private void sayIfDeadlocked(List<Processor> processors) {
    if (!saidDeadlocked && processors.getFirst().isHaltedWithInterruptsOff()) {
      saidDeadlocked = true;
      messages.printf(
          "kvas: processor 0 is halted with interrupts disabled at 0x%x; only an NMI or a reset can wake it%n",
          processors.getFirst().vcpu().rip);
    }
  }

  private void restart() throws IOException {
    request = Request.NONE;
    if (configuration.noReboot()) {
      end(new MachineExit.ResetRefused());
      return;
    }
    board.flushConsoles();
    verifyEngines();
    board.close();
    loop.clock().cancelAll();
    saidDeadlocked = false;
    nextProcessor = 0;
    board = powerOn.board(loop, new Signals());
  }

  private void shutDown() {
    request = Request.NONE;
    if (configuration.noShutdown()) {
      setPaused(true);
    } else {
      end(new MachineExit.PoweredOff());
    }
  }

  private void setPaused(boolean pause) {
    paused = pause;
    if (pause) {
      loop.clock().pause();
    } else {
      loop.clock().resume();
    }
  }

  private void close() {
    loop.close();
    profile.close();
    try {
      board.flushConsoles();
      board.close();
    } finally {
      release.run();
    }
  }

  @Override
  public void quit() {
    loop.post(() -> end(new MachineExit.PoweredOff()));
  }

  @Override
  public void reset() {
    loop.post(() -> request = Request.RESET);
  }

  @Override
  public void powerDown() {
    loop.post(() -> board.pressPowerButton());
  }

  @Override
  public void pause() {
    loop.post(() -> setPaused(true));
  }

  @Override
  public void resume() {
    loop.post(() -> setPaused(false));
  }

  @Override
  public String info(String topic) {
    if (topic.equals("jit")) {
      return jit();
    }
    String lines = board.info(topic);
    if (!lines.isEmpty()) {
      return lines;
    }
    return topic.isEmpty() || topic.equals("status")
        ? "%s, %s, %d MiB, %d processor(s)%n"
            .formatted(
                paused ? "paused" : "running",
                configuration.type().name().toLowerCase(java.util.Locale.ROOT),
                configuration.memoryBytes() >> 20,
                configuration.cpuCount())
        : "known topics: status, registers, jit\n";
  }

  private String jit() {
    try {
      return profile.report(
          loop::post, () -> board.processors().stream().map(Processor::vcpu).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
