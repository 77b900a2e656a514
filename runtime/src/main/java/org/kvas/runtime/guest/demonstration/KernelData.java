package org.kvas.runtime.guest.demonstration;

import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;

/** The kernel's variables; all but the name are quadwords, arrays have one for each task. */
final class KernelData {
  final Label ticks;
  final Label switches;

  /** Index of the task that runs. */
  final Label current;

  /** Kernel stack pointer of each task while it does not run. */
  final Label savedStacks;

  final Label kernelStacks;
  final Label pageTables;

  /** Where a task wants to go on after a page fault, or 0. */
  final Label faultHandlers;

  /** The task's own stack pointer, during a system call. */
  final Label userStack;

  /** The multiboot information. */
  final Label bootInformation;

  /** 48 characters and a zero. */
  final Label processorName;

  KernelData(Assembler a) {
    ticks = a.label("ticks");
    switches = a.label("switches");
    current = a.label("current");
    savedStacks = a.label("savedStacks");
    kernelStacks = a.label("kernelStacks");
    pageTables = a.label("pageTables");
    faultHandlers = a.label("faultHandlers");
    userStack = a.label("userStack");
    bootInformation = a.label("bootInformation");
    processorName = a.label("processorName");
  }

  void variables(Assembler a) {
    a.align(8);
    for (Label single : new Label[] {ticks, switches, current, userStack, bootInformation}) {
      a.bind(single).dq(0);
    }
    for (Label array : new Label[] {savedStacks, faultHandlers}) {
      a.bind(array).dq(new long[MemoryLayout.TASKS]);
    }
    a.bind(kernelStacks);
    for (int task = 0; task < MemoryLayout.TASKS; task++) {
      a.dq(MemoryLayout.kernelStackTop(task));
    }
    a.bind(pageTables);
    for (int task = 0; task < MemoryLayout.TASKS; task++) {
      a.dq(MemoryLayout.pageTables(task));
    }
    a.bind(processorName).space(49);
  }
}
