/** The hardware models. They know no threads, files, sockets or wall clock. */
module org.kvas.devices {
  requires static org.jspecify;

  exports org.kvas.devices;
  exports org.kvas.devices.acpi;
  exports org.kvas.devices.apic;
  exports org.kvas.devices.chipset;
  exports org.kvas.devices.debug;
  exports org.kvas.devices.firmware;
  exports org.kvas.devices.pci;
}
