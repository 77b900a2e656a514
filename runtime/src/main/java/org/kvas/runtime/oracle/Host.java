package org.kvas.runtime.oracle;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Set;
import org.kvas.runtime.trap.CpuidLeaf;
import org.kvas.runtime.trap.CpuidLeaves;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.CpuModels;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Feature;

/** What the processor that Kvas runs on can do, as it says itself. */
final class Host {
  private static final byte[] CPUID = {0x0f, (byte) 0xa2};
  private static final byte[] RDFSBASE_RAX = {(byte) 0xf3, 0x48, 0x0f, (byte) 0xae, (byte) 0xc0};

  private static final byte[] NOP = {(byte) 0x90};
  private static final long NOT_CANONICAL = 1L << 62;

  /** EBX of leaf 0, whose registers hold the vendor's name. */
  private static final Set<Integer> AMD = Set.of(letters("Auth"), letters("Hygo"));

  private final Set<Feature> features;
  private final HostTraits traits;

  private Host(Set<Feature> features, HostTraits traits) {
    this.features = features;
    this.traits = traits;
  }

  static Host ask() throws IOException {
    try (NativeProcessor processor = new NativeProcessor(false)) {
      Set<Feature> features =
          EnumSet.copyOf(CpuidLeaves.features((leaf, subleaf) -> cpuid(processor, leaf, subleaf)));
      boolean baseInstructions = reachesEnd(run(processor, RDFSBASE_RAX, 0, 0));
      if (!baseInstructions) {
        features.remove(Feature.FSGSBASE); // the operating system's choice
      }
      return new Host(features, traits(processor));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static CpuidLeaf cpuid(NativeProcessor processor, int leaf, int subleaf) {
    MemorySegment result;
    try {
      result = run(processor, CPUID, leaf, subleaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CpuidLeaf(
        register(result, VcpuState.RAX),
        register(result, VcpuState.RBX),
        register(result, VcpuState.RCX),
        register(result, VcpuState.RDX));
  }

  private static HostTraits traits(NativeProcessor processor) throws IOException {
    boolean amd = AMD.contains(cpuid(processor, 0, 0).ebx());
    MemorySegment state = begin(processor, NOP, 0, 0);
    StateMaker.setPointers(state, true);
    long pointer = state.get(JAVA_LONG_UNALIGNED, StateRecord.FIP);
    boolean keeps = execute(processor).get(JAVA_LONG_UNALIGNED, StateRecord.FIP) == pointer;
    StateMaker.makePlain(begin(processor, NOP, 0, 0), 32);
    boolean narrow = reachesEnd(execute(processor));
    OperandMaker.setGeneral(begin(processor, NOP, 0, 0), VcpuState.RSP, NOT_CANONICAL);
    boolean any = reachesEnd(execute(processor));
    return new HostTraits(amd, keeps, narrow, any);
  }

  /** Whether a test came to the INT3 behind its instruction. */
  private static boolean reachesEnd(MemorySegment result) {
    return result.get(JAVA_LONG_UNALIGNED, StateRecord.VECTOR) == GuestFault.BP;
  }

  private static int letters(String name) {
    int value = 0;
    for (int i = 0; i < name.length(); i++) {
      value |= name.charAt(i) << 8 * i;
    }
    return value;
  }

  private static int register(MemorySegment record, int index) {
    return record.get(JAVA_INT_UNALIGNED, StateRecord.GENERAL[index]);
  }

  private static MemorySegment run(NativeProcessor processor, byte[] code, int eax, int ecx)
      throws IOException {
    begin(processor, code, eax, ecx);
    return execute(processor);
  }

  private static MemorySegment begin(NativeProcessor processor, byte[] code, int eax, int ecx) {
    MemorySegment state = processor.test(SharedArea.SINGLE);
    state.fill((byte) 0);
    OperandMaker.setGeneral(state, VcpuState.RAX, eax);
    OperandMaker.setGeneral(state, VcpuState.RCX, ecx);
    StateMaker.makePlain(state, 64);
    StateRecord.setCode(state, code);
    return state;
  }

  private static MemorySegment execute(NativeProcessor processor) throws IOException {
    processor.start(SharedArea.SINGLE, 1);
    processor.await();
    return processor.result(SharedArea.SINGLE);
  }

  HostTraits traits() {
    return traits;
  }

  boolean hasBaseInstructions() {
    return features.contains(Feature.FSGSBASE);
  }

  /** A model with everything that both the host and Kvas have. */
  CpuModel model() {
    CpuModel base = CpuModels.named(CpuModels.DEFAULT);
    Set<Feature> common = EnumSet.copyOf(CpuModels.implemented());
    common.retainAll(features);
    return new CpuModel(
        "host", base.vendor(), base.family(), base.model(), base.stepping(), common);
  }
}
