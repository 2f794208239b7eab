package dev.rallypoint;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The walls of the house (ARCHITECTURE.md, "Who may import whom"). */
@AnalyzeClasses(packages = "dev.rallypoint", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.rallypoint";
    private static final String[] CAPABILITIES = {
        "relay", "turn", "cluster", "http", "store", "ops", "lobby", "login", "matchmaking"
    };

    /** Prefix of the class names that may import a technology, and its packages. */
    private static final Map<String, List<String>> TECHNOLOGIES =
            Map.ofEntries(
                    Map.entry("Vertx", List.of("io.vertx..")),
                    Map.entry("Netty", List.of("io.netty..")),
                    Map.entry("Hazelcast", List.of("com.hazelcast..")),
                    Map.entry("Micrometer", List.of("io.micrometer..")),
                    Map.entry(
                            "Jdbc",
                            List.of(
                                    "java.sql..",
                                    "javax.sql..",
                                    "org.sqlite..",
                                    "org.postgresql..")),
                    Map.entry("Flyway", List.of("org.flywaydb..")),
                    Map.entry("BouncyCastle", List.of("org.bouncycastle..")),
                    Map.entry("Conscrypt", List.of("org.conscrypt..")),
                    Map.entry("Bucket4j", List.of("io.github.bucket4j..")),
                    Map.entry("Caffeine", List.of("com.github.benmanes.caffeine..")),
                    Map.entry("Portmapper", List.of("com.offbynull..")),
                    Map.entry("Logback", List.of("ch.qos.logback..", "net.logstash..")));

    /** Adapters that need a second technology beside the one in their name, and why. */
    private static final Set<String> TWO_TECHNOLOGIES =
            Set.of(
                    // Vert.x over a Hazelcast member.
                    "VertxGround",
                    "HazelcastBusMembership",
                    // Tells a taken port by what Netty's native transport throws.
                    "VertxRooms",
                    // Cuts a connection whose reader is stuck, without waiting for its queue.
                    "VertxEventStream",
                    // A Netty handler in front of each of Vert.x's HTTP servers.
                    "VertxGuardedTransport",
                    "VertxGate",
                    "VertxEdge",
                    // Buckets in a bounded table.
                    "CaffeineRateLimits",
                    // A Netty channel on a Vert.x event loop.
                    "NettyUdpPort",
                    "NettyRelayedSockets",
                    // Vert.x's pool over a JDBC data source.
                    "JdbcPool",
                    "JdbcStorePool",
                    // Migrations over a JDBC data source.
                    "FlywayMigrations",
                    // Vert.x's own figures in the same registry.
                    "MicrometerRegistry",
                    // Blocking map calls run on Vert.x's workers.
                    "HazelcastLobbyStore");

    @ArchTest
    static final ArchRule protocolImportsTheJdkOnly =
            classes()
                    .that()
                    .resideInAPackage(ROOT + ".protocol..")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage("java..", "javax.crypto..", ROOT + ".protocol.."));

    @ArchTest
    static final ArchRule contractImportsTheJdkAndProtocol =
            classes()
                    .that()
                    .resideInAPackage(ROOT + ".contract..")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "java..", ROOT + ".contract..", ROOT + ".protocol.."));

    @ArchTest
    static final ArchRule thePlayerSdkNeedsTheJdkAlone =
            classes()
                    .that()
                    .resideInAPackage(ROOT + ".client..")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "java..",
                                    "javax.net.ssl..",
                                    "javax.security.auth.x500..",
                                    ROOT + ".client..",
                                    ROOT + ".contract..",
                                    ROOT + ".protocol.."));

    @ArchTest
    static final ArchRule runtimeAndSecurityKnowNoCapability =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            ROOT + ".runtime..",
                            ROOT + ".security..",
                            ROOT + ".anticheat..",
                            ROOT + ".timeline..",
                            ROOT + ".rating..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(capabilitiesBut());

    @ArchTest
    static void capabilitiesDoNotImportEachOther(
            com.tngtech.archunit.core.domain.JavaClasses classes) {
        for (String capability : CAPABILITIES) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + capability + "..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(capabilitiesBut(capability))
                                    .and(are(notSharedWithLobby(capability))))
                    .because("capabilities talk through BusContract")
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule onlyServerNamesVerticles =
            classes()
                    .that(describe("a verticle", type -> outermost(type).endsWith("Verticle")))
                    .should()
                    .onlyHaveDependentClassesThat(
                            describe(
                                    "Server, the benchmark's bare relay and TURN server, or itself",
                                    user ->
                                            outermost(user).equals("Server")
                                                    || outermost(user).equals("VertxRelayHost")
                                                    || outermost(user).equals("VertxTurnHost")
                                                    || outermost(user).endsWith("Verticle")))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noCirclesBetweenPackages =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static void aTechnologyIsImportedByClassesThatCarryItsName(
            com.tngtech.archunit.core.domain.JavaClasses classes) {
        TECHNOLOGIES.forEach(
                (prefix, packages) ->
                        noClasses()
                                .that(
                                        describe(
                                                "neither " + prefix + "* nor a shell",
                                                type ->
                                                        !outermost(type).startsWith(prefix)
                                                                && !isShell(type)
                                                                && !TWO_TECHNOLOGIES.contains(
                                                                        outermost(type))))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(packages.toArray(String[]::new))
                                .check(classes));
    }

    @ArchTest
    static final ArchRule coresHaveNoClockThreadSocketOrLogger =
            noClasses()
                    .that(describe("cores", ArchitectureTest::isCore))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.slf4j..", "java.util.concurrent.locks..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveNameMatching(
                            "java\\.lang\\.Thread|java\\.util\\.Timer|java\\.security\\.SecureRandom"
                                    + "|java\\.net\\.(Socket|DatagramSocket|ServerSocket)"
                                    + "|java\\.nio\\.channels\\..*")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule atMostFiveParameters =
            methods()
                    .that()
                    .areDeclaredInClassesThat()
                    .resideInAPackage(ROOT + "..")
                    .should(
                            new ArchCondition<JavaMethod>("have at most five parameters") {
                                @Override
                                public void check(JavaMethod method, ConditionEvents events) {
                                    boolean tooMany =
                                            method.getRawParameterTypes().size() > 5
                                                    && !method.getModifiers()
                                                            .contains(JavaModifier.SYNTHETIC);
                                    if (tooMany) {
                                        events.add(
                                                SimpleConditionEvent.violated(
                                                        method, method.getFullName()));
                                    }
                                }
                            });

    @ArchTest
    static void everyPackageSaysWhatItIsFor(com.tngtech.archunit.core.domain.JavaClasses classes)
            throws IOException {
        try (var files = Files.walk(Path.of("src/main/java/dev/rallypoint"))) {
            List<Path> silent =
                    files.filter(Files::isDirectory)
                            .filter(ArchitectureTest::hasJava)
                            .filter(d -> !Files.exists(d.resolve("package-info.java")))
                            .toList();
            assertThat(silent).isEmpty();
        }
    }

    private static boolean hasJava(Path directory) {
        try (var files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Everything that is neither a shell, nor an adapter, nor one of the named exceptions. */
    private static boolean isCore(JavaClass type) {
        String name = outermost(type);
        String packageName = type.getPackageName();
        return TECHNOLOGIES.keySet().stream().noneMatch(name::startsWith)
                && !isShell(type)
                && !packageName.equals(ROOT)
                && !packageName.startsWith(ROOT + ".runtime")
                && !packageName.startsWith(ROOT + ".client")
                && !packageName.startsWith(ROOT + ".bots")
                && !packageName.startsWith(ROOT + ".bench");
    }

    private static boolean isShell(JavaClass type) {
        String name = outermost(type);
        return name.endsWith("Verticle") || name.endsWith("Routes") || name.equals("Server");
    }

    private static String outermost(JavaClass type) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }

    private static String[] capabilitiesBut(String... allowed) {
        return java.util.Arrays.stream(CAPABILITIES)
                .filter(capability -> !List.of(allowed).contains(capability))
                .map(capability -> ROOT + "." + capability + "..")
                .toArray(String[]::new);
    }

    /** lobby may use the pure placement of the cluster room. */
    private static DescribedPredicate<JavaClass> notSharedWithLobby(String capability) {
        return describe(
                "not Placement or NodeDirectory",
                target ->
                        !(capability.equals("lobby")
                                && Set.of("Placement", "NodeDirectory")
                                        .contains(outermost(target))));
    }
}
