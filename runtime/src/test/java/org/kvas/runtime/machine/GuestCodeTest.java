package org.kvas.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole machines, from an image on disk to the exit status, with a few instructions of real guest
 * code.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuestCodeTest {
  @TempDir Path directory;
  private final Recorder serial = new Recorder();

  /** A serial line that remembers what the guest wrote. */
  private static final class Recorder implements CharacterPort {
    private final StringBuilder text = new StringBuilder();
    private String input = "";
    private int position;

    @Override
    public void write(int value) {
      text.append((char) value);
    }

    @Override
    public void onInput(Runnable arrived) {}

    @Override
    public int poll() {
      return position < input.length() ? input.charAt(position++) : -1;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private MachineExit run(
      Accelerator accelerator,
      EntryProtocol entry,
      @Nullable KernelImage kernel,
      @Nullable Path bios)
      throws IOException {
    var configuration =
        new MachineConfiguration(
            MachineType.PC,
            entry,
            accelerator,
            32 << 20,
            1,
            "x86-64-v2",
            kernel,
            bios,
            List.of(new CharacterChannel.Nowhere()),
            null,
            List.of(new ExtraDevice.DebugExit(0xf4, 4)),
            List.of(),
            true,
            false,
            false);
    return new HardwareMachineFactory().create(configuration, List.of(serial), null).run();
  }

  private static byte[] code(String... lines) {
    return HexFormat.of().parseHex(String.join("", lines).replace(" ", ""));
  }

  @ParameterizedTest
  @EnumSource
  void firmwareStartsAtTheResetVector(Accelerator accelerator) throws IOException {
    byte[] rom = new byte[0x1_0000];
    byte[] code =
        code(
            "8cc8 3d00f0 7506", // mov ax, cs; cmp ax, f000h; jne fail
            "baf400 b021 ee", // mov dx, f4h; mov al, 21h; out dx, al
            "f4", // fail: hlt
            "");
    System.arraycopy(code, 0, rom, 0, code.length);
    byte[] jump = code("ea000000f0"); // jmp f000:0000
    System.arraycopy(jump, 0, rom, 0xfff0, jump.length);
    MachineExit exit =
        run(accelerator, EntryProtocol.AUTO, null, Files.write(directory.resolve("rom"), rom));
    assertThat(exit).isEqualTo(new MachineExit.DebugExit(0x21));
    assertThat(exit.status()).isEqualTo(0x43);
  }

  @ParameterizedTest
  @EnumSource
  void aMultibootKernelFindsItsMagicAndWritesToTheSerialPort(Accelerator accelerator)
      throws IOException {
    ByteBuffer image = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    int flags = 1 << 16;
    int base = 0x10_0000;
    image.putInt(0x1bad_b002).putInt(flags).putInt(-(0x1bad_b002 + flags));
    image.putInt(base).putInt(base).putInt(0).putInt(0).putInt(base + 32);
    image.put(
        code(
            "3d02b0ad2b 7513", // cmp eax, 2badb002h; jne fail
            "f60301 740e", // test byte [ebx], 1; jz fail: the boot information has memory sizes
            "66baf803 b04f ee b04b ee", // mov dx, 3f8h; mov al, 'O'; out dx, al; mov al, 'K'; out
            // dx, al
            "eb02 90", // jmp done
            "f4", // fail: hlt
            "66baf400 b010 ee f4")); // done: mov dx, f4h; mov al, 10h; out dx, al; hlt
    Path file = Files.write(directory.resolve("kernel"), image.array());
    MachineExit exit = run(accelerator, EntryProtocol.AUTO, new KernelImage(file, null, ""), null);
    assertThat(exit).isEqualTo(new MachineExit.DebugExit(0x10));
    assertThat(serial.text.toString()).isEqualTo("OK");
  }

  /** Reads the line status until a byte is there, and sends it back, until a full stop. */
  @ParameterizedTest
  @EnumSource
  void aGuestReadsWhatIsTyped(Accelerator accelerator) throws IOException {
    serial.input = "The quick brown fox jumps over the lazy dog.";
    ByteBuffer image = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    int flags = 1 << 16;
    int base = 0x10_0000;
    image.putInt(0x1bad_b002).putInt(flags).putInt(-(0x1bad_b002 + flags));
    image.putInt(base).putInt(base).putInt(0).putInt(0).putInt(base + 32);
    image.put(
        code(
            "66bafd03 ec a801 74f7", // wait: mov dx, 3fdh; in al, dx; test al, 1; jz wait
            "66baf803 ec ee", // mov dx, 3f8h; in al, dx; out dx, al
            "3c2e 75ed", // cmp al, '.'; jne wait
            "66baf400 b001 ee f4")); // mov dx, f4h; mov al, 1; out dx, al; hlt
    Path file = Files.write(directory.resolve("kernel"), image.array());
    MachineExit exit = run(accelerator, EntryProtocol.AUTO, new KernelImage(file, null, ""), null);
    assertThat(exit).isEqualTo(new MachineExit.DebugExit(1));
    assertThat(serial.text.toString()).isEqualTo(serial.input);
  }
}
