package org.kvas.runtime.guest.demonstration;

import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.ArrayList;
import java.util.List;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/**
 * A 64-bit kernel with two preempted tasks, as an image with a multiboot header that says where it
 * goes. Multiboot Specification 0.6.96, 3.1.
 */
final class DemonstrationKernel {
  private static final int MULTIBOOT_MAGIC = 0x1bad_b002;
  private static final int MEMORY_INFORMATION = 1 << 1;
  private static final int HEADER_HAS_ADDRESSES = 1 << 16;
  private static final int UPPER_MEMORY = 8;
  private static final int PROCESSOR_NAME = 0x8000_0002;

  private final Assembler a = new Assembler(32, MemoryLayout.IMAGE);
  private final List<Task> tasks = List.of(new PrimeTask(), new CollatzTask());
  private final List<Label> taskCode = new ArrayList<>();
  private final KernelData data = new KernelData(a);
  private final SerialConsole console = new SerialConsole(a);
  private final Descriptors descriptors = new Descriptors(a);
  private final SystemCalls systemCalls = new SystemCalls(a, data, console);
  private final Scheduler scheduler;
  private final int seconds;

  /**
   * @param seconds until it powers off
   */
  DemonstrationKernel(int seconds) {
    this.seconds = seconds;
    scheduler = new Scheduler(a, data, console, seconds);
    tasks.forEach(task -> taskCode.add(a.label()));
  }

  byte[] image() {
    Label start = a.label("start");
    Label longMode = a.label("longMode");
    header(start);
    a.bind(start).mov(dword(data.bootInformation), EBX);
    new ProtectedModeStart(a, console, descriptors).code(taskCode, longMode);
    a.bits(64).bind(longMode);
    kernel();
    scheduler.routines();
    systemCalls.routine();
    new Exceptions(a, data, console, descriptors).routines();
    descriptors.handler(Timer.VECTOR, scheduler.interrupt());
    console.routines();
    descriptors.tables();
    data.variables(a);
    for (int task = 0; task < tasks.size(); task++) {
      a.align(MemoryLayout.PAGE).bind(taskCode.get(task)).bytes(tasks.get(task).code());
    }
    a.align(MemoryLayout.PAGE);
    byte[] image = a.assemble();
    if (image.length > MemoryLayout.CLEARED - MemoryLayout.IMAGE) {
      throw new IllegalStateException("the image reaches into the memory that it clears");
    }
    return image;
  }

  private void header(Label start) {
    int flags = MEMORY_INFORMATION | HEADER_HAS_ADDRESSES;
    a.dd(MULTIBOOT_MAGIC, flags, -(MULTIBOOT_MAGIC + flags));
    // header_addr, load_addr, load_end_addr (all of the file), bss_end_addr, entry_addr
    a.dd(MemoryLayout.IMAGE, MemoryLayout.IMAGE, 0, MemoryLayout.END).dd(start);
  }

  private void kernel() {
    descriptors.load();
    readProcessorName();
    console.say("[64-bit] Long mode. The processor says it is \"");
    console.say(data.processorName);
    console.say("\".\n[64-bit] Memory: ");
    a.mov(RAX, qword(data.bootInformation)).mov(EAX, dword(RAX).plus(UPPER_MEMORY));
    a.add(EAX, 1024).shr(EAX, 10);
    console.decimal();
    console.say(" MiB. A timer interrupts " + Timer.TICKS_PER_SECOND + " times a second.\n");
    console.say("[64-bit] Now two tasks take turns, each in an address space of its own.\n");
    console.say("         Key 'q' powers off, which otherwise happens after " + seconds);
    console.say(seconds == 1 ? " second.\n" : " seconds.\n");
    systemCalls.enable();
    Timer.start(a);
    scheduler.start();
  }

  private void readProcessorName() {
    a.lea(RDI, ptr(data.processorName));
    for (int part = 0; part < 3; part++) {
      a.mov(EAX, PROCESSOR_NAME + part).cpuid();
      a.mov(dword(RDI), EAX).mov(dword(RDI).plus(4), EBX);
      a.mov(dword(RDI).plus(8), ECX).mov(dword(RDI).plus(12), EDX).add(RDI, 16);
    }
    a.mov(byteAt(RDI), 0);
  }
}
