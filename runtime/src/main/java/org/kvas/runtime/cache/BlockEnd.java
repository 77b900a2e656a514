package org.kvas.runtime.cache;

/** What ends a {@link Block}. */
public enum BlockEnd {
  /** Nothing: the next instruction starts another block. */
  STRAIGHT,

  /** A branch. */
  BRANCH,

  /** An instruction that may change the mode, RFLAGS.IF or the halt state. */
  SYSTEM,

  /** A string instruction, which may stop half-way. */
  STRING
}
