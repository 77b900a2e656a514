package org.kvas.benchmarks.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.console.MonitorProtocol;

/** A VM in a process of its own, started as a user would: its console, its monitor, its end. */
final class GuestMachine implements AutoCloseable {
  private static final ConsoleLine END = new ConsoleLine("", 0, new ProcessTimes(0, 0));
  private static final int ENDING_SECONDS = 120;

  private final Process process;
  private final Path monitor;
  private final BlockingQueue<ConsoleLine> lines = new LinkedBlockingQueue<>();
  private final Path log;

  /**
   * @param folder for the console's log, what the process says of itself, and the monitor's socket
   */
  static GuestMachine start(Path folder, GuestImage image, int roundsInABoot) throws IOException {
    Path monitor = folder.resolve("monitor");
    Files.deleteIfExists(monitor);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of("kvas").toAbsolutePath().toString(),
                    "run",
                    "-m",
                    "768",
                    "-nodefaults",
                    "-nographic",
                    "-serial",
                    "stdio",
                    "-monitor",
                    "unix:" + monitor + ",server,nowait",
                    "-kernel",
                    image.kernel().toString(),
                    "-initrd",
                    image.ramDisk().toString(),
                    "-append",
                    "console=ttyS0 panic=-1 quiet soak.rounds=" + roundsInABoot))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(folder.resolve("kvas.log").toFile())
            .start();
    return new GuestMachine(process, monitor, folder.resolve("console.log"));
  }

  private GuestMachine(Process process, Path monitor, Path log) {
    this.process = process;
    this.monitor = monitor;
    this.log = log;
    Thread.ofPlatform().daemon().name("console").start(this::read);
  }

  private void read() {
    try (BufferedReader in = process.inputReader(ISO_8859_1);
        BufferedWriter out = Files.newBufferedWriter(log)) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        lines.add(new ConsoleLine(text, System.nanoTime(), times()));
        out.write(text);
        out.newLine();
        out.flush();
      }
    } catch (IOException e) {
      System.err.println("soak: the console: " + e.getMessage());
    } finally {
      lines.add(END);
    }
  }

  long pid() {
    return process.pid();
  }

  ProcessTimes times() {
    return ProcessTimes.of(process.pid());
  }

  /**
   * The next line of the console.
   *
   * @return null where none came in that time
   * @throws IOException where the VM has ended
   */
  @Nullable ConsoleLine line(int minutes) throws IOException, InterruptedException {
    ConsoleLine line = lines.poll(minutes, TimeUnit.MINUTES);
    if (line == END) {
      throw new IOException("the VM ended with status " + process.waitFor());
    }
    return line;
  }

  /** What the VM's monitor answers. */
  String ask(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(monitor))) {
      var in = Channels.newInputStream(channel);
      MonitorProtocol.answer(in);
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(UTF_8)));
      return MonitorProtocol.answer(in);
    }
  }

  /** Tells the VM to end; says how it did where that is not as it should be, or nothing. */
  String quit() throws InterruptedException {
    try {
      ask("quit");
    } catch (IOException e) {
      // The answer may be lost with the machine.
    }
    if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
      return "the VM did not end when it was told to";
    }
    return process.exitValue() == 0 ? "" : "the VM ended with status " + process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
