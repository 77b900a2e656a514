package org.kvas.runtime.trap;

import static org.kvas.translator.state.GuestFault.GP;
import static org.kvas.translator.state.GuestFault.NP;

import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/**
 * Where a call gate leads. SDM Vol. 3A, 5.8.3 and 5.8.4.
 *
 * @param code of the target, checked but for what jump and call see differently
 * @param size of the pushed values, in bytes
 * @param parameters values to copy
 */
record CallGate(int selector, Descriptor code, long offset, int size, int parameters) {

  static boolean isGate(Vcpu cpu, Descriptor descriptor) {
    int type = descriptor.type();
    return type == SegmentAttributes.CALL_GATE_32
        || type == SegmentAttributes.CALL_GATE_16 && !cpu.isLongMode();
  }

  static CallGate resolve(Vcpu cpu, int gateSelector, Descriptor descriptor) {
    if (descriptor.dpl() < Math.max(cpu.cpl, Selector.rpl(gateSelector))) {
      throw GuestFault.generalProtection(Selector.errorCode(gateSelector));
    }
    boolean wide = cpu.isLongMode();
    Gate gate =
        wide
            ? DescriptorTables.wideGate(cpu, gateSelector, descriptor.bits())
            : new Gate(descriptor.bits(), 0);
    if (!gate.isPresent()) {
      throw new GuestFault(NP, Selector.errorCode(gateSelector));
    }
    int selector = gate.selector();
    if (Selector.isNull(selector)) {
      throw GuestFault.generalProtection(0);
    }
    Descriptor code = DescriptorTables.read(cpu, selector, GP, 0);
    if (!code.isCode() || code.dpl() > cpu.cpl || wide && (!code.isLong() || code.isBig())) {
      throw GuestFault.generalProtection(Selector.errorCode(selector));
    }
    boolean narrow = gate.type() == SegmentAttributes.CALL_GATE_16;
    long offset = narrow ? gate.offset() & 0xffff : gate.offset();
    return new CallGate(
        selector, code, offset, wide ? 8 : narrow ? 2 : 4, wide ? 0 : gate.parameters());
  }
}
