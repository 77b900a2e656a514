package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Registers.AL;
import static org.kvas.translator.x86.assemble.Registers.CR0;
import static org.kvas.translator.x86.assemble.Registers.EAX;
import static org.kvas.translator.x86.assemble.Registers.EBX;
import static org.kvas.translator.x86.assemble.Registers.ECX;
import static org.kvas.translator.x86.assemble.Registers.EDX;
import static org.kvas.translator.x86.assemble.Registers.ESI;
import static org.kvas.translator.x86.assemble.Registers.ESP;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kvas.runtime.profile.Tier;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Instructions that change what the processor may do, in the middle of translated loops: interrupts
 * and single steps come where they come in the interpreter. SDM Vol. 2B, STI and POPF.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SystemOperationTest {
  private static final int GDT = 0x3000;
  private static final int IDT = 0x4000;
  private static final int HANDLER = 0x2000;
  private static final int VECTOR = 0x20;
  private static final int DEBUG = 1;
  private static final long INTERRUPT_GATE = 0x8e00L << 32;

  private static final int ROUNDS = 50;
  private static final int CARRY = 1;

  /** An event that the guest's handler saw. */
  private record Event(long rip, int flags, long round, long edx, long esi, long instructions) {}

  /** What a run has come to. */
  private record Result(
      List<Event> events, List<Long> registers, long instructions, long cr0, int inRegions) {}

  /** One interrupt waits in each round: from its beginning, or once the clock was read. */
  private static final class OncePerRound implements InterruptSource {
    private final Vcpu vcpu;
    private long served;
    private boolean clocked;
    private boolean due;
    int inRegions;

    OncePerRound(Vcpu vcpu) {
      this.vcpu = vcpu;
    }

    @Override
    public boolean isPending() {
      long round = vcpu.general(VcpuState.RCX);
      return round != 0 && round != served && (!clocked || due);
    }

    /** The time, with an interrupt. */
    long clock() {
      clocked = true;
      due = true;
      vcpu.request(Vcpu.PENDING_INTERRUPT);
      return 0;
    }

    @Override
    public int acknowledge() {
      if (!isPending()) {
        return -1;
      }
      served = vcpu.general(VcpuState.RCX);
      due = false;
      if (vcpu.tier == Tier.REGIONS.ordinal()) {
        inRegions++;
      }
      return VECTOR;
    }
  }

  /** Runs a loop of ROUNDS rounds, ECX counting down, with a body. */
  private static Result run(
      Function<GuestCode, Engine> engine, BiConsumer<Assembler, Label> body, Label[] labels) {
    var a = new Assembler(32, GuestCode.CODE);
    Label marked = a.label("marked");
    labels[0] = marked;
    a.mov(ECX, ROUNDS);
    Label again = a.here();
    body.accept(a, marked);
    a.dec(ECX).jne(again).hlt();
    a.org(HANDLER).out(0x80, AL).and(dword(ESP).plus(8), ~VcpuState.TF).iret();
    byte[] code = a.assemble();
    try (GuestCode guest = new GuestCode()) {
      guest.space.write(GuestCode.CODE, code, 0, code.length);
      guest.space.write(GDT + 8, 8, 0x00cf_9b00_0000_ffffL);
      guest.space.write(GDT + 16, 8, 0x00cf_9300_0000_ffffL);
      guest.space.write(IDT + 8 * VECTOR, 8, INTERRUPT_GATE | 8 << 16 | HANDLER);
      guest.space.write(IDT + 8 * DEBUG, 8, INTERRUPT_GATE | 8 << 16 | HANDLER);
      Vcpu vcpu = guest.vcpu;
      vcpu.gdtBase = GDT;
      vcpu.gdtLimit = 0x17;
      vcpu.idtBase = IDT;
      vcpu.idtLimit = 0x7ff;
      OncePerRound interrupts = new OncePerRound(vcpu);
      vcpu.interrupts = interrupts;
      vcpu.clock = interrupts::clock;
      List<Event> events = new ArrayList<>();
      guest.onPortWrite =
          () ->
              events.add(
                  new Event(
                      guest.space.read(vcpu.general(VcpuState.RSP), 4),
                      (int) guest.space.read(vcpu.general(VcpuState.RSP) + 8, 4),
                      vcpu.general(VcpuState.RCX),
                      vcpu.general(VcpuState.RDX),
                      vcpu.general(VcpuState.RSI),
                      vcpu.instructions));
      engine.apply(guest).run(vcpu);
      assertThat(vcpu.halted).isTrue();
      return new Result(
          events,
          List.of(
              vcpu.general(VcpuState.RAX),
              vcpu.general(VcpuState.RBX),
              vcpu.general(VcpuState.RDX),
              vcpu.general(VcpuState.RSI),
              vcpu.general(VcpuState.RSP)),
          vcpu.instructions,
          vcpu.cr0,
          interrupts.inRegions);
    }
  }

  /** Both engines; what the translator did. */
  private static Result runBoth(BiConsumer<Assembler, Label> body, Label[] labels) {
    Result interpreted = run(GuestCode::interpreter, body, labels);
    Result translated = run(GuestCode::translator, body, labels);
    assertThat(translated.events).isEqualTo(interpreted.events);
    assertThat(translated.registers).isEqualTo(interpreted.registers);
    assertThat(translated.instructions).isEqualTo(interpreted.instructions);
    assertThat(translated.cr0).isEqualTo(interpreted.cr0);
    assertThat(interpreted.inRegions).isZero();
    return translated;
  }

  @Test
  void anInterruptComesOneInstructionBehindSti() {
    Label[] behind = new Label[1];
    Result result =
        runBoth(
            (a, marked) -> a.cli().inc(EAX).sti().inc(EDX).bind(marked).inc(ESI).inc(EBX), behind);
    assertThat(result.events)
        .hasSize(ROUNDS)
        .allSatisfy(
            event -> {
              assertThat(event.rip).isEqualTo(behind[0].address());
              assertThat(event.edx).isEqualTo(event.esi + 1);
            });
    assertThat(result.inRegions).as("STI was executed in a region").isGreaterThan(ROUNDS / 2);
  }

  @Test
  void cliInTheShadowOfStiKeepsInterruptsOut() {
    Result result =
        runBoth((a, marked) -> a.bind(marked).inc(EAX).sti().cli().inc(EDX), new Label[1]);
    assertThat(result.events).isEmpty();
    assertThat(result.registers).startsWith((long) ROUNDS);
  }

  /** Only in the first round, when the clock was not read yet, does STI let an interrupt in. */
  @Test
  void theShadowOfStiEndsWithTheNextInstruction() {
    Label[] head = new Label[1];
    Result result =
        runBoth(
            (a, marked) -> {
              a.bind(marked).cli().inc(ESI).sti().inc(EBX).inc(EBX).rdtsc();
            },
            head);
    assertThat(result.events).hasSize(ROUNDS);
    assertThat(result.events.subList(1, ROUNDS))
        .as("at the end of the round, not behind another CLI")
        .allSatisfy(event -> assertThat(event.rip).isEqualTo(head[0].address()));
  }

  @Test
  void anInterruptComesRightBehindPopf() {
    Label[] behind = new Label[1];
    Result result =
        runBoth(
            (a, marked) -> {
              a.cli().inc(ESI).pushf().or(dword(ESP), VcpuState.IF | CARRY).popf();
              a.bind(marked).emit(Mnemonic.ADC, EDX, ESI);
            },
            behind);
    assertThat(result.events)
        .hasSize(ROUNDS)
        .allSatisfy(
            event -> {
              assertThat(event.rip).isEqualTo(behind[0].address());
              assertThat(event.flags & CARRY).isEqualTo(CARRY);
              assertThat(event.esi).isEqualTo(ROUNDS + 1 - event.round);
            });
    assertThat(result.inRegions).as("POPF was executed in a region").isGreaterThan(ROUNDS / 2);
  }

  @Test
  void aSingleStepComesOneInstructionBehindPopf() {
    Label[] behind = new Label[1];
    Result result =
        runBoth(
            (a, marked) -> {
              a.inc(ESI).pushf().or(dword(ESP), VcpuState.TF).popf().inc(EDX);
              a.bind(marked).inc(EBX);
            },
            behind);
    assertThat(result.events)
        .hasSize(ROUNDS)
        .allSatisfy(event -> assertThat(event.rip).isEqualTo(behind[0].address()));
  }

  @Test
  void controlRegistersChangeAndAreReadInTheLoop() {
    Result result =
        runBoth(
            (a, marked) -> {
              a.bind(marked).mov(EAX, CR0).add(EDX, EAX).xor(EAX, ControlBits.CR0_TS);
              a.mov(CR0, EAX).mov(EBX, CR0).add(ESI, EBX).emit(Mnemonic.CLTS);
            },
            new Label[1]);
    assertThat(result.cr0 & ControlBits.CR0_TS).isZero();
    assertThat(result.registers.get(3))
        .isEqualTo(ROUNDS * (1L | ControlBits.CR0_TS | ControlBits.CR0_ET));
  }
}
