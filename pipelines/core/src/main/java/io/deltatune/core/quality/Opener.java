package io.deltatune.core.quality;

import java.io.Serializable;

/**
 * Opens a service in the process that needs it. It travels to executors; what it opens does not.
 *
 * @param <T> the service, opened once for each {@link Judge} of a process
 */
@FunctionalInterface
public interface Opener<T> extends Serializable {
  /** The service, opened or shared. */
  T open();
}
