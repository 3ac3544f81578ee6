package io.deltatune.core.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys that a record takes. */
final class RecordKeys {
  private RecordKeys() {}

  /** {@code maxNewTokens} to {@code max_new_tokens}, where no {@link Key} says otherwise. */
  static String key(RecordComponent component) {
    Key own = component.getAnnotation(Key.class);
    if (own != null) {
      return own.value();
    }
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** All keys, in order. */
  static List<String> of(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordKeys::key).toList();
  }

  /** What is said about a key that is none of {@code type}'s. */
  static String unknown(String key, Class<?> type, Class<?> root) {
    if (isPlanned(key, type)) {
      return "is not supported yet";
    }
    List<String> known = of(type);
    Optional<String> meant = Spelling.nearest(key, known).or(() -> elsewhere(key, root));
    return meant
        .map(name -> "unknown key; did you mean '" + name + "'?")
        .orElse("unknown key; the keys here are " + String.join(", ", known));
  }

  /** Whether a key or value is listed as not supported yet. */
  static boolean isPlanned(String name, Class<?> type) {
    NotYet planned = type.getAnnotation(NotYet.class);
    return planned != null && List.of(planned.value()).contains(name);
  }

  /** The only other place at which the whole recipe has this key. */
  private static Optional<String> elsewhere(String key, Class<?> root) {
    List<String> places = new ArrayList<>();
    collect(key, root, "", places);
    return places.size() == 1 ? Optional.of(places.get(0)) : Optional.empty();
  }

  private static void collect(String key, Class<?> type, String path, List<String> places) {
    for (RecordComponent component : type.getRecordComponents()) {
      String here = path + key(component);
      if (key(component).equals(key)) {
        places.add(here);
      }
      Class<?> inner = single(component.getGenericType());
      if (inner.isRecord() && !ValueReader.isValue(inner)) {
        collect(key, inner, here + ".", places);
      }
    }
  }

  private static Class<?> single(Type type) {
    if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
      return single(optional.getActualTypeArguments()[0]);
    }
    return type instanceof Class<?> plain ? plain : Object.class;
  }
}
