package io.deltatune.data.source.hub;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches data sets of the hub into a folder, one commit of each beside the other. */
public final class HubSource {
  private static final Logger LOG = LoggerFactory.getLogger(HubSource.class);

  private final Hub hub;
  private final HubClient client;
  private final Path downloads;
  private final Configuration configuration;
  private final Consumer<String> told;

  /**
   * A source of a hub.
   *
   * @param downloads the folder below which {@code datasets/OWNER/NAME/COMMIT/PATH} is laid
   * @param told how far it has come, in words
   */
  public HubSource(Hub hub, Path downloads, Configuration configuration, Consumer<String> told) {
    this.hub = hub;
    this.client = new HubClient(hub);
    this.downloads = downloads;
    this.configuration = configuration;
    this.told = told;
  }

  /**
   * A file that was fetched.
   *
   * @param path where it lies
   * @param name what the tables call it: {@code hf://datasets/OWNER/NAME@COMMIT/PATH}
   */
  public record Fetched(Path path, String name) {}

  /**
   * Fetches the files of a path, those that are there already excepted. Where a repository has no
   * file of a format that is read, the hub's own conversion to Parquet is taken.
   *
   * @throws UserError if there is no such file, it may not be read, or it does not arrive whole
   */
  public List<Fetched> fetch(HubPath path) {
    HubRepository repository = new HubRepository(hub, client, path.repository());
    String commit = repository.commit(path.revision());
    List<HubFile> listed = repository.files(commit);
    List<HubFile> wanted =
        path.path().isEmpty() ? HubData.all(listed) : HubData.at(path.path(), listed);
    if (wanted.isEmpty() && !path.path().isEmpty()) {
      throw HubErrors.missing(path.repository(), "file " + path.path(), "");
    }
    if (wanted.isEmpty()) {
      commit = repository.commit(HubRepository.CONVERTED);
      wanted = HubData.all(repository.files(commit));
    }
    if (wanted.isEmpty()) {
      throw HubErrors.missing(path.repository(), "file of rows", "");
    }
    return fetch(path, repository, commit, wanted);
  }

  private List<Fetched> fetch(
      HubPath path, HubRepository repository, String commit, List<HubFile> wanted) {
    Path folder = new Path(downloads, "datasets/" + path.repository() + "/" + commit);
    List<Fetched> fetched = new ArrayList<>();
    try {
      HubDownload download = new HubDownload(hub, client, path.repository(), folder, configuration);
      Downloads downloads = new Downloads(path.repository(), wanted, hub.patience(), told);
      List<Runnable> tasks = new ArrayList<>();
      for (HubFile file : wanted) {
        Path target = new Path(folder, "./" + file.path());
        fetched.add(new Fetched(target, path.name(commit, file.path())));
        URI content = repository.content(commit, file.path());
        tasks.add(
            () -> {
              LOG.info("{} ({} bytes)", path.name(commit, file.path()), file.bytes());
              download.fetch(file, content, target, downloads::arrived);
            });
      }
      downloads.run(tasks);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return fetched;
  }
}
