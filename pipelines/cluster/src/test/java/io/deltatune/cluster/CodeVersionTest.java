package io.deltatune.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeVersionTest {
  @TempDir private Path folder;

  @Test
  void itNamesTheVersionAndAHashOfTheClasses() {
    assertTrue(CodeVersion.current().matches(".+\\+[0-9a-f]{8}"), CodeVersion.current());
  }

  @Test
  void itIsTheSameFromAJarAsFromClassesAndChangesWithThem() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes/io/deltatune/core"));
    Files.writeString(classes.resolve("A.class"), "one");
    String fromClasses = hash(folder.resolve("classes"));
    assertEquals(fromClasses, hash(jar("first.jar", "one")));
    assertNotEquals(fromClasses, hash(jar("second.jar", "two")));
  }

  private Path jar(String name, String content) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("io/deltatune/"));
      zip.putNextEntry(new ZipEntry("io/deltatune/core/A.class"));
      zip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static String hash(Path place) throws IOException {
    URL[] places = {place.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(places, null)) {
      return CodeVersion.hash(loader);
    }
  }
}
