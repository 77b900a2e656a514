package org.kvas.runtime.vcpu;

import static org.kvas.translator.x86.assemble.Pointer.dword;
import static org.kvas.translator.x86.assemble.Pointer.qword;
import static org.kvas.translator.x86.assemble.Registers.*;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.kvas.runtime.cache.Block;
import org.kvas.runtime.cache.CodePage;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.GuestRam;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.x86.assemble.Assembler;
import org.kvas.translator.x86.decode.Decoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the interpreter's first meeting with a block costs, and what finding it again costs. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BlockBenchmark {
  private static final int ADDRESS = 0x1040;
  private static final int INSTRUCTIONS = 8;
  private static final int MODE =
      ExecutionMode.CODE_64 | ExecutionMode.FLAT | ExecutionMode.PROTECTED;

  private final GuestRam ram = new GuestRam(1 << 16);
  private final CodePage page;
  private final BlockDecoder decoder;

  public BlockBenchmark() {
    Assembler a = new Assembler(64, ADDRESS);
    a.push(RBP).mov(RBP, RSP).mov(RAX, qword(RDI)).add(RAX, 8).xor(EDX, EDX);
    a.mov(dword(RBP).plus(-4), EDX).pop(RBP).ret();
    byte[] code = a.assemble();
    ram.write(ADDRESS, code, 0, code.length);
    AddressSpace space = new AddressSpace();
    space.map(new MemoryRegion.Ram(0, ram));
    CodePages pages = new CodePages(space);
    page = pages.page(ADDRESS);
    Decoder instructions = new Decoder(CpuModels.named(CpuModels.DEFAULT).features());
    decoder = new BlockDecoder(instructions, new InstructionSet().operations(), space);
    pages.add(page, decode());
  }

  /** Decodes a block of eight instructions into operations. */
  @Benchmark
  public final Block decode() {
    Block block =
        decoder.decode(
            page,
            ADDRESS & 0xfff,
            MODE,
            () -> {
              throw new IllegalStateException("the block ends in its page");
            });
    if (block.operations.length != INSTRUCTIONS) {
      throw new IllegalStateException("decoded " + block.operations.length);
    }
    return block;
  }

  @Benchmark
  public final Block find() {
    Block block = page.find(ADDRESS & 0xfff, MODE);
    if (block == null) {
      throw new IllegalStateException("not found");
    }
    return block;
  }

  @TearDown
  public final void close() {
    ram.close();
  }
}
