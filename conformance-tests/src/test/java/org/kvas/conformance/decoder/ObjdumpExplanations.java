package org.kvas.conformance.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Mnemonic;

/** Why objdump, of binutils 2.40, differs. */
final class ObjdumpExplanations {
  private static final int MOST_PREFIXES = 14;

  /** With these an instruction can have 16 bytes. */
  private static final int MANY_PREFIXES = 9;

  static final List<Explanation> ALL = new ArrayList<>(ObjdumpNames.ALL);

  static {
    ALL.addAll(CommonExplanations.ALL);
  }

  private static final DecodedAgain AGAIN = new DecodedAgain();

  static {
    explain(
        "objdump shows LOCK before any instruction",
        d -> !d.isDefinedHere() && agreesWithout(d, 0xf0));
    explain(
        "EVEX, the encoding of AVX-512, is not decoded",
        d ->
            !d.isDefinedHere()
                && Prefixed.of(d).starts(0x62)
                && (d.codeBits() == 64 || Prefixed.of(d).at(1) >= 0xc0));
    explain(
        "XOP, an encoding of AMD's, is not decoded",
        d ->
            !d.isDefinedHere()
                && Prefixed.of(d).starts(0x8f)
                && (Prefixed.of(d).at(1) & 0x1f) >= 8);
    explain("3DNow! is not decoded", d -> !d.isDefinedHere() && Prefixed.of(d).starts(0x0f, 0x0f));
    explain(
        "objdump shows instructions of more than 15 bytes",
        d -> d.ours() == Decoder.TOO_LONG || d.theirs().length() > Decoder.TOO_LONG.length());
    explain(
        "objdump shows registers that there are not",
        d ->
            !d.isDefinedHere()
                && d.theirs().name().equals("mov")
                && hasNoSuchRegister(Prefixed.of(d)));
    explain(
        "objdump shows 66, F2, F3 and REX before VEX, which makes them undefined",
        d -> !d.isDefinedHere() && isVex(d) && agreesWithout(d, 0x66, 0xf2, 0xf3, -1));
    explain(
        "objdump shows VEX.pp where that makes VZEROUPPER, VZEROALL and those of MXCSR undefined",
        d -> !d.isDefinedHere() && isVex(d) && d.theirs().name().matches("vzero.*|v(ld|st)mxcsr"));
    explain(
        "objdump shows 66, F2 and F3 where these make an instruction undefined",
        d ->
            !d.isDefinedHere()
                && Prefixed.of(d).starts(0x0f)
                && agreesWithout(d, 0x66, 0xf2, 0xf3));
    explain(
        "the test registers of the 386 and the 486 are not decoded",
        d ->
            !d.isDefinedHere()
                && d.theirs().name().equals("mov")
                && (Prefixed.of(d).starts(0x0f, 0x24) || Prefixed.of(d).starts(0x0f, 0x26)));
    explain(
        "VAES and VPCLMULQDQ, on 256 bits, are not decoded",
        d ->
            !d.isDefinedHere()
                && isVex(d)
                && Prefixed.of(d).vexL()
                && d.theirs().name().matches("vaes(en|de)c(last)?|vpclmul.*dq"));
    explain(
        "objdump shows what only 64-bit code has in other code",
        d ->
            !d.isDefinedHere()
                && d.codeBits() != 64
                && d.theirs().name().matches("(rd|wr)[fg]sbase|swapgs"));
    explain(
        "objdump shows FRSTPM of the 287XL",
        d -> !d.isDefinedHere() && Prefixed.of(d).starts(0xdb, 0xe5));
    explain(
        "objdump takes prefixes off what would be longer than 15 bytes, and forgets them",
        d -> !d.isDefinedHere() && Prefixed.of(d).opcode() >= MANY_PREFIXES);
    explain(
        "objdump does not take as many prefixes as an instruction can have",
        d -> Prefixed.of(d).opcode() + (Prefixed.of(d).starts(0x9b) ? 1 : 0) >= MOST_PREFIXES);
    explain("objdump does not know SALC", d -> d.name().equals("salc") && !d.theirs().isDefined());
    explain(
        "objdump does not know the undocumented aliases of x87 instructions",
        d -> !d.theirs().isDefined() && d.isDefinedHere() && isAlias(Prefixed.of(d)));
    explain(
        "objdump joins FWAIT with the x87 instruction or the prefixes behind it",
        d -> d.ours().mnemonic() == Mnemonic.FWAIT && isJoined(Prefixed.of(d)));
    explain(
        "objdump takes 66 and F2 before WBINVD, F2 before BSF and BSR for undefined: they ignore it",
        d ->
            !d.theirs().isDefined()
                && List.of("wbinvd", "bsf", "bsr").contains(d.name())
                && (Prefixed.of(d).repeat() == 0xf2
                    || Prefixed.of(d).has(0x66) && d.name().equals("wbinvd")));
    explain(
        "objdump wants ModRM.rm of MFENCE and SFENCE to be zero, which is ignored",
        d ->
            !d.theirs().isDefined()
                && List.of("mfence", "sfence").contains(d.name())
                && (Prefixed.of(d).at(2) & 7) != 0);
    explain(
        "what was of MPX are reserved NOPs",
        d ->
            d.name().equals("nop")
                && (Prefixed.of(d).starts(0x0f, 0x1a) || Prefixed.of(d).starts(0x0f, 0x1b))
                && (!d.theirs().isDefined() || d.theirs().name().startsWith("bnd")));
    explain(
        "objdump wants memory where PREFETCHW with a register is a NOP",
        d ->
            d.name().equals("nop")
                && Prefixed.of(d).starts(0x0f, 0x0d)
                && Prefixed.of(d).at(2) >= 0xc0
                && !d.theirs().isDefined());
  }

  private ObjdumpExplanations() {}

  private static void explain(String reason, Predicate<Difference> fits) {
    ALL.add(new Explanation(reason, fits));
  }

  private static boolean agreesWithout(Difference difference, int... prefixes) {
    return Arrays.stream(prefixes)
        .mapToObj(prefix -> AGAIN.without(prefix, difference))
        .flatMap(Optional::stream)
        .anyMatch(ObjdumpExplanations::agrees);
  }

  private static boolean agrees(Difference difference) {
    return difference.isNone() || ALL.stream().anyMatch(row -> row.fits().test(difference));
  }

  private static boolean isAlias(Prefixed code) {
    int row = code.at(1) & 0xf8;
    return switch (code.at(0)) {
      case 0xd9 -> row == 0xd8;
      case 0xdc -> row == 0xd0 || row == 0xd8;
      case 0xdd -> row == 0xc8;
      case 0xde -> row == 0xd0;
      case 0xdf -> row == 0xc8 || row == 0xd0 || row == 0xd8;
      default -> false;
    };
  }

  private static boolean isJoined(Prefixed code) {
    return code.isPrefix(1) || code.at(1) == 0x9b || (code.at(1) & 0xf8) == 0xd8;
  }

  /** MOV with a segment, control or debug register. */
  private static boolean hasNoSuchRegister(Prefixed code) {
    int reg = code.at(code.at(0) == 0x0f ? 2 : 1) >> 3 & 7 | code.rexR() << 3;
    return switch (code.at(0)) {
      case 0x8c -> (reg & 7) > 5;
      case 0x8e -> (reg & 7) > 5 || (reg & 7) == 1;
      case 0x0f ->
          switch (code.at(1)) {
            case 0x20, 0x22 -> reg != 0 && reg != 2 && reg != 3 && reg != 4 && reg != 8;
            case 0x21, 0x23 -> reg > 7;
            default -> false;
          };
      default -> false;
    };
  }

  private static boolean isVex(Difference d) {
    Prefixed code = Prefixed.of(d);
    return (code.at(0) & 0xfe) == 0xc4 && (d.codeBits() == 64 || code.at(1) >= 0xc0);
  }
}
