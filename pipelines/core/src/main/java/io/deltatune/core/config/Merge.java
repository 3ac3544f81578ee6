package io.deltatune.core.config;

import io.deltatune.core.config.Node.Entry;
import io.deltatune.core.config.Node.Kind;
import io.deltatune.core.config.Node.Mapping;
import io.deltatune.core.config.Node.Scalar;
import io.deltatune.core.config.Settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays trees over one another: mappings key by key, everything else as a whole. */
final class Merge {
  private Merge() {}

  /** {@code over} wins. */
  static Node deep(Node base, Node over) {
    return base instanceof Mapping below && over instanceof Mapping above
        ? deep(below, above)
        : over;
  }

  /** {@code over} wins. */
  static Mapping deep(Mapping base, Mapping over) {
    Map<String, Entry> entries = new LinkedHashMap<>(base.entries());
    over.entries()
        .forEach(
            (key, entry) ->
                entries.merge(
                    key,
                    entry,
                    (below, above) ->
                        new Entry(above.position(), deep(below.value(), above.value()))));
    return new Mapping(over.position(), entries);
  }

  /** The tree with its replacements; the later ones win. One that cannot be read is a problem. */
  static Mapping apply(Mapping tree, Settings settings, Problems problems) {
    Mapping merged = tree;
    for (Setting setting : settings.settings()) {
      if (setting.value() instanceof Scalar scalar && scalar.kind() == Kind.REFUSED) {
        problems.addFatal(scalar.position(), "", scalar.text());
        continue;
      }
      Mapping over = nested(List.of(setting.path().split("\\.", -1)), setting.value());
      merged = new Mapping(tree.position(), deep(merged, over).entries());
    }
    return merged;
  }

  private static Mapping nested(List<String> keys, Node value) {
    Node inner = keys.size() == 1 ? value : nested(keys.subList(1, keys.size()), value);
    Entry entry = new Entry(value.position(), inner);
    return new Mapping(value.position(), Map.of(keys.get(0), entry));
  }
}
