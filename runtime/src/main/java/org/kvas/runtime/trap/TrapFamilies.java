package org.kvas.runtime.trap;

import java.util.Map;
import org.kvas.runtime.interpret.OperationFamily;
import org.kvas.translator.x86.decode.Family;

/** The instruction families whose operations live here. */
public final class TrapFamilies {
  private TrapFamilies() {}

  /** INS and OUTS go with {@link Family#PORT_IO}. */
  public static Map<Family, OperationFamily> all() {
    return Map.of(
        Family.SYSTEM, new SystemOperations(),
        Family.SEGMENT, new SegmentOperations(),
        Family.FAR_TRANSFER, new FarTransferOperations(),
        Family.PORT_IO, new PortOperations());
  }
}
