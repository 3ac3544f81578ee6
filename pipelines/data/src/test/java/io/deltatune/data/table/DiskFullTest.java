package io.deltatune.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.data.Sessions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
  @TempDir Path folder;

  /** The local file system under another name, without room for data. */
  public static final class Full extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("full:///");
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      if (file.getName().endsWith(".parquet")) {
        throw new IOException("No space left on device");
      }
      return super.create(file, overwrite, buffer, replication, block, progress);
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      return create(file, overwrite, buffer, replication, block, progress);
    }
  }

  @Test
  void aFullDiskUnderAJobOfSparkIsToldWithItsFolder() {
    SparkSession spark = Sessions.shared();
    spark.sparkContext().hadoopConfiguration().set("fs.full.impl", Full.class.getName());
    String target = "full://" + folder.resolve("rows");
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                DiskFull.told(
                    new org.apache.hadoop.fs.Path(target),
                    () -> spark.range(10).write().parquet(target)));
    assertEquals(ErrorCode.NOT_ACCESSIBLE, error.code());
    assertTrue(error.problem().contains(folder.resolve("rows").toString()), error.problem());
  }

  @Test
  void anyOtherFailureStaysWhatItIs() {
    IllegalStateException bug = new IllegalStateException("another", new IOException("broken"));
    assertSame(
        bug,
        assertThrows(
            IllegalStateException.class,
            () ->
                DiskFull.told(
                    new org.apache.hadoop.fs.Path("/x"),
                    () -> {
                      throw bug;
                    })));
  }
}
