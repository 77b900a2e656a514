package org.kvas.runtime.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code -kernel}, {@code -initrd} and {@code -append} name.
 *
 * @param initrd as written: a file for Linux and PVH, a list of modules for multiboot
 * @param commandLine empty where none was given
 */
public record KernelImage(Path file, @Nullable String initrd, String commandLine) {

  /**
   * A multiboot module: the file and its command line (the file name as written, then the
   * arguments).
   */
  public record BootModule(Path file, String commandLine) {}

  /** The initial RAM disk of Linux and PVH. */
  public Optional<Path> initrdFile() {
    return Optional.ofNullable(initrd).map(Path::of);
  }

  /** {@code "a args,b"} as multiboot modules; a doubled comma is a comma of the arguments. */
  public List<BootModule> modules() {
    List<BootModule> modules = new ArrayList<>();
    if (initrd != null) {
      for (String module : initrd.replace(",,", "\0").split(",")) {
        String text = module.replace('\0', ',').strip();
        int blank = text.indexOf(' ');
        modules.add(new BootModule(Path.of(blank < 0 ? text : text.substring(0, blank)), text));
      }
    }
    return List.copyOf(modules);
  }
}
