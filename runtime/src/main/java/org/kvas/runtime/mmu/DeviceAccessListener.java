package org.kvas.runtime.mmu;

/** Hears of the processors' accesses to memory-mapped devices, once they are done. */
public interface DeviceAccessListener {
  DeviceAccessListener NONE =
      new DeviceAccessListener() {
        @Override
        public void read(long address, int size, long value) {}

        @Override
        public void written(long address, int size, long value) {}
      };

  /**
   * @param value zero-extended
   */
  void read(long address, int size, long value);

  void written(long address, int size, long value);
}
