package org.kvas.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * HotSpot never compiles a method over 8,000 bytes of bytecode, which then runs a hundred times
 * slower.
 */
class MethodSizeTest {
  private static final int HUGE_METHOD_LIMIT = 8000;

  @Test
  void everyMethodCanBeCompiled() throws IOException {
    List<String> huge = new ArrayList<>();
    int methods = 0;
    for (JavaClass type : new ClassFileImporter().importPackages("org.kvas")) {
      try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
        for (var method : ClassFile.of().parse(in.readAllBytes()).methods()) {
          methods++;
          int length = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
          // A class initialiser runs once.
          if (length > HUGE_METHOD_LIMIT && !method.methodName().equalsString("<clinit>")) {
            huge.add(
                type.getName()
                    + "."
                    + method.methodName().stringValue()
                    + ": "
                    + length
                    + " bytes");
          }
        }
      }
    }
    assertThat(methods).isPositive();
    assertThat(huge).isEmpty();
  }
}
