package org.kvas.runtime.interpret;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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
 * <p>The first operation of a copy makes the others: HotSpot would spin a class for each
 * constructor handle that is called often.
 */
final class Specialized implements OperationFamily {
  private static final MethodType CONSTRUCTOR =
      MethodType.methodType(void.class, Instruction.class, int.class, int.class);

  private final byte[] template;
  private volatile Prototypes prototypes = Prototypes.NONE;

  Specialized(Class<? extends IntegerOperation> operation) {
    String file = operation.getSimpleName() + ".class";
    try (InputStream in = operation.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not beside its class");
      }
      template = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    if (prototype != null) { // another thread's, made meanwhile
      return prototype.another(instruction, mode, offset);
    }
    MethodHandle constructor = constructor(Shape.of(instruction, mode));
    try {
      prototype = (IntegerOperation) constructor.invoke(instruction, mode, offset);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    prototypes = prototypes.with(key, prototype);
    return prototype;
  }

  /** That of a new copy. */
  private MethodHandle constructor(Shape shape) {
    try {
      MethodHandles.Lookup copy =
          MethodHandles.lookup().defineHiddenClassWithClassData(template, shape, true);
      return copy.findConstructor(copy.lookupClass(), CONSTRUCTOR);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
