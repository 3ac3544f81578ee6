package io.deltatune.data.source.hub;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Brings a file of the hub into a folder of any Hadoop file system. What arrived before a break is
 * kept beside it ({@code .NAME.part-PLACE}) and the rest is asked for from there, in this run or in
 * the next; the file gets its name when its length and checksum are right.
 */
final class HubDownload {
  private final Hub hub;
  private final HubClient client;
  private final String repository;
  private final FileSystem files;

  HubDownload(Hub hub, HubClient client, String repository, Path folder, Configuration conf)
      throws IOException {
    this.hub = hub;
    this.client = client;
    this.repository = repository;
    FileSystem found = folder.getFileSystem(conf);
    // Its checksums lag behind what was written when a process is killed; ours come at the end.
    this.files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
  }

  /**
   * Fetches a file unless it is there.
   *
   * @param arrived told how many more bytes are there; what it throws ends the download
   * @throws UserError if it does not come, or not as the hub says that it is
   */
  void fetch(HubFile file, URI address, Path target, LongConsumer arrived) {
    try {
      if (files.exists(target) && files.getFileStatus(target).getLen() == file.bytes()) {
        arrived.accept(file.bytes());
        return;
      }
      files.mkdirs(target.getParent());
      if (!complete(file, address, target, arrived)) {
        // What was kept from an earlier run may be what is wrong: once more from the beginning.
        if (!complete(file, address, target, arrived)) {
          throw HubErrors.wrong(
              HubErrors.place(address), "its checksum is not the one that the hub tells");
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("writing below " + target.getParent(), failure);
    }
  }

  private boolean complete(HubFile file, URI address, Path target, LongConsumer arrived)
      throws IOException {
    List<Part> parts = parts(target);
    long have = parts.stream().mapToLong(Part::bytes).sum();
    if (have > file.bytes()) {
      discard(parts);
    } else {
      arrived.accept(have);
    }
    client.retry(
        address,
        () -> {
          more(file, address, target, arrived);
          return null;
        });
    parts = parts(target);
    Checksum checksum = Checksum.of(file);
    if (parts.size() == 1) {
      try (InputStream in = files.open(parts.get(0).path())) {
        checksum.add(in, OutputStream.nullOutputStream());
      }
    } else {
      parts = List.of(joined(parts, checksum, target));
    }
    if (!checksum.isRight()) {
      discard(parts(target));
      return false;
    }
    files.delete(target, false);
    if (!files.rename(parts.get(0).path(), target)) {
      throw new IOException("cannot rename " + parts.get(0).path() + " to " + target);
    }
    discard(parts(target));
    return true;
  }

  /** Asks for what is missing and keeps what comes of it. */
  private void more(HubFile file, URI address, Path target, LongConsumer arrived)
      throws IOException {
    arrived.accept(0);
    long have = parts(target).stream().mapToLong(Part::bytes).sum();
    if (have == file.bytes() && have > 0) {
      return;
    }
    HttpResponse<InputStream> response = client.get(address, repository, file.path(), have);
    String range = response.headers().firstValue("Content-Range").orElse("");
    if (have > 0 && (response.statusCode() != 206 || !range.startsWith("bytes " + have + "-"))) {
      discard(parts(target));
      have = 0;
      if (response.statusCode() == 206) {
        response.body().close();
        throw new IOException("the answer is of another range than the one asked for: " + range);
      }
    }
    Path part = new Path(target.getParent(), "." + target.getName() + ".part-" + have);
    long left = file.bytes() - have;
    try (InputStream body = response.body();
        OutputStream out = files.create(part, true);
        Watch watch = new Watch(body, hub.patience())) {
      byte[] buffer = new byte[1 << 16];
      while (left > 0) {
        int count = body.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (count < 0) {
          throw new IOException("the connection ended " + left + " bytes too early");
        }
        watch.alive();
        out.write(buffer, 0, count);
        left -= count;
        arrived.accept(count);
      }
      if (body.read() >= 0) {
        throw HubErrors.wrong(HubErrors.place(address), "it is longer than the hub tells");
      }
    }
  }

  private Part joined(List<Part> parts, Checksum checksum, Path target) throws IOException {
    Path whole = new Path(target.getParent(), "." + target.getName() + ".whole");
    try (OutputStream out = files.create(whole, true)) {
      for (Part part : parts) {
        try (InputStream in = files.open(part.path())) {
          checksum.add(in, out);
        }
      }
    }
    return new Part(whole, 0, files.getFileStatus(whole).getLen());
  }

  /** A stretch of a file that arrived. */
  private record Part(Path path, long start, long bytes) {}

  /** The parts that follow one another from the beginning; any other is deleted. */
  private List<Part> parts(Path target) throws IOException {
    String prefix = "." + target.getName() + ".part-";
    List<Part> found = new ArrayList<>();
    for (FileStatus status : files.listStatus(target.getParent())) {
      String name = status.getPath().getName();
      if (name.startsWith(prefix) && name.substring(prefix.length()).matches("\\d{1,18}")) {
        long start = Long.parseLong(name.substring(prefix.length()));
        found.add(new Part(status.getPath(), start, status.getLen()));
      }
    }
    found.sort(Comparator.comparing(Part::start));
    List<Part> kept = new ArrayList<>();
    long next = 0;
    for (Part part : found) {
      if (part.start() == next && part.bytes() > 0) {
        kept.add(part);
        next += part.bytes();
      } else {
        files.delete(part.path(), false);
      }
    }
    return kept;
  }

  private void discard(List<Part> parts) throws IOException {
    for (Part part : parts) {
      files.delete(part.path(), false);
    }
  }
}
