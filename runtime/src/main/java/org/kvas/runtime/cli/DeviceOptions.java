package org.kvas.runtime.cli;

import java.util.List;
import org.kvas.runtime.machine.ExtraDevice;
import picocli.CommandLine.Option;

/** Devices that are asked for one by one. */
final class DeviceOptions {
  private static final int LAST_PORT = 0xffff;

  @Option(
      names = {"-device", "--device"},
      paramLabel = "NAME[,KEY=VALUE]",
      description =
          "isa-debug-exit,iobase=0xf4,iosize=4: a guest's write ends the machine "
              + "with the status (value << 1) | 1; port-log,iobase=0x190,file=F: bytes "
              + "written to the port go to the file; pc-testdev: QEMU's device for unit "
              + "tests")
  private List<String> devices = List.of();

  List<ExtraDevice> devices() {
    return devices.stream().map(DeviceOptions::parse).toList();
  }

  private static ExtraDevice parse(String text) {
    String name = new OptionValue("-device", "driver", text).require("driver");
    OptionValue value = new OptionValue("-device " + name, "driver", text);
    value.take("driver");
    value.take("id");
    ExtraDevice device =
        switch (name) {
          case "isa-debug-exit" ->
              new ExtraDevice.DebugExit(
                  value.takeNumber("iobase", 0x501, 0, LAST_PORT),
                  value.takeNumber("iosize", 2, 1, 4));
          case "port-log" -> {
            int port =
                OptionValue.number(
                    "-device port-log iobase", value.require("iobase"), 0, LAST_PORT);
            yield new ExtraDevice.PortLog(
                port, BootOptions.path("-device port-log file=", value.require("file")));
          }
          case "pc-testdev" -> new ExtraDevice.TestDevice();
          default -> throw CommandError.notSupportedYet("-device " + name);
        };
    value.expectNothingElse();
    return device;
  }
}
