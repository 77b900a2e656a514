package org.kvas.translator.x86.assemble;

/**
 * A place in the code. As the operand of a branch it is the target, inside a {@link Pointer} an
 * address in memory, elsewhere an immediate with its address. Belongs to the assembler that made
 * it.
 */
public final class Label implements Argument {
  private final String name;
  private boolean bound;
  private boolean placed;
  private long address;

  Label(String name) {
    this.name = name;
  }

  boolean isBound() {
    return bound;
  }

  void bind() {
    if (bound) {
      throw new IllegalStateException("label bound twice: " + name);
    }
    bound = true;
  }

  /** Whether a pass has come by it. */
  boolean isPlaced() {
    return placed;
  }

  void place(long newAddress) {
    placed = true;
    address = newAddress;
  }

  /** Right only after {@link Assembler#assemble()}. */
  public long address() {
    return address;
  }

  @Override
  public String toString() {
    return name;
  }
}
