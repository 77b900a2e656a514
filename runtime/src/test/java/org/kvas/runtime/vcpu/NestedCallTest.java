package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Registers.AL;
import static org.kvas.translator.x86.assemble.Registers.CS;
import static org.kvas.translator.x86.assemble.Registers.EAX;
import static org.kvas.translator.x86.assemble.Registers.EBX;
import static org.kvas.translator.x86.assemble.Registers.ECX;
import static org.kvas.translator.x86.assemble.Registers.EDI;
import static org.kvas.translator.x86.assemble.Registers.EDX;
import static org.kvas.translator.x86.assemble.Registers.ESI;
import static org.kvas.translator.x86.assemble.Registers.ESP;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.state.VcpuState;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.assemble.Label;
import org.kvas.translator.x86.decode.Mnemonic;

/**
 * Calls of translated code that lead out of their region, which are calls of the JVM: whatever the
 * callee does, both engines end in the same state. Functions lie farther apart than a region
 * reaches.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NestedCallTest {
  private static final int FIRST = 0x14_0000;
  private static final int SECOND = 0x28_0000;
  private static final int HANDLER = 0x8000;

  private static final int GDT = 0x3000;
  private static final int IDT = 0x4000;
  private static final int DIRECTORY = 0x30_0000;
  private static final int TABLE = 0x30_1000;
  private static final int ABSENT = 0x35_0000;
  private static final int PRESENT_WRITABLE = 3;
  private static final int INTERRUPT_GATE = 0x8e00;

  private static final int ROUNDS = 1000;
  private static final int MOST_NESTING = 64;

  /** The code behind a call has run by then, and becomes part of the caller's region. */
  private static final int THRESHOLD = 20;

  /** What translated code calls. */
  private static final class Spy implements TranslatedEntries {
    private final TranslatedEntries entries;
    int calls;
    int deepest;

    Spy(TranslatedEntries entries) {
      this.entries = entries;
    }

    @Override
    public @Nullable RegionCode find(Vcpu vcpu) {
      RegionCode found = entries.find(vcpu);
      if (found != null) {
        calls++;
        deepest = Math.max(deepest, vcpu.nesting);
      }
      return found;
    }

    @Override
    public boolean proceed(Vcpu vcpu) {
      return entries.proceed(vcpu);
    }
  }

  private static GuestCode guest(Consumer<Assembler> program) {
    Assembler a = new Assembler(32, GuestCode.CODE);
    program.accept(a);
    byte[] code = a.assemble();
    GuestCode guest = new GuestCode();
    guest.space.write(GuestCode.CODE, code, 0, code.length);
    guest.space.write(GDT + 8, 8, 0x00cf_9b00_0000_ffffL);
    guest.space.write(GDT + 16, 8, 0x00cf_9300_0000_ffffL);
    guest.vcpu.gdtBase = GDT;
    guest.vcpu.gdtLimit = 0x17;
    guest.vcpu.idtBase = IDT;
    guest.vcpu.idtLimit = 0x7ff;
    return guest;
  }

  private static void gate(GuestCode guest, int vector, long handler) {
    guest.space.write(IDT + 8L * vector, 8, (long) INTERRUPT_GATE << 32 | 8 << 16 | handler);
  }

  private static SteppedEngine translator(GuestCode guest, boolean counting) {
    return new Engines()
        .translator(guest.vcpu, guest.mmu, guest.space, guest.codePages, THRESHOLD, counting);
  }

  private static Engine translator(GuestCode guest) {
    return translator(guest, true);
  }

  private static Spy translate(GuestCode guest) {
    Engine engine = translator(guest);
    Spy spy = new Spy(guest.vcpu.entries);
    guest.vcpu.entries = spy;
    engine.run(guest.vcpu);
    return spy;
  }

  private static void assertSame(GuestCode translated, GuestCode interpreted) {
    assertThat(translated.vcpu.generals()).isEqualTo(interpreted.vcpu.generals());
    assertThat(translated.vcpu.rip).isEqualTo(interpreted.vcpu.rip);
    assertThat(translated.vcpu.rflags()).isEqualTo(interpreted.vcpu.rflags());
    assertThat(translated.vcpu.halted).isEqualTo(interpreted.vcpu.halted);
    assertThat(translated.vcpu.instructions).isEqualTo(interpreted.vcpu.instructions);
  }

  /** Runs to the end in both engines; what translated code called. */
  private static Spy runBoth(Consumer<Assembler> program, Consumer<GuestCode> check) {
    try (GuestCode interpreted = guest(program);
        GuestCode translated = guest(program)) {
      interpreted.interpreter().run(interpreted.vcpu);
      assertThat(interpreted.vcpu.halted).isTrue();
      Spy spy = translate(translated);
      assertSame(translated, interpreted);
      check.accept(translated);
      return spy;
    }
  }

  /** A loop that calls the first function, which calls the second. */
  private static void chain(Assembler a) {
    Label first = a.label("first");
    Label second = a.label("second");
    a.xor(EBX, EBX).mov(ECX, ROUNDS);
    Label again = a.here();
    a.mov(EAX, ECX).call(first).add(EBX, EAX).dec(ECX).jne(again).hlt();
    a.org(FIRST).bind(first).push(EAX).add(EAX, 3).call(second);
    a.emit(Mnemonic.ADC, EAX, dword(ESP)).pop(EDX).ret();
    a.org(SECOND).bind(second).imul(EAX, EAX, 7).rol(EAX, 1).inc(ESI).ret();
  }

  @Test
  void calleesReturnToTheirCallers() {
    Spy spy =
        runBoth(
            NestedCallTest::chain,
            guest -> {
              long sum = 0;
              for (int i = 1; i <= ROUNDS; i++) {
                sum += (i + 3) * 14 + i; // never a carry
              }
              assertThat(guest.vcpu.general(VcpuState.RBX)).isEqualTo(sum);
              assertThat(guest.vcpu.general(VcpuState.RSI)).isEqualTo(ROUNDS);
              assertThat(guest.vcpu.nesting).isZero();
            });
    assertThat(spy.calls).isGreaterThan(ROUNDS * 19 / 10);
    assertThat(spy.deepest).isEqualTo(2);
  }

  @Test
  void withoutCountingTheResultIsTheSame() {
    try (GuestCode interpreted = guest(NestedCallTest::chain);
        GuestCode translated = guest(NestedCallTest::chain)) {
      interpreted.interpreter().run(interpreted.vcpu);
      translator(translated, false).run(translated.vcpu);
      assertThat(translated.vcpu.generals()).isEqualTo(interpreted.vcpu.generals());
      assertThat(translated.vcpu.rip).isEqualTo(interpreted.vcpu.rip);
      assertThat(translated.vcpu.rflags()).isEqualTo(interpreted.vcpu.rflags());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 20, 33, 100})
  void boundedRunsStopAtTheInstruction(int most) {
    try (GuestCode interpreted = guest(NestedCallTest::chain);
        GuestCode translated = guest(NestedCallTest::chain)) {
      SteppedEngine interpreter = (SteppedEngine) interpreted.interpreter();
      SteppedEngine translator = translator(translated, true);
      Spy spy = new Spy(translated.vcpu.entries);
      translated.vcpu.entries = spy;
      while (!interpreted.vcpu.halted) {
        long before = interpreted.vcpu.instructions;
        interpreter.run(interpreted.vcpu, most);
        translator.run(translated.vcpu, most);
        assertSame(translated, interpreted);
        if (!interpreted.vcpu.halted) {
          assertThat(interpreted.vcpu.instructions).isEqualTo(before + most);
        }
      }
      assertThat(spy.calls > 0).as("nested").isEqualTo(most >= 7);
    }
  }

  @Test
  void recursionGoesDeeperThanTheNesting() {
    int depth = 3 * MOST_NESTING + 5;
    Spy spy =
        runBoth(
            a -> {
              Label even = a.label("even");
              Label odd = a.label("odd");
              Label again = a.label("again");
              a.bind(again).mov(ECX, EDI).call(even).add(EBX, EAX).inc(EDI);
              a.cmp(EDI, depth).jne(again).hlt();
              a.org(FIRST);
              function(a, even, odd, 3);
              a.org(SECOND);
              function(a, odd, even, 5);
            },
            guest -> assertThat(guest.vcpu.general(VcpuState.RSP)).isEqualTo(GuestCode.STACK));
    assertThat(spy.deepest).isEqualTo(MOST_NESTING);
  }

  /** Calls the other {@code ecx} times, and computes something that depends on the order. */
  private static void function(Assembler a, Label name, Label other, int factor) {
    Label done = a.label();
    a.bind(name).test(ECX, ECX).je(done).dec(ECX).push(ECX).call(other).pop(EDX);
    a.add(EAX, EDX).imul(EAX, EAX, factor).inc(ESI);
    a.bind(done).ret();
  }

  @Test
  void codeBehindTheCallThatTheCalleeRewrites() {
    runBoth(
        a -> {
          Label callee = a.label("callee");
          Label patched = a.label("patched");
          a.xor(EBX, EBX).mov(ECX, ROUNDS);
          Label again = a.here();
          a.call(callee);
          a.db(0xb8).bind(patched).dd(1); // mov eax, 1
          a.add(EBX, EAX).dec(ECX).jne(again).hlt();
          Label unchanged = a.label();
          a.org(FIRST).bind(callee).cmp(ECX, ROUNDS / 2).jne(unchanged);
          a.inc(byteAt(patched)).bind(unchanged).ret();
        },
        guest ->
            assertThat(guest.vcpu.general(VcpuState.RBX))
                .isEqualTo(ROUNDS / 2 + ROUNDS / 2 * 2)); // the 500th last already adds 2
  }

  @Test
  void aCalleeThatGoesElsewhere() {
    Spy spy =
        runBoth(
            a -> {
              Label callee = a.label("callee");
              Label elsewhere = a.label("elsewhere");
              Label next = a.label("next");
              a.mov(ECX, ROUNDS);
              Label again = a.here();
              a.call(callee).inc(EBX).jmp(next);
              a.bind(elsewhere).add(EBX, 0x10000);
              a.bind(next).dec(ECX).jne(again).hlt();
              Label returns = a.label();
              a.org(FIRST).bind(callee).test(ECX, 3).jne(returns).pop(EDX).jmp(elsewhere);
              a.bind(returns).ret();
            },
            guest -> {
              assertThat(guest.vcpu.general(VcpuState.RBX))
                  .isEqualTo(ROUNDS / 4 * 3 + ROUNDS / 4 * 0x10000L);
              assertThat(guest.vcpu.general(VcpuState.RSP)).isEqualTo(GuestCode.STACK);
            });
    assertThat(spy.calls).isPositive();
  }

  @Test
  void aCalleeThatNeverReturnsAtAll() {
    Spy spy =
        runBoth(
            a -> {
              Label callee = a.label("callee");
              Label again = a.label("again");
              a.mov(ECX, ROUNDS).bind(again).call(callee).inc(ESI).jmp(again);
              Label done = a.label();
              a.org(FIRST).bind(callee).pop(EDX).inc(EBX).dec(ECX).je(done).jmp(again);
              a.bind(done).hlt();
            },
            guest -> {
              assertThat(guest.vcpu.general(VcpuState.RBX)).isEqualTo(ROUNDS);
              assertThat(guest.vcpu.general(VcpuState.RSI)).isZero();
            });
    assertThat(spy.deepest).isLessThanOrEqualTo(MOST_NESTING);
  }

  /** What a handler sees, at its port write. */
  private record Seen(List<Long> registers, List<Long> frame, long cr2, long instructions) {
    static Seen of(GuestCode guest, int frameEntries) {
      List<Long> frame = new ArrayList<>();
      for (int i = 0; i < frameEntries; i++) {
        frame.add(guest.space.read(guest.vcpu.general(VcpuState.RSP) + 4L * i, 4));
      }
      return new Seen(
          Arrays.stream(guest.vcpu.generals()).boxed().toList(),
          frame,
          guest.vcpu.cr2,
          guest.vcpu.instructions);
    }
  }

  /** In both engines: what handlers see, one after the other. */
  private static List<Seen> seenByHandlers(
      Consumer<Assembler> program, Consumer<GuestCode> prepare, int frameEntries) {
    List<Seen> expected = new ArrayList<>();
    List<Seen> seen = new ArrayList<>();
    try (GuestCode interpreted = guest(program);
        GuestCode translated = guest(program)) {
      prepare.accept(interpreted);
      prepare.accept(translated);
      interpreted.onPortWrite = () -> expected.add(Seen.of(interpreted, frameEntries));
      translated.onPortWrite = () -> seen.add(Seen.of(translated, frameEntries));
      interpreted.interpreter().run(interpreted.vcpu);
      assertThat(interpreted.vcpu.halted).isTrue();
      Spy spy = translate(translated);
      assertThat(seen).isEqualTo(expected);
      assertSame(translated, interpreted);
      assertThat(spy.deepest).isEqualTo(2);
      assertThat(translated.vcpu.nesting).isZero();
    }
    return seen;
  }

  /** The chain, whose second function does something with EDI, a page further each time. */
  private static void faultingChain(
      Assembler a, Label faulting, Consumer<Assembler> access, Consumer<Assembler> handler) {
    Label first = a.label("first");
    Label second = a.label("second");
    a.mov(EDI, ABSENT).mov(ECX, 40);
    Label again = a.here();
    a.mov(EAX, ECX).call(first).add(EBX, EAX).add(EDI, 512).dec(ECX).jne(again).hlt();
    a.org(HANDLER);
    handler.accept(a);
    a.org(FIRST).bind(first).push(EAX).add(EAX, 3).call(second).add(EAX, dword(ESP));
    a.pop(EDX).ret();
    a.org(SECOND).bind(second).inc(ESI).bind(faulting);
    access.accept(a);
    a.add(EAX, 5).ret();
  }

  @Test
  void pageFaultsInNestedCallees() {
    Label[] faulting = new Label[1];
    List<Seen> seen =
        seenByHandlers(
            a -> {
              faulting[0] = a.label("faulting");
              faultingChain(
                  a,
                  faulting[0],
                  callee -> callee.add(dword(EDI), EAX),
                  handler -> {
                    handler.out(0x80, AL).push(EDI).shr(EDI, 12);
                    handler.add(dword(TABLE).index(EDI, 4), PRESENT_WRITABLE).pop(EDI);
                    handler.add(ESP, 4).iret();
                  });
            },
            guest -> {
              gate(guest, GuestFault.PF, HANDLER);
              guest.space.write(DIRECTORY, 4, TABLE | PRESENT_WRITABLE);
              for (int page = 0; page < 1024; page++) {
                int flags = page >= ABSENT >> 12 ? 0 : PRESENT_WRITABLE;
                guest.space.write(TABLE + 4 * page, 4, (long) page << 12 | flags);
              }
              guest.vcpu.cr3 = DIRECTORY;
              guest.vcpu.cr0 |= ControlBits.CR0_PG;
              guest.vcpu.refreshMode();
            },
            4);
    assertThat(seen).hasSize(40 / 8).extracting(Seen::cr2).contains((long) ABSENT);
    assertThat(seen)
        .allSatisfy(each -> assertThat(each.frame.get(1)).isEqualTo(faulting[0].address()));
  }

  @Test
  void protectionFaultsInNestedCallees() {
    Label[] faulting = new Label[1];
    List<Seen> seen =
        seenByHandlers(
            a -> {
              faulting[0] = a.label("faulting");
              Label behind = a.label("behind");
              faultingChain(
                  a,
                  faulting[0],
                  callee -> callee.mov(dword(EDI).in(CS), EAX).bind(behind),
                  handler ->
                      handler.out(0x80, AL).mov(dword(ESP).plus(4), behind).add(ESP, 4).iret());
            },
            guest -> gate(guest, GuestFault.GP, HANDLER),
            4);
    assertThat(seen)
        .hasSize(40)
        .allSatisfy(each -> assertThat(each.frame.get(1)).isEqualTo(faulting[0].address()));
  }

  @Test
  void anInterruptThatANestedCalleeCausesIsTakenAtOnce() {
    int vector = 0x20;
    Consumer<GuestCode> prepare =
        guest -> {
          gate(guest, vector, HANDLER);
          guest.vcpu.systemFlags |= VcpuState.IF;
          guest.vcpu.interrupts =
              new InterruptSource() {
                @Override
                public boolean isPending() {
                  return false;
                }

                @Override
                public int acknowledge() {
                  return vector;
                }
              };
        };
    Label[] behind = new Label[1];
    List<Long> seen = new ArrayList<>();
    Function<Function<GuestCode, Engine>, Long> run =
        engine -> {
          Consumer<Assembler> program =
              a -> {
                behind[0] = a.label("behind");
                faultingChain(
                    a,
                    a.label(),
                    callee -> callee.out(0x80, AL).bind(behind[0]),
                    handler ->
                        handler
                            .push(EAX)
                            .mov(EAX, dword(ESP).plus(4))
                            .out(0x81, AL)
                            .pop(EAX)
                            .iret());
              };
          try (GuestCode guest = guest(program)) {
            prepare.accept(guest);
            guest.onPortWrite =
                () -> {
                  if (guest.vcpu.rip < HANDLER || guest.vcpu.rip >= FIRST) {
                    guest.vcpu.request(Vcpu.PENDING_INTERRUPT);
                  } else {
                    seen.add(guest.vcpu.general(VcpuState.RAX));
                  }
                };
            engine.apply(guest).run(guest.vcpu);
            assertThat(guest.vcpu.halted).isTrue();
            assertThat(seen).hasSize(40).containsOnly(behind[0].address());
            seen.clear();
            return guest.vcpu.general(VcpuState.RBX);
          }
        };
    assertThat(run.apply(NestedCallTest::translator)).isEqualTo(run.apply(GuestCode::interpreter));
  }

  /** HLT in the innermost of three functions. */
  private static void haltingChain(Assembler a) {
    Label first = a.label("first");
    Label second = a.label("second");
    a.mov(ECX, 40);
    Label again = a.here();
    a.call(first).inc(EBX).dec(ECX).jne(again).hlt();
    a.org(FIRST).bind(first).call(second).inc(EDX).ret();
    Label going = a.label();
    a.org(SECOND).bind(second).test(ECX, 7).jne(going).hlt().inc(ESI).bind(going).inc(EDI).ret();
  }

  @Test
  void aNestedCalleeThatHalts() {
    try (GuestCode interpreted = guest(NestedCallTest::haltingChain);
        GuestCode translated = guest(NestedCallTest::haltingChain)) {
      Engine interpreter = interpreted.interpreter();
      Engine translator = translator(translated);
      for (int halts = 0; halts < 6; halts++) {
        interpreter.run(interpreted.vcpu);
        translator.run(translated.vcpu);
        assertThat(interpreted.vcpu.halted).isTrue();
        assertSame(translated, interpreted);
        interpreted.vcpu.halted = false;
        translated.vcpu.halted = false;
      }
      assertThat(interpreted.vcpu.general(VcpuState.RBX)).isEqualTo(40);
    }
  }
}
