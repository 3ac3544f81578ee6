package io.deltatune.core.config;

import io.deltatune.core.config.InvalidValues.Violation;
import io.deltatune.core.config.Node.Entry;
import io.deltatune.core.config.Node.Kind;
import io.deltatune.core.config.Node.Mapping;
import io.deltatune.core.config.Node.Scalar;
import io.deltatune.core.config.Node.Sequence;
import io.deltatune.core.config.Settings.Setting;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads records, and what they are made of, from trees. It goes on after a problem. */
final class RecordReader {
  private final Class<?> root;
  private final String recipeName;
  private final Problems problems;
  private final ValueReader values;

  RecordReader(Class<?> root, String recipeName, Problems problems, InputFiles inputFiles) {
    this.root = root;
    this.recipeName = recipeName;
    this.problems = problems;
    this.values = new ValueReader(problems, inputFiles);
  }

  /** The whole recipe. */
  Bound read(Mapping tree) {
    return record(root, tree, "");
  }

  private Bound record(Class<?> type, Node node, String path) {
    boolean isNothing = node instanceof Scalar scalar && scalar.kind() == Kind.NULL;
    if (!isNothing && !(node instanceof Mapping)) {
      return values.wrong(node, path, ValueReader.expectation(type));
    }
    Mapping mapping =
        node instanceof Mapping given ? given : new Mapping(node.position(), Map.of());
    mapping.entries().forEach((key, entry) -> refuseUnknown(key, entry, type, join(path, key)));
    Map<String, Object> tree = new LinkedHashMap<>();
    List<Object> arguments = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = RecordKeys.key(component);
      Bound bound = component(component, mapping, join(path, key));
      if (bound.failed()) {
        failed.add(key);
      }
      tree.put(key, bound.tree());
      arguments.add(bound.value().orElseGet(() -> placeholder(component.getType())));
    }
    Optional<Object> made = construct(type, arguments, mapping, path, failed);
    return failed.isEmpty() && made.isPresent() ? Bound.of(made.get(), tree) : Bound.FAILED;
  }

  private void refuseUnknown(String key, Entry entry, Class<?> type, String path) {
    if (!RecordKeys.of(type).contains(key)) {
      problems.add(entry.position(), path, RecordKeys.unknown(key, type, root));
    }
  }

  private Bound component(RecordComponent component, Mapping mapping, String path) {
    Entry entry = mapping.entries().get(RecordKeys.key(component));
    Optional<Node> node =
        entry != null ? Optional.of(entry.value()) : missing(component, mapping.position());
    if (node.isEmpty()) {
      String expected = ValueReader.expectation(component.getType());
      problems.addMissing(mapping.position(), path, "is missing; expected " + expected);
      return Bound.FAILED;
    }
    return value(component.getGenericType(), node.get(), path);
  }

  /** What a component is when the recipe does not mention it. */
  private Optional<Node> missing(RecordComponent component, Position position) {
    Default annotation = component.getAnnotation(Default.class);
    if (annotation != null && annotation.value().equals(Default.RECIPE_NAME)) {
      return Optional.of(new Scalar(position, Kind.TEXT, recipeName, Optional.empty()));
    }
    if (annotation != null) {
      Environment none = new Environment(Map.of(), problems);
      return YamlTree.ofValue(annotation.value(), PathRule.DEFAULT, none, problems);
    }
    Class<?> type = component.getType();
    if (type == Optional.class || type == OptionalInt.class) {
      return Optional.of(new Scalar(position, Kind.NULL, "", Optional.empty()));
    }
    return type.isRecord() && !ValueReader.isValue(type)
        ? Optional.of(new Mapping(position, Map.of()))
        : Optional.empty();
  }

  private Bound value(Type type, Node node, String path) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.UNRESOLVED) {
      return Bound.FAILED;
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return switch (((Class<?>) generic.getRawType()).getSimpleName()) {
        case "List" -> list(arguments[0], node, path);
        case "Map" -> map(arguments[1], node, path);
        case "Optional" -> optional(arguments[0], node, path);
        default -> throw new IllegalStateException("recipes cannot hold a " + type);
      };
    }
    Class<?> plain = (Class<?>) type;
    if (plain == OptionalInt.class) {
      Bound bound = optional(Integer.class, node, path);
      return new Bound(bound.value().map(RecordReader::optionalInt), bound.tree());
    }
    if (plain == Settings.class) {
      return settings(node, path);
    }
    return ValueReader.isValue(plain) ? values.read(plain, node, path) : record(plain, node, path);
  }

  private static Object optionalInt(Object optional) {
    return ((Optional<?>) optional)
        .map(number -> OptionalInt.of((Integer) number))
        .orElse(OptionalInt.empty());
  }

  private Bound optional(Type type, Node node, String path) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.NULL) {
      return Bound.of(Optional.empty(), null);
    }
    Bound bound = value(type, node, path);
    return new Bound(bound.value().map(Optional::of), bound.tree());
  }

  private Bound list(Type type, Node node, String path) {
    if (!(node instanceof Sequence sequence)) {
      return values.wrong(node, path, "a list: [..., ...]");
    }
    List<Bound> items = new ArrayList<>();
    for (Node item : sequence.items()) {
      items.add(value(type, item, path + "[" + items.size() + "]"));
    }
    return items.stream().anyMatch(Bound::failed)
        ? Bound.FAILED
        : Bound.of(
            items.stream().map(item -> item.value().orElseThrow()).toList(),
            new ArrayList<>(items.stream().map(Bound::tree).toList()));
  }

  private Bound map(Type type, Node node, String path) {
    if (!(node instanceof Mapping mapping)) {
      return values.wrong(node, path, "a mapping of names to values");
    }
    Map<String, Object> read = new LinkedHashMap<>();
    Map<String, Object> tree = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              Bound bound = value(type, entry.value(), join(path, key));
              bound.value().ifPresent(item -> read.put(key, item));
              tree.put(key, bound.tree());
            });
    return read.size() < tree.size() ? Bound.FAILED : Bound.of(read, tree);
  }

  private Bound settings(Node node, String path) {
    if (!(node instanceof Mapping mapping)) {
      return values.wrong(node, path, ValueReader.expectation(Settings.class));
    }
    List<Setting> settings = new ArrayList<>();
    mapping.entries().forEach((key, entry) -> settings.add(new Setting(key, entry.value())));
    return Bound.of(new Settings(settings), ResolvedTree.plain(mapping));
  }

  /** Builds the record, to have its rules checked even when some of its values failed. */
  private Optional<Object> construct(
      Class<?> type, List<Object> arguments, Mapping mapping, String path, List<String> failed) {
    if (arguments.contains(null)) {
      return Optional.empty();
    }
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return Optional.of(constructor.newInstance(arguments.toArray()));
    } catch (InvocationTargetException thrown) {
      if (!(thrown.getCause() instanceof InvalidValues invalid)) {
        throw new IllegalStateException("while making a " + type.getSimpleName(), thrown);
      }
      invalid.violations().stream()
          .filter(violation -> !failed.contains(violation.key()))
          .forEach(violation -> report(violation, mapping, path));
      return Optional.empty();
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(type + " cannot be made", impossible);
    }
  }

  private void report(Violation violation, Mapping mapping, String path) {
    Entry entry = mapping.entries().get(violation.key());
    Position position = entry == null ? mapping.position() : entry.value().position();
    String problem =
        entry == null ? violation.problem() : ResolvedTree.mask(violation.problem(), entry.value());
    problems.add(position, join(path, violation.key()), problem);
  }

  /** A harmless value in place of one that failed, or null where there is none. */
  private static Object placeholder(Class<?> type) {
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return switch (type.getSimpleName()) {
      case "int" -> 1;
      case "long" -> 1L;
      case "double" -> 1.0;
      case "boolean" -> false;
      case "String" -> "placeholder";
      case "InputPath" -> new InputPath("", "");
      case "List" -> List.of();
      case "Map" -> Map.of();
      case "Optional" -> Optional.empty();
      case "OptionalInt" -> OptionalInt.empty();
      case "Settings" -> Settings.NONE;
      default -> null;
    };
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
