package org.kvas.runtime.cli;

import picocli.CommandLine.Option;

/** How the machine begins and ends. */
final class LifecycleOptions {
  @Option(
      names = {"-no-reboot", "--no-reboot"},
      description = "a reset that the guest asks for ends the machine")
  boolean noReboot;

  @Option(
      names = {"-no-shutdown", "--no-shutdown"},
      description = "a power-off stops the guest but not this process")
  boolean noShutdown;

  @Option(
      names = {"-S", "--paused"},
      description = "wait for 'cont' in the monitor (Ctrl-A C) before starting")
  boolean startPaused;

  @Option(
      names = {"-snapshot", "--snapshot"},
      description = "disks are not written to (there is none yet)")
  boolean snapshot;
}
