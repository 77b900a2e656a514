package org.kvas.translator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kvas.translator.state.HostMemory;
import org.kvas.translator.state.Rarely;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/**
 * HotSpot's compilers, asked for a region by name: once, at the level wanted, and without the
 * rounds of profiling in between. Through HotSpot's own testing interface, which is there where
 * {@code -XX:+UnlockDiagnosticVMOptions -XX:+WhiteBoxAPI} are given.
 */
public final class HotSpotCompiler {
  /** Compiled quickly, without counters: HotSpot leaves it at that. */
  public static final int SIMPLE = 1;

  /** Compiled thoroughly, which takes several times as long. */
  public static final int THOROUGH = 4;

  /** Compiled with the counters that a profile is made of. */
  private static final int PROFILED = 3;

  /** Calls that make a profile count: HotSpot asks for a thousand. */
  private static final int LESSONS = 16 * 1024;

  private static final long PATIENCE_NANOSECONDS = 100_000_000;

  private static final String WHITE_BOX = "jdk/test/whitebox/WhiteBox";
  private static final String EXECUTABLE = "Ljava/lang/reflect/Executable;";
  private static final int NOT_ON_STACK_REPLACEMENT = -1;

  private static final Optional<HotSpotCompiler> INSTANCE = find();

  private final MethodHandle enqueue;
  private final MethodHandle level;
  private boolean taught;

  private HotSpotCompiler(MethodHandle enqueue, MethodHandle level) {
    this.enqueue = enqueue;
    this.level = level;
  }

  /** Empty where the JVM has no such interface, or was not told to open it. */
  public static Optional<HotSpotCompiler> instance() {
    return INSTANCE;
  }

  private static Optional<HotSpotCompiler> find() {
    try {
      Class<?> type = HostMemory.defineInBootLoader(WHITE_BOX, whiteBox());
      Object box = type.getDeclaredConstructor().newInstance();
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      HotSpotCompiler found =
          new HotSpotCompiler(
              lookup
                  .findVirtual(
                      type,
                      "enqueueMethodForCompilation0",
                      MethodType.methodType(boolean.class, Executable.class, int.class, int.class))
                  .bindTo(box),
              lookup
                  .findVirtual(
                      type,
                      "getMethodCompilationLevel0",
                      MethodType.methodType(int.class, Executable.class, boolean.class))
                  .bindTo(box));
      found.levelOf(HotSpotCompiler.class.getDeclaredMethod("instance"));
      return Optional.of(found);
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.empty();
    }
  }

  /** The interface's class as far as it is used; HotSpot gives the bodies. */
  private static byte[] whiteBox() {
    ClassWriter type = new ClassWriter(0);
    type.visit(V21, ACC_PUBLIC | ACC_SUPER, WHITE_BOX, null, "java/lang/Object", null);
    type.visitMethod(ACC_PRIVATE | ACC_STATIC | ACC_NATIVE, "registerNatives", "()V", null, null)
        .visitEnd();
    for (String[] each :
        new String[][] {
          {"enqueueMethodForCompilation0", "(" + EXECUTABLE + "II)Z"},
          {"getMethodCompilationLevel0", "(" + EXECUTABLE + "Z)I"}
        }) {
      type.visitMethod(ACC_PUBLIC | ACC_NATIVE, each[0], each[1], null, null).visitEnd();
    }
    MethodVisitor initializer = type.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
    initializer.visitCode();
    initializer.visitMethodInsn(INVOKESTATIC, WHITE_BOX, "registerNatives", "()V", false);
    initializer.visitInsn(RETURN);
    initializer.visitMaxs(0, 0);
    initializer.visitEnd();
    MethodVisitor constructor = type.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(ALOAD, 0);
    constructor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    constructor.visitInsn(RETURN);
    constructor.visitMaxs(1, 1);
    constructor.visitEnd();
    type.visitEnd();
    return type.toByteArray();
  }

  /** A region's method, as {@link #compile} and {@link #levelOf} take it. */
  public static Method method(RegionCode code) {
    try {
      return code.getClass().getDeclaredMethod("run", VcpuState.class, int.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a region without its method", e);
    }
  }

  /** Has a method compiled on HotSpot's threads; false where that cannot be. */
  public boolean compile(Method method, int atLevel) {
    if (atLevel == THOROUGH) {
      teach();
    }
    return enqueue(method, atLevel);
  }

  /** Gives {@link Rarely}'s conditions the profile that thorough compilations go by. */
  private synchronized void teach() {
    if (taught) {
      return;
    }
    taught = true;
    List<Method> conditions =
        Arrays.stream(Rarely.class.getDeclaredMethods())
            .filter(method -> method.getReturnType() == boolean.class)
            .toList();
    conditions.forEach(condition -> enqueue(condition, PROFILED));
    long start = System.nanoTime();
    while (conditions.stream().anyMatch(condition -> levelOf(condition) == 0)
        && System.nanoTime() - start < PATIENCE_NANOSECONDS) {
      Thread.onSpinWait();
    }
    Rarely.teach(LESSONS);
  }

  private boolean enqueue(Method method, int atLevel) {
    try {
      return (boolean) enqueue.invokeExact((Executable) method, atLevel, NOT_ON_STACK_REPLACEMENT);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The level that a method is compiled at now; 0 where the JVM interprets it. */
  public int levelOf(Method method) {
    try {
      return (int) level.invokeExact((Executable) method, false);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
