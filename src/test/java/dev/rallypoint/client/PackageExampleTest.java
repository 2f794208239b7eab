package dev.rallypoint.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the SDK's package-info: what a newcomer copies must compile. */
class PackageExampleTest {
    private static final Path PACKAGE_INFO =
            Path.of("src/main/java/dev/rallypoint/client/package-info.java");

    @TempDir Path classes;

    @Test
    void theExampleCompilesWithTheSdkAlone() throws IOException {
        String source =
                """
                import dev.rallypoint.client.*;
                import dev.rallypoint.client.SnapshotInterpolation.Settings;
                import dev.rallypoint.contract.Api;
                import java.net.URI;
                import java.nio.ByteBuffer;

                class Example {
                    void play(double myPosition) {
                        %s
                    }

                    void draw(double position) {}
                }
                """
                        .formatted(example());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled =
                compiler.getTask(
                                messages,
                                null,
                                null,
                                List.of("-d", classes.toString(), "-cp", "target/classes"),
                                null,
                                List.of(inMemory(source)))
                        .call();

        assertThat(compiled).as(messages + source).isTrue();
    }

    private static String example() throws IOException {
        String text = Files.readString(PACKAGE_INFO);
        int from = text.indexOf("<pre>{@code") + "<pre>{@code".length();
        return text.substring(from, text.indexOf("}</pre>")).replaceAll("(?m)^ \\* ?", "");
    }

    private static JavaFileObject inMemory(String source) {
        return new SimpleJavaFileObject(
                URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
