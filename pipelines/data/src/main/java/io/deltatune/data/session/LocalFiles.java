package io.deltatune.data.session;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's file system of this machine, but for two questions that Hadoop asks a process of its own
 * where its native library is absent: {@code chmod} for each file that is made and {@code readlink}
 * for each that is renamed. A commit of Delta starts a dozen such processes, which takes longer
 * than all else in it; the JVM knows the answers itself.
 */
public final class LocalFiles extends LocalFileSystem {
  /** Made by Hadoop, by name. */
  public LocalFiles() {
    super(new Raw());
  }

  /** The settings of a session by which Spark and Delta use these files. */
  static Map<String, String> settings() {
    return Map.of(
        "spark.hadoop.fs.file.impl", LocalFiles.class.getName(),
        "spark.hadoop.fs.AbstractFileSystem.file.impl", Abstract.class.getName());
  }

  /** The same for Hadoop's other interface to files, through which Delta renames its commits. */
  public static final class Abstract extends ChecksumFs {
    /** Made by Hadoop, by name. */
    public Abstract(URI uri, Configuration settings) throws IOException, URISyntaxException {
      super(new Delegate(settings));
    }
  }

  private static final class Delegate extends DelegateToFileSystem {
    Delegate(Configuration settings) throws IOException, URISyntaxException {
      super(
          FsConstants.LOCAL_FS_URI,
          new Raw(),
          settings,
          FsConstants.LOCAL_FS_URI.getScheme(),
          false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    @Override
    public boolean isValidName(String path) {
      return true;
    }
  }

  private static final class Raw extends RawLocalFileSystem {
    /** In the order in which the permissions of the owner, the group and the others come. */
    private static final FsAction[] RIGHTS = {FsAction.READ, FsAction.WRITE, FsAction.EXECUTE};

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      if (permission.getStickyBit()
          || Files.getFileAttributeView(file, PosixFileAttributeView.class) == null) {
        super.setPermission(path, permission);
      } else {
        Files.setPosixFilePermissions(file, posix(permission));
      }
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }

    private static Set<PosixFilePermission> posix(FsPermission permission) {
      Set<PosixFilePermission> posix = EnumSet.noneOf(PosixFilePermission.class);
      PosixFilePermission[] all = PosixFilePermission.values();
      FsAction[] actions = {
        permission.getUserAction(), permission.getGroupAction(), permission.getOtherAction()
      };
      for (int who = 0; who < actions.length; who++) {
        for (int may = 0; may < RIGHTS.length; may++) {
          if (actions[who].implies(RIGHTS[may])) {
            posix.add(all[who * RIGHTS.length + may]);
          }
        }
      }
      return posix;
    }
  }
}
