package org.kvas.runtime.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * QEMU's options whose device does not exist yet: known, so that the answer says more than that
 * they are unknown.
 */
final class NotYetSupported {
  private static final List<String> WITH_VALUE =
      List.of(
          "-fda",
          "-fdb",
          "-hda",
          "-hdb",
          "-hdc",
          "-hdd",
          "-cdrom",
          "-drive",
          "-blockdev",
          "-boot",
          "-loadvm",
          "-gdb",
          "-qmp",
          "-netdev",
          "-nic",
          "-net",
          "-virtfs",
          "-fsdev",
          "-share",
          "-chardev",
          "-mon",
          "-object",
          "-parallel",
          "-global",
          "-rtc",
          "-vnc");
  private static final List<String> FLAGS = List.of("-s", "-usb", "-enable-kvm", "-daemonize");

  private NotYetSupported() {}

  static void addTo(CommandSpec command) {
    WITH_VALUE.forEach(
        name -> command.addOption(refused(name).arity("1").type(String.class).build()));
    FLAGS.forEach(name -> command.addOption(refused(name).arity("0").type(boolean.class).build()));
  }

  private static OptionSpec.Builder refused(String name) {
    return OptionSpec.builder(name, "-" + name)
        .hidden(true)
        .setter(
            new picocli.CommandLine.Model.ISetter() {
              @Override
              public <T> T set(T value) {
                if (value == null || Boolean.FALSE.equals(value) || isNothing(name, value)) {
                  return value;
                }
                throw CommandError.notSupportedYet(
                    value instanceof Boolean ? name : name + " " + value);
              }
            });
  }

  /** Asking for none of what does not exist is granted. */
  private static boolean isNothing(String name, Object value) {
    return value.equals("none") && List.of("-nic", "-net", "-parallel", "-vnc").contains(name);
  }
}
