package io.deltatune.jobs.pipeline;

import java.util.Map;

/**
 * One job as its recipe says, for a pipeline or for a command. What it needs is looked at when it
 * is asked, so that earlier stages may still make it.
 */
public interface StageJob {
  /**
   * What the result depends on besides the recipe and the code, by name: hashes of files, versions
   * of tables, hashes of models. Equal inputs, equal result.
   *
   * @throws io.deltatune.core.error.UserError if an input is not there
   */
  Map<String, String> inputs();

  /**
   * Does the work. Done twice, it leaves the same tables but for those that record runs.
   *
   * @return what it left, in words for people and for the next run: ids, hashes, folders, counts
   * @throws io.deltatune.core.error.UserError if the recipe asks for what is not there
   */
  Map<String, String> run();

  /**
   * Whether what an earlier run left is still there.
   *
   * @param outputs as {@link #run()} returned them
   */
  default boolean stands(Map<String, String> outputs) {
    return true;
  }
}
