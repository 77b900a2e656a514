package org.kvas.conformance.hostile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.CharacterPort;
import org.kvas.runtime.machine.Diagnostics;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.HardwareMachineFactory;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.Machine;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineExit;
import org.kvas.runtime.machine.MachineType;
import org.kvas.runtime.vcpu.CpuModels;

/** Machines whose guests mean no good: they must end, by themselves or when they are told to. */
final class HostileMachine {
  private static final long MEMORY = 32 << 20;
  private static final int THRESHOLD = 3;

  /** Generous, since the host may be busy: a machine that obeys does so in milliseconds. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HardwareMachineFactory factory = new HardwareMachineFactory();
  private final MachineType type;
  private final Accelerator accelerator;
  private final int processors;

  HostileMachine(MachineType type, Accelerator accelerator, int processors) {
    this.type = type;
    this.accelerator = accelerator;
    this.processors = processors;
  }

  /** The end of a machine, and whether it came to it by itself. */
  record Ending(MachineExit exit, boolean byItself) {}

  Ending kernel(Path file, Duration time) throws Exception {
    return run(new KernelImage(file, null, ""), null, time);
  }

  Ending firmware(Path file, Duration time) throws Exception {
    return run(null, file, time);
  }

  private Ending run(@Nullable KernelImage kernel, @Nullable Path bios, Duration time)
      throws Exception {
    Machine machine = machine(kernel, bios);
    CompletableFuture<MachineExit> exit = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    exit.complete(machine.run());
                  } catch (Throwable e) {
                    exit.completeExceptionally(e);
                  }
                });
    boolean byItself = true;
    try {
      exit.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      byItself = false;
      machine.quit();
    }
    try {
      return new Ending(verified(exit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)), byItself);
    } catch (TimeoutException e) {
      AssertionError error = new AssertionError("the machine does not obey", e);
      error.setStackTrace(thread.getStackTrace());
      throw error;
    }
  }

  private static MachineExit verified(MachineExit exit) {
    if (exit instanceof MachineExit.Died(String reason) && reason.contains("internal error")) {
      throw new AssertionError(reason);
    }
    return exit;
  }

  private Machine machine(@Nullable KernelImage kernel, @Nullable Path bios) throws IOException {
    return factory.create(
        new MachineConfiguration(
            type,
            EntryProtocol.AUTO,
            accelerator,
            MEMORY,
            processors,
            CpuModels.DEFAULT,
            kernel,
            bios,
            List.of(),
            null,
            List.of(),
            List.of(),
            true,
            false,
            false,
            new Diagnostics(THRESHOLD, List.of(), Set.of(), null)),
        List.<CharacterPort>of(),
        null);
  }
}
