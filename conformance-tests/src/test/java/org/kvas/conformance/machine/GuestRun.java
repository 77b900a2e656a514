package org.kvas.conformance.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.HardwareMachineFactory;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.Machine;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;
import org.kvas.runtime.vcpu.CpuModels;

/** A guest that runs on a thread of its own, and what a test may expect of it. */
public final class GuestRun implements AutoCloseable {
  private static final int END_SECONDS = 300;

  private final String name;
  private final CapturedConsole console = new CapturedConsole();
  private final Machine machine;
  private final CompletableFuture<MachineExit> exit = new CompletableFuture<>();
  private final Thread thread;

  private GuestRun(String name, MachineConfiguration configuration) throws IOException {
    this.name = name;
    machine = new HardwareMachineFactory().create(configuration, List.of(console), null);
    thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  /** Starts a guest on the {@code pc} machine with one processor. */
  public static GuestRun start(
      KernelImage kernel, EntryProtocol entry, Accelerator accelerator, long megabytes)
      throws IOException {
    return start(MachineType.PC, kernel, entry, accelerator, megabytes);
  }

  /** Starts a guest on a machine with one processor. */
  public static GuestRun start(
      MachineType type,
      KernelImage kernel,
      EntryProtocol entry,
      Accelerator accelerator,
      long megabytes)
      throws IOException {
    return start(type, kernel, entry, accelerator, megabytes, 1, CpuModels.DEFAULT);
  }

  /** Starts a guest on any machine. */
  public static GuestRun start(
      MachineType type,
      KernelImage kernel,
      EntryProtocol entry,
      Accelerator accelerator,
      long megabytes,
      int processors,
      String cpuModel)
      throws IOException {
    return start(type, kernel, null, entry, accelerator, megabytes, processors, cpuModel);
  }

  /** Starts firmware on the {@code pc} machine with one processor. */
  public static GuestRun start(Path firmware, long megabytes) throws IOException {
    return start(firmware, null, megabytes);
  }

  /** Starts firmware that is to start a kernel. */
  public static GuestRun start(Path firmware, @Nullable KernelImage kernel, long megabytes)
      throws IOException {
    return start(
        MachineType.PC,
        kernel,
        firmware,
        EntryProtocol.AUTO,
        Accelerator.TRANSLATOR,
        megabytes,
        1,
        CpuModels.DEFAULT);
  }

  private static GuestRun start(
      MachineType type,
      @Nullable KernelImage kernel,
      @Nullable Path firmware,
      EntryProtocol entry,
      Accelerator accelerator,
      long megabytes,
      int processors,
      String cpuModel)
      throws IOException {
    Path image = kernel == null ? firmware : kernel.file();
    return new GuestRun(
        "%s (%s, %s, %s, %d processors, %s)"
            .formatted(image, type, entry, accelerator, processors, cpuModel),
        new MachineConfiguration(
            type,
            entry,
            accelerator,
            megabytes << 20,
            processors,
            cpuModel,
            kernel,
            firmware,
            List.of(new CharacterChannel.Nowhere()),
            null,
            List.of(),
            List.of(),
            true,
            false,
            false));
  }

  private void run() {
    try {
      exit.complete(machine.run());
    } catch (Throwable failure) {
      exit.completeExceptionally(failure);
    } finally {
      console.end();
    }
  }

  public CapturedConsole console() {
    return console;
  }

  /** Waits until the console says this, after what was expected before; fails when it does not. */
  public void expect(String text, Duration timeout) throws InterruptedException {
    if (!console.await(text, timeout)) {
      throw new AssertionError(
          exit.isDone()
              ? "%s ended (%s) and had not said \"%s\"%s"
                  .formatted(name, ending(), text, lastLines())
              : "%s had not said \"%s\" after %d s%s%n%s"
                  .formatted(
                      name, text, timeout.toSeconds(), lastLines(), machine.info("registers")));
    }
  }

  /** Waits until the machine has ended by itself. */
  public MachineExit expectEnd(Duration timeout) throws InterruptedException {
    try {
      return exit.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "%s still ran after %d s%s%n%s"
              .formatted(name, timeout.toSeconds(), lastLines(), machine.info("registers")),
          e);
    } catch (ExecutionException e) {
      throw new AssertionError(name + " failed" + lastLines(), e.getCause());
    }
  }

  private String ending() {
    return exit.isCompletedExceptionally() ? "an exception" : String.valueOf(exit.getNow(null));
  }

  private String lastLines() {
    return "; the last lines of its console:\n" + console.tail();
  }

  @Override
  public void close() {
    machine.quit();
    try {
      thread.join(Duration.ofSeconds(END_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError(name + " cannot be ended");
    }
  }
}
