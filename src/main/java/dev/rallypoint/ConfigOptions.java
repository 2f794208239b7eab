package dev.rallypoint;

import dev.rallypoint.contract.Config;
import dev.rallypoint.edge.VertxEdge;
import dev.rallypoint.http.HttpSettings;
import dev.rallypoint.matchmaking.MatchFunctions;
import dev.rallypoint.matchmaking.ModeRulesFile;
import dev.rallypoint.relay.RelayLoop;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.security.CallGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that reads the configuration. */
final class ConfigOptions {
    private static final Path USUAL_FILE = Path.of("conf", "server.yaml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file; conf/server.yaml if it is there.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Overrides one key, such as relay.port=4000; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    /** Defaults, file, environment and --set, read but not yet checked. */
    ConfigLoader loader() {
        ConfigLoader loader = new ConfigLoader();
        Optional<Path> usual = Optional.of(USUAL_FILE).filter(Files::exists);
        file.or(() -> usual).ifPresent(loader::file);
        return loader.environment(System.getenv()).assignments(assignments);
    }

    /**
     * The values, in their ranges and of the form that the rooms they are for understand.
     *
     * @throws ConfigException for the first that is not
     */
    static Config checked(ConfigLoader loader) {
        Config config = loader.load();
        try {
            CallGate.exemptRanges(config.security());
            HttpSettings.checkOrigins(config.http());
            RelayLoop.all(config.relay());
            VertxEdge.check(config);
            NodeTurn.check(config.stun(), config.turn());
            MatchFunctions.load().check(ModeRulesFile.load(config.matchmaking()));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage(), e);
        }
        return config;
    }
}
