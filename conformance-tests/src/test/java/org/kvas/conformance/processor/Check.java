package org.kvas.conformance.processor;

/**
 * A question to a processor and the answer that the manual gives.
 *
 * @param expected {@code =} and EAX in hexadecimal, or one {@code #vector.error+offset} for each
 *     exception, where the offset is that of the saved EIP from the check's begin; {@code d}DR6
 *     behind #DB and {@code c}CR2 behind #PF
 */
record Check(String name, String expected) {}
