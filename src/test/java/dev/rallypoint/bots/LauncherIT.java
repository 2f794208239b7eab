package dev.rallypoint.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code rallypoint} in a folder of its own, with a java and mvn of our making. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
class LauncherIT {
    private record Result(int status, String output) {}

    @TempDir private Path temp;
    private Path home;
    private Path bin;

    @BeforeEach
    void copyScript() throws IOException {
        home = Files.createDirectories(temp.resolve("a folder with spaces"));
        bin = Files.createDirectories(temp.resolve("bin"));
        Files.createDirectories(home.resolve("src/main"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.copy(Path.of("rallypoint"), home.resolve("rallypoint"));
        assertThat(home.resolve("rallypoint").toFile().setExecutable(true)).isTrue();
        for (String tool :
                List.of(
                        "bash",
                        "env",
                        "dirname",
                        "readlink",
                        "sed",
                        "head",
                        "find",
                        "touch",
                        "uname")) {
            link(tool);
        }
    }

    private void link(String tool) throws IOException {
        Path found =
                Stream.of("/bin", "/usr/bin")
                        .map(folder -> Path.of(folder, tool))
                        .filter(Files::exists)
                        .findFirst()
                        .orElseThrow();
        program(tool, "exec " + found + " \"$@\"");
    }

    private void program(String name, String script) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void java(String version) throws IOException {
        program(
                "java",
                "if [ \"$1\" = -version ]; then echo 'openjdk version \""
                        + version
                        + "\"' >&2\n"
                        + "else printf '<%s>' \"$@\"; fi");
        program("javac", "exit 0");
    }

    private void maven() throws IOException {
        program("mvn", "echo \"mvn $*\"; mkdir -p target; : > target/rallypoint.jar");
        link("mkdir");
    }

    private void jar() throws IOException {
        Files.createDirectories(home.resolve("target"));
        Files.writeString(home.resolve("target/rallypoint.jar"), "jar");
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = home.resolve("rallypoint").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(Arrays.asList(command));
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.directory(temp.toFile()).redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }

    @Test
    void saysWhatToInstallWithoutJava() throws Exception {
        Result result = run("demo");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.output()).contains("needs Java 17").contains("JAVA_HOME");
    }

    @Test
    void saysWhatToInstallWhenJavaIsTooOld() throws Exception {
        for (String version : List.of("1.8.0_392", "11.0.2", "16")) {
            java(version);
            Result result = run("demo");
            assertThat(result.status()).as(version).isEqualTo(2);
            assertThat(result.output()).as(version).contains("is version");
        }
    }

    @Test
    void saysWhatToInstallWithoutMaven() throws Exception {
        java("17.0.1");
        Result result = run("demo");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.output()).contains("needs Maven").contains("nstall");
    }

    @Test
    void needsNoMavenWhileTheJarIsFresh() throws Exception {
        java("25");
        jar();
        Result result = run("demo", "--json", "a file");

        assertThat(result.status()).isZero();
        assertThat(result.output())
                .isEqualTo("<-jar><" + home + "/target/rallypoint.jar><demo><--json><a file>");
    }

    @Test
    void buildsWhenTheJarIsMissingAndSaysSo() throws Exception {
        java("21.0.2");
        maven();
        Result result = run("serve");

        assertThat(result.output())
                .contains("Building target/rallypoint.jar")
                .contains("mvn -q -Dmaven.test.skip=true package")
                .endsWith("<serve>");
        assertThat(result.status()).isZero();
    }

    @Test
    void buildsWhenASourceIsNewerThanTheJar() throws Exception {
        java("17");
        maven();
        jar();
        Path source = Files.writeString(home.resolve("src/main/A.java"), "class A {}");
        Files.setLastModifiedTime(
                home.resolve("target/rallypoint.jar"), FileTime.fromMillis(1_000_000_000));
        assertThat(source).exists();

        assertThat(run("demo").output()).contains("mvn -q -Dmaven.test.skip=true package");
        assertThat(run("demo").output()).doesNotContain("mvn");
    }
}
