package org.kvas.runtime.mmu;

/**
 * Who accesses memory; each class has its own TLB tables, so that a hit needs no permission test.
 */
public final class AccessClass {
  public static final int SUPERVISOR = 0;

  /** CPL 3. */
  public static final int USER = 1;

  /** CPL below 3 under CR4.SMAP with RFLAGS.AC clear: user pages fault. */
  public static final int SUPERVISOR_KEPT_FROM_USER = 2;

  /**
   * Not a privilege: tables that never answer, for code whose every access must be looked at
   * (breakpoints, alignment checks).
   */
  public static final int NONE = 3;

  /** Classes whose tables are filled. */
  static final int COUNT = 3;

  private AccessClass() {}
}
