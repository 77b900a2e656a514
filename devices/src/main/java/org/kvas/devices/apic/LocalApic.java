package org.kvas.devices.apic;

import java.util.function.IntSupplier;
import org.kvas.devices.DeviceState;
import org.kvas.devices.IrqLine;
import org.kvas.devices.MmioDevice;
import org.kvas.devices.VirtualClock;

/**
 * A processor's local APIC, in xAPIC mode (4 KiB of MMIO at the address in IA32_APIC_BASE) and
 * x2APIC mode (MSRs 800h to 83fh). SDM Vol. 3A, chapter 11.
 *
 * <p>Not modelled: CMCI, EOI-broadcast suppression, bus arbitration; a message sent has always
 * arrived. Thermal and performance entries are registers without a source.
 */
public final class LocalApic implements MmioDevice {
  /** Where IA32_APIC_BASE points at reset. */
  public static final long DEFAULT_BASE = 0xfee0_0000L;

  public static final int MSR_APIC_BASE = 0x1b;
  public static final int MSR_TSC_DEADLINE = 0x6e0;
  public static final int MSR_X2APIC_FIRST = 0x800;
  public static final int MSR_X2APIC_LAST = 0x8ff;

  private static final long BASE_BOOTSTRAP = 1 << 8;
  private static final long BASE_X2APIC = 1 << 10;
  private static final long BASE_ENABLE = 1 << 11;

  /** Integrated, six entries in the local vector table. */
  private static final int VERSION = 0x0005_0014;

  private static final int SPURIOUS_ENABLE = 1 << 8;

  private static final int ERROR_SEND_ILLEGAL_VECTOR = 1 << 5;
  private static final int ERROR_RECEIVE_ILLEGAL_VECTOR = 1 << 6;
  private static final int ERROR_ILLEGAL_REGISTER = 1 << 7;

  static final int COMMAND_WRITABLE = 0xccfff;

  private final ApicBus bus;
  private final ProcessorPins pins;
  private final IntSupplier externalAcknowledge;
  private final ApicTimer timer;
  private final LocalVectorTable lvt = new LocalVectorTable();
  private final LocalInterruptPins localPins;
  private final ApicPriorities priorities = new ApicPriorities();
  private final ApicDestination destination;
  private final boolean bootstrap;

  private long base;
  private int spurious;
  private int errors;
  private int errorStatus;
  private int commandLow;
  private int commandHigh;
  private boolean externalMessage;
  private boolean output;

  /**
   * @param id the initial APIC ID
   * @param bootstrap whether this is the processor that firmware starts on
   * @param externalAcknowledge the INTA cycle of the 8259 pair whose INTR is wired to {@link
   *     #lint0}; gives the vector
   */
  public LocalApic(
      int id,
      boolean bootstrap,
      VirtualClock clock,
      ApicBus bus,
      ProcessorPins pins,
      IntSupplier externalAcknowledge) {
    this.bus = bus;
    this.pins = pins;
    this.externalAcknowledge = externalAcknowledge;
    this.bootstrap = bootstrap;
    destination = new ApicDestination(id);
    localPins = new LocalInterruptPins(this, lvt, pins);
    timer = new ApicTimer(clock, () -> fireLocal(LocalVectorTable.TIMER));
    powerUp();
  }

  /** Power-up or RESET: xAPIC mode at the default base. */
  public void powerUp() {
    base = DEFAULT_BASE | BASE_ENABLE | (bootstrap ? BASE_BOOTSTRAP : 0);
    destination.enterMode(false);
    init();
  }

  /** INIT: everything but the ID, the mode and the base. SDM Vol. 3A 11.4.7.3. */
  public void init() {
    priorities.reset();
    lvt.reset();
    timer.reset();
    destination.init();
    spurious = 0xff;
    errors = 0;
    errorStatus = 0;
    commandLow = 0;
    commandHigh = 0;
    externalMessage = false;
    update();
  }

  /**
   * Virtual wire mode, as firmware leaves the bootstrap processor: enabled, LINT0 takes the 8259s'
   * interrupts, LINT1 NMIs. Intel MP 1.4, 3.6.2.2.
   */
  public void enterVirtualWireMode() {
    spurious = SPURIOUS_ENABLE | 0xff;
    lvt.write(LocalVectorTable.LINT0, ApicBus.EXTERNAL << 8, true);
    lvt.write(LocalVectorTable.LINT1, ApicBus.NMI << 8, true);
    update();
  }

  // ---- What the processor sees of it

  /**
   * Whether {@link #acknowledge} would give an interrupt; the level of {@link
   * ProcessorPins#interruptRequest}.
   */
  public boolean isPending() {
    return externalPending() || priorities.isDeliverable() && isEnabled();
  }

  /**
   * The vector to be served, which is in service from now on; the spurious vector if the request
   * has gone.
   */
  public int acknowledge() {
    if (externalPending()) {
      externalMessage = false;
      int vector = externalAcknowledge.getAsInt();
      update();
      return vector;
    }
    int vector = priorities.serve();
    update();
    return vector < 0 ? spurious & 0xff : vector;
  }

  /** CR8: the task priority class. */
  public int taskPriorityClass() {
    return priorities.task() >> 4;
  }

  /**
   * @param priority 0 to 15
   */
  public void setTaskPriorityClass(int priority) {
    setTaskPriority(priority << 4);
  }

  /** IA32_APIC_BASE. */
  public long base() {
    return base;
  }

  /**
   * Writes IA32_APIC_BASE; the MMIO page moves with it, where the machine follows.
   *
   * @param addressBits the physical address width
   * @return false, and nothing written, for a reserved bit or a transition that x2APIC forbids:
   *     #GP. SDM Vol. 3A, 11.12.5
   */
  public boolean setBase(long value, int addressBits) {
    long legal = (1L << addressBits) - 1 & ~0xfffL | BASE_ENABLE | BASE_X2APIC | BASE_BOOTSTRAP;
    boolean enable = (value & BASE_ENABLE) != 0;
    boolean x2apic = (value & BASE_X2APIC) != 0;
    if ((value & ~legal) != 0
        || x2apic && !enable
        || x2apic && !isEnabled()
        || isX2apic() && enable && !x2apic) {
      return false;
    }
    boolean entersX2apic = x2apic && !isX2apic();
    boolean turnsOff = isEnabled() && !enable;
    base = value & ~BASE_BOOTSTRAP | (bootstrap ? BASE_BOOTSTRAP : 0);
    if (entersX2apic || turnsOff) {
      destination.enterMode(entersX2apic);
    }
    if (entersX2apic) {
      commandHigh = 0;
    }
    if (turnsOff) {
      init();
    }
    update();
    return true;
  }

  /** The physical address of the MMIO page. */
  public long address() {
    return base & ~0xfffL;
  }

  public boolean isEnabled() {
    return (base & BASE_ENABLE) != 0;
  }

  public boolean isX2apic() {
    return (base & BASE_X2APIC) != 0;
  }

  /** IA32_TSC_DEADLINE; 0 unless armed. */
  public long tscDeadline() {
    return timer.tscDeadline();
  }

  public void setTscDeadline(long deadline) {
    timer.setTscDeadline(deadline);
  }

  /**
   * @param offset what this processor's TSC is ahead of {@link VirtualClock#now()}
   */
  public void setTscOffset(long offset) {
    timer.setTscOffset(offset);
  }

  // ---- Its inputs

  /** The LINT0 pin: INTR of the 8259 pair. */
  public IrqLine lint0() {
    return localPins.lint0();
  }

  /** The LINT1 pin: NMI. */
  public IrqLine lint1() {
    return localPins.lint1();
  }

  private boolean externalPending() {
    return externalMessage || localPins.isExternalAsserted();
  }

  /** Sends what an entry of the local vector table says, unless it is masked. */
  void fireLocal(int entry) {
    if (isEnabled() && !lvt.isMasked(entry)) {
      int mode =
          entry == LocalVectorTable.TIMER || entry == LocalVectorTable.ERROR
              ? ApicBus.FIXED
              : lvt.deliveryMode(entry);
      receive(mode << 8 | lvt.vector(entry));
    }
  }

  boolean isSelectedBy(int id, boolean logical) {
    return isEnabled() && destination.isSelectedBy(id, logical);
  }

  boolean acceptsFixed() {
    return isSoftwareEnabled();
  }

  /** What lowest-priority delivery compares. */
  int priority() {
    return priorities.processor();
  }

  /**
   * @param message as {@link ApicBus} describes
   */
  void receive(int message) {
    int vector = message & 0xff;
    switch (message >> 8 & 7) {
      case ApicBus.FIXED, ApicBus.LOWEST_PRIORITY ->
          acceptFixed(vector, (message & ApicBus.LEVEL_TRIGGERED) != 0);
      case ApicBus.SMI -> pins.systemManagementInterrupt();
      case ApicBus.NMI -> pins.nonMaskableInterrupt();
      case ApicBus.INIT -> {
        boolean deassert =
            (message & (ApicBus.LEVEL_TRIGGERED | ApicBus.LEVEL_ASSERT)) == ApicBus.LEVEL_TRIGGERED;
        if (!deassert) {
          init();
          pins.init();
        }
      }
      case ApicBus.START_UP -> pins.startUp(vector);
      case ApicBus.EXTERNAL -> {
        externalMessage = true;
        update();
      }
      default -> {}
    }
  }

  private void acceptFixed(int vector, boolean level) {
    if (!isSoftwareEnabled()) {
      return;
    }
    if (vector < 16) {
      reportError(ERROR_RECEIVE_ILLEGAL_VECTOR);
      return;
    }
    priorities.request(vector, level);
    update();
  }

  private boolean isSoftwareEnabled() {
    return (spurious & SPURIOUS_ENABLE) != 0 && isEnabled();
  }

  private void reportError(int bit) {
    boolean known = (errors & bit) != 0;
    errors |= bit;
    if (!known) {
      fireLocal(LocalVectorTable.ERROR);
    }
  }

  // ---- Priorities

  private void setTaskPriority(int value) {
    priorities.setTask(value);
    update();
  }

  private void endOfInterrupt() {
    int vector = priorities.endOfInterrupt();
    if (vector >= 0 && priorities.wasLevel(vector)) {
      bus.endOfInterrupt(vector);
      localPins.endOfInterrupt(vector);
    }
    update();
  }

  void update() {
    boolean pending = isPending();
    if (pending != output) {
      output = pending;
      pins.interruptRequest(pending);
    }
  }

  // ---- Registers, by their MMIO offset / 16, which is also their MSR - 800h

  @Override
  public long read(long offset, int size) {
    if (!isEnabled() || isX2apic()) {
      return -1L >>> 64 - 8 * size;
    }
    int within = (int) offset & 15;
    long value = within < 4 ? readRegister((int) offset >> 4 & 0xff) & 0xffff_ffffL : 0;
    return value >>> 8 * (within & 3) & -1L >>> 64 - 8 * size;
  }

  @Override
  public void write(long offset, int size, long value) {
    if (isEnabled() && !isX2apic() && (offset & 15) == 0) {
      writeRegister((int) offset >> 4 & 0xff, (int) value);
    }
  }

  private int readRegister(int register) {
    return switch (register) {
      case 0x02 -> destination.idRegister();
      case 0x03 -> VERSION;
      case 0x08 -> priorities.task();
      case 0x09, 0x0b, 0x0c -> 0;
      case 0x0a -> priorities.processor();
      case 0x0d -> destination.logicalRegister();
      case 0x0e -> destination.formatRegister();
      case 0x0f -> spurious;
      case 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17 ->
          priorities.serviceRegister(register & 7);
      case 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f ->
          priorities.triggerRegister(register & 7);
      case 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27 ->
          priorities.requestRegister(register & 7);
      case 0x28 -> errorStatus;
      case 0x30 -> commandLow;
      case 0x31 -> commandHigh;
      case 0x32, 0x33, 0x34, 0x35, 0x36, 0x37 -> lvt.get(register - 0x32);
      case 0x38 -> timer.initialCount();
      case 0x39 -> timer.currentCount();
      case 0x3e -> timer.divideConfiguration();
      default -> {
        reportError(ERROR_ILLEGAL_REGISTER);
        yield 0;
      }
    };
  }

  private void writeRegister(int register, int value) {
    switch (register) {
      case 0x02 -> destination.setIdRegister(value);
      case 0x03, 0x09, 0x0a, 0x0c, 0x39 -> {}
      case 0x08 -> setTaskPriority(value);
      case 0x0b -> endOfInterrupt();
      case 0x0d -> destination.setLogicalRegister(value);
      case 0x0e -> destination.setFormatRegister(value);
      case 0x0f -> writeSpurious(value);
      case 0x28 -> {
        errorStatus = errors;
        errors = 0;
      }
      case 0x30 -> {
        commandLow = value & COMMAND_WRITABLE;
        send(commandLow, isX2apic() ? commandHigh : commandHigh >>> 24);
      }
      case 0x31 -> commandHigh = value;
      case 0x32, 0x33, 0x34, 0x35, 0x36, 0x37 -> writeLocalVector(register - 0x32, value);
      case 0x38 -> timer.setInitialCount(value);
      case 0x3e -> timer.setDivideConfiguration(value);
      default -> reportError(ERROR_ILLEGAL_REGISTER);
    }
  }

  private void writeSpurious(int value) {
    spurious = value & 0x1ff; // no focus checking, no EOI-broadcast suppression
    if (!isSoftwareEnabled()) {
      lvt.maskAll();
    }
    update();
  }

  private void writeLocalVector(int entry, int value) {
    if (entry == LocalVectorTable.TIMER) {
      timer.setMode(value >> 17 & 3); // what was due before fires by the old entry
    }
    lvt.write(entry, value, isSoftwareEnabled());
    if (entry == LocalVectorTable.LINT0 || entry == LocalVectorTable.LINT1) {
      localPins.entryWritten(entry);
    }
  }

  private void send(int command, int to) {
    int mode = command >> 8 & 7;
    if ((mode == ApicBus.FIXED || mode == ApicBus.LOWEST_PRIORITY) && (command & 0xff) < 16) {
      reportError(ERROR_SEND_ILLEGAL_VECTOR);
      return;
    }
    int message =
        mode == ApicBus.INIT
            ? command
            : command & ~ApicBus.LEVEL_TRIGGERED; // IPIs are edges, but for INIT's de-assert
    switch (command >> 18 & 3) {
      case 0 -> bus.deliver(to, message);
      case 1 -> receive(message);
      case 2 -> bus.broadcast(null, message);
      default -> bus.broadcast(this, message);
    }
  }

  // ---- x2APIC: the same registers as MSRs. SDM Vol. 3A 11.12.1

  /**
   * Whether RDMSR of {@code msr} is legal now; #GP if not.
   *
   * @param msr {@link #MSR_X2APIC_FIRST} to {@link #MSR_X2APIC_LAST}
   */
  public boolean isReadable(int msr) {
    return isX2apic() && X2ApicRegisters.isReadable(msr - MSR_X2APIC_FIRST);
  }

  /**
   * @param msr one that {@link #isReadable}
   */
  public long readMsr(int msr) {
    int register = msr - MSR_X2APIC_FIRST;
    long low = readRegister(register) & 0xffff_ffffL;
    return register == 0x30 ? (long) commandHigh << 32 | low : low;
  }

  /**
   * @return false, and nothing written, where WRMSR is a #GP
   */
  public boolean writeMsr(int msr, long value) {
    int register = msr - MSR_X2APIC_FIRST;
    if (!isX2apic() || !X2ApicRegisters.isWritable(register, value)) {
      return false;
    }
    if (register == 0x30) {
      commandHigh = (int) (value >>> 32);
    }
    if (register == X2ApicRegisters.SELF_IPI) {
      send(1 << 18 | (int) value, 0);
    } else {
      writeRegister(register, (int) value);
    }
    return true;
  }

  // ---- Snapshots

  public State state() {
    return new State(
        base,
        destination.state(),
        priorities.state(),
        spurious,
        errors,
        errorStatus,
        commandLow,
        commandHigh,
        localPins.state() | (externalMessage ? 4 : 0),
        lvt.toArray(),
        timer.state());
  }

  public void restore(State state) {
    base = state.base;
    destination.restore(state.destination);
    priorities.restore(state.priorities);
    spurious = state.spurious;
    errors = state.errors;
    errorStatus = state.errorStatus;
    commandLow = state.commandLow;
    commandHigh = state.commandHigh;
    localPins.restore(state.inputs);
    externalMessage = (state.inputs & 4) != 0;
    lvt.restore(state.localVectors);
    timer.restore(state.timer);
    update();
  }

  /**
   * @param inputs bit 0 LINT0, 1 LINT1, 2 an external interrupt by message
   */
  public record State(
      long base,
      ApicDestination.State destination,
      ApicPriorities.State priorities,
      int spurious,
      int errors,
      int errorStatus,
      int commandLow,
      int commandHigh,
      int inputs,
      int[] localVectors,
      ApicTimer.State timer)
      implements DeviceState {}
}
