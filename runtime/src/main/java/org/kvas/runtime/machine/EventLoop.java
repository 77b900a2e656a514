package org.kvas.runtime.machine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Engine;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * The events of one machine, all on its one thread: timers that are due and tasks that other
 * threads posted run between guest instructions, and nothing else ever enters a device.
 */
final class EventLoop implements AutoCloseable {
  private static final long NEVER = MachineClock.NEVER;

  private final MachineClock clock;
  private final @Nullable Alarm alarm;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** The processor that executes guest code now. */
  private volatile @Nullable Vcpu running;

  private volatile @Nullable Thread thread;

  /** The end of the running processor's turn. */
  private long turnEnd = NEVER;

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

  /** Whose code runs now, for devices that each processor has its own of; 0 if none does. */
  int runningProcessor() {
    Vcpu vcpu = running;
    return vcpu == null ? 0 : vcpu.id;
  }

  /**
   * A processor has got something to do: if another one has the thread to itself, its turn ends.
   */
  void wake(Vcpu vcpu) {
    if (running != vcpu && turnEnd == NEVER) {
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

  /** Executes guest code until it halts, an event comes or the turn is over. */
  void run(Engine engine, Vcpu vcpu, long turnNanoseconds) {
    turnEnd = turnNanoseconds == NEVER ? NEVER : clock.now() + turnNanoseconds;
    running = vcpu;
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
