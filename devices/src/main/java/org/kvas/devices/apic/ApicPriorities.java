package org.kvas.devices.apic;

import org.kvas.devices.DeviceState;

/**
 * A local APIC's requested and serviced vectors and the task priority, and which of them the
 * processor sees next. SDM Vol. 3A 11.8.3 and 11.8.4.
 */
final class ApicPriorities {
  private final VectorSet requests = new VectorSet();
  private final VectorSet inService = new VectorSet();
  private final VectorSet levels = new VectorSet();
  private int task;

  void reset() {
    requests.clear();
    inService.clear();
    levels.clear();
    task = 0;
  }

  void request(int vector, boolean level) {
    requests.add(vector);
    levels.set(vector, level);
  }

  int task() {
    return task;
  }

  void setTask(int value) {
    task = value & 0xff;
  }

  /** PPR: the task priority, or the class in service if that is higher. */
  int processor() {
    int serving = inService.highest();
    int servingClass = serving < 0 ? 0 : serving & 0xf0;
    return task >> 4 >= servingClass >> 4 ? task : servingClass;
  }

  boolean isDeliverable() {
    return requests.highest() >> 4 > processor() >> 4;
  }

  /** The highest request, now in service, or -1 if the processor's priority holds all back. */
  int serve() {
    if (!isDeliverable()) {
      return -1;
    }
    int vector = requests.highest();
    requests.remove(vector);
    inService.add(vector);
    return vector;
  }

  /** The vector whose service ends, or -1 if none was in service. */
  int endOfInterrupt() {
    int vector = inService.highest();
    if (vector >= 0) {
      inService.remove(vector);
    }
    return vector;
  }

  boolean wasLevel(int vector) {
    return levels.has(vector);
  }

  /**
   * @param index 0 to 7 of the eight 32-bit registers, as with the next two
   */
  int requestRegister(int index) {
    return requests.register(index);
  }

  int serviceRegister(int index) {
    return inService.register(index);
  }

  int triggerRegister(int index) {
    return levels.register(index);
  }

  State state() {
    return new State(requests.toArray(), inService.toArray(), levels.toArray(), task);
  }

  void restore(State state) {
    requests.restore(state.requests);
    inService.restore(state.inService);
    levels.restore(state.levels);
    task = state.task;
  }

  public record State(long[] requests, long[] inService, long[] levels, int task)
      implements DeviceState {}
}
