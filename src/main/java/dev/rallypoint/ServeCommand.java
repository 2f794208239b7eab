package dev.rallypoint;

import dev.rallypoint.contract.Config;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.runtime.LogbackLogging;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until Ctrl-C or SIGTERM. */
@Command(
        name = "serve",
        description = "Runs a node (what the jar does without a command).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Mixin private ConfigOptions options;
    @Spec private CommandSpec spec;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description = "Join other nodes as this Hazelcast file says, such as cluster.xml.")
    private Optional<Path> cluster = Optional.empty();

    @Override
    public Integer call() throws Exception {
        ConfigLoader loader = options.loader();
        Config config = ConfigOptions.checked(loader);
        LogbackLogging.configure(config.log());
        loader.secretsOnTheCommandLine().forEach(ServeCommand::warnOfReaders);
        Server server = Server.start(config, cluster, spec.commandLine().getOut()::println);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(server), "shutdown"));
        new CountDownLatch(1).await();
        return 0;
    }

    private static void warnOfReaders(String key) {
        LOG.warn(
                "{} came by --set, where every user of this machine can read it: put it in the"
                        + " environment or the configuration file",
                key);
    }

    /** After SIGTERM or SIGINT the JVM would report 143 or 130, but a clean stop is a success. */
    private static void stopAndHalt(Server server) {
        boolean clean = server.stop();
        Runtime.getRuntime().halt(clean ? ExitCode.OK : ExitCode.SOFTWARE);
    }
}
