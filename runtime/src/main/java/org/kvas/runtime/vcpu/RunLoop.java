package org.kvas.runtime.vcpu;

import static org.kvas.translator.state.VcpuState.CS;
import static org.kvas.translator.state.VcpuState.IF;
import static org.kvas.translator.state.VcpuState.PAGE_MASK;

import org.jspecify.annotations.Nullable;
import org.kvas.runtime.cache.Block;
import org.kvas.runtime.cache.CodePage;
import org.kvas.runtime.cache.CodePages;
import org.kvas.runtime.cache.JumpCache;
import org.kvas.runtime.cache.RegionEntry;
import org.kvas.runtime.cache.TranslatedRegion;
import org.kvas.runtime.cache.TranslatedRegion.PageLookup;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.profile.Tier;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.state.RegionCode;
import org.kvas.translator.x86.decode.Instruction;

/**
 * The dispatcher of one processor: finds the block at {@code rip}, runs its region or its
 * operations, and attends to what is pending in between.
 */
final class RunLoop implements SteppedEngine, TranslatedEntries {
  private static final int NEEDS_MACHINE =
      Vcpu.PENDING_EVENT | Vcpu.PENDING_INIT | Vcpu.PENDING_SIPI;

  private static final int INTERPRETER = Tier.INTERPRETER.ordinal();
  private static final int REGIONS = Tier.REGIONS.ordinal();

  /** The threshold of an engine that translates before it executes. */
  private static final int AT_ONCE = 1;

  private final SoftwareMmu mmu;
  private final CodePages codePages;
  private final BlockDecoder decoder;
  private final Promotion promotion;
  private final int threshold;
  private final PageLookup lookup;
  private final JumpCache jumps;
  private final DebugSteps debugSteps = new DebugSteps(this::stepWithFaults);

  private @Nullable CodePage page;

  /** The block that was interpreted just now, if nothing came behind it. */
  private @Nullable Block previous;

  private long translated;

  RunLoop(
      SoftwareMmu mmu,
      CodePages codePages,
      BlockDecoder decoder,
      Promotion promotion,
      JumpCache jumps) {
    this.jumps = jumps;
    this.mmu = mmu;
    this.codePages = codePages;
    this.decoder = decoder;
    this.promotion = promotion;
    this.threshold = promotion.threshold();
    this.lookup = mmu::peekPage;
  }

  @Override
  public void run(Vcpu vcpu) {
    while (attend(vcpu)) {
      if (!trace(vcpu)) {
        try {
          dispatch(vcpu);
        } catch (GuestFault fault) {
          raise(vcpu, fault);
        }
      }
    }
  }

  @Override
  public void run(Vcpu vcpu, long instructions) {
    vcpu.instructionLimit = vcpu.instructions + instructions;
    try {
      while (remaining(vcpu) > 0 && attend(vcpu) && remaining(vcpu) > 0) {
        if (!trace(vcpu)) {
          try {
            dispatchBounded(vcpu);
          } catch (GuestFault fault) {
            raise(vcpu, fault);
          }
        }
      }
    } finally {
      vcpu.instructionLimit = Long.MAX_VALUE;
    }
  }

  @Override
  public long translated() {
    return translated;
  }

  private static long remaining(Vcpu vcpu) {
    return vcpu.instructionLimit - vcpu.instructions;
  }

  @Override
  public boolean advance(Vcpu vcpu, long most) {
    if (!attend(vcpu)) {
      return false;
    }
    if (!trace(vcpu)) {
      try {
        advanceOnce(vcpu, most);
      } catch (GuestFault fault) {
        raise(vcpu, fault);
      }
    }
    return true;
  }

  @Override
  public void close() {
    promotion.close();
  }

  private void raise(Vcpu vcpu, GuestFault fault) {
    boolean canonical = fault.nonCanonicalAddress() == GuestFault.CANONICAL;
    vcpu.trapPolicy.exception(
        vcpu, canonical ? fault : StackSegmentFault.of(vcpu, instruction(vcpu), fault));
  }

  private Instruction instruction(Vcpu vcpu) {
    long linear = linear(vcpu);
    boolean longCode = ExecutionMode.codeBits(vcpu.mode) == 64;
    return decoder.instruction(
        mmu.fetchPage(linear), (int) linear & 0xfff, vcpu.mode, () -> nextPage(linear, longCode));
  }

  private void advanceOnce(Vcpu vcpu, long most) {
    vcpu.nesting = 0;
    Block block = block(vcpu);
    RegionEntry entry = block.translated;
    if (entry != null) {
      runRegion(vcpu, entry);
    } else {
      interpret(vcpu, block, most);
    }
  }

  /** Deals with what is pending; false when the machine must, or the processor halts. */
  private boolean attend(Vcpu vcpu) {
    if ((vcpu.pending & NEEDS_MACHINE) != 0) {
      return false;
    }
    if (vcpu.interruptShadow) {
      vcpu.interruptShadow = false;
      if (!vcpu.halted && vcpu.pending != 0) {
        if (!trace(vcpu)) {
          stepWithFaults(vcpu);
        }
        return attend(vcpu);
      }
    }
    if ((vcpu.pending & Vcpu.PENDING_REGION) != 0) {
      vcpu.clearRequest(Vcpu.PENDING_REGION);
      promotion.takeReady(vcpu);
    }
    if ((vcpu.pending & Vcpu.PENDING_NMI) != 0) {
      acceptNmi(vcpu);
    }
    if ((vcpu.pending & Vcpu.PENDING_INTERRUPT) != 0) {
      acceptInterrupt(vcpu);
    }
    return !vcpu.halted;
  }

  private static void acceptNmi(Vcpu vcpu) {
    vcpu.clearRequest(Vcpu.PENDING_NMI);
    if (vcpu.nmiBlocked) {
      vcpu.nmiLatched = true;
    } else {
      vcpu.halted = false;
      vcpu.trapPolicy.nonMaskableInterrupt(vcpu);
    }
  }

  private void acceptInterrupt(Vcpu vcpu) {
    vcpu.clearRequest(Vcpu.PENDING_INTERRUPT);
    if ((vcpu.systemFlags & IF) == 0) {
      return; // asked for again when IF is set: see afterSystem
    }
    int vector = vcpu.interrupts.acknowledge();
    if (vector >= 0) {
      vcpu.halted = false;
      vcpu.trapPolicy.externalInterrupt(vcpu, vector);
      if (vcpu.interrupts.isPending()) {
        vcpu.request(Vcpu.PENDING_INTERRUPT);
      }
    }
  }

  /** Whether one instruction was executed because instructions go one at a time. */
  private boolean trace(Vcpu vcpu) {
    return (vcpu.pending & Vcpu.PENDING_TRACE) != 0 && debugSteps.advance(vcpu, linear(vcpu));
  }

  /** One instruction; false if it raised an exception, which has been delivered. */
  private boolean stepWithFaults(Vcpu vcpu) {
    try {
      Block block = block(vcpu);
      vcpu.blockLimit = 1;
      execute(vcpu, block);
      return true;
    } catch (GuestFault fault) {
      raise(vcpu, fault);
      return false;
    }
  }

  /** Blocks and regions, until something is pending. */
  private void dispatch(Vcpu vcpu) {
    vcpu.nesting = 0;
    do {
      vcpu.interruptShadow = false;
      dispatchOnce(vcpu);
    } while (vcpu.pending == 0 && !vcpu.halted);
  }

  private void dispatchOnce(Vcpu vcpu) {
    long key = JumpCache.key(vcpu.mode, mmu.codeStamp());
    Block from = previous;
    if (from != null) {
      Block block = from.successor(vcpu.rip, key);
      if (block != null) {
        interpret(vcpu, block, Long.MAX_VALUE);
        return;
      }
    }
    int slot = jumps.find(vcpu.rip, key);
    if (slot < 0) {
      dispatchBlock(vcpu, from);
    } else {
      jump(vcpu, slot);
    }
  }

  @Override
  public @Nullable RegionCode find(Vcpu vcpu) {
    return jumps.enter(vcpu, mmu.codeStamp());
  }

  /** Where instructions are counted, only what is sure to stay within the limit. */
  @Override
  public boolean proceed(Vcpu vcpu) {
    if (vcpu.halted) {
      return false;
    }
    vcpu.interruptShadow = false;
    if (vcpu.instructionLimit == Long.MAX_VALUE) {
      dispatchOnce(vcpu);
      return !vcpu.halted;
    }
    RegionCode code = find(vcpu);
    if (code == null) {
      return false;
    }
    long before = vcpu.rip;
    code.run(vcpu, vcpu.entry);
    return vcpu.rip != before;
  }

  private void dispatchBlock(Vcpu vcpu, @Nullable Block from) {
    previous = null;
    Block block = block(vcpu);
    RegionEntry entry = block.translated;
    if (entry == null) {
      if (from != null) {
        link(vcpu, from, block);
      }
      interpret(vcpu, block, Long.MAX_VALUE);
    } else {
      runRegion(vcpu, entry);
    }
  }

  /** Next time from block to block without a look-up. */
  private void link(Vcpu vcpu, Block from, Block to) {
    long linear = linear(vcpu);
    if (ExecutionMode.isFlat(vcpu.mode) && to.isKept()) {
      mmu.rely(linear & PAGE_MASK);
      if (to.secondPage != null) {
        mmu.rely((linear & PAGE_MASK) + 4096);
      }
      from.follow(to, vcpu.rip, JumpCache.key(vcpu.mode, mmu.codeStamp()));
    }
  }

  /** Next time straight there, where nothing but the stamp needs to be checked then. */
  private void remember(Vcpu vcpu, RegionEntry entry) {
    long head = vcpu.rip - entry.offset();
    TranslatedRegion region = entry.region();
    if (ExecutionMode.isFlat(vcpu.mode)
        && !region.extent().narrow()
        && region.extent().fits(head, vcpu.mode, vcpu.segmentLimit[CS])
        && region.isInPlace(head, vcpu.translationGeneration, lookup)) {
      region.forEachPage(head, mmu::rely);
      jumps.put(vcpu.rip, vcpu.mode, mmu.codeStamp(), entry);
    }
  }

  private void jump(Vcpu vcpu, int slot) {
    long before = vcpu.rip;
    previous = null;
    vcpu.tier = REGIONS;
    jumps.run(vcpu, slot);
    if (vcpu.rip == before && vcpu.pending == 0 && !vcpu.halted) {
      Block block = block(vcpu);
      vcpu.tier = INTERPRETER;
      vcpu.blockLimit = block.operations.length;
      execute(vcpu, block);
    }
  }

  /**
   * As {@link #dispatch}, up to the limit. An engine that translates at the first execution runs
   * what it translated at once.
   */
  private void dispatchBounded(Vcpu vcpu) {
    vcpu.nesting = 0;
    do {
      vcpu.interruptShadow = false;
      Block block = block(vcpu);
      RegionEntry entry = fitting(vcpu, block);
      if (entry == null && threshold == AT_ONCE) {
        promotion.consider(vcpu, block, remaining(vcpu));
        entry = fitting(vcpu, block);
      }
      if (entry != null) {
        long before = vcpu.rip;
        long completed = vcpu.instructions;
        enter(vcpu, entry);
        translated += vcpu.instructions - completed;
        stepOver(vcpu, before);
      } else {
        interpret(vcpu, block, remaining(vcpu));
      }
    } while (vcpu.pending == 0 && !vcpu.halted && remaining(vcpu) > 0);
  }

  /** Where to enter translated code that cannot go beyond the limit. */
  private static @Nullable RegionEntry fitting(Vcpu vcpu, Block block) {
    RegionEntry entry = block.translated;
    return entry != null && entry.region().instructions() <= remaining(vcpu) ? entry : null;
  }

  private void interpret(Vcpu vcpu, Block block, long most) {
    int heat = block.heat;
    block.heat = heat + block.operations.length;
    if (heat < threshold && block.heat >= threshold) {
      promotion.consider(vcpu, block, Long.MAX_VALUE);
    }
    previous = null;
    long start = vcpu.rip;
    vcpu.tier = INTERPRETER;
    vcpu.blockLimit = (int) Math.min(block.operations.length, most);
    execute(vcpu, block);
    if (block.indirect != null && vcpu.blockLimit == block.operations.length) {
      block.indirect.note(vcpu.rip - start - block.lastStart());
    }
    previous = block;
  }

  private void runRegion(Vcpu vcpu, RegionEntry entry) {
    long before = vcpu.rip;
    enter(vcpu, entry);
    stepOver(vcpu, before);
  }

  /**
   * What a region left at its very entry: it is still there, or there again, and in the latter case
   * may have rewritten the block, or changed the mode or the mapping.
   */
  private void stepOver(Vcpu vcpu, long before) {
    if (vcpu.rip == before && vcpu.pending == 0 && !vcpu.halted && remaining(vcpu) > 0) {
      Block block = block(vcpu);
      vcpu.tier = INTERPRETER;
      vcpu.blockLimit =
          threshold == AT_ONCE ? 1 : (int) Math.min(block.operations.length, remaining(vcpu));
      execute(vcpu, block);
    }
  }

  private void enter(Vcpu vcpu, RegionEntry entry) {
    if (entry.region().extent().fits(vcpu.rip - entry.offset(), vcpu.mode, vcpu.segmentLimit[CS])
        && entry
            .region()
            .isInPlace(linear(vcpu) - entry.offset(), vcpu.translationGeneration, lookup)) {
      remember(vcpu, entry);
      vcpu.tier = REGIONS;
      entry.code().run(vcpu, entry.index());
    }
  }

  private static long linear(Vcpu vcpu) {
    return ExecutionMode.codeBits(vcpu.mode) == 64
        ? vcpu.rip
        : vcpu.segmentBase[CS] + vcpu.rip & 0xffff_ffffL;
  }

  private void execute(Vcpu vcpu, Block block) {
    Operation[] operations = block.operations;
    long start = vcpu.rip;
    int i = 0;
    try {
      do {
        operations[i].execute(vcpu);
      } while (++i < vcpu.blockLimit);
    } catch (GuestFault fault) {
      vcpu.instructions += i;
      vcpu.rip += block.starts[i];
      throw fault;
    }
    vcpu.instructions += i;
    if (i < operations.length || !block.endsInTransfer) {
      vcpu.rip = vcpu.rip + block.starts[i] & block.ripMask;
    } else if (block.endsInSystem) {
      vcpu.afterSystem();
    } else if (block.endsInString && vcpu.rip == (start + block.lastStart() & block.ripMask)) {
      vcpu.instructions--; // a repetition that was interrupted is not complete
    }
  }

  private Block block(Vcpu vcpu) {
    boolean longCode = ExecutionMode.codeBits(vcpu.mode) == 64;
    long linear = linear(vcpu);
    CodePage current = page;
    if (current == null || (linear & PAGE_MASK) != vcpu.fetchLinear) {
      current = mmu.fetchPage(linear);
      page = current;
      vcpu.fetchLinear = linear & PAGE_MASK;
    }
    Block block = current.find((int) linear & 0xfff, vcpu.mode);
    if (block == null
        || block.secondPage != null && block.secondPage != nextPage(linear, longCode)) {
      block = decode(vcpu, current, linear, longCode);
    }
    if (!longCode && vcpu.rip + block.length() - 1 > vcpu.segmentLimit[CS]) {
      return withinLimit(vcpu, block);
    }
    return block;
  }

  private CodePage nextPage(long linear, boolean longCode) {
    long next = (linear & PAGE_MASK) + 4096;
    return mmu.fetchPage(longCode ? next : next & 0xffff_ffffL);
  }

  private Block decode(Vcpu vcpu, CodePage current, long linear, boolean longCode) {
    Block block =
        decoder.decode(current, (int) linear & 0xfff, vcpu.mode, () -> nextPage(linear, longCode));
    codePages.add(current, block);
    return block;
  }

  /**
   * The part of a block below the limit of CS: its first instruction, or #GP(0) where even that
   * reaches beyond.
   */
  private static Block withinLimit(Vcpu vcpu, Block block) {
    if (vcpu.rip + block.starts[1] - 1 > vcpu.segmentLimit[CS]) {
      throw GuestFault.generalProtection(0);
    }
    return block.first();
  }
}
