package io.deltatune.model.train;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.engine.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where an optimiser's state lies, parameter by parameter. */
@FunctionalInterface
interface PartMemory {
  /** So many bytes, of any content. */
  ByteBuffer take(long bytes);

  /** In the memory of a scope. */
  static PartMemory inMemory(Scope scope) {
    return scope::memory;
  }

  /**
   * In mapped files, whose pages the system takes back where memory is short. The files have no
   * name any more once they are mapped: they go with the process, however that ends.
   *
   * @param folder where there is room for them
   */
  static PartMemory inFile(Path folder) {
    return bytes -> {
      try {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, ".optimiser-", ".state");
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          // Written and not only stretched: a full disk is found here and not at a later page.
          ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(bytes, 1 << 20));
          for (long done = 0; done < bytes; done += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - done));
            while (zeros.hasRemaining()) {
              channel.write(zeros);
            }
          }
          return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
        } finally {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UserError(
            ErrorCode.NOT_ACCESSIBLE,
            "the optimiser's state cannot be kept in " + folder,
            e.getClass().getSimpleName() + ": " + e.getMessage(),
            "make room there, or take optimiser.type: adamw_8bit",
            e);
      }
    };
  }
}
