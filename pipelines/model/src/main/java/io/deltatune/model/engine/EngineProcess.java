package io.deltatune.model.engine;

import ai.djl.pytorch.jni.JniUtils;

/** What is set once for the whole process: the engine's options and its number of threads. */
public final class EngineProcess {
  private static boolean prepared;

  private EngineProcess() {}

  /**
   * Loads the native libraries with this project's options; nothing is fetched from a network and
   * nothing is reported to one.
   */
  static synchronized void prepare() {
    if (prepared) {
      return;
    }
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault("ai.djl.pytorch.graph_optimizer", "false");
    ai.djl.engine.Engine.getEngine("PyTorch");
    prepared = true;
  }

  /** The GPUs that the engine can compute on. */
  static int gpus() {
    prepare();
    return ai.djl.engine.Engine.getEngine("PyTorch").getGpuCount();
  }

  /** The native libraries in use, in words. */
  static String natives() {
    prepare();
    String version = ai.djl.engine.Engine.getEngine("PyTorch").getVersion();
    String folder = System.getenv("PYTORCH_LIBRARY_PATH");
    if (folder != null) {
      return "PyTorch " + version + " of PYTORCH_LIBRARY_PATH=" + folder;
    }
    return "PyTorch " + version + " as bundled for processors";
  }

  /** The threads that one operation may use. */
  public static int threads() {
    prepare();
    return JniUtils.getNumThreads();
  }

  /**
   * Sets the threads that one operation may use, as a recipe or an option says it.
   *
   * @param threads 0 for all cores
   */
  public static void useThreadsOrAllCores(int threads) {
    useThreads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
  }

  /**
   * Sets the threads that one operation may use. Results may differ in their last bits between
   * numbers of threads, so that a run records it.
   */
  public static void useThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
    prepare();
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
