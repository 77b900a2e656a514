package org.kvas.conformance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Who may know whom. */
@AnalyzeClasses(packages = "org.kvas", importOptions = DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule TRANSLATOR_KNOWS_ASM_AND_THE_JDK =
      classes()
          .that()
          .resideInAPackage("org.kvas.translator..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.kvas.translator..",
              "org.objectweb.asm..",
              "org.jspecify..",
              "java..",
              "jdk.internal.misc");

  @ArchTest
  static final ArchRule DEVICES_KNOW_THE_JDK =
      classes()
          .that()
          .resideInAPackage("org.kvas.devices..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.kvas.devices..", "org.jspecify..", "java..");

  @ArchTest
  static final ArchRule ASM_ONLY_IN_THE_TRANSLATOR =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.kvas.translator..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.objectweb.asm..");

  @ArchTest
  static final ArchRule INTERNALS_OF_THE_JDK_ONLY_IN_THE_TRANSLATOR =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.kvas.translator..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.internal..");

  @ArchTest
  static final ArchRule DEVICES_HAVE_NO_FILES_AND_SOCKETS =
      noClasses()
          .that()
          .resideInAPackage("org.kvas.devices..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.io\\.(File|RandomAccess|Console).*");

  @ArchTest
  static final ArchRule DEVICES_HAVE_NO_THREADS =
      noClasses()
          .that()
          .resideInAPackage("org.kvas.devices..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Executor.class);

  @ArchTest
  static final ArchRule DEVICES_HAVE_NO_WALL_CLOCK =
      noClasses()
          .that()
          .resideInAPackage("org.kvas.devices..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule ENGINES_AND_BOARDS_DO_NOT_KNOW_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.kvas.runtime.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.kvas.runtime.cli..", "picocli..");

  @ArchTest
  static final ArchRule PACKAGES_ARE_NAMED_FOR_THEIR_MODULE =
      classes()
          .should()
          .resideInAnyPackage(
              "org.kvas.translator..",
              "org.kvas.devices..",
              "org.kvas.runtime..",
              "org.kvas.benchmarks..",
              "org.kvas.conformance..");

  @ArchTest
  static final ArchRule NO_MUTABLE_STATIC_STATE =
      noFields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .notBeFinal();

  @ArchTest
  static final ArchRule NAMES_SAY_SOMETHING =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Impl");
}
