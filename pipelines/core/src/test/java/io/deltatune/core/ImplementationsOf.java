package io.deltatune.core;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The concrete classes of a type's package that implement it, found among the compiled classes. */
public final class ImplementationsOf {
  private ImplementationsOf() {}

  /** All of them. */
  public static Set<Class<?>> type(Class<?> type) throws IOException, URISyntaxException {
    Path root = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = root.resolve(type.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class"))
          .map(name -> loaded(type, name.substring(0, name.length() - ".class".length())))
          .filter(type::isAssignableFrom)
          .filter(found -> !Modifier.isAbstract(found.getModifiers()))
          .collect(Collectors.toSet());
    }
  }

  private static Class<?> loaded(Class<?> type, String name) {
    try {
      return Class.forName(type.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
