package org.kvas.translator.translate;

import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.Rarely;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.semantics.Flags;
import org.objectweb.asm.Type;

/** Internal names of the classes that emitted code refers to. */
final class Names {
  static final String VCPU_STATE = Type.getInternalName(VcpuState.class);
  static final String HOST_MEMORY = Type.getInternalName(HostMemory.class);
  static final String UNSAFE = "jdk/internal/misc/Unsafe";
  static final String OPERATION = Type.getInternalName(Operation.class);
  static final String REGION_CODE = Type.getInternalName(RegionCode.class);
  static final String RARELY = Type.getInternalName(Rarely.class);
  static final String FLAGS = Type.getInternalName(Flags.class);
  static final String OPERATION_TYPE = Type.getDescriptor(Operation.class);
  static final String RUN_TYPE = "(L" + VCPU_STATE + ";I)V";

  private Names() {}
}
