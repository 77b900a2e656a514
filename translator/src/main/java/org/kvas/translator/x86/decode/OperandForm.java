package org.kvas.translator.x86.decode;

/**
 * The first letter of an operand code: where in the encoding the operand stands. SDM Vol. 2D,
 * A.2.1.
 */
enum OperandForm {
  /** E: a general register or memory, by ModRM. */
  GENERAL_OR_MEMORY,
  /** G: the general register in ModRM.reg. */
  GENERAL,
  /** M: memory only. */
  MEMORY,
  /** R: the general register in ModRM.rm. */
  GENERAL_RM,
  /** R of MOV to and from control and debug registers, where ModRM.mod is ignored. */
  GENERAL_RM_ANY_MOD,
  /** W: a vector register or memory. */
  VECTOR_OR_MEMORY,
  /** V: the vector register in ModRM.reg. */
  VECTOR,
  /** U: the vector register in ModRM.rm. */
  VECTOR_RM,
  /** Q: an MMX register or memory. */
  MMX_OR_MEMORY,
  /** P: the MMX register in ModRM.reg. */
  MMX,
  /** N: the MMX register in ModRM.rm. */
  MMX_RM,
  /** The vector-indexed memory of a gather. */
  VECTOR_INDEXED,
  /** S: the segment register in ModRM.reg. */
  SEGMENT,
  /** C: the control register in ModRM.reg. */
  CONTROL,
  /** D: the debug register in ModRM.reg. */
  DEBUG,
  /** Z: the general register in the opcode's low three bits. */
  OPCODE_GENERAL,
  /** I: an immediate, zero-extended. */
  UNSIGNED,
  /** I: an immediate of the operand size, at most 32 bits stored, sign-extended. */
  SIGNED,
  /** I: one byte stored, sign-extended to the operand size. */
  SIGNED_BYTE,
  /** I: the 64-bit immediate of MOV. */
  FULL,
  /** J: relative, one byte. */
  RELATIVE_BYTE,
  /** J: relative, two or four bytes. */
  RELATIVE,
  /** A: a direct far pointer. */
  FAR_POINTER,
  /** O: memory at an offset of the address size. */
  OFFSET,
  /** The accumulator. */
  ACCUMULATOR,
  CL,
  DX,
  /** The shift count 1. */
  ONE,
  ES,
  CS,
  SS,
  DS,
  FS,
  GS,
  ST0,
  /** The x87 register in ModRM.rm. */
  STI,
  /** H: the vector register in VEX.vvvv. */
  VECTOR_VVVV,
  /** B: the general register in VEX.vvvv. */
  GENERAL_VVVV,
  /** L: the vector register in the high half of an immediate byte. */
  VECTOR_IS4,
  /** X, Y: addressed by a string instruction; fixes the operand size and gives no operand. */
  IMPLICIT
}
