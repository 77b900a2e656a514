package org.kvas.runtime.lockstep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kvas.runtime.vcpu.ModelSpecificRegisters;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.semantics.Flags;

/**
 * Everything that guest code can see of a processor, as a row of numbers. Lazy flags count as what
 * they stand for.
 */
public final class ProcessorState {
  private static final String[] REGISTERS = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15"
  };

  private static final int MOST = 512;

  private final long[] words = new long[MOST];
  private final Capture capture = new Capture();
  private int count;

  /** Called with each number in turn, or rows of them. */
  private interface Visitor {
    /** What it returns becomes the processor's. */
    long word(String name, long value);

    void longs(String name, long[] array, int length);

    void ints(String name, int[] array);
  }

  /** Copies the processor's numbers. */
  private final class Capture implements Visitor {
    @Override
    public long word(String name, long value) {
      words[count++] = value;
      return value;
    }

    @Override
    public void longs(String name, long[] array, int length) {
      System.arraycopy(array, 0, words, count, length);
      count += length;
    }

    @Override
    public void ints(String name, int[] array) {
      for (int value : array) {
        words[count++] = value;
      }
    }
  }

  /** Sets the processor's numbers. */
  private final class Restoration implements Visitor {
    private int at;

    @Override
    public long word(String name, long value) {
      return words[at++];
    }

    @Override
    public void longs(String name, long[] array, int length) {
      System.arraycopy(words, at, array, 0, length);
      at += length;
    }

    @Override
    public void ints(String name, int[] array) {
      for (int i = 0; i < array.length; i++) {
        array[i] = (int) words[at++];
      }
    }
  }

  /** Lists the names of all numbers. */
  private static final class Naming implements Visitor {
    private final List<String> names = new ArrayList<>();

    @Override
    public long word(String name, long value) {
      names.add(name);
      return value;
    }

    @Override
    public void longs(String name, long[] array, int length) {
      for (int i = 0; i < length; i++) {
        names.add(name + "[" + i + "]");
      }
    }

    @Override
    public void ints(String name, int[] array) {
      for (int i = 0; i < array.length; i++) {
        names.add(name + "[" + i + "]");
      }
    }
  }

  public void capture(Vcpu cpu) {
    count = 0;
    visit(cpu, capture);
  }

  /** Puts the processor into this state. */
  void restore(Vcpu cpu) {
    visit(cpu, new Restoration());
    cpu.mmu.flushAll();
    cpu.refreshMode();
  }

  public boolean matches(ProcessorState other) {
    return Arrays.equals(words, 0, count, other.words, 0, other.count);
  }

  /** Names of all numbers, in order. */
  public static List<String> names(Vcpu cpu) {
    var naming = new Naming();
    visit(cpu, naming);
    return naming.names;
  }

  long instructions() {
    return words[REGISTERS.length + 2];
  }

  public long word(int index) {
    return words[index];
  }

  int size() {
    return count;
  }

  private static void visit(Vcpu cpu, Visitor visitor) {
    for (int i = 0; i < REGISTERS.length; i++) {
      cpu.setGeneral(i, visitor.word(REGISTERS[i], cpu.general(i)));
    }
    cpu.rip = visitor.word("rip", cpu.rip);
    long flags = cpu.rflags();
    long flagsNow = visitor.word("rflags", flags);
    if (flagsNow != flags) {
      cpu.systemFlags = (int) flagsNow & ~Flags.STATUS;
      cpu.setStatusFlags((int) flagsNow);
    }
    cpu.instructions = visitor.word("instructions", cpu.instructions);
    visitor.longs("vector lane", cpu.vector, cpu.vector.length);
    cpu.mxcsr = (int) visitor.word("mxcsr", cpu.mxcsr);
    x87(cpu, visitor);
    segments(cpu, visitor);
    control(cpu, visitor);
    modelSpecific(cpu.msr, visitor);
  }

  private static void x87(Vcpu cpu, Visitor visitor) {
    var x87 = cpu.x87;
    visitor.longs("x87 significand", x87.significand, 8);
    visitor.ints("x87 sign and exponent", x87.signExponent);
    x87.control = (int) visitor.word("x87 control", x87.control);
    x87.status = (int) visitor.word("x87 status", x87.status);
    x87.top = (int) visitor.word("x87 top", x87.top);
    x87.empty = (int) visitor.word("x87 empty", x87.empty);
    x87.opcode = (int) visitor.word("x87 opcode", x87.opcode);
    x87.instructionPointer = visitor.word("x87 instruction pointer", x87.instructionPointer);
    x87.dataPointer = visitor.word("x87 data pointer", x87.dataPointer);
  }

  private static void segments(Vcpu cpu, Visitor visitor) {
    visitor.ints("selector", cpu.segmentSelector);
    visitor.longs("segment base", cpu.segmentBase, 8);
    visitor.longs("segment limit", cpu.segmentLimit, 8);
    visitor.ints("segment attributes", cpu.segmentAttributes);
    visitor.longs("segment low", cpu.segmentLow, 8);
    visitor.longs("segment read high", cpu.segmentReadHigh, 8);
    visitor.longs("segment write high", cpu.segmentWriteHigh, 8);
    cpu.gdtBase = visitor.word("gdt base", cpu.gdtBase);
    cpu.gdtLimit = (int) visitor.word("gdt limit", cpu.gdtLimit);
    cpu.idtBase = visitor.word("idt base", cpu.idtBase);
    cpu.idtLimit = (int) visitor.word("idt limit", cpu.idtLimit);
  }

  private static void control(Vcpu cpu, Visitor visitor) {
    cpu.cr0 = visitor.word("cr0", cpu.cr0);
    cpu.cr2 = visitor.word("cr2", cpu.cr2);
    cpu.cr3 = visitor.word("cr3", cpu.cr3);
    cpu.cr4 = visitor.word("cr4", cpu.cr4);
    cpu.efer = visitor.word("efer", cpu.efer);
    cpu.xcr0 = visitor.word("xcr0", cpu.xcr0);
    cpu.pkru = (int) visitor.word("pkru", cpu.pkru);
    visitor.longs("dr", cpu.dr, 8);
    visitor.longs("pdpte", cpu.pdptes, 4);
    cpu.cpl = (int) visitor.word("cpl", cpu.cpl);
    cpu.halted = visitor.word("halted", cpu.halted ? 1 : 0) != 0;
    cpu.nmiBlocked = visitor.word("nmi blocked", cpu.nmiBlocked ? 1 : 0) != 0;
    cpu.mode = (int) visitor.word("mode", cpu.mode);
  }

  private static void modelSpecific(ModelSpecificRegisters msr, Visitor visitor) {
    msr.star = visitor.word("star", msr.star);
    msr.lstar = visitor.word("lstar", msr.lstar);
    msr.cstar = visitor.word("cstar", msr.cstar);
    msr.fmask = visitor.word("fmask", msr.fmask);
    msr.kernelGsBase = visitor.word("kernel gs base", msr.kernelGsBase);
    msr.tscAux = visitor.word("tsc aux", msr.tscAux);
    msr.sysenterCs = visitor.word("sysenter cs", msr.sysenterCs);
    msr.sysenterEsp = visitor.word("sysenter esp", msr.sysenterEsp);
    msr.sysenterEip = visitor.word("sysenter eip", msr.sysenterEip);
    msr.pat = visitor.word("pat", msr.pat);
    msr.mtrrDefaultType = visitor.word("mtrr default type", msr.mtrrDefaultType);
    visitor.longs("mtrr variable", msr.mtrrVariable, msr.mtrrVariable.length);
    visitor.longs("mtrr fixed", msr.mtrrFixed, msr.mtrrFixed.length);
    msr.tscOffset = visitor.word("tsc offset", msr.tscOffset);
    msr.tscAdjust = visitor.word("tsc adjust", msr.tscAdjust);
    msr.miscEnable = visitor.word("misc enable", msr.miscEnable);
    msr.specCtrl = visitor.word("spec ctrl", msr.specCtrl);
    msr.debugCtl = visitor.word("debug ctl", msr.debugCtl);
    msr.mcgStatus = visitor.word("mcg status", msr.mcgStatus);
  }
}
