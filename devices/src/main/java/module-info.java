/** The hardware models. They know no threads, files, sockets or wall clock. */
module org.kvas.devices {
  requires static org.jspecify;

  exports org.kvas.devices;
}
