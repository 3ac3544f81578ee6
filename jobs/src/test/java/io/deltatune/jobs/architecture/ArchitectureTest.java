package io.deltatune.jobs.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the modules: core, model, data, annotate, cluster, jobs. */
class ArchitectureTest {
  private static final String CORE = "io.deltatune.core..";
  private static final String MODEL = "io.deltatune.model..";
  private static final String DATA = "io.deltatune.data..";
  private static final String ANNOTATE = "io.deltatune.annotate..";
  private static final String CLUSTER = "io.deltatune.cluster..";
  private static final String JOBS = "io.deltatune.jobs..";
  private static final String SPARK = "org.apache.spark..";
  private static final String DELTA = "io.delta..";
  private static final String SPARK_NLP = "com.johnsnowlabs..";
  private static final String DJL = "ai.djl..";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.deltatune");

  @ParameterizedTest
  @ValueSource(strings = {CORE, MODEL, DATA, ANNOTATE, CLUSTER, JOBS})
  void everyModuleIsSeenByTheseTests(String module) {
    assertTrue(PRODUCT.stream().anyMatch(resideInAnyPackage(module)), module);
  }

  @Test
  void coreKnowsTheJdkJacksonAndSlf4jOnly() {
    classes()
        .that()
        .resideInAPackage(CORE)
        .should()
        .onlyDependOnClassesThat()
        // SnakeYAML is inside Jackson's YAML: its marks are the source positions of recipes.
        .resideInAnyPackage(
            CORE, "java..", "com.fasterxml.jackson..", "org.slf4j..", "org.yaml.snakeyaml..")
        .check(PRODUCT);
  }

  @Test
  void modelKnowsNoSparkAndNothingBesidesCore() {
    noClasses()
        .that()
        .resideInAPackage(MODEL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK, DELTA, DATA, ANNOTATE, CLUSTER, JOBS)
        .check(PRODUCT);
  }

  @Test
  void dataKnowsNoDjlAndNothingBesidesCore() {
    noClasses()
        .that()
        .resideInAPackage(DATA)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DJL, MODEL, ANNOTATE, CLUSTER, JOBS)
        .check(PRODUCT);
  }

  @Test
  void annotateKnowsNoDjlAndNothingBesidesDataAndCore() {
    noClasses()
        .that()
        .resideInAPackage(ANNOTATE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DJL, MODEL, CLUSTER, JOBS)
        .check(PRODUCT);
  }

  @Test
  void sparkNlpIsKnownToAnnotateOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ANNOTATE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SPARK_NLP)
        .check(PRODUCT);
  }

  @Test
  void clusterKnowsNoAnnotationAndNoJobs() {
    noClasses()
        .that()
        .resideInAPackage(CLUSTER)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ANNOTATE, JOBS)
        .check(PRODUCT);
  }

  @Test
  void theProductKnowsNoTestkit() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE, MODEL, DATA, ANNOTATE, CLUSTER, JOBS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.deltatune.testkit..")
        .check(PRODUCT);
  }

  @Test
  void theCommandLineItselfKnowsNeitherSparkNorDjl() {
    noClasses()
        .that()
        .resideInAPackage("io.deltatune.jobs.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK, DELTA, DJL, MODEL, DATA, ANNOTATE, CLUSTER)
        .check(PRODUCT);
  }

  @Test
  void commandsOnFilesKnowNoSpark() {
    noClasses()
        .that()
        .resideInAPackage("io.deltatune.jobs.files..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK, DELTA, DATA, ANNOTATE, CLUSTER)
        .check(PRODUCT);
  }

  @Test
  void whatSparkShipsHoldsNoSessionNoTensorAndNoModel() {
    classes()
        .that()
        .areAssignableTo(java.io.Serializable.class)
        .or()
        .implement(resideInAnyPackage("org.apache.spark.api.java.function.."))
        .should(new HoldOnlyWhatCanBeShipped())
        .check(PRODUCT);
  }

  /** Fields of the driver's or of one process only, whatever their declared generics. */
  private static final class HoldOnlyWhatCanBeShipped extends ArchCondition<JavaClass> {
    private static final List<String> BOUND_TO_A_PROCESS =
        List.of(
            "org.apache.spark.sql.SparkSession",
            "org.apache.spark.SparkContext",
            "org.apache.spark.api.java.JavaSparkContext",
            "org.apache.spark.sql.Dataset",
            "io.deltatune.data.table.Warehouse",
            "org.apache.spark.ml.",
            "io.deltatune.model.engine.",
            "io.deltatune.model.gemma3.Gemma3Model",
            "io.deltatune.model.gemma3.Gemma3Weights",
            "io.deltatune.model.generate.Generator",
            "io.deltatune.model.tokenizer.GemmaTokenizer",
            "ai.djl.");
    private static final String PRECISION = "io.deltatune.model.engine.Precision";

    HoldOnlyWhatCanBeShipped() {
      super("hold only what can be shipped to executors");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      for (JavaField field : type.getFields()) {
        String held = field.getRawType().getBaseComponentType().getName();
        boolean bound =
            !held.equals(PRECISION) && BOUND_TO_A_PROCESS.stream().anyMatch(held::startsWith);
        boolean shipped = !field.getModifiers().contains(JavaModifier.STATIC);
        if (bound && shipped) {
          events.add(SimpleConditionEvent.violated(field, field.getDescription()));
        }
      }
    }
  }
}
