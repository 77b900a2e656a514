package org.kvas.runtime.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  private static final int LONGEST_INSTRUCTION = 15;
  private static final int MOST_INSTRUCTIONS = 64;

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

  /** The next instruction, as {@code address: text}. */
  public String next() {
    return line(vcpu.rip, decode(vcpu.rip));
  }

  /** The instructions from here to the end of the block. */
  public List<String> block() {
    var lines = new ArrayList<String>();
    long rip = vcpu.rip;
    Instruction instruction;
    do {
      instruction = decode(rip);
      lines.add(line(rip, instruction));
      rip += instruction == null ? 0 : instruction.length();
    } while (instruction != null && !instruction.endsBlock() && lines.size() < MOST_INSTRUCTIONS);
    return lines;
  }

  private String line(long rip, @Nullable Instruction instruction) {
    return "0x%x: %s"
        .formatted(rip, instruction == null ? "?" : disassembler.disassemble(instruction, rip));
  }

  private @Nullable Instruction decode(long rip) {
    int codeBits = ExecutionMode.codeBits(vcpu.mode);
    long linear = codeBits == 64 ? rip : vcpu.segmentBase[Vcpu.CS] + rip & 0xffff_ffffL;
    byte[] bytes = new byte[LONGEST_INSTRUCTION];
    int length = 0;
    while (length < bytes.length) {
      long physical = mmu.probe(linear + length);
      if (physical < 0) {
        break;
      }
      bytes[length++] = (byte) space.read(physical, 1);
    }
    if (length == 0) {
      return null;
    }
    Instruction decoded = decoder.decode(bytes, 0, length, codeBits);
    return decoded == Decoder.TRUNCATED || decoded == Decoder.TOO_LONG ? null : decoded;
  }
}
