package org.kvas.runtime.vcpu;

import org.kvas.runtime.cache.Block;

/** Decides what becomes of a block that was interpreted often. */
interface Promotion {
  /** Interpretation for ever. */
  Promotion NEVER =
      new Promotion() {
        @Override
        public int threshold() {
          return -1;
        }

        @Override
        public void consider(Vcpu vcpu, Block block, long most) {}

        @Override
        public void takeReady(Vcpu vcpu) {}
      };

  /** Executions after which a block is considered. */
  int threshold();

  /**
   * A block reached the threshold just now; {@code vcpu} is where it left.
   *
   * @param most instructions that translated code may have
   */
  void consider(Vcpu vcpu, Block block, long most);

  /** {@link Vcpu#PENDING_REGION}: puts regions that became ready to use. */
  void takeReady(Vcpu vcpu);

  /** The engine ends: nothing becomes ready any more. */
  default void close() {
    // nothing goes on beside the processor
  }
}
