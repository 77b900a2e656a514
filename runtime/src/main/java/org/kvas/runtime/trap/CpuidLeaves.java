package org.kvas.runtime.trap;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.LocalApicAccess;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.x86.decode.Feature;

/** CPUID by leaf and subleaf. SDM Vol. 2, CPUID. */
public final class CpuidLeaves {
  private static final int EXTENDED = 0x8000_0000;
  private static final int LAST_EXTENDED = 0x8000_0008;
  private static final int OSXSAVE = 1 << 27;
  private static final int APIC = 1 << 9;
  private static final int MULTIPLE_THREADS = 1 << 28;
  private static final int APIC_BASE_ENABLE = 1 << 11;
  private static final int ALWAYS_RUNNING_APIC_TIMER = 1 << 2;
  private static final int TSC_HERTZ = 1_000_000_000;

  /** The core crystal clock, which the local APIC timer counts too. */
  public static final int CRYSTAL_HERTZ = TSC_HERTZ;

  private static final int TSC_MEGAHERTZ = TSC_HERTZ / 1_000_000;
  private static final int BUS_MEGAHERTZ = 100;
  private static final int LINE_BYTES = 64;
  private static final int LINEAR_ADDRESS_BITS = 48;

  private CpuidLeaves() {}

  public static CpuidLeaf read(Vcpu cpu, int leaf, int subleaf) {
    if (leaf < 0) {
      int last = cpu.model.has(Feature.LM) ? LAST_EXTENDED : lastExtended(cpu.model);
      if (Integer.compareUnsigned(leaf, last) <= 0) {
        return extended(cpu, leaf);
      }
    }
    int last = lastBasic(cpu.model);
    // beyond the last leaf, the highest basic one answers
    return basic(cpu, leaf < 0 || leaf > last ? last : leaf, subleaf);
  }

  /** A processor's answer. */
  public interface Source {
    CpuidLeaf read(int leaf, int subleaf);
  }

  /** The features that a processor reports. */
  public static Set<Feature> features(Source source) {
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    CpuidLeaf version = source.read(1, 0);
    features.addAll(FeatureBits.LEAF_1_EDX.in(version.edx()));
    features.addAll(FeatureBits.LEAF_1_ECX.in(version.ecx()));
    int last = source.read(0, 0).eax();
    if (last >= 7) {
      CpuidLeaf structured = source.read(7, 0);
      features.addAll(FeatureBits.LEAF_7_EBX.in(structured.ebx()));
      features.addAll(FeatureBits.LEAF_7_ECX.in(structured.ecx()));
      features.addAll(FeatureBits.LEAF_7_EDX.in(structured.edx()));
    }
    if (last >= 0xd) {
      features.addAll(FeatureBits.LEAF_D_1_EAX.in(source.read(0xd, 1).eax()));
    }
    int lastExtended = source.read(EXTENDED, 0).eax();
    if (Integer.compareUnsigned(lastExtended, EXTENDED + 1) >= 0) {
      CpuidLeaf extended = source.read(EXTENDED + 1, 0);
      features.addAll(FeatureBits.EXTENDED_1_EDX.in(extended.edx()));
      features.addAll(FeatureBits.EXTENDED_1_ECX.in(extended.ecx()));
    }
    return features;
  }

  private static int lastExtended(CpuModel model) {
    return FeatureBits.EXTENDED_1_EDX.anyIn(model) ? EXTENDED + 4 : 0;
  }

  static int lastBasic(CpuModel model) {
    if (model.has(Feature.LM)) {
      return 0x16;
    }
    boolean structured =
        FeatureBits.LEAF_7_EBX.anyIn(model)
            || FeatureBits.LEAF_7_ECX.anyIn(model)
            || FeatureBits.LEAF_7_EDX.anyIn(model);
    return model.has(Feature.XSAVE) ? 0xd : structured ? 7 : model.family() >= 6 ? 2 : 1;
  }

  private static CpuidLeaf basic(Vcpu cpu, int leaf, int subleaf) {
    CpuModel model = cpu.model;
    return switch (leaf) {
      case 0 -> vendor(model);
      case 1 -> version(cpu);
      case 2 ->
          model.has(Feature.LM)
              ? new CpuidLeaf(0x5503_5a01, 0x00f0_b2e4, 0, 0x09ca_212c)
              : new CpuidLeaf(0x0302_0101, 0, 0, 0x0c04_0883);
      case 4 -> cache(cpu, subleaf);
      case 6 -> new CpuidLeaf(model.has(Feature.APIC) ? ALWAYS_RUNNING_APIC_TIMER : 0, 0, 0, 0);
      case 7 ->
          subleaf != 0
              ? CpuidLeaf.ZERO
              : new CpuidLeaf(
                  0,
                  FeatureBits.LEAF_7_EBX.of(model),
                  FeatureBits.LEAF_7_ECX.of(model) | protectionKeys(cpu),
                  FeatureBits.LEAF_7_EDX.of(model));
      case 0xb -> topology(cpu, subleaf);
      case 0xd -> extendedState(cpu, subleaf);
      case 0x15 -> new CpuidLeaf(1, TSC_HERTZ / CRYSTAL_HERTZ, CRYSTAL_HERTZ, 0);
      case 0x16 -> new CpuidLeaf(TSC_MEGAHERTZ, TSC_MEGAHERTZ, BUS_MEGAHERTZ, 0);
      default -> CpuidLeaf.ZERO;
    };
  }

  /** OSPKE. */
  private static int protectionKeys(Vcpu cpu) {
    return (cpu.cr4 & ControlBits.CR4_PKE) != 0 ? 1 << 4 : 0;
  }

  private static CpuidLeaf vendor(CpuModel model) {
    byte[] name = model.vendor().getBytes(StandardCharsets.US_ASCII);
    return new CpuidLeaf(lastBasic(model), word(name, 0), word(name, 8), word(name, 4));
  }

  private static CpuidLeaf version(Vcpu cpu) {
    CpuModel model = cpu.model;
    int ecx = FeatureBits.LEAF_1_ECX.of(model);
    if ((cpu.cr4 & ControlBits.CR4_OSXSAVE) != 0) {
      ecx |= OSXSAVE;
    }
    int edx = FeatureBits.LEAF_1_EDX.of(model);
    if ((edx & APIC) != 0
        && (cpu.apic == LocalApicAccess.NONE || (cpu.apic.base() & APIC_BASE_ENABLE) == 0)) {
      edx &= ~APIC;
    }
    if (cpu.processorCount > 1) {
      edx |= MULTIPLE_THREADS;
    }
    int lines = model.has(Feature.CLFLUSH) ? LINE_BYTES / 8 << 8 : 0;
    return new CpuidLeaf(
        model.signature(), lines | cpu.processorCount << 16 | cpu.id << 24, ecx, edx);
  }

  /** Deterministic cache parameters: private L1 and L2, shared L3. */
  private static CpuidLeaf cache(Vcpu cpu, int subleaf) {
    return switch (subleaf) {
      case 0 -> cache(cpu, 1, 1, 1, 8, 64, 0);
      case 1 -> cache(cpu, 2, 1, 1, 4, 128, 0);
      case 2 -> cache(cpu, 3, 2, 1, 8, 512, 0);
      case 3 -> cache(cpu, 3, 3, cpu.processorCount, 16, 8192, 2);
      default -> CpuidLeaf.ZERO;
    };
  }

  private static CpuidLeaf cache(
      Vcpu cpu, int type, int level, int sharing, int ways, int sets, int properties) {
    int cores = powerOfTwo(cpu.processorCount) - 1;
    int eax =
        type | level << 5 | 1 << 8 | powerOfTwo(sharing) - 1 << 14 | Math.min(cores, 63) << 26;
    return new CpuidLeaf(eax, LINE_BYTES - 1 | ways - 1 << 22, sets - 1, properties);
  }

  /** One thread per core, one package. */
  private static CpuidLeaf topology(Vcpu cpu, int subleaf) {
    return switch (subleaf) {
      case 0 -> new CpuidLeaf(0, 1, 1 << 8, cpu.id);
      case 1 ->
          new CpuidLeaf(
              Integer.numberOfTrailingZeros(powerOfTwo(cpu.processorCount)),
              cpu.processorCount,
              2 << 8 | 1,
              cpu.id);
      default -> new CpuidLeaf(0, 0, subleaf & 0xff, cpu.id);
    };
  }

  private static int powerOfTwo(int atLeast) {
    return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  /** XSAVE areas: legacy and header 576 bytes, the upper halves of YMM0 to 15 behind them. */
  private static CpuidLeaf extendedState(Vcpu cpu, int subleaf) {
    if (!cpu.model.has(Feature.XSAVE)) {
      return CpuidLeaf.ZERO;
    }
    boolean avx = cpu.model.has(Feature.AVX);
    int enabled = (cpu.xcr0 & 4) != 0 ? 832 : 576;
    return switch (subleaf) {
      case 0 -> new CpuidLeaf(avx ? 7 : 3, enabled, avx ? 832 : 576, 0);
      case 1 -> new CpuidLeaf(FeatureBits.LEAF_D_1_EAX.of(cpu.model), enabled, 0, 0);
      case 2 -> avx ? new CpuidLeaf(256, 576, 0, 0) : CpuidLeaf.ZERO;
      default -> CpuidLeaf.ZERO;
    };
  }

  private static CpuidLeaf extended(Vcpu cpu, int leaf) {
    CpuModel model = cpu.model;
    return switch (leaf - EXTENDED) {
      case 0 -> lastExtendedLeaf(model);
      case 1 ->
          new CpuidLeaf(
              0,
              0,
              FeatureBits.EXTENDED_1_ECX.of(model),
              FeatureBits.EXTENDED_1_EDX.of(model) | amdCopy(model));
      case 2, 3, 4 -> brand(model, leaf - EXTENDED - 2);
      case 6 -> new CpuidLeaf(0, 0, 256 << 16 | 6 << 12 | LINE_BYTES, 0);
      case 7 -> new CpuidLeaf(0, 0, 0, FeatureBits.EXTENDED_7_EDX.of(model));
      case 8 ->
          new CpuidLeaf(ControlRegisters.PHYSICAL_ADDRESS_BITS | LINEAR_ADDRESS_BITS << 8, 0, 0, 0);
      default -> CpuidLeaf.ZERO;
    };
  }

  private static CpuidLeaf lastExtendedLeaf(CpuModel model) {
    int last = model.has(Feature.LM) ? LAST_EXTENDED : lastExtended(model);
    CpuidLeaf vendor = vendor(model);
    return model.isAmd()
        ? new CpuidLeaf(last, vendor.ebx(), vendor.ecx(), vendor.edx())
        : new CpuidLeaf(last, 0, 0, 0);
  }

  /** AMD repeats features of leaf 1 here. AMD64 manual, Vol. 3, E.4.2. */
  private static int amdCopy(CpuModel model) {
    return model.isAmd() ? FeatureBits.LEAF_1_EDX.of(model) & 0x0183_f3ff : 0;
  }

  private static CpuidLeaf brand(CpuModel model, int part) {
    byte[] name = new byte[48];
    byte[] text = ("Kvas " + model.name()).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, name, 0, Math.min(text.length, 47));
    int at = part * 16;
    return new CpuidLeaf(
        word(name, at), word(name, at + 4), word(name, at + 8), word(name, at + 12));
  }

  private static int word(byte[] text, int at) {
    return text[at] & 0xff
        | (text[at + 1] & 0xff) << 8
        | (text[at + 2] & 0xff) << 16
        | text[at + 3] << 24;
  }
}
