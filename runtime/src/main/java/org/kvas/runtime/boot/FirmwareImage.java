package org.kvas.runtime.boot;

import java.nio.file.Path;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion.Rom;

/**
 * A firmware ROM: all of it ends at 4 GiB, where the reset vector is, and its last 128 KiB are seen
 * below 1 MiB as well.
 */
public final class FirmwareImage implements AutoCloseable {
  private static final long FOUR_GIB = 1L << 32;
  private static final long ONE_MIB = 1L << 20;
  private static final int BLOCK = 64 << 10;
  private static final int ALIAS = 128 << 10;
  private static final int MAX = 16 << 20;

  private final GuestRam rom;

  private FirmwareImage(GuestRam rom) {
    this.rom = rom;
  }

  public static FirmwareImage read(Path path) throws BootException {
    ImageFile file = ImageFile.read(path);
    if (file.size() == 0 || file.size() % BLOCK != 0 || file.size() > MAX) {
      throw file.bad(
          "has %d bytes; a firmware image has a multiple of 64 KiB, at most 16 MiB"
              .formatted(file.size()));
    }
    var rom = new GuestRam(file.size());
    rom.write(0, file.slice(0, file.size()), 0, file.size());
    return new FirmwareImage(rom);
  }

  /** All of it, ending at 4 GiB. */
  public Rom high() {
    return new Rom(FOUR_GIB - rom.size(), rom.size(), rom, 0);
  }

  /** Its end once more, ending at 1 MiB. */
  public Rom lowAlias() {
    long length = Math.min(rom.size(), ALIAS);
    return new Rom(ONE_MIB - length, length, rom, rom.size() - length);
  }

  @Override
  public void close() {
    rom.close();
  }
}
