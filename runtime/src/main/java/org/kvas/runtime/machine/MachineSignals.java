package org.kvas.runtime.machine;

/**
 * What the hardware does to the machine as a whole. Called on the machine's thread; takes effect
 * before the next guest instruction of another block.
 */
interface MachineSignals {
  void powerOff();

  void reset();

  void debugExit(int value);
}
