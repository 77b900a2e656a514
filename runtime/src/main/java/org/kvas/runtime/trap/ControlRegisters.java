package org.kvas.runtime.trap;

import static org.kvas.runtime.trap.ControlBits.*;
import static org.kvas.translator.state.VcpuState.CS;

import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.x86.decode.Feature;

/**
 * Writes to CR0, CR3, CR4, CR8, EFER and XCR0 with their checks and consequences. SDM Vol. 3A, 2.5,
 * 2.6 and 9.8.5.
 */
public final class ControlRegisters {
  /** MAXPHYADDR, as CPUID tells it. */
  public static final int PHYSICAL_ADDRESS_BITS = 40;

  private static final long CR0_WRITABLE =
      CR0_PE | CR0_MP | CR0_EM | CR0_TS | CR0_NE | CR0_WP | CR0_AM | CR0_NW | CR0_CD | CR0_PG;
  private static final long CR0_TRANSLATION = CR0_PE | CR0_PG | CR0_WP;
  private static final long CR4_TRANSLATION =
      CR4_PSE | CR4_PAE | CR4_PGE | CR4_PCIDE | CR4_SMEP | CR4_SMAP | CR4_PKE;
  private static final long CR4_PDPTES = CR4_PAE | CR4_PSE | CR4_PGE | CR4_SMEP;
  private static final long CR3_KEEP_TRANSLATIONS = 1L << 63;
  private static final long XCR0_X87 = 1;
  private static final long XCR0_SSE = 2;
  private static final long XCR0_AVX = 4;

  private ControlRegisters() {}

  static void writeCr0(Vcpu cpu, long value) {
    boolean paging = (value & CR0_PG) != 0;
    if (value >>> 32 != 0
        || paging && (value & CR0_PE) == 0
        || (value & (CR0_NW | CR0_CD)) == CR0_NW) {
      throw GuestFault.generalProtection(0);
    }
    long changed = cpu.cr0 ^ value;
    if ((changed & CR0_PG) != 0) {
      switchPaging(cpu, paging);
    } else if (paging && usesPdptes(cpu) && (changed & (CR0_CD | CR0_NW)) != 0) {
      cpu.mmu.loadPdptes(cpu.cr3);
    }
    cpu.cr0 = value & CR0_WRITABLE | CR0_ET;
    if ((changed & CR0_PE) != 0) {
      cpu.cpl = 0;
      SegmentRegisters.deriveAllBounds(cpu);
    }
    if ((changed & CR0_TRANSLATION) != 0) {
      cpu.mmu.flushAll();
    }
    cpu.refreshMode();
  }

  /** Paging goes on or off: IA-32e mode with it. */
  private static void switchPaging(Vcpu cpu, boolean on) {
    boolean wideCode = (cpu.segmentAttributes[CS] & SegmentAttributes.LONG) != 0;
    if (!on) {
      if (cpu.isLongMode() && wideCode || (cpu.cr4 & CR4_PCIDE) != 0) {
        throw GuestFault.generalProtection(0);
      }
      cpu.efer &= ~EFER_LMA;
    } else if ((cpu.efer & EFER_LME) != 0) {
      if ((cpu.cr4 & CR4_PAE) == 0 || wideCode) {
        throw GuestFault.generalProtection(0);
      }
      cpu.efer |= EFER_LMA;
    } else if ((cpu.cr4 & CR4_PAE) != 0) {
      cpu.mmu.loadPdptes(cpu.cr3);
    }
  }

  private static boolean usesPdptes(Vcpu cpu) {
    return (cpu.cr4 & CR4_PAE) != 0 && !cpu.isLongMode();
  }

  static void writeCr3(Vcpu cpu, long value) {
    boolean contexts = (cpu.cr4 & CR4_PCIDE) != 0;
    boolean keep = contexts && (value & CR3_KEEP_TRANSLATIONS) != 0;
    long base = contexts ? value & ~CR3_KEEP_TRANSLATIONS : value;
    if (cpu.isLongMode() && base >>> cpu.physicalAddressBits != 0) {
      throw GuestFault.generalProtection(0);
    }
    if (keep) {
      // translations are not tagged by PCID, so none may outlive the change
      cpu.cr3 = base;
      cpu.mmu.flushNonGlobal();
    } else {
      loadPageDirectory(cpu, base);
    }
  }

  static void loadPageDirectory(Vcpu cpu, long base) {
    if ((cpu.cr0 & CR0_PG) != 0 && usesPdptes(cpu)) {
      cpu.mmu.loadPdptes(base);
    }
    cpu.cr3 = base;
    cpu.mmu.flushNonGlobal();
  }

  static void writeCr4(Vcpu cpu, long value) {
    long changed = cpu.cr4 ^ value;
    if ((value & ~cr4Allowed(cpu.model)) != 0
        || cpu.isLongMode() && (value & CR4_PAE) == 0
        || (changed & value & CR4_PCIDE) != 0 && (!cpu.isLongMode() || (cpu.cr3 & 0xfff) != 0)) {
      throw GuestFault.generalProtection(0);
    }
    boolean pae = (cpu.cr0 & CR0_PG) != 0 && (value & CR4_PAE) != 0 && !cpu.isLongMode();
    if (pae && (changed & CR4_PDPTES) != 0) {
      cpu.mmu.loadPdptes(cpu.cr3);
    }
    cpu.cr4 = value;
    if ((changed & CR4_TRANSLATION) != 0) {
      cpu.mmu.flushAll();
    }
    cpu.refreshMode();
  }

  /** Bits that the model's features allow. SDM Vol. 3A, 2.5. */
  private static long cr4Allowed(CpuModel model) {
    return bit(model, Feature.VME, CR4_VME | CR4_PVI)
        | bit(model, Feature.TSC, CR4_TSD)
        | bit(model, Feature.DE, CR4_DE)
        | bit(model, Feature.PSE, CR4_PSE)
        | bit(model, Feature.PAE, CR4_PAE)
        | bit(model, Feature.MCE, CR4_MCE)
        | bit(model, Feature.PGE, CR4_PGE)
        | bit(model, Feature.MMX, CR4_PCE)
        | bit(model, Feature.FXSR, CR4_OSFXSR)
        | bit(model, Feature.SSE, CR4_OSXMMEXCPT)
        | bit(model, Feature.UMIP, CR4_UMIP)
        | bit(model, Feature.FSGSBASE, CR4_FSGSBASE)
        | bit(model, Feature.PCID, CR4_PCIDE)
        | bit(model, Feature.XSAVE, CR4_OSXSAVE)
        | bit(model, Feature.PKU, CR4_PKE)
        | bit(model, Feature.SMEP, CR4_SMEP)
        | bit(model, Feature.SMAP, CR4_SMAP);
  }

  private static long bit(CpuModel model, Feature feature, long bits) {
    return model.has(feature) ? bits : 0;
  }

  static void writeCr8(Vcpu cpu, long value) {
    if (value >>> 4 != 0) {
      throw GuestFault.generalProtection(0);
    }
    cpu.apic.setTaskPriority((int) value);
  }

  static void writeEfer(Vcpu cpu, long value) {
    long allowed =
        bit(cpu.model, Feature.SYSCALL, EFER_SCE)
            | bit(cpu.model, Feature.LM, EFER_LME | EFER_LMA)
            | bit(cpu.model, Feature.NX, EFER_NXE);
    long changed = (cpu.efer ^ value) & ~EFER_LMA;
    if ((value & ~allowed) != 0 || (changed & EFER_LME) != 0 && (cpu.cr0 & CR0_PG) != 0) {
      throw GuestFault.generalProtection(0);
    }
    cpu.efer ^= changed;
    if ((changed & EFER_NXE) != 0) {
      cpu.mmu.flushAll();
      cpu.refreshMode();
    }
  }

  /** XSETBV of register 0. SDM Vol. 2, XSETBV. */
  static void writeXcr0(Vcpu cpu, long value) {
    long allowed =
        XCR0_X87 | bit(cpu.model, Feature.SSE, XCR0_SSE) | bit(cpu.model, Feature.AVX, XCR0_AVX);
    boolean avxAlone = (value & (XCR0_SSE | XCR0_AVX)) == XCR0_AVX;
    if ((value & ~allowed) != 0 || (value & XCR0_X87) == 0 || avxAlone) {
      throw GuestFault.generalProtection(0);
    }
    cpu.xcr0 = value;
    cpu.refreshMode();
  }
}
