package org.kvas.runtime.vcpu;

import java.util.EnumMap;
import java.util.Map;
import org.kvas.runtime.interpret.AvxOperations;
import org.kvas.runtime.interpret.IntegerOperations;
import org.kvas.runtime.interpret.OperationFamily;
import org.kvas.runtime.interpret.Operations;
import org.kvas.runtime.interpret.SseOperations;
import org.kvas.runtime.interpret.StateSaveOperations;
import org.kvas.runtime.interpret.X87Operations;
import org.kvas.runtime.trap.FarTransferOperations;
import org.kvas.runtime.trap.PortOperations;
import org.kvas.runtime.trap.SegmentOperations;
import org.kvas.runtime.trap.SystemOperations;
import org.kvas.translator.x86.decode.Family;

/**
 * Every instruction the interpreter has, by family. Holds nothing of one machine, so machines may
 * share it.
 */
public final class InstructionSet {
  private final OperationFamily operations;

  public InstructionSet() {
    Map<Family, OperationFamily> families = new EnumMap<>(Family.class);
    OperationFamily integer = new IntegerOperations();
    IntegerOperations.FAMILIES.forEach(family -> families.put(family, integer));
    families.put(Family.FAR_TRANSFER, new FarTransferOperations());
    families.put(Family.PORT_IO, new PortOperations());
    families.put(Family.SEGMENT, new SegmentOperations());
    families.put(Family.SYSTEM, new SystemOperations());
    OperationFamily x87 = new X87Operations();
    families.put(Family.X87, x87);
    families.put(Family.MMX, x87);
    families.put(Family.STATE_SAVE, new StateSaveOperations());
    OperationFamily sse = new SseOperations();
    families.put(Family.SSE_MOVE, sse);
    families.put(Family.SSE_FLOAT, sse);
    families.put(Family.SSE_INTEGER, sse);
    families.put(Family.SSE_CRYPTOGRAPHY, sse);
    AvxOperations.FAMILIES.forEach(family -> families.put(family, new AvxOperations()));
    operations = new Operations(families);
  }

  public OperationFamily operations() {
    return operations;
  }
}
