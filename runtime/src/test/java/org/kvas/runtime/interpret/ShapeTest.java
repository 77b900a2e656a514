package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.x86.decode.Mnemonic;

class ShapeTest {
  private static final int MODES = 2 * ExecutionMode.USER;

  private final Map<Long, Shape> shapes = new HashMap<>();
  private final Map<Shape, Long> keys = new HashMap<>();
  private final Set<Mnemonic> met = EnumSet.noneOf(Mnemonic.class);

  @Test
  void shapesAndKeysBelongTogetherOneToOne() {
    for (int code = ExecutionMode.CODE_16; code <= ExecutionMode.CODE_64; code++) {
      addAll(code);
    }
    IntegerOperations operations = new IntegerOperations();
    assertThat(Mnemonic.values()).filteredOn(operations::serves).allMatch(met::contains);
  }

  private void addAll(int code) {
    new IntegerForms(ExecutionMode.codeBits(code))
        .forEach(
            instruction -> {
              met.add(instruction.mnemonic());
              for (int mode = code; mode < MODES; mode += ExecutionMode.STACK_32) {
                add(Shape.of(instruction, mode), Shape.key(instruction, mode));
              }
            });
  }

  private void add(Shape shape, long key) {
    Shape sameKey = shapes.putIfAbsent(key, shape);
    Long sameShape = keys.putIfAbsent(shape, key);
    if (sameKey != null && !sameKey.equals(shape) || sameShape != null && sameShape != key) {
      fail("%s: %x, but %s: %x", shape, key, sameKey, sameShape);
    }
  }
}
