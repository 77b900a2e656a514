package org.kvas.translator.x86.semantics.x87;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transcendentals against values computed with mpmath at 400 bits and rounded to nearest, angles
 * reduced by the 66-bit pi of the hardware (SDM Vol. 1, 8.3.8). Rows are x, y (of FPATAN and the
 * logarithms) and the result, as signexponent:significand.
 */
class TranscendentalTest {
  private final FpuContext context = new FpuContext();

  @ParameterizedTest
  @CsvSource({
    "F2XM1, bfeb:a69e0d37f2a74de4, 0000:0000000000000000, bfea:e6fb0bbadf205d90",
    "F2XM1, 3fda:d23f0824128b2f33, 0000:0000000000000000, 3fda:91bb4861c4561e28",
    "F2XM1, 3fee:8ed904759531985d, 0000:0000000000000000, 3fed:c607927e049634f6",
    "F2XM1, bfe4:9600a35a099950d8, 0000:0000000000000000, bfe3:cff2967ff748cd32",
    "F2XM1, 3fdb:9738f7d93d9c1724, 0000:0000000000000000, 3fda:d1a391c82e618bc0",
    "F2XM1, bfda:90c192cfd3ac94af, 0000:0000000000000000, bfd9:c8acb4852c894b84",
    "F2XM1, 3fe5:a09f76b5a170b338, 0000:0000000000000000, 3fe4:deabae58bb1cbd1e",
    "F2XM1, bfda:95e60af593bd04cf, 0000:0000000000000000, bfd9:cfcdb81ae3f61881",
    "FSIN, 3ff2:8e81973e0becd7b0, 0000:0000000000000000, 3ff2:8e819736afcc4f9a",
    "FSIN, 3ff4:a4ede6a46b4cb242, 0000:0000000000000000, 3ff4:a4ede5edde74abf1",
    "FSIN, 4001:d0eda82f8f6d0558, 0000:0000000000000000, 3ffc:f9329d68078c8bc9",
    "FSIN, 3ffe:923a736994e3bf91, 0000:0000000000000000, 3ffe:8a67c091aae96190",
    "FSIN, 4002:8c38fb2918f135d2, 0000:0000000000000000, 3ffe:9d22134649c950e9",
    "FSIN, bffd:b4b9b5df9e7769b1, 0000:0000000000000000, bffd:b0feefae6a51197b",
    "FSIN, c033:d06bf2efc6f87718, 0000:0000000000000000, bffe:da1f2bab81fa3e78",
    "FSIN, c037:ccbd87ad5c90a958, 0000:0000000000000000, 3ffe:df0cad9300f8e0b6",
    "FCOS, bff0:c7a2ea20b2f14c94, 0000:0000000000000000, 3ffe:fffffffb228a82a4",
    "FCOS, bffd:867347214cdd2055, 0000:0000000000000000, 3ffe:f739582fad95d2e8",
    "FCOS, c002:f2e6cc3ababced20, 0000:0000000000000000, bffe:dd50b5895d6c14d9",
    "FCOS, bffe:830e07bc1e398f10, 0000:0000000000000000, 3ffe:df2e3d5f687caaee",
    "FCOS, c002:eeeacbe226e87555, 0000:0000000000000000, bffe:b6c6f14e39153479",
    "FCOS, bffd:ab1031d0f646e1f4, 0000:0000000000000000, 3ffe:f1d811f5cdb0ba00",
    "FCOS, c025:b1fee08f57124242, 0000:0000000000000000, 3ffe:e10eaf6bb509ec76",
    "FCOS, c03c:cc011cdd9474031b, 0000:0000000000000000, 3ffe:fffffd76c288c8ca",
    "FPTAN, c005:f1d69ed617f5e837, 0000:0000000000000000, c003:f8da0b5161652c9d",
    "FPTAN, c001:90a3d6b2aa05e11a, 0000:0000000000000000, c001:a445b6b4e9145c96",
    "FPTAN, 4001:93f448b3a5aa3c81, 0000:0000000000000000, 4002:b3aad87ed7e41961",
    "FPTAN, c004:b774eb5248db40af, 0000:0000000000000000, 4000:c70d324c5690cdb0",
    "FPTAN, c002:f0ce583505c6af07, 0000:0000000000000000, 3ffe:c5b1ceb96dc6ee10",
    "FPTAN, bfff:9df9fd789c653938, 0000:0000000000000000, c000:b6e5f3e473750de9",
    "FPTAN, c018:c9952399c4aaeac1, 0000:0000000000000000, bffe:91edfcdcfb6162c1",
    "FPTAN, 401c:e415479c65dc9f50, 0000:0000000000000000, c000:c7c888b7308bcc16",
    "FPATAN, c000:aa96fb1a14a0f9e7, c004:e22571594720771f, bfff:cf179629bf926815",
    "FPATAN, bffc:8cdb305fdd2e1609, 3ffb:dbd86d40fc891b4a, 4000:9ea6b1c8ea2eea8e",
    "FPATAN, bff9:bb1287fff52ddf5d, 3fec:bb61867626bb7dbd, 4000:c90dd9c9ee8cde7c",
    "FPATAN, 3fe1:d4c28c2e7c26847f, bff1:810c4759482c9cbc, bfff:c90f0799e41d21e5",
    "FPATAN, 4003:9c1caaf75e8766ed, 401d:b0c4312d20203626, 3fff:c90fda85de9bf60d",
    "FPATAN, 401d:a7abe1c29e1a8ef4, 3fe4:e647cb8f74e69a5d, 3fc6:afcbacc3b65b6238",
    "FPATAN, 401d:ae3a2b7fdfe01893, bffa:e6237a0465e7e423, bfdc:a91398c6623a1e33",
    "FPATAN, bfff:e6836886a260cd0b, bfe5:b571810afc132d0d, c000:c90fda958955b8b3",
    "FYL2X, 37cb:99c94309570dc195, 3fe4:800f49c81a358ca0, bfef:834b701a0cd654a5",
    "FYL2X, 4572:f2ee4e4519f9919c, bff8:868739fa9d1de2a0, c002:b763cf28823f7ad6",
    "FYL2X, 3aee:e050914a9d33a01c, 3fea:c093f6dea268aa87, bff4:f3c471d416b5782e",
    "FYL2X, 478c:f961fd925d39d0a8, bfe8:d953ee261d87cec3, bff3:cd39fb6357a4a133",
    "FYL2X, 3fff:fbdc968b7afb2c68, bff4:a4e4e25a15fc899e, bff4:a1045d9aa602dc23",
    "FYL2X, 3fff:c3c71b9abd87a865, bfff:b12aa1f6d42fddbb, bffe:d93b69643987824a",
    "FYL2X, 3ffe:f373ca533488f876, c01d:dc9bcf35873be078, 4019:ffec22b591dd2021",
    "FYL2X, 3ffe:87322e25c215a82a, 3ff4:a49636a2fa7f0eab, bff4:979973a3f92b0a70",
    "FYL2XP1, 3fda:dde0099784b5a818, 3ff7:b908f227c59db916, 3fd3:e75d590fee9f00e5",
    "FYL2XP1, bff9:a2eddbbd5464ecc2, 4014:fc241d0bc9d488b1, c00f:e9d8d9a95010282a",
    "FYL2XP1, 3fd1:bd4882a5ce5b2a92, c010:ba0b9965cda6c6fd, bfe3:c674e161edf19dfb",
    "FYL2XP1, bff8:bb2313f55b06258e, bfe2:c787f93bca44eb86, 3fdc:d3a3c2ba1c581923",
    "FYL2XP1, 3fd1:9aea6429b1491e24, 3ffd:efe09f07cefe2a1f, 3fd0:d16ba26cae20775a",
    "FYL2XP1, bfe5:f979d04af47aebdd, bfef:ba12917c1a26f889, 3fd7:82cd62aace3a4d17",
    "FYL2XP1, 3fe4:fb8f2ab53451d013, c01a:d726c86b9c3a23cd, c001:9881be15e4290582",
    "FYL2XP1, bfe5:a4a45effccb573d9, c00b:e8e727891eb20109, 3ff2:d8190aeb18744521"
  })
  void isCorrectlyRounded(String function, String x, String y, String expected) {
    context.begin(0x37f);
    int seX = exponent(x);
    int seY = exponent(y);
    long a = significand(x);
    long b = significand(y);
    long result =
        switch (function) {
          case "F2XM1" -> Exponential.twoToTheXMinusOne(context, seX, a);
          case "FSIN" -> Trigonometry.sine(context, seX, a);
          case "FCOS" -> Trigonometry.cosine(context, seX, a);
          case "FPTAN" -> tangent(seX, a);
          case "FPATAN" -> Arctangent.arctangent(context, seY, b, seX, a);
          case "FYL2X" -> Logarithm.yLog2X(context, seX, a, seY, b);
          default -> Logarithm.yLog2XPlusOne(context, seX, a, seY, b);
        };
    assertThat(String.format("%04x:%016x", context.signExponent, result)).isEqualTo(expected);
    assertThat(context.flags & ~StatusWord.C1).isEqualTo(StatusWord.PRECISION);
  }

  private long tangent(int se, long a) {
    long one = Trigonometry.tangentAndOne(context, se, a);
    assertThat(one).isEqualTo(Float80.INTEGER_BIT);
    assertThat(context.signExponent).isEqualTo(Float80.BIAS);
    context.signExponent = context.secondSignExponent;
    return context.secondSignificand;
  }

  private static int exponent(String value) {
    return Integer.parseInt(value.substring(0, 4), 16);
  }

  private static long significand(String value) {
    return Long.parseUnsignedLong(value.substring(5), 16);
  }
}
