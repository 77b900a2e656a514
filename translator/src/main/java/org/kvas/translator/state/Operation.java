package org.kvas.translator.state;

/**
 * One guest instruction, ready to be executed by the interpreter; translated code calls it for what
 * it has no lowering for. Holds nothing of one virtual machine.
 *
 * <p>On entry {@link VcpuState#rip} is the address the operation's own position is counted from
 * (the start of its block); a straight-line operation leaves it alone, one that ends a block sets
 * it to where execution goes on. An operation that throws {@link GuestFault} has changed nothing
 * the guest can see, except what the architecture says is kept (a string instruction's progress).
 */
public abstract class Operation {
  public abstract void execute(VcpuState cpu);
}
