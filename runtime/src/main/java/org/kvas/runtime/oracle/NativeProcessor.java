package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * The processor that Kvas runs on, executing single instructions in a process of their own: see
 * {@link NativeProgram}. x86-64 Linux only.
 */
final class NativeProcessor implements AutoCloseable {
  private static final byte INT3 = (byte) 0xcc;

  private final Path folder;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment shared;
  private final Process child;
  private final OutputStream go;
  private final InputStream done;
  private boolean running = true;

  /**
   * @param baseInstructions whether RDFSBASE and its like may be used
   * @throws IOException if the host has no folder for executables, or is not x86-64 Linux
   */
  NativeProcessor(boolean baseInstructions) throws IOException {
    folder = Files.createTempDirectory("kvas-oracle");
    Path file = folder.resolve("shared");
    Path program = folder.resolve("native");
    try {
      Files.write(file, new byte[SharedArea.SIZE]);
      try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
        shared = channel.map(MapMode.READ_WRITE, 0, SharedArea.SIZE, arena);
      }
      Files.write(program, new NativeProgram(baseInstructions).executable());
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
      child =
          new ProcessBuilder(program.toString(), file.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      go = child.getOutputStream();
      done = child.getInputStream();
      shared.asSlice(SharedArea.CODE, SharedArea.PAGE).fill(INT3);
      await();
    } catch (IOException e) {
      removeFiles();
      throw e;
    }
  }

  /** The record that a test starts from. */
  MemorySegment test(int index) {
    return shared.asSlice(SharedArea.TESTS + (long) index * StateRecord.SIZE, StateRecord.SIZE);
  }

  /** The record of what came of it. */
  MemorySegment result(int index) {
    return shared.asSlice(SharedArea.RESULTS + (long) index * StateRecord.SIZE, StateRecord.SIZE);
  }

  /** The data page without the window, as the tests left it. */
  byte[] outside() {
    return shared.asSlice(SharedArea.DATA, SharedArea.OUTSIDE_BYTES).toArray(JAVA_BYTE);
  }

  /** Begins to execute tests; {@link #await} first if there are others. */
  void start(int first, int count) throws IOException {
    shared.asSlice(SharedArea.DATA, SharedArea.PAGE).fill((byte) 0);
    shared.set(JAVA_LONG_UNALIGNED, SharedArea.FIRST, first);
    shared.set(JAVA_LONG_UNALIGNED, SharedArea.END, first + (long) count);
    VarHandle.fullFence();
    running = true;
    go.write(1);
    go.flush();
  }

  /** Until all tests that were started are executed. */
  void await() throws IOException {
    if (!running) {
      return;
    }
    running = false;
    if (done.read() < 0) {
      long index = shared.get(JAVA_LONG_UNALIGNED, SharedArea.INDEX);
      throw new IOException(
          "the native process ended"
              + (index == 0
                  ? ""
                  : ", executing "
                      + HexFormat.of().formatHex(StateRecord.code(test((int) index)))));
    }
  }

  @Override
  public void close() throws IOException {
    child.destroyForcibly();
    arena.close();
    removeFiles();
  }

  private void removeFiles() throws IOException {
    Files.deleteIfExists(folder.resolve("shared"));
    Files.deleteIfExists(folder.resolve("native"));
    Files.deleteIfExists(folder);
  }
}
