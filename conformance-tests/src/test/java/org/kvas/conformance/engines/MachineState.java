package org.kvas.conformance.engines;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.conformance.engines.FaultHandler.Raised;
import org.kvas.runtime.lockstep.ProcessorState;
import org.kvas.translator.state.HostMemory;

/** Everything a guest can see of its processor and memory, compared. */
final class MachineState {
  private final ProcessorState interpretedState = new ProcessorState();
  private final ProcessorState translatedState = new ProcessorState();

  /** Where two machines differ, or null. */
  @Nullable String difference(GuestMachine interpreted, GuestMachine translated) {
    interpretedState.capture(interpreted.vcpu);
    translatedState.capture(translated.vcpu);
    long memory = firstDifferentByte(interpreted, translated);
    boolean same =
        interpretedState.matches(translatedState)
            && interpreted.exceptions().all().equals(translated.exceptions().all())
            && interpreted.death().equals(translated.death())
            && memory < 0;
    return same ? null : text(interpreted, translated, memory);
  }

  private String text(GuestMachine interpreted, GuestMachine translated, long memory) {
    List<String> differences = new ArrayList<>();
    List<String> names = ProcessorState.names(interpreted.vcpu);
    for (int i = 0; i < names.size(); i++) {
      long a = interpretedState.word(i);
      long b = translatedState.word(i);
      if (a != b) {
        differences.add("%s: interpreter %x, translator %x".formatted(names.get(i), a, b));
      }
    }
    if (memory >= 0) {
      differences.add(
          "memory at %x: interpreter %02x, translator %02x"
              .formatted(memory, at(interpreted, memory), at(translated, memory)));
    }
    if (!interpreted.death().equals(translated.death())) {
      differences.add(
          "interpreter: %s, translator: %s".formatted(interpreted.death(), translated.death()));
    }
    exceptions(differences, interpreted.exceptions().all(), translated.exceptions().all());
    return String.join("\n  ", differences);
  }

  private static void exceptions(List<String> differences, List<Raised> a, List<Raised> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      String first = i < a.size() ? a.get(i).toString() : "none";
      String second = i < b.size() ? b.get(i).toString() : "none";
      if (!first.equals(second)) {
        differences.add(
            "exception %d: interpreter: %s; translator: %s".formatted(i, first, second));
        return;
      }
    }
  }

  private static byte at(GuestMachine machine, long place) {
    return HostMemory.getByte(machine.ram().address(place, 1));
  }

  private static long firstDifferentByte(GuestMachine interpreted, GuestMachine translated) {
    long a = interpreted.ram().address(0, GuestImage.TOTAL);
    long b = translated.ram().address(0, GuestImage.TOTAL);
    for (long at = 0; at < GuestImage.TOTAL; at += 8) {
      long difference = HostMemory.getLong(a + at) ^ HostMemory.getLong(b + at);
      if (difference != 0) {
        return at + Long.numberOfTrailingZeros(difference) / 8;
      }
    }
    return -1;
  }
}
