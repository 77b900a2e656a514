package org.kvas.runtime.trap;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * What LAR, LSL, VERR and VERW find out about a selector without loading it. SDM Vol. 3A, 5.10;
 * Vol. 2.
 */
final class SelectorInquiry {
  static final long UNKNOWN = -1;

  /** System types with access rights; in IA-32e mode those of LDT, TSS and call gate are left. */
  private static final int WITH_RIGHTS =
      1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 9 | 1 << 0xb | 1 << 0xc;

  private static final int WITH_RIGHTS_LONG = 1 << 2 | 1 << 9 | 1 << 0xb | 1 << 0xc;
  private static final int WITH_LIMIT = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 9 | 1 << 0xb;
  private static final int WITH_LIMIT_LONG = 1 << 2 | 1 << 9 | 1 << 0xb;

  private SelectorInquiry() {}

  /**
   * LAR: the second doubleword's type, S, DPL, P, AVL, L, D/B and G, and as processors do bits 19
   * to 16 of the limit.
   */
  static long accessRights(Vcpu cpu, int selector) {
    Descriptor descriptor =
        visible(cpu, selector, cpu.isLongMode() ? WITH_RIGHTS_LONG : WITH_RIGHTS);
    return descriptor == null ? UNKNOWN : descriptor.bits() >>> 32 & 0x00ff_ff00;
  }

  /** LSL: in bytes. */
  static long limit(Vcpu cpu, int selector) {
    Descriptor descriptor = visible(cpu, selector, cpu.isLongMode() ? WITH_LIMIT_LONG : WITH_LIMIT);
    return descriptor == null ? UNKNOWN : descriptor.limit();
  }

  static boolean isReadable(Vcpu cpu, int selector) {
    Descriptor descriptor = visible(cpu, selector, 0);
    return descriptor != null && descriptor.isReadable();
  }

  static boolean isWritable(Vcpu cpu, int selector) {
    Descriptor descriptor = visible(cpu, selector, 0);
    return descriptor != null && descriptor.isWritable();
  }

  /**
   * @param systemTypes a bit for each system type that counts
   */
  private static @Nullable Descriptor visible(Vcpu cpu, int selector, int systemTypes) {
    Descriptor descriptor = DescriptorTables.find(cpu, selector);
    if (descriptor == null
        || descriptor.isSystem() && (systemTypes >> descriptor.type() & 1) == 0) {
      return null;
    }
    boolean allowed =
        descriptor.isConforming() || Math.max(cpu.cpl, Selector.rpl(selector)) <= descriptor.dpl();
    return allowed ? descriptor : null;
  }
}
