package org.kvas.runtime.vcpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.kvas.runtime.mmu.Mmu;
import org.kvas.translator.state.VcpuState;

/** One virtual processor: the state instructions work on, and the privileged state around it. */
public final class Vcpu extends VcpuState {
  /** {@link #pending} bits. */
  public static final int PENDING_INTERRUPT = 1;

  /** The machine wants its thread: timers or posted events are due, or a stop was asked for. */
  public static final int PENDING_EVENT = 2;

  public static final int PENDING_NMI = 4;
  public static final int PENDING_INIT = 8;
  public static final int PENDING_SIPI = 16;

  /** A single-step trap or a breakpoint state that the run loop must look at after each instruction. */
  public static final int PENDING_TRACE = 32;

  private static final VarHandle PENDING;

  static {
    try {
      PENDING = MethodHandles.lookup().findVarHandle(VcpuState.class, "pending", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  public final int id;
  public final CpuModel model;
  public final Mmu mmu;
  public final PortBus ports;

  public InterruptSource interrupts = InterruptSource.NONE;

  public long cr0;
  public long cr2;
  public long cr3;
  public long cr4;
  public long efer;
  public long xcr0 = 1;
  public final long[] dr = new long[8];
  public int cpl;

  public long gdtBase;
  public int gdtLimit;
  public long idtBase;
  public int idtLimit;

  /** Operations the interpreter may still execute of the current block; a store that rewrites it, or anything that must end it early, sets 0. */
  public int blockLimit;

  public boolean halted;

  /** Interrupts wait for one more instruction: after STI, MOV SS, POP SS. */
  public boolean interruptShadow;

  public Vcpu(int id, CpuModel model, Mmu mmu, PortBus ports) {
    this.id = id;
    this.model = model;
    this.mmu = mmu;
    this.ports = ports;
  }

  /** Sets {@link #pending} bits; any thread may. */
  public void request(int bits) {
    PENDING.getAndBitwiseOr(this, bits);
  }

  public void clearRequest(int bits) {
    PENDING.getAndBitwiseAnd(this, ~bits);
  }

  /**
   * Derives {@link #mode} and the TLB tables in force from the control registers, the segment registers, CPL and RFLAGS.AC/VM. Whoever changes one of
   * those calls this before the next instruction, and ends the block.
   */
  public void refreshMode() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected long loadSlow(long va, int size) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void storeSlow(long va, int size, long value) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void checkSlow(long va, int size, boolean write) {
    throw new UnsupportedOperationException();
  }
}
