package io.deltatune.data.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.data.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  @TempDir private Path folder;

  @Test
  void aCommitOfDeltaStartsNoProcess() throws IOException {
    SparkSession spark = Sessions.shared();
    String table = folder.resolve("table").toString();
    spark.range(1).write().format("delta").save(table);
    Path events = folder.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.enable("jdk.FileWrite").withoutThreshold();
      recording.start();
      spark.range(2).write().format("delta").mode("append").save(table);
      recording.stop();
      recording.dump(events);
    }
    List<RecordedEvent> all = RecordingFile.readAllEvents(events);
    assertTrue(all.stream().anyMatch(event -> named(event, "jdk.FileWrite")), "it was recorded");
    assertEquals(
        List.of(), all.stream().filter(event -> named(event, "jdk.ProcessStart")).toList());
    assertEquals(3, spark.read().format("delta").load(table).count());
  }

  private static boolean named(RecordedEvent event, String name) {
    return event.getEventType().getName().equals(name);
  }

  @Test
  void permissionsAndLinksAreThoseOfHadoop() throws IOException {
    assertEquals(told(new LocalFileSystem()), told(new LocalFiles()));
  }

  private String told(FileSystem files) throws IOException {
    files.initialize(Path.of("/").toUri(), new Configuration());
    Path file = Files.writeString(folder.resolve(files.getClass().getSimpleName()), "text");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    files.setPermission(path, FsPermission.valueOf("-rwxr-x--x"));
    Path link = Files.createSymbolicLink(folder.resolve(file.getFileName() + "-link"), file);
    FileStatus ofLink = files.getFileLinkStatus(new org.apache.hadoop.fs.Path(link.toUri()));
    return "%s, %s, %d bytes; link: %s, %d bytes"
        .formatted(
            files.getFileStatus(path).getPermission(),
            Files.getPosixFilePermissions(file),
            files.getFileLinkStatus(path).getLen(),
            ofLink.isSymlink(),
            ofLink.getLen());
  }

  @Test
  void aRenameOntoAFileIsRefused() throws Exception {
    FileContext files =
        FileContext.getFileContext(Sessions.shared().sessionState().newHadoopConf());
    Path one = Files.writeString(folder.resolve("one"), "1");
    Path two = Files.writeString(folder.resolve("two"), "2");
    org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(one.toUri());
    org.apache.hadoop.fs.Path to = new org.apache.hadoop.fs.Path(two.toUri());
    assertThrows(IOException.class, () -> files.rename(from, to, Rename.NONE));
    files.rename(from, new org.apache.hadoop.fs.Path(folder.resolve("three").toUri()), Rename.NONE);
    assertEquals("1", Files.readString(folder.resolve("three")));
  }
}
