package org.kvas.translator.state;

/**
 * Conditions of translated code that hardly ever hold. HotSpot takes {@code !=} for likely where it
 * has no profile, as in regions that are compiled before they ran in its interpreter; a method
 * brings its own profile to wherever it is inlined, once it was {@link #teach taught}.
 */
public final class Rarely {
  /** Of so many calls one finds the condition true: seen at all, it is not compiled to a trap. */
  private static final int ONE_IN = 1024;

  private Rarely() {}

  public static boolean differ(long a, long b) {
    return a != b;
  }

  public static boolean differ(int a, int b) {
    return a != b;
  }

  /**
   * Calls each condition as often as its profile should count.
   *
   * @return of no use, but nobody can know that
   */
  public static int teach(int calls) {
    int held = 0;
    for (int i = 1; i <= calls; i++) {
      int odd = i % ONE_IN == 0 ? i : 0;
      held += differ((long) odd, 0L) ? 1 : 0;
      held += differ(odd, 0) ? 1 : 0;
    }
    return held;
  }
}
