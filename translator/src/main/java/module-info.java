/** x86 code to JVM class: decoder, semantics, lowering. The only module that knows ASM. */
module org.kvas.translator {
  requires org.objectweb.asm;
  requires static org.jspecify;

  exports org.kvas.translator.state;
  exports org.kvas.translator.translate;
  exports org.kvas.translator.x86.assemble;
  exports org.kvas.translator.x86.decode;
  exports org.kvas.translator.x86.semantics;
  exports org.kvas.translator.x86.semantics.crypto;
  exports org.kvas.translator.x86.semantics.x87;
  exports org.kvas.translator.x86.semantics.sse;
}
