package io.deltatune.jobs.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts, with a stand-in for {@code java} that prints its arguments. */
class LauncherTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));

  @TempDir private Path folder;
  private Path project;
  private Path jdk;

  private record Said(int status, String text) {}

  @BeforeEach
  void layOut() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    jdk = folder.resolve("a jdk");
    copy(HOME.resolve("deltatune"), project.resolve("deltatune"));
    copy(
        HOME.resolve("jobs/src/main/distribution/bin/deltatune"),
        project.resolve("jobs/target/deltatune/bin/deltatune"));
    script(jdk.resolve("bin/java"), "for a in \"$@\"; do echo \"<$a>\"; done");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Files.createFile(project.resolve("jobs/target/built"));
  }

  @Test
  void itRunsTheDistributionFromAnotherFolderAndKeepsArgumentsWhole() throws Exception {
    Said said = run(Map.of(), project.resolve("deltatune"), "sql", "SELECT 'a  b'");
    assertEquals(0, said.status(), said.text());
    assertTrue(
        said.text().contains("<-Ddeltatune.home=" + project.toRealPath() + ">"), said.text());
    assertTrue(said.text().endsWith("Deltatune>\n<sql>\n<SELECT 'a  b'>\n"), said.text());
  }

  @Test
  void itRunsThroughALinkOfALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), project.resolve("deltatune"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
    assertEquals(0, run(Map.of(), link, "--help").status());
    assertEquals(0, run(Map.of(), second, "--help").status());
  }

  @Test
  void quickCommandsAreNotOptimisedAndLongOnesAre() throws Exception {
    Path launcher = project.resolve("deltatune");
    String quick = "<-XX:TieredStopAtLevel=1>";
    assertTrue(run(Map.of(), launcher, "--warehouse", "demo", "sql", "x").text().contains(quick));
    assertTrue(run(Map.of(), launcher, "train", "--help").text().contains(quick));
    assertTrue(
        !run(Map.of(), launcher, "--warehouse", "sql", "train", "x.yaml").text().contains(quick));
  }

  @Test
  void anotherJdkIsRefusedWithWhatToDo() throws Exception {
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"21.0.2\"\n");
    Said said = run(Map.of(), project.resolve("deltatune"), "--help");
    assertEquals(2, said.status(), said.text());
    assertTrue(said.text().contains("is version 21.0.2, JDK 17 is needed"), said.text());
    assertTrue(said.text().contains("set JAVA_HOME"), said.text());
  }

  @Test
  void aMissingJdkIsRefusedWithWhatToDo() throws Exception {
    Said said =
        run(Map.of("JAVA_HOME", folder.resolve("none").toString()), project.resolve("deltatune"));
    assertEquals(2, said.status(), said.text());
    assertTrue(said.text().contains("no JDK 17 found"), said.text());
  }

  @Test
  void aNewerSourceIsBuiltOnceAndSaid() throws Exception {
    Path source = project.resolve("jobs/src/main/java/New.java");
    copy(HOME.resolve("pom.xml"), source);
    Files.setLastModifiedTime(project.resolve("jobs/target/built"), FileTime.fromMillis(0));
    script(project.resolve("mvnw"), "echo \"[INFO] Building Deltatune jobs 0.1\"");
    Said first = run(Map.of(), project.resolve("deltatune"), "--help");
    assertEquals(0, first.status(), first.text());
    assertTrue(first.text().contains("newer than the last build"), first.text());
    assertTrue(first.text().contains("Deltatune jobs"), first.text());
    Said second = run(Map.of(), project.resolve("deltatune"), "--help");
    assertTrue(!second.text().contains("Build"), second.text());
  }

  @Test
  void aFailedBuildIsToldWithItsLogAndTriedAgain() throws Exception {
    Files.delete(project.resolve("jobs/target/built"));
    script(project.resolve("mvnw"), "echo \"[ERROR] no such symbol\"; exit 1");
    for (int attempt = 0; attempt < 2; attempt++) {
      Said said = run(Map.of(), project.resolve("deltatune"), "--help");
      assertEquals(1, said.status(), said.text());
      assertTrue(said.text().contains("no such symbol"), said.text());
      assertTrue(said.text().contains("jobs/target/build.log"), said.text());
    }
  }

  private Said run(Map<String, String> environment, Path launcher, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().remove("DELTATUNE_HOME");
    builder.environment().remove("DELTATUNE_JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void script(Path file, String line) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
