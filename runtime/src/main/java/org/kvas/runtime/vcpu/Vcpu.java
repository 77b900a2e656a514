package org.kvas.runtime.vcpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.mmu.AccessClass;
import org.kvas.runtime.mmu.Mmu;
import org.kvas.runtime.profile.ExecutionCounters;
import org.kvas.runtime.profile.Tier;
import org.kvas.runtime.trap.Breakpoints;
import org.kvas.runtime.trap.ControlRegisters;
import org.kvas.runtime.trap.HvmTrapPolicy;
import org.kvas.runtime.trap.TrapPolicy;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;

/** One virtual processor: the state instructions work on, and the privileged state around it. */
public final class Vcpu extends VcpuState {
  /** {@link #pending} bits. An interrupt may be deliverable: the run loop looks. */
  public static final int PENDING_INTERRUPT = 1;

  /** The machine wants its thread: timers or posted events are due, or a stop was asked for. */
  public static final int PENDING_EVENT = 2;

  public static final int PENDING_NMI = 4;
  public static final int PENDING_INIT = 8;
  public static final int PENDING_SIPI = 16;

  /** RFLAGS.TF is set, or a breakpoint is armed: instructions go one at a time. */
  public static final int PENDING_TRACE = 32;

  /** A translated region is ready to be used. */
  public static final int PENDING_REGION = 64;

  private static final long CR0_PE = 1;
  private static final long CR0_EM = 1 << 2;
  private static final long CR0_TS = 1 << 3;
  private static final long CR0_PG = 1L << 31;
  private static final long CR4_OSFXSR = 1 << 9;
  private static final long CR4_OSXSAVE = 1 << 18;
  private static final long CR4_SMAP = 1 << 21;
  private static final long CR0_AM = 1 << 18;
  private static final long EFER_LMA = 1 << 10;
  private static final long XCR0_AVX = 1 << 2;

  private static final int ATTRIBUTE_LONG = 1 << 13;
  private static final int ATTRIBUTE_BIG = 1 << 14;
  private static final long CR4_OSXMMEXCPT = 1 << 10;

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

  public PortBus ports;
  public InterruptSource interrupts = InterruptSource.NONE;
  public LocalApicAccess apic = LocalApicAccess.NONE;
  public TrapPolicy trapPolicy = HvmTrapPolicy.INSTANCE;
  public final ModelSpecificRegisters msr = new ModelSpecificRegisters();

  /** Nanoseconds since power-on: the TSC counts them, at 1 GHz. */
  public LongSupplier clock = () -> 0;

  /** What RDRAND and RDSEED give. */
  public LongSupplier random = new HostEntropy();

  /** MAXPHYADDR: page-table entries and CR3 hold no address beyond. */
  public int physicalAddressBits = ControlRegisters.PHYSICAL_ADDRESS_BITS;

  /** Processors of the machine, for CPUID. */
  public int processorCount = 1;

  public long cr0;
  public long cr2;
  public long cr3;
  public long cr4;
  public long efer;
  public long xcr0 = 1;

  /**
   * Rights of the sixteen protection keys. XSAVE does not hold it: component 9 is not enumerated.
   */
  public int pkru;

  public final long[] dr = new long[8];
  public final long[] pdptes = new long[4];
  public int cpl;

  public long gdtBase;
  public int gdtLimit;
  public long idtBase;
  public int idtLimit;

  public boolean halted;

  /** Interrupts wait for one more instruction: after STI, MOV SS, POP SS. */
  public boolean interruptShadow;

  /** From the delivery of an NMI to the next IRET. SDM Vol. 3A, 6.7.1. */
  public boolean nmiBlocked;

  /** An NMI arrived while others were blocked: it is delivered behind the IRET. */
  public boolean nmiLatched;

  /** Other processors wait for the thread: PAUSE ends the turn. */
  public boolean sharesThread;

  /** Debug traps wait for one more instruction: after MOV SS, POP SS. SDM Vol. 3A, 6.8.3. */
  public boolean debugShadow;

  /** Data and I/O breakpoints met and not yet reported: bits as in DR6. */
  public int breakpointHits;

  /**
   * The instruction has cleared TF on its way into a handler, or has reported its single step
   * itself: there is none to report behind it. SDM Vol. 3B, 17.3.1.4.
   */
  public boolean stepReported;

  /**
   * Linear page that {@link #rip} was last fetched from, -1 when any translation may have changed
   * since.
   */
  long fetchLinear = -1;

  /** Grows whenever a translation may have changed. */
  long translationGeneration;

  /** Finds translated code for translated code to call. */
  TranslatedEntries entries = TranslatedEntries.NONE;

  /** What the engine counts, for people to look at. */
  public final ExecutionCounters counters = new ExecutionCounters();

  /** The {@link Tier} that runs: its ordinal, for a sampler on another thread. */
  public int tier;

  private int accessClass;
  private boolean checksAlignment;
  private boolean watchesData;

  public Vcpu(int id, CpuModel model, Mmu mmu, PortBus ports) {
    this.id = id;
    this.model = model;
    this.mmu = mmu;
    this.ports = ports;
    refreshMode();
  }

  /** Sets {@link #pending} bits; any thread may. */
  public void request(int bits) {
    PENDING.getAndBitwiseOr(this, bits);
  }

  /**
   * As {@link #request}, for what an instruction of this processor has caused: the next one waits,
   * and a shadow that an instruction before it cast has ended.
   */
  public void requestAtOnce(int bits) {
    request(bits);
    blockLimit = 0;
    interruptShadow = false;
  }

  public void clearRequest(int bits) {
    PENDING.getAndBitwiseAnd(this, ~bits);
  }

  /**
   * An NMI arrives. While one waits to be taken another is remembered behind it, as where two
   * arrive one after the other. SDM Vol. 3A, 6.7.1.
   */
  public void latchNmi() {
    nmiLatched |= (pending & PENDING_NMI) != 0;
    request(PENDING_NMI);
  }

  /** An instruction may have set IF or TF. */
  void afterSystem() {
    if ((systemFlags & IF) != 0 && interrupts.isPending()) {
      request(PENDING_INTERRUPT);
    }
    if ((systemFlags & TF) != 0) {
      request(PENDING_TRACE);
    }
  }

  @Override
  public void pause() {
    if (sharesThread) {
      request(PENDING_EVENT);
    }
  }

  /** {@link AccessClass} of the code that runs. */
  public int accessClass() {
    return accessClass;
  }

  /** The TLB was flushed, at least in part. */
  public void translationChanged() {
    translationGeneration++;
    epoch++;
    fetchLinear = -1;
    blockLimit = 0;
  }

  /** Code has been rewritten: what runs may not be what is there. */
  public void codeChanged() {
    epoch++;
    blockLimit = 0;
  }

  /** The time-stamp counter. */
  public long tsc() {
    return clock.getAsLong() + msr.tscOffset;
  }

  public boolean isLongMode() {
    return (efer & EFER_LMA) != 0;
  }

  /**
   * Derives {@link #mode} and the TLB tables in force from the control registers, the segment
   * registers, CPL, RFLAGS.AC/VM and DR7. Whoever changes one of those calls this before the next
   * instruction, and ends the block.
   */
  public void refreshMode() {
    accessClass =
        cpl == 3
            ? AccessClass.USER
            : (cr4 & CR4_SMAP) != 0 && (cr0 & CR0_PG) != 0 && (systemFlags & AC) == 0
                ? AccessClass.SUPERVISOR_KEPT_FROM_USER
                : AccessClass.SUPERVISOR;
    checksAlignment = cpl == 3 && (systemFlags & AC) != 0 && (cr0 & CR0_AM) != 0;
    watchesData = Breakpoints.watchData(this);
    int tables = checksAlignment || watchesData ? AccessClass.NONE : accessClass;
    readTlb = mmu.readTable(tables);
    writeTlb = mmu.writeTable(tables);
    mode = codeMode() | protectionMode() | floatingPointMode();
    epoch++;
    fetchLinear = -1;
    blockLimit = 0;
  }

  /** As {@link #refreshMode} where ES, DS, FS or GS is all that has changed. */
  public void refreshFlatness() {
    if (ExecutionMode.codeBits(mode) != 64 && isFlat() != ExecutionMode.isFlat(mode)) {
      refreshMode();
    }
  }

  private int codeMode() {
    int attributes = segmentAttributes[CS];
    if ((efer & EFER_LMA) != 0 && (attributes & ATTRIBUTE_LONG) != 0) {
      return ExecutionMode.CODE_64 | ExecutionMode.FLAT;
    }
    int stack = (segmentAttributes[SS] & ATTRIBUTE_BIG) != 0 ? ExecutionMode.STACK_32 : 0;
    int code = (attributes & ATTRIBUTE_BIG) != 0 ? ExecutionMode.CODE_32 : ExecutionMode.CODE_16;
    return code | stack | (isFlat() ? ExecutionMode.FLAT : 0);
  }

  private boolean isFlat() {
    for (int segment = ES; segment <= DS; segment++) {
      boolean code = segment == CS;
      if (segmentBase[segment] != 0
          || segmentLimit[segment] != 0xffff_ffffL
          || segmentLow[segment] != 0
          || !code
              && (segmentReadHigh[segment] != 0xffff_ffffL
                  || segmentWriteHigh[segment] != 0xffff_ffffL)) {
        return false;
      }
    }
    return true;
  }

  private int protectionMode() {
    boolean virtual8086 = (systemFlags & VM) != 0;
    return (cpl == 3 ? ExecutionMode.USER : 0)
        | ((cr0 & CR0_PE) != 0 && !virtual8086 ? ExecutionMode.PROTECTED : 0)
        | (virtual8086 ? ExecutionMode.VIRTUAL_8086 : 0);
  }

  private int floatingPointMode() {
    if ((cr0 & CR0_TS) != 0) {
      return 0;
    }
    int avx = (cr4 & CR4_OSXSAVE) != 0 && (xcr0 & XCR0_AVX) != 0 ? ExecutionMode.AVX_ENABLED : 0;
    if ((cr0 & CR0_EM) != 0) {
      return avx;
    }
    return avx
        | ExecutionMode.FPU_ENABLED
        | ((cr4 & CR4_OSFXSR) != 0 ? ExecutionMode.SSE_ENABLED : 0);
  }

  @Override
  public GuestFault simdFloatingPointFault() {
    return (cr4 & CR4_OSXMMEXCPT) != 0
        ? super.simdFloatingPointFault()
        : GuestFault.invalidOpcode();
  }

  @Override
  protected long loadSlow(long va, int size) {
    checkAlignment(va, size);
    return loadPartSlow(va, size);
  }

  @Override
  protected void storeSlow(long va, int size, long value) {
    checkAlignment(va, size);
    storePartSlow(va, size, value);
  }

  @Override
  protected void storePartSlow(long va, int size, long value) {
    mmu.storeSlow(va, size, value);
    if (watchesData) {
      breakpointHits |= Breakpoints.data(this, va, size, true);
    }
  }

  @Override
  protected long loadPartSlow(long va, int size) {
    long value = mmu.loadSlow(va, size);
    if (watchesData) {
      breakpointHits |= Breakpoints.data(this, va, size, false);
    }
    return value;
  }

  /**
   * #AC(0), unless the address is not even canonical, at CPL 3 with CR0.AM and RFLAGS.AC set. SDM
   * Vol. 3A, 6.15, interrupt 17.
   */
  @Override
  public void checkAlignment(long va, int size) {
    if (checksAlignment && (va & size - 1) != 0 && va << 16 >> 16 == va) {
      throw new GuestFault(GuestFault.AC, 0);
    }
  }

  @Override
  protected void checkSlow(long va, int size, boolean write) {
    if (size <= 8) {
      checkAlignment(va, size);
    }
    mmu.checkSlow(va, size, write);
  }

  @Override
  protected @Nullable RegionCode translated() {
    return entries.find(this);
  }

  @Override
  protected boolean proceed() {
    return entries.proceed(this);
  }

  @Override
  protected long lookUp(long va, int last, boolean write) {
    return mmu.lookUp(va, last, write);
  }
}
