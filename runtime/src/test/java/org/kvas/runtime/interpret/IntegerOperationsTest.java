package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.EnumMap;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Mnemonic;

class IntegerOperationsTest {
  @Test
  void everyMnemonicOfTheFamiliesIsServed() {
    IntegerOperations operations = new IntegerOperations();
    assertThat(
            Arrays.stream(Mnemonic.values())
                .filter(
                    m -> IntegerOperations.FAMILIES.contains(m.family()) && !operations.serves(m)))
        .containsExactlyInAnyOrder(Mnemonic.INS, Mnemonic.OUTS, Mnemonic.FWAIT);
  }

  @Test
  void copiesOfOneShapeAreShared() {
    Operation first = Guest.operation("01 c8", 64, ExecutionMode.CODE_64 | ExecutionMode.FLAT, 0);
    Operation second = Guest.operation("01 da", 64, ExecutionMode.CODE_64 | ExecutionMode.FLAT, 7);
    Operation other = Guest.operation("29 da", 64, ExecutionMode.CODE_64 | ExecutionMode.FLAT, 7);
    assertThat(second).hasSameClassAs(first);
    assertThat(other.getClass()).isNotEqualTo(first.getClass());
  }

  @Test
  void whatNoFamilyServesIsUndefined() {
    Operations none = new Operations(new EnumMap<>(Family.class));
    Operation operation = none.create(Guest.instruction("90", 64), ExecutionMode.CODE_64, 0);
    try (FlatVcpu cpu = new FlatVcpu(0x1000, 0x1000)) {
      assertThat(catchThrowableOfType(GuestFault.class, () -> operation.execute(cpu)).vector())
          .isEqualTo(GuestFault.UD);
    }
  }
}
