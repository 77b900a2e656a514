package org.kvas.runtime.cputest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvas.runtime.vcpu.CpuModel;

/** Lines in every mode, through each engine; expectations from the SDM's instruction pages. */
class CpuTestTest {
  private static String answer(TestEngine engine, String line) {
    try (CpuTest test = new CpuTest(CpuModel.parse("x86-64-v2"), engine)) {
      return test.answer(line.replace('\'', '"')).replace('"', '\'');
    }
  }

  private static String answer(String line) {
    return answer(TestEngine.BOTH, line);
  }

  @ParameterizedTest
  @EnumSource
  void addsInRealMode(TestEngine engine) {
    String answer =
        answer(
            engine,
            "{'id':'add','mode':'real','init':{'rax':'0x1ff','rip':'0x100','rflags':'0x2'},"
                + "'memory':[['0x100','00c0']],'run':{'instructions':1}}");
    // ff + ff = fe: CF, AF and SF
    assertThat(answer)
        .isEqualTo(
            "{'id':'add','final':{'rflags':'0x93','rax':'0x1fe','rip':'0x102'},"
                + "'memory':[],'exception':null,'instructions':1}");
  }

  @ParameterizedTest
  @EnumSource
  void selectorsAreParagraphsInRealMode(TestEngine engine) {
    String answer =
        answer(
            engine,
            "{'id':1,'mode':'real','init':{'ds':'0x1234','cs':'0x10','rip':'0x5'},"
                + "'memory':[['0x105','c606010077']]}");
    assertThat(answer).contains("'memory':[['0x12341','77']]").contains("'rip':'0xa'");
  }

  /** SDM Vol. 2A, 2.3: VPACKSSWB, VANDPS and VFMADD231PS. */
  @ParameterizedTest
  @CsvSource({"real,c4e17963f3", "real,c5f054c2", "v86,c4e271b8c2"})
  void thereAreNoVexPrefixesInRealAndVirtual8086Mode(String mode, String instruction) {
    try (CpuTest test = new CpuTest(CpuModel.parse("x86-64-v3"), TestEngine.BOTH)) {
      String line =
          "{'id':1,'mode':'%s','init':{'rip':'0x100'},'memory':[['0x100','%s']]}"
              .formatted(mode, instruction);
      assertThat(test.answer(line.replace('\'', '"')).replace('"', '\''))
          .contains("'vector':6")
          .doesNotContain("difference");
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneInstructionOfALoopIsOneInstruction(TestEngine engine) {
    String answer =
        answer(
            engine,
            "{'id':1,'mode':'protected32','init':{'rax':'5','rip':'0x1000'},"
                + "'memory':[['0x1000','4875fd']],'run':{'instructions':7}}");
    // dec eax; jnz: three rounds and a half
    assertThat(answer)
        .contains("'rax':'0x1'")
        .contains("'rip':'0x1001'")
        .contains("'instructions':7");
  }

  @ParameterizedTest
  @EnumSource
  void runsUntilHlt(TestEngine engine) {
    String answer =
        answer(
            engine,
            "{'id':1,'mode':'protected32','init':{'rcx':'1000','rip':'0x1000'},"
                + "'memory':[['0x1000','01c8890d0020000049 75f5f4']],'run':{'until':'hlt','limit':100000}}"
                    .replace(" ", ""));
    // 1000 + 999 + ... + 1, rip behind the HLT
    assertThat(answer)
        .contains("'rax':'0x7a314'")
        .contains("'rip':'0x100c'")
        .contains("'memory':[['0x2000','01']]")
        .contains("'instructions':4001");
  }

  @ParameterizedTest
  @EnumSource
  void endsAtTheLimit(TestEngine engine) {
    String answer =
        answer(
            engine,
            "{'id':1,'mode':'long','init':{'rip':'0x1000'},"
                + "'memory':[['0x1000','48ffc0ebfb']],'run':{'until':'hlt','limit':12345}}");
    assertThat(answer)
        .contains("'rax':'0x181d'")
        .contains("'rip':'0x1003'")
        .contains("'instructions':12345");
  }

  @ParameterizedTest
  @EnumSource
  void repeatedStringInstructionIsOne(TestEngine engine) {
    String answer =
        answer(
            engine,
            "{'id':1,'mode':'protected16','init':{'rax':'0xaa','rcx':'3','rdi':'0x2ffe','rip':'0x100'},"
                + "'memory':[['0x100','f3aa']]}");
    assertThat(answer)
        .contains("'memory':[['0x2ffe','aaaaaa']]")
        .contains("'rdi':'0x3001'")
        .contains("'rcx':'0x0'")
        .contains("'instructions':1");
  }

  @ParameterizedTest
  @EnumSource
  void theWholeLowerHalfIsThereInLongMode(TestEngine engine) {
    String answer =
        answer(
            engine,
            "{'id':1,'mode':'long','init':{'rip':'0x7ffffffff000','rbx':'0x7ffffffffff8','rax':'0x1122334455667788'},"
                + "'memory':[['0x7ffffffff000','488903']]}");
    assertThat(answer)
        .contains("'memory':[['0x7ffffffffff8','8877665544332211']]")
        .contains("'exception':null");
  }

  @Test
  void accessBeyondTheLowerHalfIsNotCanonical() {
    String answer =
        answer(
            "{'id':1,'mode':'long','init':{'rip':'0x100','rbx':'0x800000000000'},'memory':[['0x100','8b03']]}");
    assertThat(answer)
        .contains("'exception':{'vector':13,'error':'0x0'}")
        .contains("'instructions':0");
  }

  @Test
  void theUpperHalfIsNotMapped() {
    String answer =
        answer(
            "{'id':1,'mode':'long','cpl':3,'init':{'rip':'0x100','rbx':'0xffff800000000000'},'memory':[['0x100','8803']]}");
    // written by the user, not present
    assertThat(answer)
        .contains("'exception':{'vector':14,'error':'0x6'}")
        .contains("'cr2':'0xffff800000000000'");
  }

  @Test
  void privilegedInstructionFaultsInUserMode() {
    String answer =
        answer(
            "{'id':1,'mode':'protected32','cpl':3,'init':{'rip':'0x100'},'memory':[['0x100','f4']]}");
    assertThat(answer)
        .contains("'exception':{'vector':13,'error':'0x0'}")
        .contains("'rip':'0x100'");
  }

  @Test
  void softwareInterruptIsReportedBehindTheInstruction() {
    String answer =
        answer(
            "{'id':1,'mode':'v86','init':{'cs':'0x100','rip':'0x10','rflags':'0x3002'},'memory':[['0x1010','cd21']]}");
    assertThat(answer)
        .contains("'exception':{'vector':33,'error':null}")
        .contains("'rip':'0x12'")
        .contains("0x23002");
  }

  @Test
  void softwareInterruptNeedsPrivilegeInVirtual8086Mode() {
    String answer =
        answer(
            "{'id':1,'mode':'v86','init':{'cs':'0x100','rip':'0x10'},'memory':[['0x1010','cd21']]}");
    assertThat(answer).contains("'exception':{'vector':13,'error':'0x0'}").contains("'rip':'0x10'");
  }

  @Test
  void deliveredFaultStopsAtTheHandler() {
    String answer =
        answer(
            "{'id':1,'mode':'real','exceptions':'deliver','init':{'cs':'0x100','rip':'0x10','rsp':'0x200'},"
                + "'memory':[['0x0','34127856'],['0x1010','f7f1'],['0x579b4','90']]}");
    // DIV by zero: FLAGS, CS and IP on the stack
    assertThat(answer)
        .contains("'cs':'0x5678'")
        .contains("'rip':'0x1234'")
        .contains("'rsp':'0x1fa'")
        .contains("'memory':[['0x1fa','10'],['0x1fd','0102']]")
        .contains("'exception':null,'instructions':1");
  }

  @Test
  void exceptionNobodyHandlesShutsDown() {
    String answer =
        answer(
            "{'id':1,'mode':'protected32','exceptions':'deliver','init':{'rip':'0x100'},'memory':[['0x100','0f0b']]}");
    assertThat(answer).contains("'exception':{'vector':8,'error':'0x0'}");
  }

  @Test
  void singleStepIsReportedBehindTheInstruction() {
    String answer =
        answer(
            "{'id':1,'mode':'long','init':{'rip':'0x100','rflags':'0x102'},'memory':[['0x100','90']]}");
    assertThat(answer)
        .contains("'exception':{'vector':1,'error':null},'instructions':1")
        .contains("'rip':'0x101'");
  }

  @Test
  void addressesWrapBehindAClosedA20Gate() {
    String line =
        "{'id':1,'mode':'real','a20':%s,'init':{'ds':'0xffff','rip':'0x100'},'memory':[['0x100','c606200055']]}";
    assertThat(answer(line.formatted("true"))).contains("['0x100010','55']");
    assertThat(answer(line.formatted("false"))).contains("['0x10','55']");
  }

  @Test
  void codeRewrittenBehindAClosedA20GateIsSeen() {
    String answer =
        answer(
            "{'id':1,'mode':'real','a20':false,'init':{'ds':'0xffff','rip':'0x100'},"
                + "'memory':[['0x100','c6061601409090']],'run':{'instructions':3}}");
    // the second NOP becomes INC AX
    assertThat(answer).contains("'rax':'0x1'");
  }

  @Test
  void segmentLimitsAreKept() {
    String answer =
        answer(
            "{'id':1,'mode':'protected32','init':{'rip':'0x100','ds_limit':'0xfff','ds_flags':'0x4093','rbx':'0xffd'},"
                + "'memory':[['0x100','8b03']]}");
    assertThat(answer).contains("'exception':{'vector':13,'error':'0x0'}");
  }

  @Test
  void segmentBasesAreAdded() {
    String answer =
        answer(
            "{'id':1,'mode':'long','init':{'rip':'0x100','fs_base':'0x5000'},'memory':[['0x100','64c604250800000042']]}");
    assertThat(answer).contains("['0x5008','42']");
  }

  @Test
  void vectorRegistersHoldSixteenBytes() {
    String answer =
        answer(
            "{'id':1,'mode':'long','init':{'rip':'0x100','xmm1':'0x0102030405060708090a0b0c0d0e0f10',"
                + "'xmm2':'0x01010101010101010101010101010101'},'memory':[['0x100','660ffcd1']]}");
    // PADDB xmm2, xmm1
    assertThat(answer)
        .contains("'xmm2':'0x02030405060708090a0b0c0d0e0f1011'")
        .doesNotContain("xmm1")
        .doesNotContain("ymm");
  }

  @Test
  void stackRegistersHoldTenBytes() {
    String answer =
        answer(
            "{'id':1,'mode':'long','init':{'rip':'0x100','st0':'0x3fff8000000000000000','st1':'0x40008000000000000000'},"
                + "'memory':[['0x100','d8c1']]}");
    // FADD ST(0), ST(1): 1 + 2
    assertThat(answer).contains("'st0':'0x4000c000000000000000'");
  }

  @Test
  void mmxRegistersAlias() {
    String answer =
        answer(
            "{'id':1,'mode':'protected32','init':{'rip':'0x100','mm0':'0x0101010101010101','mm1':'0x0000000000000001'},"
                + "'memory':[['0x100','0ffcc1']]}");
    assertThat(answer)
        .contains("'mm0':'0x101010101010102'")
        .contains("'st0':'0xffff0101010101010102'");
  }

  @Test
  void descriptorTableRegisters() {
    String answer =
        answer(
            "{'id':1,'mode':'protected32','init':{'rip':'0x100','gdtr':{'base':'0x1000','limit':'0xff'}},"
                + "'memory':[['0x100','0f011500020000'],['0x200','27007856 3412']]}"
                    .replace(" ", ""));
    assertThat(answer).contains("'gdtr':{'base':'0x12345678','limit':'0x27'}");
  }

  @Test
  void modelSpecificRegisters() {
    String answer =
        answer(
            "{'id':1,'mode':'long','init':{'rip':'0x100','msr_0xc0000082':'0xffffffff81000000','rcx':'0xc0000082'},"
                + "'memory':[['0x100','0f32']]}");
    assertThat(answer)
        .contains("'rax':'0x81000000'")
        .contains("'rdx':'0xffffffff'")
        .doesNotContain("msr");
  }

  @Test
  void guestsOwnPageTables() {
    // 32-bit paging: directory at 0x1000, table at 0x2000, page 0 and page 5 (to frame 7, not
    // writable)
    String line =
        "{'id':1,'mode':'protected32','init':{'cr0':'0x80010033','cr3':'0x1000','rip':'0x100'},"
            + "'memory':[['0x100','%s'],['0x1000','0720'],['0x2000','07'],['0x2014','0570'],['0x7000','2a']]}";
    assertThat(answer(line.formatted("a100500000")))
        .contains("'rax':'0x2a'")
        .contains("'memory':[['0x1000','27'],['0x2000','27'],['0x2014','25']]");
    assertThat(answer(line.formatted("a300500000")))
        .contains("'exception':{'vector':14,'error':'0x3'}")
        .contains("'cr2':'0x5000'");
  }

  @Test
  void badLinesAreAnsweredInOneSentence() throws IOException {
    String lines =
        """
        {"id":"a","mode":"fast"}
        {"id":"b","mode":"real","init":{"rax":"0xgg"}}
        {"id":"c","mode":"real","init":{"eax":"0x1"}}
        {"id":"d","mode":"real","memory":[["0x100","123"]]}
        {"id":"e","mode":"real","init":{"rax":"0x100000000"}}
        {"id":"f","mode":"long","init":{"cs":"0x10000"}}
        {"id":"g","mode":"real","speed":1}
        {"id":"h",
        {"id":"i","mode":"real","memory":[["0x0","90"]]}
        """;
    StringWriter out = new StringWriter();
    try (CpuTest test = new CpuTest(CpuModel.parse("x86-64-v2"), TestEngine.INTERPRETER)) {
      test.run(new BufferedReader(new StringReader(lines)), out);
    }
    String[] answers = out.toString().split("\n");
    assertThat(answers).hasSize(9);
    for (int i = 0; i < 8; i++) {
      assertThat(answers[i])
          .startsWith("{\"id\":\"" + (char) ('a' + i) + "\",\"error\":\"")
          .doesNotContain("Exception");
    }
    assertThat(answers[8]).contains("\"instructions\":1");
  }

  @Test
  void memoryIsBounded() {
    String answer =
        answer(
            "{'id':1,'mode':'long','init':{'rip':'0x100','rdi':'0x1000','rcx':'0x100000000'},'memory':[['0x100','f3aa']]}");
    assertThat(answer).contains("'error':'the test stopped: more than 256 MiB of memory are used'");
  }

  @Test
  void aTestLeavesNothingToTheNext() {
    try (CpuTest test = new CpuTest(CpuModel.parse("x86-64-v2"), TestEngine.BOTH)) {
      String writes =
          "{\"id\":1,\"mode\":\"long\",\"init\":{\"rip\":\"0x100\",\"rax\":\"7\"},\"memory\":[[\"0x100\",\"48a30030000000000000\"]]}";
      String reads =
          "{\"id\":2,\"mode\":\"long\",\"init\":{\"rip\":\"0x100\"},\"memory\":[[\"0x100\",\"48a10030000000000000\"]]}";
      assertThat(test.answer(writes)).contains("[[\"0x3000\",\"07\"]]");
      assertThat(test.answer(reads)).doesNotContain("rax").contains("\"memory\":[]");
    }
  }

  @Test
  void modelsDecideOnInstructions() {
    String line =
        "{\"id\":1,\"mode\":\"protected32\",\"init\":{\"rip\":\"0x100\"},\"memory\":[[\"0x100\",\"0f44c1\"]]}";
    try (CpuTest test = new CpuTest(CpuModel.parse("486"), TestEngine.INTERPRETER)) {
      assertThat(test.answer(line)).contains("\"vector\":6");
    }
  }

  /** SDM Vol. 2B, PUSHA, real-address mode exceptions. */
  @ParameterizedTest
  @EnumSource
  void pushAllNearTheBottomOfTheSegmentInRealMode(TestEngine engine) {
    String line =
        "{'id':1,'mode':'real','init':{'rip':'0x100','ss':'0x1000','rsp':'%s'},"
            + "'memory':[['0x100','60']],'run':{'instructions':1}}";
    assertThat(answer(engine, line.formatted("0x7"))).contains("'vector':13");
    assertThat(answer(engine, line.formatted("0xf"))).contains("'vector':13");
    assertThat(answer(engine, line.formatted("0x11"))).contains("'rsp':'0x1'");
    assertThat(answer(engine, line.formatted("0x5"))).contains("'vector':12");
    assertThat(answer(engine, line.formatted("0x8"))).contains("'rsp':'0xfff8'");
  }
}
