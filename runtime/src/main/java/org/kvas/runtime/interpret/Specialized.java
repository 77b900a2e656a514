package org.kvas.runtime.interpret;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Instruction;

/**
 * Operations from a class that is written once and defined anew, as a hidden class, for each {@link
 * Shape} met: what the class reads from its shape is a constant in each copy, and the JIT drops
 * every path of other shapes. So the general code is the fast code, without a class written for
 * each combination.
 *
 * <p>The class reads {@link Shape#of(MethodHandles.Lookup)} in its static initialiser and has a
 * constructor (Instruction, int mode, int offset). It has no nested classes and switches over no
 * enum: those would be shared by all copies.
 *
 * <p>A copy has a prototype, which makes the operations and is none itself: its constructor has not
 * run. HotSpot would spin a class for each constructor handle that is called often.
 */
final class Specialized implements OperationFamily {
  private final Class<? extends IntegerOperation> operation;
  private byte @Nullable [] template;
  private volatile Prototypes prototypes = Prototypes.NONE;

  Specialized(Class<? extends IntegerOperation> operation) {
    this.operation = operation;
  }

  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    long key = Shape.key(instruction, mode);
    IntegerOperation prototype = prototypes.find(key);
    return prototype == null
        ? first(key, instruction, mode, offset)
        : prototype.another(instruction, mode, offset);
  }

  private synchronized Operation first(long key, Instruction instruction, int mode, int offset) {
    IntegerOperation prototype = prototypes.find(key);
    if (prototype == null) { // else another thread's, made meanwhile
      prototype = copy(Shape.of(instruction, mode));
      prototypes = prototypes.with(key, prototype);
    }
    return prototype.another(instruction, mode, offset);
  }

  private IntegerOperation copy(Shape shape) {
    try {
      MethodHandles.Lookup copy =
          MethodHandles.lookup().defineHiddenClassWithClassData(template(), shape, true);
      return (IntegerOperation) HostMemory.unconstructed(copy.lookupClass());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The class file, read when the first copy is made. */
  private byte[] template() {
    if (template == null) {
      template = HiddenCopy.classFile(operation);
    }
    return template;
  }
}
