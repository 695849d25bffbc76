package io.minibit;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the tests where a buffer was let go without being released; Netty itself only logs it. A
 * leak is found when the collector comes across it, so the class that fails may be a later one than
 * the class that leaks: the records of where the buffer was touched tell.
 */
public final class LeakWatch implements AfterAllCallback {
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Listening());
  }

  /** Makes detectors that tell of what they find. */
  private static final class Listening extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // the one method that has to be there
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      var detector = new ResourceLeakDetector<T>(resource, samplingInterval);
      detector.setLeakListener((type, records) -> LEAKS.add(type + " " + records));
      return detector;
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    collect();
    if (!LEAKS.isEmpty()) {
      String found = String.join("\n", LEAKS);
      LEAKS.clear();
      throw new AssertionError("buffers were not released: " + found);
    }
  }

  /** What was leaked by now is noticed when the next buffer is taken. */
  private static void collect() {
    System.gc();
    PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
  }
}
