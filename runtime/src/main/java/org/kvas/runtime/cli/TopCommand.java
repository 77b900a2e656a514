package org.kvas.runtime.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.console.MonitorProtocol;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a running machine's time goes, again and again. */
@Command(
    name = "top",
    description = {
      "Shows where a running machine's time goes: speed, engines, regions, exits,",
      "and the hottest functions of the guest. The machine must have a monitor",
      "socket. It is what the monitor's 'info jit' prints, again and again."
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  kvas run -monitor unix:vm.sock,server,nowait    # in one terminal",
      "  kvas top vm.sock                                # in another",
      "  kvas top -n 1 vm.sock                           # once, for a script"
    })
final class TopCommand implements Callable<Integer> {
  private static final String CLEAR = "\033[H\033[2J\033[3J";
  private static final int MOST = 3600;

  @Parameters(paramLabel = "SOCKET", description = "the machine's -monitor unix:SOCKET")
  private @Nullable Path socket;

  @Option(
      names = {"-d", "--delay"},
      paramLabel = "SECONDS",
      description = "between two pages (default: 2)")
  private int delay = 2;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "pages before it ends (default: until the machine ends)")
  private int count = Integer.MAX_VALUE;

  @Mixin HelpOption help = new HelpOption();

  @Override
  public Integer call() {
    if (socket == null) {
      throw new CommandError("the machine's monitor socket is needed");
    }
    if (delay < 1 || delay > MOST) {
      throw new CommandError("--delay " + delay + ": a number from 1 to " + MOST + " is needed");
    }
    if (count < 1) {
      throw new CommandError("--count " + count + ": a number from 1 on is needed");
    }
    try (SocketChannel channel = connect(socket)) {
      watch(channel, System.out);
    } catch (IOException e) {
      // The machine has ended, and so has this.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static SocketChannel connect(Path socket) {
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandError(socket + ": no machine's monitor listens there");
    }
  }

  private void watch(SocketChannel channel, PrintStream out)
      throws IOException, InterruptedException {
    InputStream in = Channels.newInputStream(channel);
    boolean terminal = System.console() != null && System.console().isTerminal();
    MonitorProtocol.answer(in);
    for (int page = 0; page < count; page++) {
      if (page > 0) {
        Thread.sleep(1000L * delay);
      }
      channel.write(ByteBuffer.wrap("info jit\n".getBytes(UTF_8)));
      String answer = MonitorProtocol.answer(in);
      out.print(terminal ? CLEAR + answer : answer);
      out.flush();
    }
  }
}
