package org.kvas.translator.translate;

import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to translate a region of {@link #INSTRUCTIONS} instructions, and of that each step:
 * to decode and plan it, to emit its bytecode, to define its class.
 */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TranslationBenchmark {
  private static final int LOOPS = 12;

  /** Of each loop 11, and one to return. */
  private static final int INSTRUCTIONS = LOOPS * 11 + 1;

  private static final long HEAD = 0x40_0000;
  private static final int MODE =
      ExecutionMode.CODE_64
          | ExecutionMode.FLAT
          | ExecutionMode.PROTECTED
          | ExecutionMode.FPU_ENABLED
          | ExecutionMode.SSE_ENABLED;

  private static final OperationFactory NONE =
      (instruction, mode) -> {
        throw new IllegalStateException("not lowered: " + instruction);
      };

  private final byte[] code = code();
  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));
  private final RegionTranslator translator = new RegionTranslator(NONE, INSTRUCTIONS, false);
  private final Map<Long, @Nullable Instruction> decoded = new HashMap<>();
  private @Nullable RegionPlan plan;
  private byte[] file = new byte[0];

  /** Loops that load, calculate, compare and store. */
  private static byte[] code() {
    Assembler a = new Assembler(64, HEAD);
    for (int i = 0; i < LOOPS; i++) {
      a.mov(ECX, 100 + i);
      Label again = a.here();
      Label skip = a.label();
      a.mov(RAX, qword(RSI).index(RCX, 8)).add(RAX, RDX).mov(R8, RAX).shr(R8, 5 + i);
      a.cmp(RAX, 1000).jb(skip).xor(RAX, R8);
      a.bind(skip).mov(dword(RDI).index(RCX, 4), EAX).dec(ECX).jne(again);
    }
    return a.ret().assemble();
  }

  private @Nullable Instruction decodeAt(long address) {
    int offset = (int) (address - HEAD);
    return offset < 0 || offset >= code.length
        ? null
        : decoder.decode(code, offset, code.length, 64);
  }

  /** Every block ran often, and there are no indirect branches. */
  private interface Hot extends CodeSource {
    @Override
    default int heat(long address) {
      return 1;
    }

    @Override
    default boolean isTranslated(long address) {
      return false;
    }

    @Override
    default long[] targets(long branchAddress) {
      return new long[0];
    }
  }

  private final Hot bytes = this::decodeAt;
  private final Hot instructions = decoded::get;

  @Setup
  public void prepare() {
    for (long address = HEAD; address < HEAD + code.length; ) {
      Instruction instruction = decoder.decode(code, (int) (address - HEAD), code.length, 64);
      decoded.put(address, instruction);
      address += instruction.length();
    }
    plan = plan();
    file = emit();
    Class<?> first = define().getClass();
    Class<?> second = define().getClass();
    if (first == second) {
      throw new IllegalStateException("one class for two regions");
    }
  }

  /** Finding the region's blocks among instructions that are decoded already. */
  @Benchmark
  public RegionPlan plan() {
    return checked(RegionScanner.scan(instructions, HEAD, MODE, INSTRUCTIONS));
  }

  @Benchmark
  public RegionPlan decodeAndPlan() {
    return checked(RegionScanner.scan(bytes, HEAD, MODE, INSTRUCTIONS));
  }

  private static RegionPlan checked(@Nullable RegionPlan plan) {
    if (plan == null || plan.instructionCount() != INSTRUCTIONS) {
      throw new IllegalStateException("planned " + plan);
    }
    return plan;
  }

  @Benchmark
  public byte[] emit() {
    return new RegionEmitter(
            checked(plan), "org/kvas/translator/translate/Region", NONE, false, _ -> true)
        .emit();
  }

  @Benchmark
  public RegionCode define() {
    return RegionTranslator.define(file, new Operation[0]);
  }

  /** All of it. */
  @Benchmark
  public RegionTranslator.Translation translate() {
    RegionTranslator.Translation translation = translator.translate(decodeAndPlan(), "loops");
    if (translation == null || translation.plan().instructionCount() != INSTRUCTIONS) {
      throw new IllegalStateException("translated " + translation);
    }
    return translation;
  }
}
