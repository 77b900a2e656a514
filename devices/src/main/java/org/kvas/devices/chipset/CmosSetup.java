package org.kvas.devices.chipset;

/**
 * The CMOS bytes by which a PC's firmware learns its configuration. IBM PC/AT Technical Reference,
 * "CMOS RAM Address Map", and the bytes above 30h that SeaBIOS and Bochs use.
 */
public final class CmosSetup {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  private CmosSetup() {}

  /**
   * @param below4Gib bytes of RAM below 4 GiB
   * @param above4Gib bytes of RAM at and above 4 GiB
   */
  public static void memory(CmosRtc cmos, long below4Gib, long above4Gib) {
    word(cmos, 0x15, (int) Math.min(below4Gib / KIB, 640));
    int above1Mib = Math.clamp((below4Gib - MIB) / KIB, 0, 0xffff);
    word(cmos, 0x17, above1Mib);
    word(cmos, 0x30, above1Mib);
    word(cmos, 0x34, Math.clamp((below4Gib - 16 * MIB) / (64 * KIB), 0, 0xffff));
    int above = (int) Math.min(above4Gib / (64 * KIB), 0xff_ffff);
    cmos.preset(0x5b, above);
    cmos.preset(0x5c, above >> 8);
    cmos.preset(0x5d, above >> 16);
  }

  /**
   * @param first type of drive A: 0 none, 1 360K, 2 1.2M, 3 720K, 4 1.44M, 5 2.88M
   * @param second type of drive B
   */
  public static void floppies(CmosRtc cmos, int first, int second) {
    cmos.preset(0x10, first << 4 | second);
    int drives = (first != 0 ? 1 : 0) + (second != 0 ? 1 : 0);
    int equipment =
        0x06
            | (drives != 0
                ? 1 | drives - 1 << 6
                : 0); // coprocessor and PS/2 mouse; display by its own ROM
    cmos.preset(0x14, equipment);
  }

  /**
   * The order SeaBIOS tries devices in: 1 floppy, 2 hard disk, 3 CD, 4 network, 0 none.
   *
   * @param checkFloppySignature whether a floppy's boot sector must end in 55 AA
   */
  public static void bootOrder(
      CmosRtc cmos, int first, int second, int third, boolean checkFloppySignature) {
    cmos.preset(0x3d, first | second << 4);
    cmos.preset(0x38, third << 4 | (checkFloppySignature ? 0 : 1));
  }

  public static void processors(CmosRtc cmos, int count) {
    cmos.preset(0x5f, count - 1);
  }

  private static void word(CmosRtc cmos, int index, int value) {
    cmos.preset(index, value);
    cmos.preset(index + 1, value >> 8);
  }
}
