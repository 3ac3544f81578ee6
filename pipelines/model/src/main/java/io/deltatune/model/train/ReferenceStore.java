package io.deltatune.model.train;

import io.deltatune.model.train.ReferenceFile.Sums;
import java.util.Map;
import java.util.Set;

/** Where the answers of a reference model outlive a run's folder, by the pairs' hashes. */
public interface ReferenceStore {
  /** What is known of some pairs. */
  Map<String, Sums> known(Set<String> pairs);

  /** Takes what a run computed or had computed, whether it goes on or not. */
  void keep(Map<String, Sums> sums);

  /** Knows and keeps nothing. */
  ReferenceStore NONE =
      new ReferenceStore() {
        @Override
        public Map<String, Sums> known(Set<String> pairs) {
          return Map.of();
        }

        @Override
        public void keep(Map<String, Sums> sums) {}
      };
}
