package org.kvas.runtime.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvas.runtime.machine.Accelerator;
import org.kvas.runtime.machine.AddressRange;
import org.kvas.runtime.machine.CharacterChannel;
import org.kvas.runtime.machine.Diagnostics;
import org.kvas.runtime.machine.EntryProtocol;
import org.kvas.runtime.machine.ExtraDevice;
import org.kvas.runtime.machine.FirmwareEntry;
import org.kvas.runtime.machine.KernelImage;
import org.kvas.runtime.machine.MachineConfiguration;
import org.kvas.runtime.machine.MachineType;
import org.kvas.runtime.trace.LogItem;
import org.kvas.runtime.vcpu.CpuModel;
import org.kvas.runtime.vcpu.CpuModels;
import picocli.CommandLine;

/** QEMU's options become a machine; what is wrong becomes one sentence and the status 2. */
class RunCommandTest {
  private static final CharacterChannel TERMINAL = new CharacterChannel.Stdio(true);

  @TempDir Path folder;

  private Path kernel;
  private final StringWriter errors = new StringWriter();
  private @Nullable MachineConfiguration started;
  private DefaultGuestSource defaultGuest =
      new DefaultGuestSource(Map.of(), System.err) {
        @Override
        KernelImage image(MachineType type) {
          return new KernelImage(Path.of("default"), null, "");
        }
      };

  @BeforeEach
  void kernel() throws Exception {
    kernel = Files.writeString(folder.resolve("kernel"), "kernel");
  }

  private int run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(Arrays.asList(options));
    CommandLine command =
        Kvas.commandLine(
            (configuration, serials, debugConsole) -> {
              started = configuration;
              throw new IllegalArgumentException("seen");
            },
            defaultGuest);
    return command.setErr(new PrintWriter(errors, true)).execute(arguments.toArray(String[]::new));
  }

  private MachineConfiguration machine(String... options) {
    run(options);
    assertThat(errors.toString()).isEqualTo("kvas: seen" + System.lineSeparator());
    errors.getBuffer().setLength(0);
    return Objects.requireNonNull(started);
  }

  private MachineConfiguration kernelMachine(String... options) {
    List<String> all = new ArrayList<>(List.of("-kernel", kernel.toString()));
    all.addAll(Arrays.asList(options));
    return machine(all.toArray(String[]::new));
  }

  @Test
  void defaults() {
    assertThat(kernelMachine())
        .isEqualTo(
            new MachineConfiguration(
                MachineType.PC,
                EntryProtocol.AUTO,
                Accelerator.TRANSLATOR,
                128L << 20,
                1,
                "x86-64-v2",
                new KernelImage(kernel, null, ""),
                null,
                List.of(TERMINAL),
                null,
                List.of(),
                List.of(),
                false,
                false,
                false));
  }

  @Test
  void noOptionsAtAllRunTheDefaultGuest() {
    MachineConfiguration machine = machine();
    assertThat(machine.kernel()).extracting(KernelImage::file).isEqualTo(Path.of("default"));
    assertThat(machine.memoryBytes()).isEqualTo(256L << 20);
    assertThat(machine.serials()).containsExactly(TERMINAL);
  }

  @Test
  void theDemonstrationRunsWhereNothingCanBeFetched() throws Exception {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    // A file is where the folder should be.
    defaultGuest =
        new DefaultGuestSource(
            Map.of("XDG_CACHE_HOME", kernel.toString()), new PrintStream(messages, true, UTF_8));
    KernelImage image = machine().kernel();
    assertThat(image).isNotNull();
    assertThat(Files.readAllBytes(image.file()))
        .startsWith(0x02, 0xb0, 0xad, 0x1b); // multiboot's magic number
    assertThat(messages.toString(UTF_8))
        .startsWith("kvas: Debian's kernel cannot be had (")
        .endsWith("); Kvas's own demonstration guest runs instead" + System.lineSeparator());
    assertThat(run("-M", "microvm")).isEqualTo(2);
    assertThat(errors.toString()).contains("name a kernel with -kernel");
  }

  @Test
  void demonstration() {
    CommandLine command =
        Kvas.commandLine(
            (configuration, serials, debugConsole) -> {
              started = configuration;
              throw new IllegalArgumentException("seen");
            },
            defaultGuest);
    command.setErr(new PrintWriter(errors, true));
    assertThat(command.execute("demo", "--seconds", "0")).isEqualTo(2);
    assertThat(errors.toString()).contains("--seconds 0: a number from 1 to 3600 is needed");
    assertThat(command.execute("demo", "-accel", "interpreter")).isEqualTo(2);
    assertThat(errors.toString()).contains("seen");
    assertThat(Objects.requireNonNull(started).accelerator()).isEqualTo(Accelerator.INTERPRETER);
    assertThat(started.serials()).containsExactly(TERMINAL);
  }

  @Test
  void qemuAndLongNamesMeanTheSame() throws Exception {
    Path initrd = Files.writeString(folder.resolve("initrd"), "");
    MachineConfiguration qemu =
        kernelMachine(
            "-m",
            "1G",
            "-smp",
            "cpus=4,sockets=2,cores=2",
            "-cpu",
            "x86-64-v2,-popcnt",
            "-M",
            "q35",
            "-machine",
            "entry=pvh",
            "-accel",
            "tcg,thread=single",
            "-initrd",
            initrd.toString(),
            "-append",
            "-m 3 --kernel=x",
            "-no-reboot",
            "-no-shutdown",
            "-S");
    MachineConfiguration named =
        machine(
            "--kernel=" + kernel,
            "--memory",
            "1024",
            "--cpus",
            "4",
            "--cpu=x86-64-v2,-popcnt",
            "--machine",
            "q35,entry=pvh",
            "--accel",
            "translator",
            "--initrd",
            initrd.toString(),
            "--append",
            "-m 3 --kernel=x",
            "--no-reboot",
            "--no-shutdown",
            "--paused");
    assertThat(qemu).isEqualTo(named);
    assertThat(qemu.kernel())
        .isEqualTo(new KernelImage(kernel, initrd.toString(), "-m 3 --kernel=x"));
    assertThat(qemu.cpuCount()).isEqualTo(4);
    assertThat(qemu.entry()).isEqualTo(EntryProtocol.PVH);
    assertThat(qemu.noReboot() && qemu.noShutdown() && qemu.startPaused()).isTrue();
  }

  @Test
  void multibootModules() throws Exception {
    Path first = Files.writeString(folder.resolve("first"), "");
    Path second = Files.writeString(folder.resolve("second"), "");
    KernelImage image = kernelMachine("-initrd", first + " a b,," + "," + second).kernel();
    assertThat(image).isNotNull();
    assertThat(image.modules())
        .containsExactly(
            new KernelImage.BootModule(first, first + " a b,"),
            new KernelImage.BootModule(second, second.toString()));
  }

  @Test
  void unitTestKernel() {
    MachineConfiguration machine =
        kernelMachine(
            "-nodefaults",
            "-device",
            "pc-testdev",
            "-device",
            "isa-debug-exit,iobase=0xf4,iosize=0x4",
            "-vnc",
            "none",
            "-serial",
            "stdio",
            "-smp",
            "1",
            "-device",
            "port-log,iobase=0x190,file=" + folder.resolve("log"));
    assertThat(machine.devices())
        .containsExactly(
            new ExtraDevice.TestDevice(),
            new ExtraDevice.DebugExit(0xf4, 4),
            new ExtraDevice.PortLog(0x190, folder.resolve("log")));
    assertThat(machine.serials()).containsExactly(new CharacterChannel.Stdio(false));
  }

  @Test
  void consoles() {
    CharacterChannel nowhere = new CharacterChannel.Nowhere();
    assertThat(kernelMachine("-nodefaults").serials()).isEmpty();
    assertThat(kernelMachine("-nographic").serials()).containsExactly(TERMINAL);
    assertThat(kernelMachine("-nographic", "-serial", "mon:stdio").serials())
        .containsExactly(TERMINAL);
    assertThat(kernelMachine("-display", "none").serials()).containsExactly(nowhere);
    assertThat(kernelMachine("-serial", "none").serials()).isEmpty();
    assertThat(kernelMachine("-serial", "null", "-serial", "stdio").serials())
        .containsExactly(nowhere, new CharacterChannel.Stdio(false));

    MachineConfiguration debug = kernelMachine("-debugcon", "stdio");
    assertThat(debug.debugConsole()).isEqualTo(new CharacterChannel.Stdio(false));
    assertThat(debug.serials()).containsExactly(nowhere);
    CharacterChannel file = new CharacterChannel.ToFile(folder.resolve("out"));
    assertThat(kernelMachine("-debugcon", "file:" + folder.resolve("out")).debugConsole())
        .isEqualTo(file);
  }

  @Test
  void firmwareEntries() throws Exception {
    assertThat(
            kernelMachine("-fw_cfg", "name=opt/a,file=" + kernel, "-fw_cfg", "opt/b,string=x,,y")
                .firmwareEntries())
        .containsExactly(
            new FirmwareEntry.FromFile("opt/a", kernel),
            new FirmwareEntry.FromText("opt/b", "x,y"));
  }

  @ParameterizedTest
  @ValueSource(ints = {64 << 10, 128 << 10})
  void firmware(int size) throws Exception {
    Path bios = Files.write(folder.resolve("bios"), new byte[size]);
    MachineConfiguration machine = machine("-bios", bios.toString());
    assertThat(machine.bios()).isEqualTo(bios);
    assertThat(machine.kernel()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-foo | Unknown option: '-foo'",
        "-m256 | Unknown option: '-m256'",
        "-m | Missing required parameter for option '--memory' (SIZE)",
        "disk.img | Unmatched argument at index 1: 'disk.img'",
        "-m 12X | -m 12X: a size is a number of megabytes, or a number with K, M, G or T behind it",
        "-m 0 | -m 0: a machine has at least 1 megabyte of memory",
        "-m 2000G | -m 2000G: a machine has at most 1 terabyte of memory",
        "-cpu z80 | -cpu: there is no model \"z80\"; the models are MODELS.",
        "-cpu x86-64-v2,+flying | -cpu: there is no feature \"flying\" that Kvas knows.",
        "-cpu x86-64-v2,popcnt | -cpu: \"popcnt\" is neither +feature nor -feature.",
        "-smp 0 | -smp cpus=0: a number from 1 to 255 is needed",
        "-smp 3,cores=2 | -smp 3,cores=2: sockets, cores and threads do not make 3 processors",
        "-smp 2,foo=1 | -smp does not know 'foo'",
        "-M sun4m | -machine sun4m: there are pc, q35, microvm and xenpv",
        "-M pc,usb=on | -machine does not know 'usb'",
        "-M pc,entry=x | -machine entry=x: there are auto, linux, pvh and multiboot",
        "-accel kvm | -accel kvm: there are translator, interpreter and lockstep",
        "-kernel /nonexistent/k | -kernel /nonexistent/k: there is no such file",
        "-kernel / | -kernel /: this is a folder",
        "-append x | -append needs -kernel",
        "-initrd x | -initrd needs -kernel",
        "-kernel KERNEL -initrd /nonexistent/i | -initrd /nonexistent/i: there is no such file",
        "-bios KERNEL | -bios KERNEL: a firmware image is a multiple of 64 KiB and at most 16 MiB, not 6 bytes",
        "-serial /dev/ttyS0 | not supported yet: -serial /dev/ttyS0",
        "-serial tcp::4444 | not supported yet: -serial tcp::4444",
        "-serial foo | -serial foo: there are stdio, mon:stdio, file:FILE, null and none",
        "-serial file: | -serial needs a file name",
        "-serial file:/nonexistent/x | /nonexistent/x: there is no such file or folder",
        "-serial stdio -debugcon stdio | only one of -serial, -debugcon and -monitor can have standard input and output",
        "-serial stdio -monitor stdio | only one of -serial, -debugcon and -monitor can have standard input and output",
        "-monitor tcp::4444 | not supported yet: -monitor tcp::4444",
        "-monitor foo | -monitor foo: there are unix:SOCKET, stdio and none",
        "-monitor unix: | -monitor needs a file name",
        "-monitor unix:s,wait=on | not supported yet: -monitor unix:s,wait=on: only a socket that is listened on, without waiting",
        "-accel translator,count=x | -accel count=x: there are on and off",
        "-serial null -serial null -serial null -serial null -serial null | -serial: a machine has at most 4 serial ports",
        "-display gtk | not supported yet: -display gtk",
        "-device e1000 | not supported yet: -device e1000",
        "-device port-log,iobase=0x190 | -device port-log needs file=",
        "-device isa-debug-exit,iobase=0x10000 | -device isa-debug-exit iobase=0x10000: a number from 0 to 65535 is needed",
        "-device isa-debug-exit,foo=1 | -device isa-debug-exit does not know 'foo'",
        "-fw_cfg opt/x | -fw_cfg opt/x: either file= or string= is needed",
        "-netdev user,id=n | not supported yet: -netdev user,id=n",
        "-hda x | not supported yet: -hda x",
        "-s | not supported yet: -s",
      })
  void wrong(String options, String sentence) {
    String models = CpuModels.all().stream().map(CpuModel::name).collect(Collectors.joining(", "));
    String[] words = options.replace("KERNEL", kernel.toString()).split(" ");
    assertThat(run(words)).isEqualTo(2);
    assertThat(errors.toString())
        .isEqualTo(
            "kvas: "
                + sentence.replace("KERNEL", kernel.toString()).replace("MODELS", models)
                + System.lineSeparator());
    assertThat(started).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run", "demo", "top", "cputest", "version"})
  void everyCommandHasHelpWithAnExample(String command) {
    StringWriter output = new StringWriter();
    List<String> arguments = new ArrayList<>(command.isEmpty() ? List.of() : List.of(command));
    arguments.add("--help");
    CommandLine line =
        Kvas.commandLine(
            (configuration, serials, debug) -> fail(),
            new DefaultGuestSource(Map.of(), System.err));
    assertThat(line.setOut(new PrintWriter(output, true)).execute(arguments.toArray(String[]::new)))
        .isZero();
    assertThat(output.toString()).contains("Example").contains("kvas " + command);
  }

  private static org.kvas.runtime.machine.Machine fail() {
    throw new AssertionError("no machine was asked for");
  }

  @Test
  void diagnostics() {
    Diagnostics diagnostics =
        kernelMachine(
                "-accel",
                "lockstep,threshold=50,exclude=0xffffffff81000000-0xffffffff81000fff+1000",
                "-d",
                "in_asm,int",
                "-D",
                "log")
            .diagnostics();
    assertThat(diagnostics)
        .isEqualTo(
            new Diagnostics(
                50,
                List.of(
                    new AddressRange(0xffff_ffff_8100_0000L, 0xffff_ffff_8100_0fffL),
                    new AddressRange(0x1000, 0x1000)),
                Set.of(LogItem.IN_ASM, LogItem.INT),
                Path.of("log")));
    assertThat(kernelMachine().diagnostics()).isEqualTo(Diagnostics.NONE);
    assertThat(
            kernelMachine("-accel", "translator,count=on", "-symbols", "a", "-symbols", "guest")
                .diagnostics())
        .isEqualTo(
            new Diagnostics(0, true, List.of(), Set.of(), null, List.of(Path.of("a")), true));
    assertThat(run("-kernel", kernel.toString(), "-d", "op")).isEqualTo(2);
    assertThat(errors.toString()).contains("-d op: there are in_asm, exec, cpu and int");
    assertThat(run("-kernel", kernel.toString(), "-accel", "tcg,exclude=2000-1000")).isEqualTo(2);
    assertThat(errors.toString())
        .contains("exclude=2000-1000: the first address is above the last");
  }
}
