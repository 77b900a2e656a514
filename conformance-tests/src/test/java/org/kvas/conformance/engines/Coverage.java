package org.kvas.conformance.engines;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.kvas.runtime.cache.CodePage;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;

/** Which instructions became part of a region. */
final class Coverage {
  private static final int LONGEST = 15;

  private final Decoder decoder;
  private final byte[] bytes = new byte[LONGEST];
  private final Map<Mnemonic, Integer> times = new EnumMap<>(Mnemonic.class);

  Coverage(Decoder decoder) {
    this.decoder = decoder;
  }

  /** An instruction is looked at for a region. */
  void note(GuestMachine machine, long linear) {
    CodePage page = machine.mmu().peekPage(linear);
    int offset = (int) linear & 4095;
    if (page != null && page.host != 0 && offset <= 4096 - LONGEST) {
      HostMemory.read(page.host + offset, bytes, 0, LONGEST);
      int bits = ExecutionMode.codeBits(machine.vcpu.mode);
      Instruction instruction = decoder.decode(bytes, 0, LONGEST, bits);
      times.merge(instruction.mnemonic(), 1, Integer::sum);
    }
  }

  /** Those of the processor that no region had, though a region could. */
  Set<Mnemonic> missing(RandomCode code) {
    Set<Mnemonic> missing = EnumSet.noneOf(Mnemonic.class);
    missing.addAll(code.mnemonics());
    missing.removeAll(times.keySet());
    missing.removeIf(
        mnemonic ->
            mnemonic.endsBlock()
                && mnemonic.family() != Family.BRANCH
                && mnemonic.family() != Family.STRING);
    return missing;
  }

  /** Mnemonics seen. */
  int count() {
    return times.size();
  }

  /** Times the least seen was seen. */
  int least() {
    return times.values().stream().mapToInt(Integer::intValue).min().orElse(0);
  }
}
