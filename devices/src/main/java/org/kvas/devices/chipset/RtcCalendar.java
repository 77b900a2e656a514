package org.kvas.devices.chipset;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The MC146818's ten time bytes, and the century byte PCs keep at 32h, against seconds since 1970.
 * Register B says whether they are BCD or binary, and hours 1 to 12 or 0 to 23.
 */
final class RtcCalendar {
  private static final int SECONDS = 0;
  private static final int MINUTES = 2;
  private static final int HOURS = 4;
  private static final int DAY_OF_WEEK = 6;
  private static final int DAY = 7;
  private static final int MONTH = 8;
  private static final int YEAR = 9;
  private static final int REGISTER_B = 11;
  private static final int CENTURY = 0x32;

  private static final int B_BINARY = 4;
  private static final int B_24_HOURS = 2;
  private static final int PM = 0x80;

  private RtcCalendar() {}

  static void store(long second, byte[] ram) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    ram[SECONDS] = encode(time.getSecond(), ram);
    ram[MINUTES] = encode(time.getMinute(), ram);
    ram[HOURS] = encodeHour(time.getHour(), ram);
    ram[DAY_OF_WEEK] = encode(time.getDayOfWeek().getValue() % 7 + 1, ram); // Sunday is 1
    ram[DAY] = encode(time.getDayOfMonth(), ram);
    ram[MONTH] = encode(time.getMonthValue(), ram);
    ram[YEAR] = encode(time.getYear() % 100, ram);
    ram[CENTURY] = encode(time.getYear() / 100, ram);
  }

  /** Seconds since 1970 of what the bytes say; of 1970-01-01 if that is no time. */
  static long load(byte[] ram) {
    int hour = ram[HOURS] & 0xff;
    boolean pm = (hour & PM) != 0;
    if ((ram[REGISTER_B] & B_24_HOURS) == 0) {
      hour = decode(hour & 0x7f, ram) % 12 + (pm ? 12 : 0);
    } else {
      hour = decode(hour, ram);
    }
    int century = decode(ram[CENTURY], ram);
    int year = decode(ram[YEAR], ram);
    try {
      return LocalDateTime.of(
              century * 100 + year,
              decode(ram[MONTH], ram),
              decode(ram[DAY], ram),
              hour,
              decode(ram[MINUTES], ram),
              decode(ram[SECONDS], ram))
          .toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return 0;
    }
  }

  /** Alarm bytes stand beside the time bytes; one of c0h and above matches anything. */
  static boolean matchesAlarm(long second, byte[] ram) {
    int ofDay = (int) Math.floorMod(second, 86_400L);
    return matches(ram[SECONDS + 1], encode(ofDay % 60, ram))
        && matches(ram[MINUTES + 1], encode(ofDay / 60 % 60, ram))
        && matches(ram[HOURS + 1], encodeHour(ofDay / 3600, ram));
  }

  private static boolean matches(byte alarm, byte time) {
    return (alarm & 0xc0) == 0xc0 || alarm == time;
  }

  private static byte encodeHour(int hour, byte[] ram) {
    if ((ram[REGISTER_B] & B_24_HOURS) != 0) {
      return encode(hour, ram);
    }
    int ofHalf = hour % 12 == 0 ? 12 : hour % 12;
    return (byte) (encode(ofHalf, ram) | (hour >= 12 ? PM : 0));
  }

  private static byte encode(int value, byte[] ram) {
    return (byte) ((ram[REGISTER_B] & B_BINARY) != 0 ? value : value / 10 << 4 | value % 10);
  }

  private static int decode(int value, byte[] ram) {
    value &= 0xff;
    return (ram[REGISTER_B] & B_BINARY) != 0 ? value : (value >> 4) * 10 + (value & 15);
  }
}
