package org.kvas.conformance.processor;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvas.runtime.machine.Accelerator;

/** IA-32e mode, by {@link LongRom}s. */
@Timeout(300)
class LongModeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void protection(Accelerator accelerator) throws IOException {
    RomRun.verify(new LongRom(LongChecks::write), folder, accelerator, "max");
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void localApic(Accelerator accelerator) throws IOException {
    RomRun.verify(new LongRom(ApicChecks::write), folder, accelerator, "max");
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void protectionKeys(Accelerator accelerator) throws IOException {
    RomRun.verify(new LongRom(LongChecks::writeKeys), folder, accelerator, "max,+pku");
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void amd(Accelerator accelerator) throws IOException {
    RomRun.verify(new LongRom(LongChecks::writeAmd), folder, accelerator, "Opteron_G1");
  }
}
