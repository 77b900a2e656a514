package org.kvas.runtime.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.runtime.machine.MachineControl;

/** The monitor on a socket. */
@Timeout(60)
class MonitorServerTest {
  @TempDir Path folder;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private final MachineControl machine =
      new MachineControl() {
        @Override
        public void quit() {
          told.add("quit");
        }

        @Override
        public void reset() {
          told.add("reset");
        }

        @Override
        public void powerDown() {
          told.add("powerDown");
        }

        @Override
        public void pause() {
          told.add("pause");
        }

        @Override
        public void resume() {
          told.add("resume");
        }

        @Override
        public String info(String topic) {
          return "about " + topic + "\nand more";
        }
      };

  private MonitorServer open(Path path) throws IOException {
    return Objects.requireNonNull(MonitorServer.open(new MonitorChannel.UnixSocket(path), machine));
  }

  private static String ask(SocketChannel client, InputStream in, String command)
      throws IOException {
    client.write(ByteBuffer.wrap((command + "\n").getBytes(UTF_8)));
    return MonitorProtocol.answer(in);
  }

  @Test
  void commandsAreAnsweredOverTheSocket() throws Exception {
    Path path = folder.resolve("vm.sock");
    MonitorServer server = open(path);
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("nothing else is left").containsExactly(path);
    }
    try (SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(path));
        SocketChannel second = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      for (SocketChannel client : List.of(first, second)) {
        InputStream in = Channels.newInputStream(client);
        assertThat(MonitorProtocol.answer(in)).contains("Kvas monitor");
        assertThat(ask(client, in, "info jit")).isEqualTo("about jit\nand more\n");
        assertThat(ask(client, in, "nonsense")).contains("There is no command 'nonsense'");
        ask(client, in, "stop");
        assertThat(told.take()).isEqualTo("pause");
      }
    }
    server.close();
    assertThat(path).doesNotExist();
  }

  @Test
  void aSocketWithoutAProcessIsReplacedAndAnythingElseIsNot() throws Exception {
    Path path = folder.resolve("vm.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    try (MonitorServer _ = open(path)) {
      assertThatThrownBy(() -> open(path))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("another process listens there");
      assertThat(path).as("still that of the first").exists();
    }
    Files.writeString(path, "precious");
    assertThatThrownBy(() -> open(path))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is not a socket");
    assertThat(path).hasContent("precious");
    assertThatThrownBy(() -> open(folder.resolve("none/vm.sock")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("there is no such folder");
  }

  @Test
  void theEndOfTheMonitorIsSeen() throws Exception {
    Path path = folder.resolve("vm.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        server.accept().close();
        assertThatThrownBy(() -> MonitorProtocol.answer(Channels.newInputStream(client)))
            .isInstanceOf(EOFException.class);
      }
    }
  }
}
