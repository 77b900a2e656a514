package org.kvas.runtime.interpret;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.kvas.translator.state.Operation;

/**
 * An operation class defined anew as a hidden class. HotSpot trusts the final fields of hidden
 * classes: translated code, which holds its operations as constants, has the whole operation folded
 * into it.
 */
final class HiddenCopy {
  private final MethodHandle constructor;

  /**
   * @param parameters of the class's only constructor, which is not private; nor is anything of
   *     other classes that it uses
   */
  HiddenCopy(Class<? extends Operation> operation, Class<?>... parameters) {
    try {
      MethodHandles.Lookup copy =
          MethodHandles.lookup().defineHiddenClass(classFile(operation), true);
      constructor =
          copy.findConstructor(copy.lookupClass(), MethodType.methodType(void.class, parameters))
              .asSpreader(Object[].class, parameters.length)
              .asType(MethodType.methodType(Operation.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] classFile(Class<?> operation) {
    String file = operation.getName().substring(operation.getPackageName().length() + 1) + ".class";
    try (InputStream in = operation.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not beside its class");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Operation create(Object... arguments) {
    try {
      return (Operation) constructor.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
