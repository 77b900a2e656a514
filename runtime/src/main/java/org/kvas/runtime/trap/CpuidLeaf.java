package org.kvas.runtime.trap;

/** What CPUID returns. */
public record CpuidLeaf(int eax, int ebx, int ecx, int edx) {
  static final CpuidLeaf ZERO = new CpuidLeaf(0, 0, 0, 0);
}
