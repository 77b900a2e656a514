package org.kvas.devices.apic;

/**
 * Which registers exist as MSRs in x2APIC mode and what may be written to them; anything else is
 * #GP. SDM Vol. 3A, table 11-6.
 */
final class X2ApicRegisters {
  static final int SELF_IPI = 0x3f;

  private X2ApicRegisters() {}

  /**
   * @param register MSR - 800h
   */
  static boolean isReadable(int register) {
    return switch (register) {
      case 0x02, 0x03, 0x08, 0x0a, 0x0d, 0x28, 0x30, 0x3e -> true;
      default -> register >= 0x0f && register < 0x28 || register >= 0x32 && register <= 0x39;
    };
  }

  static boolean isWritable(int register, long value) {
    return switch (register) {
      case 0x08, SELF_IPI -> value >>> 8 == 0;
      case 0x0b, 0x28 -> value == 0;
      case 0x0f -> (value & ~0x1ffL) == 0;
      case 0x30 -> (value & 0xffff_ffffL & ~(LocalApic.COMMAND_WRITABLE | 1L << 12)) == 0;
      case 0x32, 0x33, 0x34, 0x35, 0x36, 0x37 ->
          !LocalVectorTable.hasReservedBits(register - 0x32, value);
      case 0x38 -> value >>> 32 == 0;
      case 0x3e -> (value & ~0x0bL) == 0;
      default -> false;
    };
  }
}
