package org.kvas.devices.chipset;

/**
 * The keyboard controller's translation from scan code set 2 to set 1. IBM PS/2 Hardware Interface
 * Technical Reference, "Keyboard and Auxiliary Device Controller".
 */
final class ScanCodes {
  /** Set 1 code of each set 2 code 00h to 7fh. */
  private static final String SET_1 =
      "ff43413f3d3b3c58644442403e0f2959"
          + "65382a701d10025a66712c1f1e11035b"
          + "672e2d201205045c68392f211413065d"
          + "69313023221507"
          + "5e6a72322416"
          + "08095f"
          + "6b33251718"
          + "0b0a60"
          + "6c343526"
          + "27190c61"
          + "6d7328741a0d626e3a361c1b752b6376"
          + "55567778797a0e7b7c4f7d4b477e7f6f"
          + "5253504c4d48014557"
          + "4e514a37494654";

  private static final byte[] TO_SET_1 = new byte[256];
  private static final byte[] TO_SET_2 = new byte[128];

  static {
    for (int i = 0; i < 256; i++) {
      TO_SET_1[i] = (byte) (i < 128 ? Integer.parseInt(SET_1, 2 * i, 2 * i + 2, 16) : i);
    }
    TO_SET_1[0x83] = 0x41; // F7
    TO_SET_1[0x84] = 0x54; // Alt+SysRq
    for (int i = 0xff; i >= 0; i--) {
      int set1 = TO_SET_1[i] & 0xff;
      if (set1 < 128) {
        TO_SET_2[set1] = (byte) i;
      }
    }
    TO_SET_2[0x41] = (byte) 0x83;
    TO_SET_2[0x54] = (byte) 0x84;
  }

  private ScanCodes() {}

  static int toSet1(int set2) {
    return TO_SET_1[set2] & 0xff;
  }

  /**
   * @param set1 0 to 127
   */
  static int toSet2(int set1) {
    return TO_SET_2[set1] & 0xff;
  }
}
