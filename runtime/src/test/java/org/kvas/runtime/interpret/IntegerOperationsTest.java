package org.kvas.runtime.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvas.translator.state.ExecutionMode;
import org.kvas.translator.state.GuestFault;
import org.kvas.translator.state.Operation;
import org.kvas.translator.x86.decode.Family;
import org.kvas.translator.x86.decode.Instruction;
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
  void theSecondOfAShapeIsOfTheCopyOfTheFirst() {
    IntegerOperations operations = new IntegerOperations();
    Set<Mnemonic> met = EnumSet.noneOf(Mnemonic.class);
    new IntegerForms(32)
        .forEach(
            instruction -> {
              if (operations.serves(instruction.mnemonic()) && met.add(instruction.mnemonic())) {
                Operation first = operations.create(instruction, ExecutionMode.CODE_32, 0);
                Operation second = operations.create(instruction, ExecutionMode.CODE_32, 0);
                assertThat(second).isNotSameAs(first).hasSameClassAs(first);
              }
            });
    assertThat(met).contains(Mnemonic.PUSHA, Mnemonic.AAA, Mnemonic.MULX, Mnemonic.SCAS);
  }

  @Test
  void threadsShareCopies() {
    Instruction instruction = Guest.instruction("01 c8", 64);
    for (int round = 0; round < 20; round++) {
      IntegerOperations operations = new IntegerOperations();
      assertThat(
              IntStream.range(0, 8)
                  .parallel()
                  .mapToObj(i -> operations.create(instruction, ExecutionMode.CODE_64, i))
                  .map(Object::getClass)
                  .distinct())
          .hasSize(1);
    }
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
