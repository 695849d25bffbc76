package io.minibit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;

/** The arrows of the house: imports point down only. */
@AnalyzeClasses(packages = "io.minibit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] PURE = rooms("bencode", "metainfo", "storage", "swarm", "tracker");

  @ArchTest
  static final ArchRule noCyclesBetweenRooms =
      slices().matching("io.minibit.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule api = only("api");
  @ArchTest static final ArchRule bencode = only("bencode");
  @ArchTest static final ArchRule metainfo = only("metainfo", "bencode");
  @ArchTest static final ArchRule tracker = only("tracker", "metainfo", "bencode");

  @ArchTest static final ArchRule wire = only("wire", "metainfo", "bencode");

  @ArchTest static final ArchRule storage = only("storage", "metainfo", "bencode");

  @ArchTest static final ArchRule swarm = only("swarm", "metainfo");

  @ArchTest
  static final ArchRule transport =
      only("transport", "wire", "storage", "tracker", "metainfo", "bencode");

  @ArchTest
  static final ArchRule discovery =
      only("discovery", "transport", "tracker.protocol", "metainfo", "bencode");

  @ArchTest
  static final ArchRule session =
      only(
          "session",
          "discovery",
          "transport",
          "swarm",
          "storage",
          "wire",
          "tracker.protocol",
          "metainfo",
          "bencode",
          "api");

  @ArchTest static final ArchRule bridge = only("bridge", "api");
  @ArchTest static final ArchRule web = only("web", "api");
  @ArchTest static final ArchRule cli = only("cli", "api", "metainfo", "storage");

  @ArchTest
  static final ArchRule onlyMainKnowsTheDoorsAndTheNode =
      noClasses()
          .that()
          .resideInAnyPackage(
              rooms(
                  "api",
                  "bencode",
                  "metainfo",
                  "tracker",
                  "storage",
                  "swarm",
                  "transport",
                  "discovery",
                  "session"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(rooms("cli", "web", "bridge", "node"));

  @ArchTest
  static final ArchRule theNodeKnowsNoDoor =
      noClasses()
          .that()
          .resideInAPackage("io.minibit.node..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(rooms("cli", "web", "bridge"));

  @ArchTest
  static final ArchRule pureRoomsDoNoIo =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule pureRoomsAreHandedTimeAndChance =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethodWhere(
              calls("java.lang.System", "currentTimeMillis", "nanoTime")
                  .or(calls("java.time.Instant", "now"))
                  .or(calls("java.time.Clock", "systemUTC", "systemDefaultZone"))
                  .or(calls("java.lang.Math", "random"))
                  .or(calls("java.util.concurrent.ThreadLocalRandom", "current"))
                  .or(calls("java.util.concurrent.Executors")))
          .orShould()
          .callConstructorWhere(
              calls("java.lang.Thread", "<init>")
                  .or(calls("java.security.SecureRandom", "<init>"))
                  .or(calls("java.util.SplittableRandom", "<init>")));

  @ArchTest
  static final ArchRule nettyStaysInTransport =
      noClasses()
          .that()
          .resideOutsideOfPackages(rooms("transport", "wire"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule vertxInternalsStayInTransport =
      noClasses()
          .that()
          .resideOutsideOfPackages(rooms("transport"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.core.internal..", "io.vertx.core.impl..");

  @ArchTest
  static final ArchRule nobodyWaits =
      noClasses()
          .should()
          .callMethodWhere(
              calls("io.vertx.core.Future", "await")
                  .or(calls("java.util.concurrent.CompletableFuture", "get", "join"))
                  .or(calls("java.lang.Thread", "sleep")));

  @ArchTest
  static final ArchRule nobodyStartsPrograms =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class)
          .orShould()
          .callMethodWhere(calls("java.lang.Runtime", "exec"));

  @ArchTest
  static final ArchRule noOldFilesAndNoOldChance =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.File")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random");

  @ArchTest
  static final ArchRule onlyThePersonsSidePrints =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.minibit.cli..", "io.minibit")
          .should()
          .accessFieldWhere(accesses("java.lang.System", "out", "err", "in"));

  @ArchTest
  static final ArchRule oneClassReadsTheClock =
      classes()
          .that()
          .resideInAnyPackage(
              rooms("api", "bridge", "discovery", "node", "session", "transport", "web"))
          .and()
          .doNotHaveFullyQualifiedName("io.minibit.node.Clock")
          .should(
              com.tngtech.archunit.lang.conditions.ArchConditions.not(
                  com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere(
                      calls("java.lang.System", "currentTimeMillis", "nanoTime")
                          .or(calls("java.time.Instant", "now")))));

  private static String[] rooms(String... names) {
    return Arrays.stream(names).map(name -> "io.minibit." + name + "..").toArray(String[]::new);
  }

  /** A room that knows no others of ours than these. */
  private static ArchRule only(String room, String... others) {
    String[] known = Arrays.copyOf(others, others.length + 1);
    known[others.length] = room;
    DescribedPredicate<JavaClass> stranger =
        JavaClass.Predicates.resideInAPackage("io.minibit..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(rooms(known))));
    return noClasses()
        .that()
        .resideInAPackage("io.minibit." + room + "..")
        .should()
        .dependOnClassesThat(stranger.as("live in other rooms than " + Arrays.toString(known)));
  }

  private static DescribedPredicate<JavaAccess<?>> calls(String owner, String... names) {
    return accesses(owner, names);
  }

  private static <T extends JavaAccess<?>> DescribedPredicate<T> accesses(
      String owner, String... names) {
    Set<String> wanted = Set.of(names);
    return new DescribedPredicate<>(owner + " " + wanted) {
      @Override
      public boolean test(T access) {
        AccessTarget target = access.getTarget();
        return target.getOwner().isAssignableTo(owner)
            && (wanted.isEmpty() || wanted.contains(target.getName()));
      }
    };
  }
}
