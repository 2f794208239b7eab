package dev.rallypoint;

import dev.rallypoint.contract.Config;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.KeyFiles;
import dev.rallypoint.runtime.KeyRing;
import dev.rallypoint.runtime.KeyRotation;
import dev.rallypoint.runtime.SecureEntropy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The keys of a node: which there are, and new ones. Never prints a key. */
@Command(
        name = "keys",
        description = "Makes, lists and rotates the keys that sign and seal tokens.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "make|list|rotate")
final class KeysCommand {
    /** Longer than any match lasts: a match that moves lets its players in with old tokens. */
    private static final Duration KEEP = Duration.ofHours(48);

    /** Until a node has read a file that another one has read. */
    private static final int READING_SECONDS = 15;

    private final Instant now;
    @Spec private CommandSpec spec;

    KeysCommand() {
        this(Instant.now());
    }

    KeysCommand(Instant now) {
        this.now = now;
    }

    @Command(
            name = "make",
            description = "Makes the key files that are missing, mode 0600.",
            mixinStandardHelpOptions = true)
    int make(@Mixin ConfigOptions options) {
        Desk desk = new Desk(options);
        for (String name : KeyFiles.NAMES) {
            if (desk.isConfigured(name)) {
                say("%-12s set in the configuration", name);
            } else {
                boolean isThere = desk.files.exists(name);
                desk.files.readOrMake(name, new SecureEntropy());
                say("%-12s %s %s", name, isThere ? "is there:" : "made:", desk.files.file(name));
            }
        }
        return 0;
    }

    @Command(
            name = "list",
            description = "Lists ids and ages of all keys, and what becomes of each.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ConfigOptions options) {
        Desk desk = new Desk(options);
        say("%-12s %-17s %-21s %-9s %s", "NAME", "KEY", "USED FROM", "AGE", "STATE");
        for (String name : KeyFiles.NAMES) {
            KeyRing ring = desk.ring(name);
            for (KeyRing.Key key : ring.keys()) {
                say(
                        "%-12s %-17s %-21s %-9s %s",
                        name,
                        key.id(),
                        key.usedFromMs() == 0 ? "-" : Instant.ofEpochMilli(key.usedFromMs()),
                        age(key),
                        state(ring, key, desk.rotation(name, 0)));
            }
        }
        return 0;
    }

    @Command(
            name = "rotate",
            description = {
                "Adds a new key to each file, to be used in an hour, and drops those that have"
                        + " served. Running nodes follow their files.",
                "In a cluster, copy the files to all nodes before that hour is over."
            },
            mixinStandardHelpOptions = true)
    int rotate(
            @Mixin ConfigOptions options,
            @Parameters(
                            arity = "0..*",
                            paramLabel = "NAME",
                            description = "netcode102, netcode101, accessToken; none = all.")
                    List<String> names,
            @Option(
                            names = "--after-seconds",
                            paramLabel = "S",
                            defaultValue = "3600",
                            description = "When the new key is used; ${DEFAULT-VALUE}.")
                    int afterSeconds,
            @Option(
                            names = "--compromised",
                            description =
                                    "Somebody else has the key: use the new one at once and drop"
                                            + " all others. Races go on; tokens in hand are void.")
                    boolean compromised) {
        Desk desk = new Desk(options);
        List<String> chosen = names == null || names.isEmpty() ? KeyFiles.NAMES : names;
        chosen.forEach(desk::requireFile);
        if (!compromised) {
            desk.requireLead(afterSeconds);
        }
        for (String name : chosen) {
            KeyRotation rotation = desk.rotation(name, afterSeconds);
            KeyRing ring =
                    desk.files.change(
                            name,
                            before ->
                                    compromised
                                            ? rotation.replace("keys." + name, new SecureEntropy())
                                            : rotation.rotate(
                                                    "keys." + name, before, new SecureEntropy()));
            KeyRing.Key newest = ring.keys().get(ring.keys().size() - 1);
            say(
                    "%-12s new key %s, used from %s; %d in %s",
                    name,
                    newest.id(),
                    Instant.ofEpochMilli(newest.usedFromMs()),
                    ring.keys().size(),
                    desk.files.file(name));
        }
        say(
                compromised
                        ? "Copy these files to every node now. Until they are there, nodes refuse"
                                + " each other's tokens."
                        : "Running nodes read them by themselves. In a cluster, copy them to every"
                                + " node before that time.");
        return 0;
    }

    private String age(KeyRing.Key key) {
        return key.usedFromMs() == 0 || key.usedFromMs() > now.toEpochMilli()
                ? "-"
                : length(now.toEpochMilli() - key.usedFromMs());
    }

    private String state(KeyRing ring, KeyRing.Key key, KeyRotation rotation) {
        if (key.usedFromMs() > now.toEpochMilli()) {
            return "used in " + length(key.usedFromMs() - now.toEpochMilli());
        }
        if (ring.at(now.toEpochMilli()).equals(key)) {
            return "in use";
        }
        long leftMs = rotation.droppedFromMs(ring, key).orElseThrow() - now.toEpochMilli();
        return leftMs > 0
                ? "kept for tokens in hand, " + length(leftMs) + " more"
                : "dropped at the next rotation";
    }

    private static String length(long ms) {
        Duration length = Duration.ofMillis(ms);
        if (length.toDays() > 2) {
            return length.toDays() + " d";
        }
        return length.toHours() > 2 ? length.toHours() + " h" : length.toMinutes() + " min";
    }

    private void say(String format, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(format, values));
    }

    /** The keys of one configuration. */
    private final class Desk {
        private final Config config;
        private final KeyFiles files;

        Desk(ConfigOptions options) {
            config = ConfigOptions.checked(options.loader());
            files = new KeyFiles(config.keys(), Path.of(config.node().dataDirectory()));
        }

        boolean isConfigured(String name) {
            return !KeyFiles.configured(config.keys(), name).isEmpty();
        }

        KeyRing ring(String name) {
            return isConfigured(name)
                    ? KeyRing.parse(
                            "keys." + name,
                            "keys." + name,
                            KeyFiles.configured(config.keys(), name))
                    : files.read(name);
        }

        KeyRotation rotation(String name, int afterSeconds) {
            Duration twice = Duration.ofSeconds(2L * config.security().accessTokenSeconds());
            boolean isLonger = name.equals("accessToken") && twice.compareTo(KEEP) > 0;
            return new KeyRotation(
                    now.toEpochMilli(),
                    Duration.ofSeconds(afterSeconds).toMillis(),
                    (isLonger ? twice : KEEP).toMillis());
        }

        void requireFile(String name) {
            if (!KeyFiles.NAMES.contains(name)) {
                throw new ConfigException(
                        "no keys of the name "
                                + name
                                + "; there are "
                                + String.join(", ", KeyFiles.NAMES));
            }
            if (isConfigured(name)) {
                throw new ConfigException(
                        "keys."
                                + name
                                + " is set in the configuration, so there is no file to change."
                                + " Append a comma, a new key, a space and the time from which it"
                                + " is used, on all nodes");
            }
        }

        /** Connect tokens that are minted now are sealed with the key of the time they expire. */
        void requireLead(int afterSeconds) {
            int least = config.relay().tokenLifetimeSeconds() + READING_SECONDS;
            if (afterSeconds < least) {
                throw new ConfigException(
                        "--after-seconds = "
                                + afterSeconds
                                + " is not "
                                + least
                                + " or more: relay.tokenLifetimeSeconds and the time to read the"
                                + " files");
            }
        }
    }
}
