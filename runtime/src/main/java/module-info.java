/** The vCPU that runs, the trap layer, machines, the monitor and the command line. */
module org.kvas.runtime {
  requires org.kvas.devices;
  requires org.kvas.translator;
  requires static org.jspecify;

  exports org.kvas.runtime.interpret;
  exports org.kvas.runtime.mmu;
  exports org.kvas.runtime.vcpu;
}
