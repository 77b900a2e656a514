package org.kvas.runtime.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The user's folder for what can be fetched again: {@code $XDG_CACHE_HOME/kvas}, or {@code
 * ~/.cache/kvas}.
 */
public final class CacheFolder {
  private CacheFolder() {}

  /** The folder of that name in the cache, which exists then. */
  public static Path of(Map<String, String> environment, String name) throws IOException {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        configured.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return Files.createDirectories(caches.resolve("kvas").resolve(name));
  }
}
