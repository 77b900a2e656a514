package org.kvas.runtime.cputest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.vcpu.Vcpu;

/**
 * All registers, in the order in which they are to be set: what decides on the mode comes first.
 */
final class RegisterSet {
  private final List<Register> registers = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final int words;

  RegisterSet() {
    ControlRegisterNames.addTo(registers);
    SegmentRegisterNames.addTo(registers);
    GeneralRegisterNames.addTo(registers);
    VectorRegisterNames.addTo(registers);
    MsrNames.addTo(registers);
    for (int i = 0; i < registers.size(); i++) {
      places.put(registers.get(i).name(), i);
    }
    words = registers.stream().mapToInt(Register::words).sum();
  }

  List<Register> all() {
    return registers;
  }

  /** Where a register stands in the order, or null. */
  @Nullable Integer place(String name) {
    return places.get(name);
  }

  Register get(int place) {
    return registers.get(place);
  }

  /** The values of all registers, in order. */
  long[] snapshot(Vcpu cpu) {
    long[] values = new long[words];
    int at = 0;
    for (Register register : registers) {
      register.read().into(cpu, values, at);
      at += register.words();
    }
    return values;
  }
}
