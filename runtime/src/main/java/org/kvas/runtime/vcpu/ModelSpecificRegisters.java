package org.kvas.runtime.vcpu;

/**
 * What RDMSR and WRMSR reach that is not kept elsewhere in the processor, with its values after
 * reset. SDM Vol. 4; Vol. 3A, table 9-1.
 */
public final class ModelSpecificRegisters {
  /** Range registers of 8 pairs, as MTRRcap tells. */
  public static final int VARIABLE_MTRRS = 8;

  /** 64K, 16K (two) and 4K (eight). */
  public static final int FIXED_MTRRS = 11;

  public long star;
  public long lstar;
  public long cstar;
  public long fmask;

  /** The GS base that SWAPGS brings in. */
  public long kernelGsBase;

  public long tscAux;
  public long sysenterCs;
  public long sysenterEsp;
  public long sysenterEip;
  public long pat = 0x0007_0406_0007_0406L;
  public long mtrrDefaultType;

  /** PHYSBASE0, PHYSMASK0, PHYSBASE1, ... */
  public final long[] mtrrVariable = new long[2 * VARIABLE_MTRRS];

  public final long[] mtrrFixed = new long[FIXED_MTRRS];

  /** Added to the clock to give the TSC. */
  public long tscOffset;

  public long tscAdjust;

  /** Fast strings on; BTS and PEBS unavailable. */
  public long miscEnable = 0x1801;

  public long specCtrl;
  public long debugCtl;
  public long mcgStatus;

  /** Takes over every register of another processor. */
  public void copyFrom(ModelSpecificRegisters other) {
    star = other.star;
    lstar = other.lstar;
    cstar = other.cstar;
    fmask = other.fmask;
    kernelGsBase = other.kernelGsBase;
    tscAux = other.tscAux;
    sysenterCs = other.sysenterCs;
    sysenterEsp = other.sysenterEsp;
    sysenterEip = other.sysenterEip;
    pat = other.pat;
    mtrrDefaultType = other.mtrrDefaultType;
    System.arraycopy(other.mtrrVariable, 0, mtrrVariable, 0, mtrrVariable.length);
    System.arraycopy(other.mtrrFixed, 0, mtrrFixed, 0, mtrrFixed.length);
    tscOffset = other.tscOffset;
    tscAdjust = other.tscAdjust;
    miscEnable = other.miscEnable;
    specCtrl = other.specCtrl;
    debugCtl = other.debugCtl;
    mcgStatus = other.mcgStatus;
  }
}
