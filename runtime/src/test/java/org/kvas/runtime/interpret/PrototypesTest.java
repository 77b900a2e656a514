package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.ExecutionMode;

class PrototypesTest {
  private static final int MANY = 1000;

  private static IntegerOperation operation() {
    return (IntegerOperation) Guest.operation("01 c8", 64, ExecutionMode.CODE_64, 0);
  }

  /** Some differ in low bits, others in high ones. */
  private static long key(int i) {
    return (long) i << i % 2 * 46;
  }

  @Test
  void allAreFoundByTheirKeys() {
    List<IntegerOperation> operations = new ArrayList<>();
    Prototypes prototypes = Prototypes.NONE;
    for (int i = 0; i < MANY; i++) {
      operations.add(operation());
      prototypes = prototypes.with(key(i), operations.getLast());
    }
    for (int i = 0; i < MANY; i++) {
      assertThat(prototypes.find(key(i))).isSameAs(operations.get(i));
    }
    assertThat(prototypes.find(-1)).isNull();
  }

  @Test
  void aTableDoesNotChange() {
    Prototypes one = Prototypes.NONE.with(0, operation());
    Prototypes two = one.with(1, operation());
    assertThat(Prototypes.NONE.find(0)).isNull();
    assertThat(one.find(1)).isNull();
    assertThat(two.find(0)).isSameAs(one.find(0));
  }
}
