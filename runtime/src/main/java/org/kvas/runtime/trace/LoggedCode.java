package org.kvas.runtime.trace;

import static org.kvas.translator.state.VcpuState.CS;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kvas.runtime.mmu.AddressSpace;
import org.kvas.runtime.mmu.SoftwareMmu;
import org.kvas.runtime.profile.Tier;
import org.kvas.runtime.vcpu.Vcpu;
import org.kvas.translator.state.ExecutionMode;

/**
 * The log of the code that one processor executes. A block is described before it is executed,
 * while its code is what it is, and logged once it is known to have been: an interrupt may come
 * first.
 */
final class LoggedCode {
  private static final String RULE = "-".repeat(16);

  /** Where a block begins, and the mode it is decoded for. */
  private record Place(long linear, int mode) {}

  private final GuestLog log;
  private final CodeListing listing;
  private final Set<Place> listed = new HashSet<>();

  private final List<String> description = new ArrayList<>();
  private boolean waits;
  private Place place = new Place(0, 0);
  private String where = "";
  private String symbol = "";
  private long instructions;

  LoggedCode(GuestLog log, Vcpu vcpu, SoftwareMmu mmu, AddressSpace space) {
    this.log = log;
    this.listing = new CodeListing(vcpu, mmu, space);
  }

  /** The processor is about to execute what {@code rip} points at. */
  void reached(Vcpu vcpu) {
    waits = log.followsCode() && !vcpu.halted;
    if (!waits) {
      return;
    }
    instructions = vcpu.instructions;
    long linear = CodeAddress.linear(vcpu);
    place = new Place(linear, vcpu.mode);
    symbol = log.symbol(linear);
    where =
        "[%016x/%016x/%d/%d]"
            .formatted(linear - vcpu.rip, linear, ExecutionMode.codeBits(vcpu.mode), vcpu.cpl);
    description.clear();
    if (log.logs(LogItem.IN_ASM) && !listed.contains(place)) {
      description.add(RULE);
      description.add(("IN: " + header(vcpu, linear)).stripTrailing());
      description.addAll(listing.block());
      description.add("");
    }
    if (log.logs(LogItem.CPU)) {
      description.addAll(RegisterListing.of(vcpu));
    }
  }

  /** Where segments have bases, the address that the guest itself would tell. */
  private String header(Vcpu vcpu, long linear) {
    return linear == vcpu.rip
        ? symbol
        : "%04x:%04x %s".formatted(vcpu.segmentSelector[CS], vcpu.rip, symbol);
  }

  /** Some of the block was executed, or tried. */
  void executed(Vcpu vcpu) {
    if (!waits) {
      return;
    }
    waits = false;
    if (log.logs(LogItem.IN_ASM)) {
      listed.add(place);
    }
    description.forEach(log::print);
    if (log.logs(LogItem.EXEC)) {
      String engine = vcpu.tier == Tier.REGIONS.ordinal() ? "translated" : "interpreted";
      log.print("Trace %d: %-11s %s %s".formatted(vcpu.id, engine, where, symbol).stripTrailing());
    }
  }

  /** Something comes first: before the block, or between two of its instructions. */
  void interrupted(Vcpu vcpu) {
    if (vcpu.instructions != instructions) {
      executed(vcpu);
    }
    waits = false;
  }
}
