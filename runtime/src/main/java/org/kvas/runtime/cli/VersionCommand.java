package org.kvas.runtime.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says which Kvas this is. */
@Command(
    name = "version",
    description = "Prints the version of Kvas and of the JVM it runs on.",
    footer = {"", "Example:", "  kvas version"})
final class VersionCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Override
  public Integer call() {
    System.out.println(text());
    return 0;
  }

  static String text() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return "Kvas "
        + (version == null ? "(unpackaged)" : version)
        + " on "
        + System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.vm.version");
  }
}
