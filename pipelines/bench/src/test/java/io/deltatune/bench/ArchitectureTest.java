package io.deltatune.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the module may know: core and model, so that it runs where neither Spark nor Maven is. */
class ArchitectureTest {
  @Test
  void theBenchmarksKnowNoSparkAndSeeTensorsOnlyThroughTheModelsWrappers() {
    noClasses()
        .that()
        .resideInAPackage("io.deltatune.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..",
            "io.delta..",
            "ai.djl..",
            "io.deltatune.data..",
            "io.deltatune.cluster..",
            "io.deltatune.jobs..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.deltatune.bench"));
  }
}
