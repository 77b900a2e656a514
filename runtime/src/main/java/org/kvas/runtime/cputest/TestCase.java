package org.kvas.runtime.cputest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of input.
 *
 * @param privilege CPL, -1 for what is usual in the mode
 * @param deliver exceptions go through the vector table instead of ending the test
 * @param most instructions to execute
 * @param untilHalt {@code run.until} was asked for, so {@code most} is a limit
 */
record TestCase(
    TestMode mode,
    int privilege,
    boolean a20,
    boolean deliver,
    List<Assignment> registers,
    List<Bytes> memory,
    long most,
    boolean untilHalt) {

  /**
   * An initial value.
   *
   * @param value as the test writes it
   */
  record Assignment(String register, String value) {}

  /** Memory from a guest-physical address. */
  record Bytes(long address, byte[] bytes) {
    long end() {
      return address + bytes.length;
    }
  }

  boolean assigns(String register) {
    return registers.stream().anyMatch(assignment -> assignment.register.equals(register));
  }

  static TestMode mode(@Nullable String text) {
    TestMode mode = text == null ? null : TestMode.named(text);
    if (mode == null) {
      throw new TestError(
          text == null
              ? "the mode is missing"
              : "there is no mode \""
                  + text
                  + "\": there are real, protected16, protected32, long and v86");
    }
    return mode;
  }
}
