package org.kvas.runtime.interpret;

import org.jspecify.annotations.Nullable;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.decode.Instruction;
import org.kvas.translator.x86.semantics.crypto.Aes;
import org.kvas.translator.x86.semantics.crypto.Block;
import org.kvas.translator.x86.semantics.crypto.CarrylessMultiply;
import org.kvas.translator.x86.semantics.crypto.Sha1;
import org.kvas.translator.x86.semantics.crypto.Sha256;

/** AES, PCLMULQDQ and SHA. SDM Vol. 1, 12.13. */
final class SseCryptography implements OperationFamily {
  @Override
  public Operation create(Instruction instruction, int mode, int offset) {
    @Nullable Operation refusal = SseAvailability.refusal(instruction, mode);
    return refusal != null
        ? refusal
        : VectorOperation.create(instruction, mode, offset, body(instruction));
  }

  /** Of a function of the two halves of a state; the round key, the source, is added. */
  @FunctionalInterface
  private interface Round {
    long half(long low, long high, int half);
  }

  static VectorBody body(Instruction instruction) {
    int i = VectorOperation.immediate(instruction);
    return switch (instruction.mnemonic()) {
      case AESENC -> round(Aes::encrypt);
      case AESENCLAST -> round(Aes::encryptLast);
      case AESDEC -> round(Aes::decrypt);
      case AESDECLAST -> round(Aes::decryptLast);
      case AESIMC ->
          (cpu, d, low, high) ->
              set(cpu, d, Aes.inverseMixColumns(low), Aes.inverseMixColumns(high));
      case AESKEYGENASSIST ->
          (cpu, d, low, high) ->
              set(cpu, d, Aes.keyGenerationAssist(low, i), Aes.keyGenerationAssist(high, i));
      case PCLMULQDQ -> (cpu, d, low, high) -> multiply(cpu, d, low, high, i);
      default -> hash(instruction, i);
    };
  }

  private static VectorBody round(Round round) {
    return (cpu, d, low, high) -> {
      long a0 = cpu.vector[d];
      long a1 = cpu.vector[d + 1];
      set(cpu, d, round.half(a0, a1, 0) ^ low, round.half(a0, a1, 1) ^ high);
    };
  }

  /** Bits 0 and 4 of {@code choice} choose a quadword of each factor. */
  private static void multiply(VcpuState cpu, int d, long low, long high, int choice) {
    long a = cpu.vector[d + (choice & 1)];
    long b = (choice & 16) != 0 ? high : low;
    set(cpu, d, CarrylessMultiply.low(a, b), CarrylessMultiply.high(a, b));
  }

  private static VectorBody hash(Instruction instruction, int i) {
    return switch (instruction.mnemonic()) {
      case SHA1RNDS4 ->
          (cpu, d, low, high) ->
              set(cpu, d, Sha1.rounds(cpu.vector[d], cpu.vector[d + 1], low, high, i & 3));
      case SHA1NEXTE ->
          (cpu, d, low, high) -> set(cpu, d, low, Sha1.nextE(cpu.vector[d + 1], high));
      case SHA1MSG1 ->
          (cpu, d, low, high) -> set(cpu, d, Sha1.message1(cpu.vector[d], cpu.vector[d + 1], high));
      case SHA1MSG2 ->
          (cpu, d, low, high) ->
              set(cpu, d, Sha1.message2(cpu.vector[d], cpu.vector[d + 1], low, high));
      case SHA256RNDS2 ->
          (cpu, d, low, high) -> {
            long[] v = cpu.vector;
            set(cpu, d, Sha256.rounds(v[d], v[d + 1], low, high, v[0]));
          };
      case SHA256MSG1 ->
          (cpu, d, low, high) ->
              set(cpu, d, Sha256.message1(cpu.vector[d], cpu.vector[d + 1], low));
      case SHA256MSG2 ->
          (cpu, d, low, high) ->
              set(cpu, d, Sha256.message2(cpu.vector[d], cpu.vector[d + 1], high));
      default -> throw new IllegalArgumentException(instruction.toString());
    };
  }

  private static void set(VcpuState cpu, int d, Block block) {
    set(cpu, d, block.low(), block.high());
  }

  private static void set(VcpuState cpu, int d, long low, long high) {
    cpu.vector[d] = low;
    cpu.vector[d + 1] = high;
  }
}
