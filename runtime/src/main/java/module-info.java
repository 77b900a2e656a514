/** The vCPU that runs, the trap layer, machines, the monitor and the command line. */
module org.kvas.runtime {
  requires transitive org.kvas.devices;
  requires transitive org.kvas.translator;
  requires com.github.benmanes.caffeine;
  requires info.picocli;
  requires org.apache.commons.compress;
  requires jdk.jfr;
  requires jdk.unsupported;
  requires org.tukaani.xz;
  requires tools.jackson.core;
  requires static org.jspecify;

  exports org.kvas.runtime.boot;
  exports org.kvas.runtime.cache;
  exports org.kvas.runtime.events;
  exports org.kvas.runtime.interpret;
  exports org.kvas.runtime.machine;
  exports org.kvas.runtime.mmu;
  exports org.kvas.runtime.oracle;
  exports org.kvas.runtime.profile;
  exports org.kvas.runtime.symbols;
  exports org.kvas.runtime.trace;
  exports org.kvas.runtime.trap;
  exports org.kvas.runtime.vcpu;

  opens org.kvas.runtime.cli to
      info.picocli;
}
