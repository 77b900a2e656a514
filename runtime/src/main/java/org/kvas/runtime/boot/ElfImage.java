package org.kvas.runtime.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kvas.devices.GuestMemory;

/**
 * The loadable segments and notes of an x86 ELF executable, 32 or 64 bits. System V ABI, chapters 4
 * and 5.
 *
 * @param entry the virtual address of the entry point
 */
record ElfImage(
    ImageFile file, boolean is64Bit, long entry, List<Segment> segments, List<Note> notes) {
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int EM_386 = 3;
  private static final int EM_X86_64 = 62;
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int MAX_HEADERS = 256;

  /** XEN_ELFNOTE_PHYS32_ENTRY: xen/include/public/elfnote.h. */
  private static final int PHYS32_ENTRY = 18;

  /** A PT_LOAD header: {@code fileSize} bytes of the file, then zeros up to {@code memorySize}. */
  record Segment(long offset, long virtual, long physical, int fileSize, long memorySize) {
    long end() {
      return physical + memorySize;
    }
  }

  record Note(String owner, int type, long offset, int length) {}

  private record Header(
      int type,
      long offset,
      long virtual,
      long physical,
      long fileSize,
      long memorySize,
      long align) {}

  static boolean isOne(ImageFile file) {
    return file.matches(0, (byte) 0x7f, (byte) 'E', (byte) 'L', (byte) 'F');
  }

  static ElfImage parse(ImageFile file) throws BootException {
    boolean is64 = file.u8(4) == 2;
    int machine = file.u16(18);
    int type = file.u16(16);
    if (file.u8(5) != 1
        || machine != (is64 ? EM_X86_64 : EM_386)
        || type != ET_EXEC && type != ET_DYN) {
      throw file.bad("is an ELF file, but not an executable for x86");
    }
    long table = is64 ? file.u64(32) : file.u32(28);
    int entrySize = file.u16(is64 ? 54 : 42);
    int count = file.u16(is64 ? 56 : 44);
    if (count > MAX_HEADERS || count > 0 && entrySize < (is64 ? 56 : 32)) {
      throw file.bad("has damaged ELF program headers");
    }
    var segments = new ArrayList<Segment>();
    var notes = new ArrayList<Note>();
    for (int i = 0; i < count; i++) {
      Header header = header(file, table + (long) i * entrySize, is64);
      if (header.type == PT_LOAD && header.memorySize != 0) {
        segments.add(segment(file, header));
      } else if (header.type == PT_NOTE) {
        notes(file, header, notes);
      }
    }
    if (segments.isEmpty()) {
      throw file.bad("is an ELF file with nothing to load");
    }
    return new ElfImage(
        file, is64, is64 ? file.u64(24) : file.u32(24), List.copyOf(segments), List.copyOf(notes));
  }

  private static Header header(ImageFile file, long at, boolean is64) throws BootException {
    return is64
        ? new Header(
            file.i32(at),
            file.u64(at + 8),
            file.u64(at + 16),
            file.u64(at + 24),
            file.u64(at + 32),
            file.u64(at + 40),
            file.u64(at + 48))
        : new Header(
            file.i32(at),
            file.u32(at + 4),
            file.u32(at + 8),
            file.u32(at + 12),
            file.u32(at + 16),
            file.u32(at + 20),
            file.u32(at + 28));
  }

  private static Segment segment(ImageFile file, Header header) throws BootException {
    if (!file.has(header.offset, header.fileSize)) {
      throw file.bad(
          "is truncated: a segment ends at %d, the file at %d"
              .formatted(header.offset + header.fileSize, file.size()));
    }
    if (header.memorySize < header.fileSize
        || header.memorySize > 1L << 40
        || header.physical < 0
        || header.physical > 1L << 40) {
      throw file.bad("has a damaged ELF segment at 0x%x".formatted(header.physical));
    }
    return new Segment(
        header.offset, header.virtual, header.physical, (int) header.fileSize, header.memorySize);
  }

  private static void notes(ImageFile file, Header header, List<Note> notes) throws BootException {
    long align = header.align == 8 ? 8 : 4;
    long at = header.offset;
    long end = header.offset + header.fileSize;
    while (at >= 0 && at + 12 <= end) {
      long nameSize = file.u32(at);
      long length = file.u32(at + 4);
      long name = at + 12;
      long data = header.offset + (name + nameSize - header.offset + align - 1 & -align);
      if (nameSize > 256 || !file.has(data, length)) {
        throw file.bad("has a damaged ELF note");
      }
      String owner =
          new String(
              file.slice(name, (int) Math.max(nameSize - 1, 0)),
              java.nio.charset.StandardCharsets.US_ASCII);
      notes.add(new Note(owner, file.i32(at + 8), data, (int) length));
      at = header.offset + (data + length - header.offset + align - 1 & -align);
    }
  }

  /** The 32-bit entry of the PVH boot protocol. */
  OptionalLong pvhEntry() throws BootException {
    for (Note note : notes) {
      if (note.type == PHYS32_ENTRY && note.owner.equals("Xen") && note.length >= 4) {
        long entry = note.length >= 8 ? file.u64(note.offset) : file.u32(note.offset);
        return OptionalLong.of(entry);
      }
    }
    return OptionalLong.empty();
  }

  /** Copies every segment to its physical address; returns the first address behind the highest. */
  long load(GuestMemory memory, MemoryMap map) throws BootException {
    var writer = new GuestWriter(memory);
    long top = 0;
    for (Segment segment : segments) {
      if (!map.isRam(segment.physical, segment.memorySize)) {
        throw file.bad(
            "wants memory from 0x%x to 0x%x, and the machine has none there (-m)"
                .formatted(segment.physical, segment.end()));
      }
      file.load(segment.offset, segment.fileSize, memory, segment.physical);
      writer.zero(segment.physical + segment.fileSize, segment.memorySize - segment.fileSize);
      top = Math.max(top, segment.end());
    }
    return top;
  }

  boolean overlaps(long start, long end) {
    return segments.stream().anyMatch(segment -> segment.physical < end && segment.end() > start);
  }

  /**
   * The physical address of a virtual one, where a segment holds it; otherwise the address itself.
   */
  long physical(long virtual) {
    for (Segment segment : segments) {
      if (virtual >= segment.virtual && virtual < segment.virtual + segment.memorySize) {
        return segment.physical + virtual - segment.virtual;
      }
    }
    return virtual;
  }
}
