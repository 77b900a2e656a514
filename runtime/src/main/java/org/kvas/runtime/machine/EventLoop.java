package org.kvas.runtime.machine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.profile.ExecutionSampler;
import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * The events of one machine, all on its one thread: timers that are due and tasks that other
 * threads posted run between guest instructions, and nothing else ever enters a device.
 */
final class EventLoop implements ExecutionSampler.Subject, AutoCloseable {
  private static final long NEVER = MachineClock.NEVER;

  /** A processor's turn in nanoseconds while others want to run too. */
  private static final long TURN = 500_000;

  /** The turn of one that has just been sent an interrupt by another, which may wait for it. */
  private static final long ANSWER = 50_000;

  private final MachineClock clock;
  private final @Nullable Alarm alarm;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** The processor that executes guest code now. */
  private volatile @Nullable Vcpu running;

  private volatile @Nullable Thread thread;

  /** The end of the running processor's turn. */
  private long turnEnd = NEVER;

  private boolean answerAwaited;

  EventLoop(MachineClock clock) {
    this.clock = clock;
    this.alarm = clock instanceof HostClock host ? new Alarm(host, this::interrupt) : null;
    clock.onEarlierDeadline(this::arm);
  }

  MachineClock clock() {
    return clock;
  }

  /** Has the machine's thread run {@code task} soon. Any thread may. */
  void post(Runnable task) {
    tasks.add(task);
    interrupt();
    LockSupport.unpark(thread);
  }

  @Override
  public @Nullable Vcpu running() {
    return running;
  }

  @Override
  public boolean isIdle() {
    Thread machine = thread;
    return machine == null
        || machine.getState() == Thread.State.WAITING
        || machine.getState() == Thread.State.TIMED_WAITING;
  }

  /** Whose code runs now, for devices that each processor has its own of; 0 if none does. */
  int runningProcessor() {
    Vcpu vcpu = running;
    return vcpu == null ? 0 : vcpu.id;
  }

  /** Whether an instruction of the processor is what the machine's thread executes. */
  boolean runs(Vcpu vcpu) {
    return running == vcpu;
  }

  /**
   * A processor has got something to do: if another one runs, its turn ends, for it may wait for
   * the answer.
   */
  void wake(Vcpu vcpu) {
    if (running != null && !runs(vcpu)) {
      answerAwaited = true;
      interrupt();
    }
  }

  /** Makes the engine leave guest code at the next opportunity. Any thread may. */
  void interrupt() {
    Vcpu vcpu = running;
    if (vcpu != null) {
      vcpu.request(Vcpu.PENDING_EVENT);
    }
  }

  /** The calling thread is the machine's from now on. */
  void enter() {
    thread = Thread.currentThread();
  }

  /** Runs what was posted and what is due. */
  void runDue() {
    runTasks();
    clock.runDue();
  }

  /** Runs what was posted; timers wait. */
  void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /**
   * Executes guest code until it halts, an event comes or the turn is over.
   *
   * @param shared whether other processors want to run too
   */
  void run(Engine engine, Vcpu vcpu, boolean shared) {
    turnEnd = shared ? clock.now() + (answerAwaited ? ANSWER : TURN) : NEVER;
    answerAwaited = false;
    running = vcpu;
    vcpu.sharesThread = shared;
    arm();
    try {
      // A task posted before "running" was set would not have interrupted it.
      if (tasks.isEmpty()) {
        engine.run(vcpu);
      }
    } finally {
      running = null;
      vcpu.clearRequest(Vcpu.PENDING_EVENT);
    }
  }

  private void arm() {
    if (running == null) {
      return;
    }
    long deadline = Math.min(clock.nextDeadline(), turnEnd);
    if (alarm != null) {
      alarm.set(deadline);
    } else if (deadline <= clock.now()) {
      interrupt();
    }
  }

  /** Every processor is halted: sleeps until the next deadline or a task. */
  void idle() {
    long deadline = clock.nextDeadline();
    if (clock instanceof InstructionClock instructions && deadline != NEVER) {
      instructions.skipTo(deadline);
      return;
    }
    if (alarm != null) {
      alarm.set(NEVER);
    }
    sleep(deadline);
  }

  /** The machine is paused: sleeps until a task. */
  void sleepUntilTask() {
    sleep(NEVER);
  }

  private void sleep(long deadline) {
    if (!tasks.isEmpty()) {
      return;
    }
    if (deadline == NEVER) {
      LockSupport.park(this);
    } else {
      long wait = deadline - clock.now();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait);
      }
    }
  }

  @Override
  public void close() {
    if (alarm != null) {
      alarm.close();
    }
  }
}
