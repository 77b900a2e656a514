package org.kvas.runtime.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.machine.MachineControl;

/** Serves a machine's monitor to whoever connects; each connection has a thread of its own. */
public final class MonitorServer implements AutoCloseable {
  private final Path path;
  private final ServerSocketChannel server;
  private final MachineControl machine;

  private MonitorServer(Path path, ServerSocketChannel server, MachineControl machine) {
    this.path = path;
    this.server = server;
    this.machine = machine;
  }

  /**
   * Opens a channel; closing the result closes the socket and removes it. Null for standard input,
   * which needs no closing.
   *
   * @throws IOException where the socket cannot be made: its place is taken, or not writable
   */
  public static @Nullable MonitorServer open(MonitorChannel channel, MachineControl machine)
      throws IOException {
    return switch (channel) {
      case MonitorChannel.Stdio() -> {
        MonitorConnection connection =
            new MonitorConnection(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                machine);
        Thread.ofPlatform().daemon().name("monitor").start(connection::serve);
        yield null;
      }
      case MonitorChannel.UnixSocket(Path path) -> listen(path, machine);
    };
  }

  private static MonitorServer listen(Path path, MachineControl machine) throws IOException {
    removeIfDead(path);
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new FileSystemException(path.toString(), null, "there is no such folder");
    }
    // Made where nobody else can reach it, so that there is no moment in which another user could.
    Path hidden =
        Files.createTempDirectory(
            folder,
            ".kvas",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Path made = hidden.resolve("m");
      ServerSocketChannel server = bound(path, made);
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
      MonitorServer monitor = new MonitorServer(path, server, machine);
      Thread.ofPlatform().daemon().name("monitor").start(monitor::accept);
      return monitor;
    } finally {
      Files.deleteIfExists(hidden.resolve("m"));
      Files.delete(hidden);
    }
  }

  private static ServerSocketChannel bound(Path path, Path made) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      return server.bind(UnixDomainSocketAddress.of(made));
    } catch (IOException e) {
      server.close();
      throw new FileSystemException(
          path.toString(), null, "a socket cannot be made: " + e.getMessage());
    }
  }

  /** A socket whose process has ended is replaced, anything else is in the way. */
  private static void removeIfDead(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, "isOther", LinkOption.NOFOLLOW_LINKS).containsValue(true)) {
      throw new FileSystemException(path.toString(), null, "exists and is not a socket");
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new FileSystemException(path.toString(), null, "another process listens there");
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      Files.delete(path);
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofPlatform().daemon().name("monitor-client").start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      new MonitorConnection(
              Channels.newInputStream(client), Channels.newOutputStream(client), machine)
          .serve();
    } catch (IOException e) {
      // Its end is all that was wanted.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // A socket that nobody listens on is replaced by the next one.
    }
  }
}
