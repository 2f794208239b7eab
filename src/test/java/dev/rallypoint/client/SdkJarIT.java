package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.support.NodeProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

class SdkJarIT {
    private final Path jar = Path.of(NodeProcess.jar()).resolveSibling("rallypoint-client.jar");

    @Test
    void theSdkNeedsNothingBesideTheJdk() {
        StringWriter missing = new StringWriter();
        PrintWriter out = new PrintWriter(missing);
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        assertThat(jdeps.run(out, out, "--missing-deps", jar.toString())).isZero();
        assertThat(missing.toString()).isEmpty();
    }

    @Test
    void theSdkCarriesNothingOfTheServer() throws Exception {
        assertThat(Files.size(jar)).isLessThan(1_000_000);
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.stream().map(Object::toString))
                    .contains("dev/rallypoint/client/RallypointClient.class")
                    .noneMatch(name -> name.contains("Verticle") || name.contains("BusMessage"));
        }
    }
}
