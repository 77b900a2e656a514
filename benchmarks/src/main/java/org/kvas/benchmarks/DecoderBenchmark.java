package org.kvas.benchmarks;

import static org.kvas.translator.x86.decode.Mnemonic.*;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.decode.Mnemonic;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the first meeting with an instruction costs: nanoseconds for decoding one of 64-bit code.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecoderBenchmark {
  private static final List<Mnemonic> MNEMONICS =
      List.of(PUSH, MOV, SUB, MOV, MOVZX, ADDSD, CMPXCHG, JCC, LEAVE, RET);

  private static final int INSTRUCTIONS = 10;

  /** A function's prologue, a loop with SSE, its end. */
  private static final byte[] CODE =
      HexFormat.of()
          .parseHex(
              "55" // push rbp
                  + "4889e5" // mov rbp, rsp
                  + "4883ec20" // sub rsp, 0x20
                  + "8b0487" // mov eax, [rdi+rax*4]
                  + "0fb64c1708" // movzx ecx, byte [rdi+rdx+8]
                  + "f20f584510" // addsd xmm0, [rbp+0x10]
                  + "f00fb10e" // lock cmpxchg [rsi], ecx
                  + "75f0" // jne
                  + "c9" // leave
                  + "c3"); // ret

  private static final int PROGRAM_INSTRUCTIONS = 100_000;
  private static final int LONGEST = 15;

  private final byte[] program = ProgramCode.ofThisJvm();
  private int position;
  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));

  @Setup
  public void check() {
    List<Mnemonic> decoded = new ArrayList<>();
    for (int offset = 0; offset < CODE.length; ) {
      Instruction instruction = decoder.decode(CODE, offset, CODE.length, 64);
      decoded.add(instruction.mnemonic());
      offset += instruction.length();
    }
    if (!decoded.equals(MNEMONICS)) {
      throw new IllegalStateException("decoded " + decoded);
    }
  }

  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public void decode(Blackhole blackhole) {
    for (int offset = 0; offset < CODE.length; ) {
      Instruction instruction = decoder.decode(CODE, offset, CODE.length, 64);
      blackhole.consume(instruction);
      offset += instruction.length();
    }
  }

  /** Each time the next ones of a program, from its begin to its end. */
  @Benchmark
  @OperationsPerInvocation(PROGRAM_INSTRUCTIONS)
  public void decodeProgram(Blackhole blackhole) {
    int offset = position;
    for (int i = 0; i < PROGRAM_INSTRUCTIONS; i++) {
      Instruction instruction = decoder.decode(program, offset, program.length, 64);
      blackhole.consume(instruction);
      offset += instruction.length();
      if (offset > program.length - LONGEST) {
        offset = 0;
      }
    }
    position = offset;
  }
}
