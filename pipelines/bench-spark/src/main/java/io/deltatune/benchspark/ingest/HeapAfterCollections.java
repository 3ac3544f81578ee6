package io.deltatune.benchspark.ingest;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The most heap that was in use after a collection, and the time that collections took. */
final class HeapAfterCollections {
  private final AtomicLong afterAny = new AtomicLong();
  private final AtomicLong afterFull = new AtomicLong();

  private HeapAfterCollections() {}

  /** Begins to listen. */
  static HeapAfterCollections start() {
    HeapAfterCollections heap = new HeapAfterCollections();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, handback) -> {
                GarbageCollectionNotificationInfo info =
                    GarbageCollectionNotificationInfo.from(
                        (CompositeData) notification.getUserData());
                heap.note(info.getGcAction().contains("major"), info.getGcInfo());
              },
              null,
              null);
    }
    return heap;
  }

  /** Bytes after any collection: what lives and what an earlier collection left uncollected. */
  long most() {
    return afterAny.get();
  }

  /** Bytes after collections of the whole heap: what lives; 0 where there was none. */
  long mostLive() {
    return afterFull.get();
  }

  /** Seconds of all collections so far. */
  static double seconds() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum()
        / 1e3;
  }

  private void note(boolean whole, GcInfo info) {
    long used =
        info.getMemoryUsageAfterGc().entrySet().stream()
            .filter(pool -> pool.getKey().matches(".*(Eden|Survivor|Old|Tenured).*"))
            .map(java.util.Map.Entry::getValue)
            .mapToLong(MemoryUsage::getUsed)
            .sum();
    afterAny.accumulateAndGet(used, Math::max);
    if (whole) {
      afterFull.accumulateAndGet(used, Math::max);
    }
  }
}
