package org.kvas.translator.x86.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kvas.translator.x86.assemble.FarAddress.far;
import static org.kvas.translator.x86.assemble.Pointer.byteAt;
import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.ptr;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Pointer.sized;
import static org.kvas.translator.x86.assemble.Pointer.word;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.kvas.translator.x86.decode.EncodingException;
import org.kvas.translator.x86.decode.Mnemonic;

/** Against the bytes nasm 2.16 makes of the same source. */
class AssemblerTest {

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * From real mode through protected mode to 64-bit code, each instruction in nasm's own encoding.
   */
  @Test
  void allThreeModes() {
    Assembler a = new Assembler(16, 0x7c00);
    Label gdtr = a.label("gdtr");
    Label gdt = a.label("gdt");
    Label flag = a.label("flag");
    Label message = a.label("message");
    Label counter = a.label("counter");
    Label protectedMode = a.label("protected mode");
    Label longMode = a.label("long mode");
    realMode(a, gdtr, flag, protectedMode);
    a.align(4).bind(gdtr).dw(23).dd(gdt).bind(flag).db(0);
    protectedMode(a.bits(32).bind(protectedMode), message, counter, longMode);
    a.align(8).bind(gdt).dq(0, 0x00cf9a000000ffffL, 0x00cf92000000ffffL);
    a.bind(message).text("hello").db(0).bind(counter).dd(0);
    longMode(a.bits(64).bind(longMode), message, counter);
    assertThat(hex(a.assemble())).isEqualTo(NASM.replace("\n", ""));
    assertThat(gdtr.address()).isEqualTo(0x7c2c);
  }

  private static void realMode(Assembler a, Label gdtr, Label flag, Label protectedMode) {
    a.cli().xor(AX, AX).mov(DS, AX).mov(SS, AX).mov(SP, 0x7c00).mov(byteAt(flag), 1);
    a.in(AL, 0x92).or(AL, 2).out(0x92, AL);
    a.lgdt(ptr(gdtr)).mov(EAX, CR0).or(EAX, 1).mov(CR0, EAX);
    a.emit(Mnemonic.JMPF, 4, far(8, protectedMode));
  }

  private static void protectedMode(Assembler a, Label message, Label counter, Label longMode) {
    Label done = a.label("done");
    a.mov(AX, 16).mov(DS, AX).mov(ESI, message);
    Label again = a.here();
    a.lodsb().test(AL, AL).je(done).mov(EDX, 0x3f8).out(DX, AL).jmp(again).bind(done);
    a.mov(ECX, 0xc0000080L).rdmsr().or(EAX, 0x100).wrmsr();
    a.inc(dword(counter)).mov(EAX, ptr(EBX).index(ECX, 4).plus(-8));
    a.lock().cmpxchg(ptr(EDI), EDX).rep().movsd();
    a.setcc(Condition.NE, BL).cmovcc(Condition.AE, EAX, EBX).imul(EAX, EBX, 100);
    a.shl(dword(ESP).plus(4), CL).shrd(EAX, EDX, new Constant(7)).jmpFar(far(24, longMode));
  }

  private static void longMode(Assembler a, Label message, Label counter) {
    Label farAway = a.label("far away");
    Label next = a.label("next");
    a.mov(RAX, 0x1122334455667788L).mov(R15, -1).lea(RBX, ptr(message)).mov(ptr(counter), R9D);
    a.movzx(EAX, byteAt(RBX)).movsxd(RDX, dword(RBP).index(R12, 8)).push(R8).pop(RAX);
    a.mov(FS, AX).mov(RCX, ptr(RCX).plus(0x28).in(FS)).mov(CR3, RAX);
    a.emit(Mnemonic.ADDSD, XMM8, qword(RSP)).emit(Mnemonic.MOVAPS, ptr(RAX), XMM1);
    a.emit(Mnemonic.FLD, sized(10, RAX)).emit(Mnemonic.FADDP, ST1, ST0).invlpg(ptr(RAX));
    a.call(farAway).jne(farAway).loop(next).bind(next).syscall().iretq();
    for (int i = 0; i < 130; i++) {
      a.nop();
    }
    a.bind(farAway).hlt().ret();
  }

  private static final String NASM =
      """
      fa31c08ed88ed0bc007cc606327c01e4920c02e6920f01162c7c0f20c06683c8
      010f22c066ea337c000008001700887c00000066b810008ed8bea07c0000ac84
      c07408baf8030000eeebf3b9800000c00f320d000100000f30ff05a67c00008b
      448bf8f00fb117f3a50f95c30f43c36bc364d36424040facd007eaaa7c000018
      00909090909090900000000000000000ffff0000009acf00ffff00000092cf00
      68656c6c6f000000000048b8887766554433221149c7c7ffffffff488d1ddeff
      ffff44890dddffffff0fb6034a6354e5004150588ee064488b49280f22d8f244
      0f5804240f2908db28dec10f0138e88e0000000f8588000000e2000f0548cf90
      9090909090909090909090909090909090909090909090909090909090909090
      9090909090909090909090909090909090909090909090909090909090909090
      9090909090909090909090909090909090909090909090909090909090909090
      9090909090909090909090909090909090909090909090909090909090909090
      90f4c3
      """;

  @Test
  void branchesGrowOnlyWhereTheyMust() {
    Assembler a = new Assembler(32, 0);
    Label end = a.label("end");
    a.jmp(end).space(127).bind(end);
    assertThat(a.assemble()).startsWith(0xeb, 0x7f).hasSize(129);
    Assembler b = new Assembler(32, 0);
    Label beyond = b.label("beyond");
    b.jmp(beyond).space(128).bind(beyond);
    assertThat(b.assemble()).startsWith(0xe9, 0x80, 0, 0, 0).hasSize(133);
  }

  @Test
  void dataAndPadding() {
    Assembler a = new Assembler(16, 0x100);
    Label here = a.here();
    a.db(1).dw(-2).align(4).dd(here).dq(here).dw(here).org(0x118).text("A");
    assertThat(hex(a.assemble()))
        .isEqualTo("01feff90" + "00010000" + "0001000000000000" + "0001" + "000000000000" + "41");
  }

  @Test
  void addressSizes() {
    Assembler a = new Assembler(16, 0);
    a.mov(AX, ptr(BX).index(SI, 1))
        .mov(AX, ptr(EBX))
        .mov(word(ptr(0x1234).in(ES)), 7)
        .addressSize(4)
        .rep()
        .stosb()
        .segment(CS)
        .lodsb();
    assertThat(hex(a.assemble()))
        .isEqualTo("8b00" + "678b03" + "26c70634120700" + "67f3aa" + "2eac");
  }

  @Test
  void mistakesAreReported() {
    Assembler a = new Assembler(64, 0);
    assertThatThrownBy(() -> a.add(ptr(RAX), 1)).isInstanceOf(EncodingException.class);
    assertThatThrownBy(() -> a.mov(EAX, RBX)).isInstanceOf(EncodingException.class);
    assertThatThrownBy(() -> a.pusha()).isInstanceOf(EncodingException.class);
    assertThatThrownBy(() -> a.mov(AL, 256)).isInstanceOf(EncodingException.class);
    Label never = a.label("never");
    a.jmp(never);
    assertThatThrownBy(a::assemble).isInstanceOf(IllegalStateException.class);
  }
}
