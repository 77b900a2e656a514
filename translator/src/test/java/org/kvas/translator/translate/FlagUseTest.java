package org.kvas.translator.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Pointer;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Feature;
import org.kvas.translator.x86.decode.Instruction;

/** Flags are set where somebody sees them, and only there. */
class FlagUseTest {
  private final Decoder decoder = new Decoder(EnumSet.allOf(Feature.class));

  private boolean[] observed(Consumer<Assembler> program) {
    return observed(program, new BitSet());
  }

  private boolean[] observed(Consumer<Assembler> program, BitSet checked) {
    Assembler assembler = new Assembler(64, 0);
    program.accept(assembler);
    byte[] bytes = assembler.assemble();
    List<Instruction> block = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += block.getLast().length()) {
      block.add(decoder.decode(bytes, at, bytes.length, 64));
    }
    return FlagUse.observed(block, checked);
  }

  @Test
  void theLastIsSeenByWhatComesBehindTheBlock() {
    assertThat(observed(a -> a.add(EAX, EBX).sub(EAX, ECX))).containsExactly(false, true);
  }

  @Test
  void anAccessToMemoryMayLeaveAndShowsTheFlagsFromBefore() {
    assertThat(observed(a -> a.add(EAX, EBX).mov(EAX, Pointer.dword(RSI)).sub(EAX, ECX)))
        .startsWith(true);
  }

  @Test
  void anAccessThatIsCheckedShowsNothing() {
    BitSet checked = BitSet.valueOf(new long[] {2});
    assertThat(observed(a -> a.add(EAX, EBX).mov(EAX, Pointer.dword(RSI)).sub(EAX, ECX), checked))
        .startsWith(false);
    assertThat(observed(a -> a.add(EAX, EBX).mul(Pointer.dword(RSI)).sub(EAX, ECX), checked))
        .as("not all that it does is to access memory")
        .startsWith(true);
  }

  @Test
  void aRotationSetsCarryOnlyAndKeepsWhatOthersSet() {
    assertThat(observed(a -> a.sub(EAX, EBX).ror(ECX, 6))).containsExactly(true, true);
    assertThat(observed(a -> a.ror(ECX, 6).ror(EDX, 11).xor(ECX, EDX)))
        .containsExactly(false, false, true);
    assertThat(observed(a -> a.ror(ECX, 6).rol(EDX, 3))).startsWith(false);
  }

  @Test
  void aRotationByOneSetsOverflowWhichOthersKeep() {
    assertThat(observed(a -> a.ror(ECX, 1).ror(EDX, 6))).startsWith(true);
    assertThat(observed(a -> a.ror(ECX, 6).ror(EDX, 1))).startsWith(false);
  }

  @Test
  void aRotationInMemorySetsOverflowWhateverTheCount() {
    assertThat(observed(a -> a.rol(Pointer.dword(RSI), 3).ror(ECX, 6))).startsWith(true);
  }

  @Test
  void aShiftByARegisterMayKeepAllFlags() {
    assertThat(observed(a -> a.sub(EAX, EBX).shl(EDX, CL))).startsWith(true);
    assertThat(observed(a -> a.sub(EAX, EBX).shl(EDX, 3))).startsWith(false);
    assertThat(observed(a -> a.sub(EAX, EBX).shl(EDX, 32))).startsWith(true);
    assertThat(observed(a -> a.sub(EAX, EBX).shl(EDX, CL).add(EAX, EBX)))
        .containsExactly(false, false, true);
  }

  @Test
  void incrementsKeepCarry() {
    assertThat(observed(a -> a.sub(EAX, EBX).inc(EDX))).containsExactly(true, true);
    assertThat(observed(a -> a.inc(EAX).inc(EDX))).startsWith(false);
  }

  @Test
  void additionWithCarryNeedsIt() {
    assertThat(observed(a -> a.add(EAX, EBX).adc(EDX, ECX))).startsWith(true);
    assertThat(observed(a -> a.inc(EAX).adc(EDX, ECX))).startsWith(false);
  }
}
