package org.kvas.runtime.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvas.runtime.cache.JumpCache;
import org.kvas.runtime.cache.RegionCache;
import org.kvas.runtime.cache.TranslatedRegion;
import org.kvas.runtime.profile.ExecutionCounters;
import org.kvas.runtime.profile.ExitReason;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.translate.CodeSource;
import org.kvas.translator.translate.RegionPlan;
import org.kvas.translator.translate.RegionTranslator;
import org.kvas.translator.x86.decode.Decoder;
import org.kvas.translator.x86.decode.Instruction;

/** What Flight Recorder and the counters are told of regions. */
class RegionEventsTest {
  private static final int[] LOOP = {
    0xb9,
    0x10,
    0x27,
    0,
    0, // mov ecx, 10000
    0x01,
    0xc8, // l: add eax, ecx
    0x49, // dec ecx
    0x75,
    0xfb, // jnz l
    0xf4 // hlt
  };

  private static final int LOOP_HEAD = 5;

  @TempDir Path folder;

  @Test
  void translationAndInvalidationAreRecorded() throws IOException {
    try (GuestCode guest = new GuestCode().code(LOOP);
        Recording recording = new Recording()) {
      recording.start();
      Engine engine = named(guest, address -> "loop.at[" + Long.toHexString(address));
      engine.run(guest.vcpu);
      ExecutionCounters counters = guest.vcpu.counters;
      assertThat(counters.translations).isEqualTo(counters.opened).isPositive();
      assertThat(counters.translationNanoseconds).isPositive();
      long regions = counters.regions;
      guest.space.write(GuestCode.CODE + LOOP_HEAD, new byte[] {0x29}, 0, 1);
      assertThat(counters.invalidations).isPositive();
      assertThat(counters.regions).isEqualTo(regions - counters.invalidations);
      assertThat(counters.exits(ExitReason.HALT)).isEqualTo(1);
      recording.stop();

      List<RecordedEvent> events = events(recording);
      RecordedEvent translated =
          events.stream()
              .filter(event -> event.getEventType().getName().equals("org.kvas.RegionTranslated"))
              .filter(event -> event.getLong("address") == GuestCode.CODE + LOOP_HEAD)
              .findFirst()
              .orElseThrow();
      assertThat(translated.getInt("bytes")).isEqualTo(5);
      assertThat(translated.getInt("instructions")).isEqualTo(3);
      assertThat(translated.getInt("bytecode")).isBetween(20, 8000);
      assertThat(translated.getInt("classFile")).isGreaterThan(translated.getInt("bytecode"));
      assertThat(translated.getInt("entries")).isEqualTo(1);
      assertThat(translated.getString("region")).contains(".Region_loop_at_1005/");
      assertThat(events)
          .filteredOn(event -> event.getEventType().getName().equals("org.kvas.RegionInvalidated"))
          .hasSize((int) counters.invalidations)
          .anySatisfy(
              event -> {
                assertThat(event.getLong("address")).isEqualTo(GuestCode.CODE + LOOP_HEAD);
                assertThat(event.getDuration("age")).isPositive();
              });
    }
  }

  @Test
  void evictionIsRecorded() throws IOException {
    try (Recording recording = new Recording()) {
      recording.start();
      ExecutionCounters counters = new ExecutionCounters();
      TranslatedRegion region = region();
      RegionCache cache = new RegionCache(counters, new JumpCache(), region.weight());
      cache.put(0x1005, 0, region);
      assertThat(counters.classBytes).isEqualTo(region.weight());
      cache.put(0x2005, 0, region());
      assertThat(counters.evictions).isEqualTo(1);
      assertThat(counters.regions).isEqualTo(1);
      assertThat(counters.invalidations).isZero();
      recording.stop();
      assertThat(events(recording))
          .filteredOn(event -> event.getEventType().getName().equals("org.kvas.RegionEvicted"))
          .singleElement()
          .satisfies(event -> assertThat(event.getLong("address")).isEqualTo(0x1005));
    }
  }

  private static Engine named(GuestCode guest, java.util.function.LongFunction<String> names) {
    return new Engines()
        .naming(names)
        .translator(guest.vcpu, guest.mmu, guest.space, guest.codePages, 1, false);
  }

  /** The loop alone. */
  private static TranslatedRegion region() {
    Decoder decoder = new Decoder(CpuModels.named(CpuModels.DEFAULT).features());
    byte[] code = new byte[LOOP.length];
    for (int i = 0; i < code.length; i++) {
      code[i] = (byte) LOOP[i];
    }
    RegionTranslator translator =
        new RegionTranslator(
            (_, _) -> {
              throw new AssertionError("all of it is lowered");
            },
            3,
            false);
    RegionPlan plan =
        translator.plan(
            new CodeSource() {
              @Override
              public Instruction instruction(long address) {
                return decoder.decode(code, (int) address - 0x1000, code.length, 32);
              }

              @Override
              public int heat(long address) {
                return 1;
              }

              @Override
              public boolean isTranslated(long address) {
                return false;
              }

              @Override
              public long[] targets(long branchAddress) {
                return new long[0];
              }
            },
            0x1005,
            ExecutionMode.CODE_32 | ExecutionMode.STACK_32 | ExecutionMode.FLAT);
    assertThat(plan).isNotNull();
    RegionTranslator.Translation translation = translator.translate(plan, "loop");
    assertThat(translation).isNotNull();
    TranslatedRegion region = new TranslatedRegion(0x1005, plan);
    region.complete(translation, 0);
    return region;
  }

  private List<RecordedEvent> events(Recording recording) throws IOException {
    Path file = folder.resolve("recording.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("org.kvas."))
        .toList();
  }
}
