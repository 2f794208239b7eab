package dev.rallypoint.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL of its own: fresh data, a free loopback port that it keeps, passwords for
 * everybody. Where PostgreSQL is not installed the test is skipped aloud, in CI it fails. The
 * server refuses to run as root, so that root hands it over to the user postgres.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String ROLE = "rallypoint";
    public static final String PASSWORD = "a password for tests";
    private static final String ADMIN = "postgres";
    private static final int PATIENCE_SECONDS = 60;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path programs;
    private final Path home;
    private final int port;
    private Optional<Process> process = Optional.empty();

    private PostgresServer(Path programs, Path home, int port) {
        this.programs = programs;
        this.home = home;
        this.port = port;
    }

    /** Makes a server with the role {@link #ROLE}, which owns nothing yet, and starts it. */
    public static PostgresServer start() throws IOException, InterruptedException, SQLException {
        PostgresServer server = make();
        server.initialize();
        server.resume();
        server.execute(ADMIN, "CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PASSWORD + "'");
        return server;
    }

    private static PostgresServer make() throws IOException {
        boolean ci = "true".equals(System.getenv("CI"));
        Path programs = ForeignTool.require(findPrograms(), ci, "initdb", "postgresql");
        Path home = Files.createTempDirectory("rallypoint-postgres");
        if (isRoot()) {
            UserPrincipalLookupService users =
                    FileSystems.getDefault().getUserPrincipalLookupService();
            Files.setOwner(home, users.lookupPrincipalByName(ADMIN));
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new PostgresServer(programs, home, free.getLocalPort());
        }
    }

    /** Debian keeps the server's programs off the PATH, a directory a version. */
    private static Optional<Path> findPrograms() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // Replaces itself by the program, which is then our child to be killed.
            command.addAll(
                    List.of("setpriv", "--reuid=" + ADMIN, "--regid=" + ADMIN, "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private Process launch(String program, String... arguments) throws IOException {
        return new ProcessBuilder(command(program, arguments))
                .directory(home.toFile().getParentFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path log() {
        return home.resolveSibling(home.getFileName() + ".log");
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        Process process = launch(program, arguments);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(program + " failed: " + Files.readString(log()));
        }
    }

    private void initialize() throws IOException, InterruptedException {
        Path password = Files.writeString(home.resolve("password"), PASSWORD);
        run(
                "initdb",
                "--pgdata=" + data(),
                "--username=" + ADMIN,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync");
    }

    private Path data() {
        return home.resolve("data");
    }

    /** Starts it again, with its data and on its port, and waits until it answers. */
    public void resume() throws IOException {
        process =
                Optional.of(
                        launch(
                                "postgres",
                                "-D",
                                data().toString(),
                                "-p",
                                String.valueOf(port),
                                "-c",
                                "listen_addresses=127.0.0.1",
                                "-c",
                                "unix_socket_directories=",
                                "-c",
                                "wal_level=replica",
                                "-c",
                                "fsync=off"));
        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(
                        () -> {
                            connect(ADMIN, ADMIN).close();
                            return true;
                        });
    }

    /** SIGKILL, as a power cut: nothing is said to its clients, and it recovers when it is back. */
    public void kill() throws InterruptedException {
        if (process.isPresent()) {
            List<ProcessHandle> backends = process.get().descendants().toList();
            process.get().destroyForcibly().waitFor();
            // They would notice, but shared memory must be free when it is started again.
            backends.forEach(ProcessHandle::destroyForcibly);
            Awaitility.await()
                    .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() -> backends.stream().noneMatch(ProcessHandle::isAlive));
        }
        process = Optional.empty();
    }

    /** It says nothing any more, as behind a cut cable; what was asked is answered after a thaw. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", name));
        ProcessHandle postmaster = process.orElseThrow().toHandle();
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(ProcessHandle::pid)
                .map(String::valueOf)
                .forEach(command::add);
        new ProcessBuilder(command).start().waitFor();
    }

    /** An empty database that {@link #ROLE} owns; its JDBC URL. */
    public String createDatabase() throws SQLException {
        String name = "test" + DATABASES.incrementAndGet();
        execute(ADMIN, "CREATE DATABASE " + name + " OWNER " + ROLE);
        return url(name);
    }

    /** As the superuser. */
    public void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database, ADMIN);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private Connection connect(String database, String user) throws SQLException {
        return DriverManager.getConnection(url(database), user, PASSWORD);
    }

    /** A streaming copy of this server, on a port of its own. */
    public PostgresServer replica() throws IOException, InterruptedException {
        PostgresServer replica = make();
        Path pass = Files.writeString(replica.home.resolve("pass"), "*:*:*:*:" + PASSWORD);
        Files.setPosixFilePermissions(pass, PosixFilePermissions.fromString("rw-------"));
        if (isRoot()) {
            Files.setOwner(pass, Files.getOwner(replica.home));
        }
        replica.run(
                "pg_basebackup",
                "--pgdata=" + replica.data(),
                "--dbname=host=127.0.0.1 port=" + port + " user=" + ADMIN + " passfile=" + pass,
                "--write-recovery-conf",
                "--wal-method=stream",
                "--checkpoint=fast",
                "--no-sync");
        replica.resume();
        return replica;
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(log());
    }
}
