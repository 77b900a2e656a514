package org.kvas.translator.x86.assemble;

/** A piece of output whose bytes may depend on where it lies and where labels lie at the moment. */
@FunctionalInterface
interface Fragment {
  byte[] NOTHING = {};

  byte[] bytes(long address);
}
