package org.kvas.runtime.cputest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.cputest.TestCase.Bytes;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.MemoryRegion;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.mmu.SparseRam;
import org.kvas.runtime.trap.ControlBits;
import org.kvas.runtime.trap.TripleFault;
import org.kvas.runtime.vcpu.BoundedEngine;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.Engines;
import org.kvas.runtime.vcpu.PortBus;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.GuestFault;

/** A processor and memory, used for one test after the other: only what a test touched is reset. */
final class TestProcessor implements AutoCloseable {
  private static final int MOST_PAGES = 1 << 16;
  private static final int PAGE = 4096;

  /** Nothing answers. */
  private static final PortBus NO_PORTS =
      new PortBus() {
        @Override
        public int read(int port, int size) {
          return -1;
        }

        @Override
        public void write(int port, int size, int value) {}
      };

  private final AddressSpace space = new AddressSpace();
  private final SparseRam memory = new SparseRam(MOST_PAGES);
  private final IdentityTables tables;
  private final CodePages codePages;
  private final SoftwareMmu mmu;
  private final Vcpu vcpu;
  private final TestPolicy policy = new TestPolicy();
  private final BoundedEngine interpreter;
  private final BoundedEngine translator;
  private final RegisterSet registers;
  private final ProcessorState state;
  private final byte[] page = new byte[PAGE];
  private final byte[] initialPage = new byte[PAGE];

  TestProcessor(CpuModel model, RegisterSet registers) {
    this.registers = registers;
    space.map(new MemoryRegion.Sparse(0, IdentityTables.BASE, memory));
    tables = new IdentityTables(space);
    codePages = new CodePages(space);
    mmu = new SoftwareMmu(space, codePages);
    vcpu = new Vcpu(0, model, mmu, NO_PORTS);
    mmu.attach(vcpu);
    vcpu.trapPolicy = policy;
    Engines engines = new Engines();
    interpreter = engines.interpreter(vcpu, mmu, space, codePages);
    translator = engines.translator(vcpu, mmu, space, codePages, 1, true);
    state = new ProcessorState(vcpu, registers);
  }

  Outcome interpret(TestCase test) {
    return start(test, interpreter);
  }

  /**
   * After {@link #interpret}: a filled TLB, without which translated code leaves memory accesses to
   * the interpreter.
   */
  Outcome translate(TestCase test) {
    return start(test, translator);
  }

  private Outcome start(TestCase test, BoundedEngine engine) {
    rewind();
    for (Bytes bytes : test.memory()) {
      write(bytes);
    }
    space.setA20(test.a20());
    long before = translation();
    state.load(test);
    if (before != translation() || !keepsTranslations(test)) {
      mmu.flushAll();
    }
    policy.start(test.deliver());
    long[] initial = registers.snapshot(vcpu);
    GuestFault exception = run(test, engine);
    return new Outcome(
        initial, registers.snapshot(vcpu), changes(test), exception, vcpu.instructions);
  }

  private @Nullable GuestFault run(TestCase test, BoundedEngine engine) {
    try {
      engine.run(vcpu, test.most());
      return policy.reported();
    } catch (TripleFault e) {
      return new GuestFault(GuestFault.DF, 0);
    }
  }

  /** Zero memory and no code, the pages in place for the TLB. */
  private void rewind() {
    memory.zero();
    for (long address : memory.pages()) {
      codePages.written(address, PAGE);
    }
  }

  /** Something that differs where control registers differ. */
  private long translation() {
    return ((vcpu.cr0 * 31 + vcpu.cr3) * 31 + vcpu.cr4) * 31 + vcpu.efer;
  }

  /** No table has flags that a first run would have set for the second. */
  private boolean keepsTranslations(TestCase test) {
    return ProcessorState.hasIdentityTables(test) || (vcpu.cr0 & ControlBits.CR0_PG) == 0;
  }

  /** Forgets the test. */
  void clear() {
    for (long address : memory.pages()) {
      codePages.forget(address);
    }
    memory.clear();
    mmu.flushAll();
  }

  private void write(Bytes bytes) {
    int length = bytes.bytes().length;
    for (int done = 0; done < length; ) {
      long at = bytes.address() + done;
      int chunk = (int) Math.min(length - done, PAGE - at % PAGE);
      memory.write(at, bytes.bytes(), done, chunk);
      done += chunk;
    }
  }

  private List<Bytes> changes(TestCase test) {
    List<Bytes> changes = new ArrayList<>();
    for (long address : memory.pages()) {
      memory.read(address, page, 0, PAGE);
      fillInitial(address, test.memory());
      addChanges(address, changes);
    }
    return changes;
  }

  private void fillInitial(long address, List<Bytes> all) {
    Arrays.fill(initialPage, (byte) 0);
    for (Bytes bytes : all) {
      long from = Math.max(address, bytes.address());
      long end = Math.min(address + PAGE, bytes.end());
      if (from < end) {
        System.arraycopy(
            bytes.bytes(),
            (int) (from - bytes.address()),
            initialPage,
            (int) (from - address),
            (int) (end - from));
      }
    }
  }

  private void addChanges(long address, List<Bytes> changes) {
    int at = Arrays.mismatch(page, initialPage);
    while (at >= 0 && at < PAGE) {
      int end = at;
      while (end < PAGE && page[end] != initialPage[end]) {
        end++;
      }
      add(changes, new Bytes(address + at, Arrays.copyOfRange(page, at, end)));
      int next = Arrays.mismatch(page, end, PAGE, initialPage, end, PAGE);
      at = next < 0 ? -1 : end + next;
    }
  }

  private static void add(List<Bytes> changes, Bytes change) {
    if (changes.isEmpty() || changes.getLast().end() != change.address()) {
      changes.add(change);
      return;
    }
    Bytes before = changes.removeLast();
    byte[] joined = Arrays.copyOf(before.bytes(), before.bytes().length + change.bytes().length);
    System.arraycopy(change.bytes(), 0, joined, before.bytes().length, change.bytes().length);
    changes.add(new Bytes(before.address(), joined));
  }

  @Override
  public void close() {
    mmu.close();
    memory.close();
    tables.close();
  }
}
