package org.kvas.runtime.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kvas.runtime.vcpu.SteppedEngine;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Constant;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Guests whose engines agree whatever comes from outside, and engines that are made to disagree.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LockstepTest {
  private static final int THRESHOLD = 20;
  private static final int RESULTS = 0x4000;
  private static final int COUNT = 0x5000;
  private static final int UNTOUCHED = 0x7000;

  /** After so many instructions the tampering begins. */
  private static final int TAMPERED_FROM = 20_000;

  /** Sums, stores and branches, {@code rounds} times round; nothing comes from outside. */
  private static byte[] arithmetic(int rounds) {
    var a = new Assembler(16, LockstepGuest.CODE);
    a.mov(CX, rounds).mov(AX, 0).mov(BX, 7);
    Label again = a.here();
    a.add(AX, BX).mov(word(RESULTS), AX).add(AX, CX).emit(Mnemonic.ROL, AX, new Constant(5));
    a.xor(AX, word(RESULTS)).push(AX).pop(DX).dec(CX).jne(again);
    return a.cli().hlt().assemble();
  }

  /** Everything that makes two runs of the same program differ. */
  private static byte[] outside(int rounds, Label handler, Label divide, Assembler a) {
    Label patched = a.label("patched");
    a.mov(CX, rounds).sti();
    Label again = a.here();
    a.in(AL, 0x40)
        .add(DL, AL)
        .rdtsc()
        .add(SI, AX)
        .mov(AX, word(LockstepGuest.DEVICE))
        .add(word(RESULTS), AX)
        .mov(word(LockstepGuest.DEVICE + 4), 3);
    a.mov(AL, CL)
        .out(LockstepGuest.DMA_PORT, AL)
        .add(AX, word(LockstepGuest.DMA + 1))
        .add(word(RESULTS + 2), AX);
    a.push(CX).mov(DI, RESULTS + 16).mov(CX, 600).rep().stosb().pop(CX);
    a.and(AL, 2).out(LockstepGuest.A20_PORT, AL).mov(AL, 2).out(LockstepGuest.A20_PORT, AL);
    a.db(0xbb).bind(patched).dw(5).add(word(RESULTS + 4), BX); // mov bx, 5
    Label unpatched = a.label("unpatched");
    a.test(CL, 63).jne(unpatched).emit(Mnemonic.INC, byteAt(patched)).bind(unpatched);
    a.xor(BL, BL).mov(AX, 100).emit(Mnemonic.DIV, BL);
    a.dec(CX).jne(again).cli().hlt();
    a.bind(handler).emit(Mnemonic.INC, word(COUNT)).emit(Mnemonic.IRET);
    a.bind(divide).mov(BP, SP).add(word(BP), 2).emit(Mnemonic.IRET);
    return a.assemble();
  }

  @Test
  void enginesAgree() {
    try (var guest = new LockstepGuest(THRESHOLD, engine -> engine).code(arithmetic(30_000))) {
      guest.run();
      guest.verify();
      assertThat(guest.vcpu.halted).isTrue();
      assertThat(guest.vcpu.instructions).isEqualTo(3 + 30_000 * 9 + 2);
    }
  }

  @Test
  void whatComesFromOutsideIsReplayed() throws InterruptedException {
    var a = new Assembler(16, LockstepGuest.CODE);
    Label handler = a.label("handler");
    Label divide = a.label("divide");
    try (var guest = new LockstepGuest(THRESHOLD, engine -> engine)) {
      guest.code(outside(5_000, handler, divide, a));
      guest.vector(LockstepGuest.VECTOR, (int) handler.address());
      guest.vector(0, (int) divide.address());
      Thread interrupter =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      guest.interrupts.compareAndSet(0, 1);
                      guest.vcpu.request(Vcpu.PENDING_INTERRUPT);
                      LockSupport.parkNanos(20_000);
                    }
                  });
      guest.run();
      interrupter.interrupt();
      interrupter.join();
      guest.verify();
      assertThat(guest.vcpu.halted).isTrue();
      assertThat(guest.space.read(COUNT, 2)).as("interrupts").isGreaterThan(10);
    }
  }

  /** Runs code whose translator is spoilt after a while. */
  private static void runTampered(Consumer<Vcpu> tampering) {
    UnaryOperator<SteppedEngine> around =
        engine ->
            new SteppedEngine() {
              @Override
              public boolean advance(Vcpu vcpu, long most) {
                boolean going = engine.advance(vcpu, most);
                if (vcpu.instructions > TAMPERED_FROM) {
                  tampering.accept(vcpu);
                }
                return going;
              }

              @Override
              public void run(Vcpu vcpu, long instructions) {
                engine.run(vcpu, instructions);
              }

              @Override
              public void run(Vcpu vcpu) {
                engine.run(vcpu);
              }
            };
    try (var guest = new LockstepGuest(THRESHOLD, around).code(arithmetic(30_000))) {
      guest.run();
      guest.verify();
    }
  }

  @Test
  void aWrongRegisterIsReported() {
    assertThatThrownBy(
            () ->
                runTampered(
                    vcpu -> vcpu.setGeneral(VcpuState.RBX, vcpu.general(VcpuState.RBX) ^ 0x100)))
        .isInstanceOf(LockstepDifference.class)
        .hasMessageContaining("rbx: translator 0x107, interpreter 0x7")
        .hasMessageContaining("rol    ax,0x5");
  }

  @Test
  void aWrongFlagIsReported() {
    assertThatThrownBy(() -> runTampered(vcpu -> vcpu.setStatusFlags(vcpu.statusFlags() ^ 0x10)))
        .isInstanceOf(LockstepDifference.class)
        .hasMessageContaining("rflags: translator");
  }

  @Test
  void aWrongStoreIsReported() {
    assertThatThrownBy(
            () -> runTampered(vcpu -> vcpu.store16(RESULTS, (int) vcpu.load(RESULTS, 2) ^ 0x8000)))
        .isInstanceOf(LockstepDifference.class)
        .hasMessageContaining("memory 0x4000: translator");
  }

  @Test
  void aLostInstructionIsReported() {
    assertThatThrownBy(() -> runTampered(vcpu -> vcpu.instructions++))
        .isInstanceOf(LockstepDifference.class);
  }

  @Test
  void aStrayStoreIsFoundByTheSweep() {
    assertThatThrownBy(() -> runTampered(vcpu -> vcpu.store16(UNTOUCHED, 1)))
        .isInstanceOf(LockstepDifference.class)
        .hasMessageContaining("memory 0x7000: translator 0x1, interpreter 0x0");
  }
}
