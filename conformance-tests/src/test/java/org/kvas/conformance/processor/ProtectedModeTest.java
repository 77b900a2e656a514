package org.kvas.conformance.processor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvas.runtime.machine.Accelerator;

/** Protected mode, by {@link ProtectedRom}s. */
@Timeout(300)
class ProtectedModeTest {
  @TempDir Path folder;

  private void verify(Consumer<ProtectedRom> body, Accelerator accelerator) throws IOException {
    RomRun.verify(new ProtectedRom(body), folder, accelerator, "x86-64-v2");
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void segments(Accelerator accelerator) throws IOException {
    verify(SegmentChecks::write, accelerator);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void gates(Accelerator accelerator) throws IOException {
    verify(GateChecks::write, accelerator);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void tasks(Accelerator accelerator) throws IOException {
    verify(TaskChecks::write, accelerator);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void virtual8086Mode(Accelerator accelerator) throws IOException {
    verify(Virtual8086Checks::write, accelerator);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void debugging(Accelerator accelerator) throws IOException {
    verify(DebugChecks::write, accelerator);
  }
}
