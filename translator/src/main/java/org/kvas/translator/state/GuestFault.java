package org.kvas.translator.state;

/**
 * An exception the guest's code raised, on its way to the trap layer. Costs no stack trace. SDM
 * Vol. 3A, chapter 6.
 */
public final class GuestFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public static final int DE = 0;
  public static final int DB = 1;
  public static final int NMI = 2;
  public static final int BP = 3;
  public static final int OF = 4;
  public static final int BR = 5;
  public static final int UD = 6;
  public static final int NM = 7;
  public static final int DF = 8;
  public static final int TS = 10;
  public static final int NP = 11;
  public static final int SS = 12;
  public static final int GP = 13;
  public static final int PF = 14;
  public static final int MF = 16;
  public static final int AC = 17;
  public static final int XM = 19;

  /** No non-canonical address. */
  public static final long CANONICAL = 0;

  private final int vector;
  private final int errorCode;

  /** Of a non-canonical address, else {@link #CANONICAL}. */
  private final long nonCanonical;

  /**
   * @param errorCode -1 where the vector pushes none
   */
  public GuestFault(int vector, int errorCode) {
    this(vector, errorCode, CANONICAL);
  }

  private GuestFault(int vector, int errorCode, long nonCanonical) {
    super(null, null, false, false);
    this.vector = vector;
    this.errorCode = errorCode;
    this.nonCanonical = nonCanonical;
  }

  /**
   * An access to a non-canonical address: #GP(0), which becomes #SS(0) where the instruction meant
   * the stack segment. SDM Vol. 1, 3.3.7.1.
   */
  public static GuestFault nonCanonical(long linear) {
    return new GuestFault(GP, 0, linear);
  }

  /**
   * Raises {@link #nonCanonical} unless the address is canonical, before anything else is looked at
   * there. Outside 64-bit mode all are.
   */
  public static void requireCanonical(long linear) {
    if (linear << 16 >> 16 != linear) {
      throw nonCanonical(linear);
    }
  }

  /** The non-canonical address that was accessed, or {@link #CANONICAL}. */
  public long nonCanonicalAddress() {
    return nonCanonical;
  }

  public static GuestFault invalidOpcode() {
    return new GuestFault(UD, -1);
  }

  public static GuestFault generalProtection(int errorCode) {
    return new GuestFault(GP, errorCode);
  }

  public int vector() {
    return vector;
  }

  /** The error code to push, or -1 for none. */
  public int errorCode() {
    return errorCode;
  }

  @Override
  public String getMessage() {
    return "vector "
        + vector
        + (errorCode < 0 ? "" : ", error 0x" + Integer.toHexString(errorCode));
  }
}
