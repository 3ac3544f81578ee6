package io.deltatune.cluster;

import io.deltatune.core.hash.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The version of this program, as run records and the fingerprints of stages carry it. */
public final class CodeVersion {
  private static final String ROOT = "io/deltatune/";

  private CodeVersion() {}

  /** The build's version and what the classes are: {@code 0.1.0-SNAPSHOT+1f2e3d4c}. */
  public static String current() {
    return Holder.VERSION;
  }

  /** Found once for a process, when it is first asked for. */
  private static final class Holder {
    static final String VERSION =
        Optional.ofNullable(CodeVersion.class.getPackage().getImplementationVersion())
                .orElse("development")
            + "+"
            + hash(CodeVersion.class.getClassLoader()).substring(0, 8);
  }

  /**
   * A hash of this project's classes and resources by name and checksum, wherever they lie. Jars
   * know the checksums of their entries, so that none is read.
   */
  static String hash(ClassLoader loader) {
    Map<String, Long> checksums = new TreeMap<>();
    try {
      for (URL place : Collections.list(loader.getResources(ROOT))) {
        if (place.openConnection() instanceof JarURLConnection jar) {
          jar.setUseCaches(false);
          addJar(jar, checksums);
        } else if (place.getProtocol().equals("file")) {
          addFolder(Path.of(URI.create(place.toString())), checksums);
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    ContentHash hash = ContentHash.of("code");
    checksums.forEach((name, checksum) -> hash.field(name).field(checksum));
    return hash.hex();
  }

  private static void addJar(JarURLConnection connection, Map<String, Long> checksums)
      throws IOException {
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (!entry.isDirectory() && entry.getName().startsWith(ROOT)) {
          checksums.putIfAbsent(entry.getName(), entry.getCrc());
        }
      }
    }
  }

  private static void addFolder(Path folder, Map<String, Long> checksums) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        CRC32 checksum = new CRC32();
        checksum.update(Files.readAllBytes(file));
        String name = folder.relativize(file).toString().replace('\\', '/');
        checksums.putIfAbsent(ROOT + name, checksum.getValue());
      }
    }
  }
}
