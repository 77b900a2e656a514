package org.kvas.runtime.lockstep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kvas.runtime.vcpu.ModelSpecificRegisters;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.semantics.Flags;

/** Everything that guest code can see of a processor, as a row of numbers. Lazy flags count as what they stand for. */
final class ProcessorState {
  private static final String[] REGISTERS = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
  };

  private static final int MOST = 512;

  private final long[] words = new long[MOST];
  private int count;

  /** Called with each number in turn; what it returns becomes the processor's. */
  @FunctionalInterface
  private interface Visitor {
    long visit(String name, int index, long value);
  }

  void capture(Vcpu cpu) {
    count = 0;
    visit(
        cpu,
        (_, _, value) -> {
          words[count++] = value;
          return value;
        });
  }

  /** Puts the processor into this state. */
  void restore(Vcpu cpu) {
    int[] at = new int[1];
    visit(cpu, (_, _, _) -> words[at[0]++]);
    cpu.mmu.flushAll();
    cpu.refreshMode();
  }

  boolean matches(ProcessorState other) {
    return Arrays.equals(words, 0, count, other.words, 0, other.count);
  }

  /** Names of all numbers, in order. */
  static List<String> names(Vcpu cpu) {
    var names = new ArrayList<String>();
    visit(
        cpu,
        (name, index, value) -> {
          names.add(index < 0 ? name : name.equals("gpr") ? REGISTERS[index] : name + "[" + index + "]");
          return value;
        });
    return names;
  }

  long instructions() {
    return words[REGISTERS.length + 2];
  }

  long word(int index) {
    return words[index];
  }

  int size() {
    return count;
  }

  private static void visit(Vcpu cpu, Visitor visitor) {
    longs("gpr", cpu.gpr, REGISTERS.length, visitor);
    cpu.rip = visitor.visit("rip", -1, cpu.rip);
    long flags = cpu.rflags();
    long flagsNow = visitor.visit("rflags", -1, flags);
    if (flagsNow != flags) {
      cpu.systemFlags = (int) flagsNow & ~Flags.STATUS;
      cpu.setStatusFlags((int) flagsNow);
    }
    cpu.instructions = visitor.visit("instructions", -1, cpu.instructions);
    longs("vector lane", cpu.vector, cpu.vector.length, visitor);
    cpu.mxcsr = (int) visitor.visit("mxcsr", -1, cpu.mxcsr);
    x87(cpu, visitor);
    segments(cpu, visitor);
    control(cpu, visitor);
    modelSpecific(cpu.msr, visitor);
  }

  private static void x87(Vcpu cpu, Visitor visitor) {
    var x87 = cpu.x87;
    longs("x87 significand", x87.significand, 8, visitor);
    ints("x87 sign and exponent", x87.signExponent, visitor);
    x87.control = (int) visitor.visit("x87 control", -1, x87.control);
    x87.status = (int) visitor.visit("x87 status", -1, x87.status);
    x87.top = (int) visitor.visit("x87 top", -1, x87.top);
    x87.empty = (int) visitor.visit("x87 empty", -1, x87.empty);
    x87.opcode = (int) visitor.visit("x87 opcode", -1, x87.opcode);
    x87.instructionPointer = visitor.visit("x87 instruction pointer", -1, x87.instructionPointer);
    x87.dataPointer = visitor.visit("x87 data pointer", -1, x87.dataPointer);
  }

  private static void segments(Vcpu cpu, Visitor visitor) {
    ints("selector", cpu.segmentSelector, visitor);
    longs("segment base", cpu.segmentBase, 8, visitor);
    longs("segment limit", cpu.segmentLimit, 8, visitor);
    ints("segment attributes", cpu.segmentAttributes, visitor);
    longs("segment low", cpu.segmentLow, 8, visitor);
    longs("segment read high", cpu.segmentReadHigh, 8, visitor);
    longs("segment write high", cpu.segmentWriteHigh, 8, visitor);
    cpu.gdtBase = visitor.visit("gdt base", -1, cpu.gdtBase);
    cpu.gdtLimit = (int) visitor.visit("gdt limit", -1, cpu.gdtLimit);
    cpu.idtBase = visitor.visit("idt base", -1, cpu.idtBase);
    cpu.idtLimit = (int) visitor.visit("idt limit", -1, cpu.idtLimit);
  }

  private static void control(Vcpu cpu, Visitor visitor) {
    cpu.cr0 = visitor.visit("cr0", -1, cpu.cr0);
    cpu.cr2 = visitor.visit("cr2", -1, cpu.cr2);
    cpu.cr3 = visitor.visit("cr3", -1, cpu.cr3);
    cpu.cr4 = visitor.visit("cr4", -1, cpu.cr4);
    cpu.efer = visitor.visit("efer", -1, cpu.efer);
    cpu.xcr0 = visitor.visit("xcr0", -1, cpu.xcr0);
    longs("dr", cpu.dr, 8, visitor);
    longs("pdpte", cpu.pdptes, 4, visitor);
    cpu.cpl = (int) visitor.visit("cpl", -1, cpu.cpl);
    cpu.halted = visitor.visit("halted", -1, cpu.halted ? 1 : 0) != 0;
    cpu.nmiBlocked = visitor.visit("nmi blocked", -1, cpu.nmiBlocked ? 1 : 0) != 0;
    cpu.mode = (int) visitor.visit("mode", -1, cpu.mode);
  }

  private static void modelSpecific(ModelSpecificRegisters msr, Visitor visitor) {
    msr.star = visitor.visit("star", -1, msr.star);
    msr.lstar = visitor.visit("lstar", -1, msr.lstar);
    msr.cstar = visitor.visit("cstar", -1, msr.cstar);
    msr.fmask = visitor.visit("fmask", -1, msr.fmask);
    msr.kernelGsBase = visitor.visit("kernel gs base", -1, msr.kernelGsBase);
    msr.tscAux = visitor.visit("tsc aux", -1, msr.tscAux);
    msr.sysenterCs = visitor.visit("sysenter cs", -1, msr.sysenterCs);
    msr.sysenterEsp = visitor.visit("sysenter esp", -1, msr.sysenterEsp);
    msr.sysenterEip = visitor.visit("sysenter eip", -1, msr.sysenterEip);
    msr.pat = visitor.visit("pat", -1, msr.pat);
    msr.mtrrDefaultType = visitor.visit("mtrr default type", -1, msr.mtrrDefaultType);
    longs("mtrr variable", msr.mtrrVariable, msr.mtrrVariable.length, visitor);
    longs("mtrr fixed", msr.mtrrFixed, msr.mtrrFixed.length, visitor);
    msr.tscOffset = visitor.visit("tsc offset", -1, msr.tscOffset);
    msr.tscAdjust = visitor.visit("tsc adjust", -1, msr.tscAdjust);
    msr.miscEnable = visitor.visit("misc enable", -1, msr.miscEnable);
    msr.specCtrl = visitor.visit("spec ctrl", -1, msr.specCtrl);
    msr.debugCtl = visitor.visit("debug ctl", -1, msr.debugCtl);
    msr.mcgStatus = visitor.visit("mcg status", -1, msr.mcgStatus);
  }

  private static void longs(String name, long[] array, int length, Visitor visitor) {
    for (int i = 0; i < length; i++) {
      array[i] = visitor.visit(name, i, array[i]);
    }
  }

  private static void ints(String name, int[] array, Visitor visitor) {
    for (int i = 0; i < array.length; i++) {
      array[i] = (int) visitor.visit(name, i, array[i]);
    }
  }
}
