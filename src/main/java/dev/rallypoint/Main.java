package dev.rallypoint;

import dev.rallypoint.bench.BenchCommand;
import dev.rallypoint.bench.TurnBenchCommand;
import dev.rallypoint.bench.host.RelayCommand;
import dev.rallypoint.bench.host.TurnCommand;
import dev.rallypoint.bench.load.LoadCommand;
import dev.rallypoint.bench.lobbies.LobbyBenchCommand;
import dev.rallypoint.bots.BotsCommand;
import dev.rallypoint.bots.DemoCommand;
import dev.rallypoint.runtime.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The command line: one jar, several commands; without one it serves. */
@Command(
        name = "rallypoint",
        description = "The internet multiplayer backend: lobbies, encrypted UDP relay and STUN.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            BotsCommand.class,
            SimulateCommand.class,
            DoctorCommand.class,
            ConfigCommand.class,
            KeysCommand.class,
            BenchCommand.class,
            RelayCommand.class,
            LoadCommand.class,
            LobbyBenchCommand.class,
            TurnBenchCommand.class,
            TurnCommand.class,
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        String[] words = isServe(args) ? prepend("serve", args) : args;
        int status =
                new CommandLine(new Main())
                        .setExecutionExceptionHandler(
                                (failure, command, parsed) -> report(failure, command))
                        .execute(words);
        System.exit(status);
    }

    /** Without a command, or with options only, the jar serves. */
    private static boolean isServe(String[] args) {
        return args.length == 0 || args[0].startsWith("-") && !isAboutItself(args[0]);
    }

    private static boolean isAboutItself(String option) {
        return option.equals("-h")
                || option.equals("--help")
                || option.equals("-V")
                || option.equals("--version");
    }

    private static String[] prepend(String word, String[] args) {
        String[] words = new String[args.length + 1];
        words[0] = word;
        System.arraycopy(args, 0, words, 1, args.length);
        return words;
    }

    private static int report(Exception failure, CommandLine command) {
        if (failure instanceof ConfigException) {
            command.getErr().println("Configuration: " + failure.getMessage());
            return ExitCode.USAGE;
        }
        command.getErr().println("Failed: " + failure);
        failure.printStackTrace(command.getErr());
        return ExitCode.SOFTWARE;
    }
}
