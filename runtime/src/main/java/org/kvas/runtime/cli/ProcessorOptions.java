package org.kvas.runtime.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.MachineType;
import org.kvas.runtime.vcpu.CpuModel;
import picocli.CommandLine.Option;

/** The machine itself: board, memory, processors, engine. */
final class ProcessorOptions {
  private static final int MOST_PROCESSORS = 255;
  private static final String DEFAULT_CPU = "x86-64-v2";

  @Option(
      names = {"-machine", "-M", "--machine"},
      paramLabel = "TYPE[,entry=HOW]",
      description =
          "pc (the default), q35, microvm or xenpv; entry says how -kernel is "
              + "started: linux, pvh, multiboot, or auto (the default)")
  private List<String> machines = List.of();

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "SIZE",
      description = "memory in megabytes, or with K, M, G behind it (default: 128M)")
  private @Nullable String memory;

  @Option(
      names = {"-smp", "--cpus"},
      paramLabel = "N",
      description = "processors (default: 1)")
  private @Nullable String processors;

  @Option(
      names = {"-cpu", "--cpu"},
      paramLabel = "MODEL[,+F,-F]",
      description = "processor model and features (default: " + DEFAULT_CPU + ")")
  private String cpu = DEFAULT_CPU;

  @Option(
      names = {"-accel", "--accel"},
      paramLabel = "ENGINE[,KEY=VALUE...]",
      description =
          "translator (the default; tcg is taken as that), interpreter, or "
              + "lockstep: both, stopping at the first difference; behind it threshold=N "
              + "(translate a block after N of its instructions), count=on (translated code counts "
              + "instructions, for 'info jit') and exclude=FIRST-LAST+... (addresses "
              + "never translated)")
  private @Nullable String engine;

  /** What {@code -machine} says. */
  record Board(MachineType type, EntryProtocol entry, String accelerator) {}

  Board board() {
    OptionValue value =
        new OptionValue(
            "-machine",
            "type",
            String.join(",", machines.stream().map(ProcessorOptions::named).toList()));
    String type = value.take("type", "");
    String entry = value.take("entry", "auto");
    String accelerator = value.take("accel", "translator");
    value.expectNothingElse();
    return new Board(machineType(type), entryProtocol(entry), accelerator);
  }

  /** Several {@code -machine} add up, so each needs its first key. */
  private static String named(String text) {
    int comma = text.indexOf(',');
    return (comma < 0 ? text : text.substring(0, comma)).contains("=") ? text : "type=" + text;
  }

  long memoryBytes(long otherwise) {
    return memory == null ? otherwise : MemorySize.parse(memory);
  }

  int cpuCount() {
    if (processors == null) {
      return 1;
    }
    OptionValue value = new OptionValue("-smp", "cpus", processors);
    int sockets = value.takeNumber("sockets", 1, 1, MOST_PROCESSORS);
    int cores = value.takeNumber("cores", 1, 1, MOST_PROCESSORS);
    int threads = value.takeNumber("threads", 1, 1, MOST_PROCESSORS);
    int topology = sockets * cores * threads;
    int count = value.takeNumber("cpus", Math.min(topology, MOST_PROCESSORS), 1, MOST_PROCESSORS);
    int most = value.takeNumber("maxcpus", count, 1, MOST_PROCESSORS);
    value.expectNothingElse();
    if (most != count) {
      throw CommandError.notSupportedYet("-smp maxcpus, processors that are plugged in later");
    }
    if (topology != 1 && topology != count) {
      throw new CommandError(
          "-smp "
              + processors
              + ": sockets, cores and threads do not make "
              + count
              + " processors");
    }
    return count;
  }

  String cpuModel() {
    return cpuModel(cpu);
  }

  static String cpuModel(String text) {
    try {
      CpuModel.parse(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw new CommandError(String.valueOf(e.getMessage()));
    }
  }

  private static MachineType machineType(String name) {
    if (name.startsWith("pc-i440fx-")) {
      return MachineType.PC;
    }
    if (name.startsWith("pc-q35-")) {
      return MachineType.Q35;
    }
    return switch (name) {
      case "", "pc" -> MachineType.PC;
      case "q35" -> MachineType.Q35;
      case "microvm" -> MachineType.MICROVM;
      case "xenpv" -> MachineType.XENPV;
      default ->
          throw new CommandError("-machine " + name + ": there are pc, q35, microvm and xenpv");
    };
  }

  private static EntryProtocol entryProtocol(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "auto" -> EntryProtocol.AUTO;
      case "linux" -> EntryProtocol.LINUX;
      case "pvh" -> EntryProtocol.PVH;
      case "multiboot" -> EntryProtocol.MULTIBOOT;
      default ->
          throw new CommandError(
              "-machine entry=" + name + ": there are auto, linux, pvh and multiboot");
    };
  }

  /** What {@code -accel} says, or else {@code -machine accel}. */
  Acceleration acceleration() {
    return Acceleration.parse(engine == null ? board().accelerator() : engine);
  }
}
