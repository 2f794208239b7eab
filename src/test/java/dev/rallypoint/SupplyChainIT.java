package dev.rallypoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallypoint.support.NodeProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the jar says of what is in it. */
class SupplyChainIT {
    private static final String SBOM = "META-INF/sbom/rallypoint.cdx.json";
    private static final String THIRD_PARTY = "META-INF/THIRD-PARTY.txt";

    /**
     * By which third-party code may be passed on in one jar. EPL-2.0 asks for changes to its own
     * files alone, and none are made.
     */
    private static final Set<String> ALLOWED =
            Set.of(
                    "Apache-2.0",
                    "MIT",
                    "BSD-2-Clause",
                    "BSD-3-Clause",
                    "CC0-1.0",
                    "EPL-2.0",
                    "Bouncy Castle Licence");

    /** Without a licence in their POMs; .mvn/licences.properties says where it stands. */
    private static final Pattern SAID_ELSEWHERE =
            Pattern.compile("pkg:maven/io\\.netty\\.incubator/netty-incubator-codec-ohttp-hpke.*");

    private static JarFile jar;
    private static List<JsonNode> components;

    @BeforeAll
    static void open() throws IOException {
        jar = new JarFile(NodeProcess.jar());
        JarEntry sbom = jar.getJarEntry(SBOM);
        // The plug-in that makes it does nothing in an offline build.
        Assumptions.assumeTrue(sbom != null || System.getenv("CI") != null);
        assertThat(sbom).as(SBOM).isNotNull();
        JsonNode tree = new ObjectMapper().readTree(jar.getInputStream(sbom));
        assertThat(tree.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(tree.has("serialNumber") || tree.at("/metadata").has("timestamp"))
                .as("what differs from build to build")
                .isFalse();
        components = StreamSupport.stream(tree.get("components").spliterator(), false).toList();
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void theSbomHasEveryJarThatIsInTheJarAndNoOther() throws Exception {
        Map<String, String> byHash = new HashMap<>();
        for (JsonNode component : components) {
            for (JsonNode hash : component.get("hashes")) {
                if (hash.get("alg").asText().equals("SHA-256")) {
                    byHash.put(hash.get("content").asText(), component.get("purl").asText());
                }
            }
        }
        assertThat(byHash).hasSameSizeAs(components).hasSizeGreaterThan(50);
        Set<String> inside = new TreeSet<>();
        for (Path library : libraries()) {
            if (isInside(library)) {
                assertThat(byHash).as(library.toString()).containsKey(sha256(library));
                inside.add(byHash.get(sha256(library)));
            }
        }
        assertThat(inside).isEqualTo(new TreeSet<>(byHash.values()));
    }

    private static List<Path> libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }

    /** By its first class or native library; one without either is in if its notices are. */
    private static boolean isInside(Path library) throws IOException {
        try (JarFile file = new JarFile(library.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(SupplyChainIT::isCode)
                    .findFirst()
                    .map(name -> jar.getJarEntry(name) != null)
                    .orElse(false);
        }
    }

    private static boolean isCode(String name) {
        return name.endsWith(".class") && !name.endsWith("module-info.class")
                || name.startsWith("META-INF/native/") && !name.endsWith("/");
    }

    private static String sha256(Path file) throws IOException, GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(hash);
    }

    @Test
    void everyPartMayBePassedOnByItsLicence() {
        assertThat(components).filteredOn(part -> !mayBePassedOn(part)).isEmpty();
    }

    /** Of several licences one may choose. */
    private static boolean mayBePassedOn(JsonNode part) {
        Set<String> licences = licences(part);
        return licences.stream().anyMatch(ALLOWED::contains) || isSaidElsewhere(part, licences);
    }

    private static boolean isSaidElsewhere(JsonNode part, Set<String> licences) {
        return licences.isEmpty() && SAID_ELSEWHERE.matcher(part.get("purl").asText()).matches();
    }

    private static Set<String> licences(JsonNode part) {
        return Stream.of("id", "name")
                .flatMap(kind -> part.path("licenses").findValuesAsText(kind).stream())
                .collect(Collectors.toSet());
    }

    @Test
    void theListOfLicencesNamesEveryPartAndLeavesNoneOpen() throws IOException {
        String list = read(THIRD_PARTY);
        assertThat(list).doesNotContainIgnoringCase("unknown");
        for (JsonNode part : components) {
            assertThat(list)
                    .contains(
                            "(%s:%s:%s "
                                    .formatted(
                                            part.get("group").asText(),
                                            part.get("name").asText(),
                                            part.get("version").asText()));
        }
    }

    /** The texts that the parts carry come along, as their licences ask. */
    @Test
    void licencesAndNoticesOfThePartsAreInTheJar() {
        List<String> texts =
                jar.stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.startsWith("META-INF/licences/"))
                        .filter(name -> !name.endsWith("/"))
                        .toList();
        assertThat(texts)
                .anyMatch(name -> name.contains("/postgresql-") && name.endsWith("LICENSE"))
                .anyMatch(name -> name.contains("/slf4j-api-") && name.contains("LICENSE"))
                .anyMatch(name -> name.contains("/micrometer-core-") && name.contains("NOTICE"))
                .anyMatch(name -> name.contains("/hazelcast-") && name.endsWith("NOTICE"));
    }

    /** Nobody who reads the SBOM sees what a part has inside itself: docs/SECURITY.md names it. */
    @Test
    void whatHazelcastCarriesInsideIsWhatTheDocumentSays() throws IOException {
        Path hazelcast =
                libraries().stream()
                        .filter(path -> path.getFileName().toString().matches("hazelcast-5.*"))
                        .findFirst()
                        .orElseThrow();
        String document = Files.readString(Path.of("docs/SECURITY.md"));
        Pattern properties = Pattern.compile("META-INF/maven/[^/]+/([^/]+)/pom\\.properties");
        try (JarFile file = new JarFile(hazelcast.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                var found = properties.matcher(entry.getName());
                if (found.matches() && !found.group(1).startsWith("hazelcast")) {
                    String text = new String(file.getInputStream(entry).readAllBytes(), UTF_8);
                    String version = text.replaceAll("(?s).*version=(\\S+).*", "$1");
                    assertThat(document).contains("`" + found.group(1) + " " + version + "`");
                }
            }
        }
    }

    private static String read(String name) throws IOException {
        return new String(jar.getInputStream(jar.getJarEntry(name)).readAllBytes(), UTF_8);
    }
}
