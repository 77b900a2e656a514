package org.kvas.runtime.trap;

import static org.kvas.translator.state.VcpuState.RSP;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;

/** RETF. SDM Vol. 2, RET. */
final class FarReturn {
  private FarReturn() {}

  /**
   * @param size of the operand: 2, 4 or 8
   * @param parameters bytes to release
   */
  static void execute(Vcpu cpu, int size, int parameters) {
    StackReader stack = new StackReader(cpu);
    stack.probe(size, 2);
    long rip = stack.pop(size);
    int selector = stack.popSelector(size);
    stack.skip(parameters);
    if (!CpuMode.isProtected(cpu)) {
      CodeSegments.check8086(cpu, rip);
      stack.commit();
      CodeSegments.enter8086(cpu, selector, rip);
      return;
    }
    Descriptor code = CodeSegments.descriptor(cpu, selector);
    CodeSegments.checkReturn(cpu, selector, code);
    int level = Selector.rpl(selector);
    if (level == cpu.cpl) {
      CodeSegments.checkTarget(cpu, code, rip);
      Descriptor accessed = DescriptorTables.markAccessed(cpu, selector, code);
      stack.commit();
      CodeSegments.enter(cpu, selector, accessed, level, rip);
    } else {
      toOuter(cpu, stack, size, parameters, selector, code, rip);
    }
  }

  private static void toOuter(
      Vcpu cpu,
      StackReader stack,
      int size,
      int parameters,
      int selector,
      Descriptor code,
      long rip) {
    int level = Selector.rpl(selector);
    long pointer = stack.pop(size);
    int stackSelector = (int) stack.pop(size) & 0xffff;
    @Nullable Descriptor stackSegment = OuterReturn.stackSegment(cpu, stackSelector, code, level);
    CodeSegments.checkTarget(cpu, code, rip);
    Descriptor accessed = DescriptorTables.markAccessed(cpu, selector, code);
    OuterReturn.loadStack(cpu, stackSelector, stackSegment);
    CodeSegments.enter(cpu, selector, accessed, level, rip);
    cpu.setGeneral(RSP, StackReader.merged(cpu, CpuMode.stackMask(cpu), pointer + parameters));
    OuterReturn.dropPrivilegedSegments(cpu);
    cpu.refreshMode();
  }
}
