package org.kvas.benchmarks.soak;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks into another JVM of this user, by its management beans. */
final class JvmProbe implements AutoCloseable {
  private static final String CODE_SEGMENT = "CodeHeap";
  private static final String WHOLE_CODE = "CodeCache";

  /** Tenured Gen, G1 Old Gen. */
  private static final String OLD_GENERATION = " Gen";

  private final long pid;
  private final JMXConnector connector;

  private JvmProbe(long pid, JMXConnector connector) {
    this.pid = pid;
    this.connector = connector;
  }

  /**
   * @throws IOException where it has ended or does not let itself be looked into
   */
  @SuppressWarnings("BanJNDI") // the address is that of a process of the same user
  static JvmProbe attach(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        String address = machine.startLocalManagementAgent();
        return new JvmProbe(pid, JMXConnectorFactory.connect(new JMXServiceURL(address)));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + pid + " cannot be looked into", e);
    }
  }

  Sample sample(double minute, int boot, JitCounters jit, long hostMicros) throws IOException {
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    ClassLoadingMXBean classes =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.CLASS_LOADING_MXBEAN_NAME, ClassLoadingMXBean.class);
    Map<String, Long> code = new TreeMap<>();
    long metaspace = 0;
    long heap = 0;
    for (MemoryPoolMXBean pool :
        ManagementFactory.getPlatformMXBeans(beans, MemoryPoolMXBean.class)) {
      String name = pool.getName();
      if (name.startsWith(CODE_SEGMENT) || name.equals(WHOLE_CODE)) {
        code.put(name.replaceAll("CodeHeap |'", ""), pool.getUsage().getUsed());
      } else if (name.equals("Metaspace")) {
        metaspace = pool.getUsage().getUsed();
      } else if (name.endsWith(OLD_GENERATION)) {
        heap = pool.getCollectionUsage().getUsed();
      }
    }
    return new Sample(
        minute,
        boot,
        classes.getLoadedClassCount(),
        classes.getUnloadedClassCount(),
        code,
        metaspace,
        heap,
        resident(),
        jit,
        hostMicros);
  }

  private long resident() throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
