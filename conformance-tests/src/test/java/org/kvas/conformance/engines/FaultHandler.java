package org.kvas.conformance.engines;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.RF;
import static org.kvas.translator.state.VcpuState.TF;
import static org.kvas.translator.state.VcpuState.TR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kvas.runtime.cache.CodePage;
import org.kvas.runtime.trap.EventKind;
import org.kvas.runtime.trap.HvmTrapPolicy;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.runtime.trap.TripleFault;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.x86.decode.Instruction;

/**
 * The guest's "system": notes exceptions, maps pages on demand, goes on behind the instruction or
 * elsewhere, and turns an instruction that faults again and again into NOPs.
 */
final class FaultHandler implements TrapPolicy {
  private static final int MOST_WHEN_WANDERING = 60;
  private static final int MOST_IN_LOOPS = 4000;

  /** Exceptions before it goes on elsewhere. */
  private static final int MOST_SINCE_LANDING = 60;

  /** Faults of one instruction. */
  private static final int MOST_HERE = 6;

  private static final int MOST_SILENCED = 60;
  private static final int LONGEST = 15;
  private static final byte NOP = (byte) 0x90;

  private final GuestMachine machine;
  private final GuestImage image;
  private final List<Raised> all = new ArrayList<>();
  private final Map<Long, Integer> here = new HashMap<>();
  private int sinceLanding;
  private int silenced;
  private int task;

  /**
   * An exception or interrupt.
   *
   * @param instructions completed before, or -1
   */
  record Raised(int vector, int errorCode, long cr2, long rip, long instructions) {
    @Override
    public String toString() {
      return "vector %d, error %x, cr2 %x, rip %x, after %d"
          .formatted(vector, errorCode, cr2, rip, instructions);
    }
  }

  FaultHandler(GuestMachine machine, GuestImage image) {
    this.machine = machine;
    this.image = image;
  }

  int count() {
    return all.size();
  }

  /** All so far, in order. */
  List<Raised> all() {
    return all;
  }

  /** Whether there is no point in going on. */
  boolean isDone() {
    return all.size() >= (image.loops ? MOST_IN_LOOPS : MOST_WHEN_WANDERING);
  }

  @Override
  public void exception(Vcpu cpu, GuestFault fault) {
    note(cpu, fault.vector(), fault.errorCode());
    if (fault.vector() == GuestFault.DB) {
      debug(cpu);
    } else if (fault.vector() != GuestFault.PF
        || (fault.errorCode() & 1) != 0
        || !maps(cpu, cpu.cr2)) {
      boolean stays = leave(cpu, true);
      if (stays && delivers()) {
        deliver(cpu, () -> HvmTrapPolicy.INSTANCE.exception(cpu, fault));
      }
    }
  }

  /** Whether the guest's own handler comes next. */
  private boolean delivers() {
    return image.system && chance(4) != 0;
  }

  private void deliver(Vcpu cpu, Runnable delivery) {
    try {
      delivery.run();
    } catch (TripleFault _) {
      note(cpu, GuestFault.DF, 0, false);
      land(cpu);
    }
  }

  private void note(Vcpu cpu, int vector, int errorCode) {
    // the new task's own fault is raised within the instruction that switches
    note(cpu, vector, errorCode, task == cpu.segmentSelector[TR]);
    task = cpu.segmentSelector[TR];
  }

  /**
   * @param exact whether all instructions before are counted: not so within an instruction
   */
  private void note(Vcpu cpu, int vector, int errorCode, boolean exact) {
    long after = exact ? cpu.instructions : -1;
    all.add(new Raised(vector, errorCode, cpu.cr2, cpu.rip, after));
    cpu.instructions++; // the guest gets nowhere else
  }

  /** The number of exceptions, as a number of chance. */
  private int chance(int bound) {
    return Math.floorMod(all.size() * 0x9e3779b1 >>> 8, bound);
  }

  private void debug(Vcpu cpu) {
    if (chance(4) == 0) {
      cpu.systemFlags &= ~TF;
    }
    cpu.systemFlags |= RF;
    if (++sinceLanding > MOST_SINCE_LANDING) {
      land(cpu);
    } else if (delivers()) {
      GuestFault fault = new GuestFault(GuestFault.DB, -1);
      deliver(cpu, () -> HvmTrapPolicy.INSTANCE.exception(cpu, fault));
    }
  }

  /** Returns whether control stays there, or just behind the instruction. */
  private boolean leave(Vcpu cpu, boolean fault) {
    boolean stays = image.loops && ++sinceLanding <= MOST_SINCE_LANDING && chance(16) != 0;
    if (stays && (!fault || skips(cpu))) {
      cpu.systemFlags &= ~TF;
      return true;
    }
    land(cpu);
    return false;
  }

  private void land(Vcpu cpu) {
    cpu.systemFlags &= ~TF;
    sinceLanding = 0;
    if (image.system) {
      machine.restoreSystem();
    }
    cpu.rip = image.landings[all.size() % image.landings.length];
  }

  /** Goes on behind the instruction; false where it cannot be read. */
  private boolean skips(Vcpu cpu) {
    int bits = ExecutionMode.codeBits(cpu.mode);
    long linear = bits == 64 ? cpu.rip : cpu.segmentBase[CS] + cpu.rip & 0xffff_ffffL;
    CodePage page = machine.mmu().peekPage(linear);
    int offset = (int) linear & 4095;
    if (page == null || page.host == 0 || offset > 4096 - LONGEST) {
      return false;
    }
    byte[] bytes = new byte[LONGEST];
    HostMemory.read(page.host + offset, bytes, 0, LONGEST);
    Instruction instruction = machine.decoder().decode(bytes, 0, LONGEST, bits);
    int length = Math.clamp(instruction.length(), 1, LONGEST);
    if (here.merge(linear, 1, Integer::sum) == MOST_HERE && silenced++ < MOST_SILENCED) {
      Arrays.fill(bytes, NOP);
      machine.space().write(page.physical + offset, bytes, 0, length);
    }
    cpu.rip = bits == 64 ? cpu.rip + length : cpu.rip + length & 0xffff_ffffL;
    return true;
  }

  private boolean maps(Vcpu cpu, long linear) {
    if ((cpu.cr0 >>> 31 & 1) == 0) {
      return false;
    }
    long at = PageTables.entryAddress(image.paging, linear, machine.space()::read);
    long entry = machine.space().read(at, 4);
    if ((entry & PageTables.ON_DEMAND) == 0 || (entry & 1) != 0) {
      return false;
    }
    machine.space().write(at, 4, entry | 1);
    return true;
  }

  @Override
  public void softwareInterrupt(Vcpu cpu, int vector, EventKind kind, long next) {
    if (delivers()) {
      HvmTrapPolicy.INSTANCE.softwareInterrupt(cpu, vector, kind, next);
      note(cpu, vector, -1, false);
      return;
    }
    cpu.rip = next;
    note(cpu, vector, -1, false);
    leave(cpu, false);
  }

  @Override
  public void externalInterrupt(Vcpu cpu, int vector) {
    note(cpu, vector, -1);
    if (leave(cpu, false) && delivers()) {
      deliver(cpu, () -> HvmTrapPolicy.INSTANCE.externalInterrupt(cpu, vector));
    }
  }

  @Override
  public void nonMaskableInterrupt(Vcpu cpu) {
    note(cpu, GuestFault.NMI, -1);
    if (leave(cpu, false) && delivers()) {
      deliver(cpu, () -> HvmTrapPolicy.INSTANCE.nonMaskableInterrupt(cpu));
    }
  }

  @Override
  public void syscall(Vcpu cpu, long next) {
    HvmTrapPolicy.INSTANCE.syscall(cpu, next);
  }
}
