package org.kvas.conformance.processor;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvas.runtime.machine.Accelerator;

/** Real-address mode, by a {@link RealRom}. */
@Timeout(300)
class RealModeImageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "TRANSLATOR"})
  void realAddressMode(Accelerator accelerator) throws IOException {
    RomRun.verify(new RealRom(RealChecks::write), folder, accelerator, "x86-64-v2");
  }
}
