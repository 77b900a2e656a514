package org.kvas.runtime.interpret;

import java.util.EnumMap;
import java.util.Map;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;

/**
 * Operations of all families. An instruction of a family that is not in the map is one the
 * processor lacks: #UD.
 */
public final class Operations implements OperationFamily {
  private final Map<Family, OperationFamily> families;

  public Operations(Map<Family, OperationFamily> families) {
    this.families = new EnumMap<>(families);
  }

  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    OperationFamily family = families.get(servingFamily(instruction));
    return family == null || needsProtection(instruction, mode)
        ? new InvalidOpcode()
        : family.create(instruction, mode, offset);
  }

  /** Real and virtual-8086 mode have no VEX prefixes. SDM Vol. 2A, 2.3. */
  private static boolean needsProtection(Instruction instruction, int mode) {
    return instruction.has(Instruction.PREFIX_VEX) && (mode & ExecutionMode.PROTECTED) == 0;
  }

  /**
   * INS and OUTS go with port I/O, which knows who may; FWAIT with the x87, whose exceptions it
   * raises.
   */
  private static Family servingFamily(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case INS, OUTS -> Family.PORT_IO;
      case FWAIT -> Family.X87;
      default -> instruction.family();
    };
  }

  private static final class InvalidOpcode extends Operation {
    @Override
    public void execute(VcpuState cpu) {
      throw GuestFault.invalidOpcode();
    }
  }
}
