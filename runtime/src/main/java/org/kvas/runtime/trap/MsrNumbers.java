package org.kvas.runtime.trap;

/** Addresses of model-specific registers, named as SDM Vol. 4 names them without "IA32_". */
final class MsrNumbers {
  static final int P5_MC_ADDR = 0;
  static final int P5_MC_TYPE = 1;
  static final int TIME_STAMP_COUNTER = 0x10;
  static final int PLATFORM_ID = 0x17;
  static final int APIC_BASE = 0x1b;
  static final int TSC_ADJUST = 0x3b;
  static final int SPEC_CTRL = 0x48;
  static final int PRED_CMD = 0x49;
  static final int BIOS_UPDT_TRIG = 0x79;
  static final int BIOS_SIGN_ID = 0x8b;
  static final int MTRRCAP = 0xfe;
  static final int ARCH_CAPABILITIES = 0x10a;
  static final int SYSENTER_CS = 0x174;
  static final int SYSENTER_ESP = 0x175;
  static final int SYSENTER_EIP = 0x176;
  static final int MCG_CAP = 0x179;
  static final int MCG_STATUS = 0x17a;
  static final int MISC_ENABLE = 0x1a0;
  static final int DEBUGCTL = 0x1d9;
  static final int LAST_BRANCH_FROM_IP = 0x1db;
  static final int LAST_INT_TO_IP = 0x1de;
  static final int MTRR_PHYSBASE0 = 0x200;
  static final int MTRR_FIX64K_00000 = 0x250;
  static final int MTRR_FIX16K_80000 = 0x258;
  static final int MTRR_FIX16K_A0000 = 0x259;
  static final int MTRR_FIX4K_C0000 = 0x268;
  static final int PAT = 0x277;
  static final int MTRR_DEF_TYPE = 0x2ff;
  static final int TSC_DEADLINE = 0x6e0;
  static final int X2APIC_FIRST = 0x800;
  static final int X2APIC_LAST = 0x8ff;
  static final int EFER = 0xc000_0080;
  static final int STAR = 0xc000_0081;
  static final int LSTAR = 0xc000_0082;
  static final int CSTAR = 0xc000_0083;
  static final int FMASK = 0xc000_0084;
  static final int FS_BASE = 0xc000_0100;
  static final int GS_BASE = 0xc000_0101;
  static final int KERNEL_GS_BASE = 0xc000_0102;
  static final int TSC_AUX = 0xc000_0103;

  private MsrNumbers() {}
}
