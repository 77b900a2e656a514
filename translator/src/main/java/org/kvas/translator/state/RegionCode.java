package org.kvas.translator.state;

/** A translated region: one generated subclass per region. */
public abstract class RegionCode {
  /**
   * How often it was entered and, where registers are in place, went round a loop; about, as a
   * plain field is between threads.
   */
  public int entered;

  /**
   * Runs from an entry until control leaves the region, a memory access misses the TLB, or {@link
   * VcpuState#pending} asks to leave. The state is exact at an instruction boundary then; {@link
   * VcpuState#rip} says which.
   *
   * @param entry number of the entry, in the order they were planned; {@link VcpuState#rip} is that
   *     entry's address. A negative number turns an empty loop that often and touches nothing: it
   *     makes HotSpot compile the method, and its duration tells whether it has
   */
  public abstract void run(VcpuState cpu, int entry);
}
