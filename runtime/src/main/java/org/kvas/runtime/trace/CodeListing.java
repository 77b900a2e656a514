package org.kvas.runtime.trace;

import static org.kvas.translator.state.VcpuState.PAGE_MASK;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Disassembler;
import org.kvas.translator.x86.decode.Instruction;

/**
 * Disassembles what a processor is about to execute. Leaves the processor as it is but for accessed
 * flags of page tables.
 */
public final class CodeListing {
  private static final int LONGEST = 15;
  private static final int MOST_INSTRUCTIONS = 64;
  private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");

  /** An instruction, if it is one, and the bytes from its first one on. */
  private record Code(Instruction instruction, byte[] bytes) {
    boolean isWhole() {
      return instruction != Decoder.TRUNCATED && instruction != Decoder.TOO_LONG;
    }

    byte[] shown() {
      return isWhole() ? Arrays.copyOf(bytes, instruction.length()) : bytes;
    }
  }

  private final Vcpu vcpu;
  private final SoftwareMmu mmu;
  private final AddressSpace space;
  private final Decoder decoder;
  private final Disassembler disassembler = new Disassembler();

  public CodeListing(Vcpu vcpu, SoftwareMmu mmu, AddressSpace space) {
    this.vcpu = vcpu;
    this.mmu = mmu;
    this.space = space;
    this.decoder = new Decoder(vcpu.model.features());
  }

  /** The next instruction, as {@code linear address: bytes text}. */
  public String next() {
    return line(vcpu.rip, read(vcpu.rip));
  }

  /** The instructions from here to the end of the block, of the page, or to what is none. */
  public List<String> block() {
    var lines = new ArrayList<String>();
    long page = CodeAddress.linear(vcpu) & PAGE_MASK;
    long rip = vcpu.rip;
    Code code;
    do {
      code = read(rip);
      lines.add(line(rip, code));
      rip += code.instruction.length();
    } while (code.isWhole()
        && !code.instruction.endsBlock()
        && lines.size() < MOST_INSTRUCTIONS
        && (CodeAddress.linear(vcpu, rip) & PAGE_MASK) == page);
    return lines;
  }

  private String line(long rip, Code code) {
    return "0x%08x:  %-30s %s"
        .formatted(CodeAddress.linear(vcpu, rip), BYTES.formatHex(code.shown()), text(rip, code));
  }

  private String text(long rip, Code code) {
    if (code.bytes.length == 0) {
      return "(not mapped)";
    }
    return code.isWhole() ? disassembler.disassemble(code.instruction, rip) : "(bad)";
  }

  /** Looks into the next page only where the instruction does. */
  private Code read(long rip) {
    int here = (int) Math.min(LONGEST, -(CodeAddress.linear(vcpu, rip) | PAGE_MASK));
    Code code = read(rip, here);
    return code.instruction == Decoder.TRUNCATED && here < LONGEST ? read(rip, LONGEST) : code;
  }

  private Code read(long rip, int most) {
    byte[] bytes = fetch(rip, most);
    int codeBits = ExecutionMode.codeBits(vcpu.mode);
    return new Code(decoder.decode(bytes, 0, bytes.length, codeBits), bytes);
  }

  /** What is mapped of some bytes. */
  private byte[] fetch(long rip, int most) {
    byte[] bytes = new byte[most];
    for (int i = 0; i < most; i++) {
      long physical = mmu.probe(CodeAddress.linear(vcpu, rip + i));
      if (physical < 0) {
        return Arrays.copyOf(bytes, i);
      }
      bytes[i] = (byte) space.read(physical, 1);
    }
    return bytes;
  }
}
