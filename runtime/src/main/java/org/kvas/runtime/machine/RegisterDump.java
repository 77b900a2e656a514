package org.kvas.runtime.machine;

import java.util.List;
import org.kvas.runtime.trace.RegisterListing;
import org.kvas.runtime.vcpu.Vcpu;

/** The registers of all processors as text, for the monitor. */
final class RegisterDump {
  private RegisterDump() {}

  static String of(List<Processor> processors) {
    var text = new StringBuilder();
    for (Processor processor : processors) {
      Vcpu vcpu = processor.vcpu();
      text.append("CPU#%d, %d instructions%n".formatted(vcpu.id, vcpu.instructions));
      RegisterListing.of(vcpu).forEach(line -> text.append(line).append(System.lineSeparator()));
    }
    return text.toString();
  }
}
