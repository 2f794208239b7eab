package dev.rallypoint;

import dev.rallypoint.runtime.ConfigLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows and checks the configuration. */
@Command(
        name = "config",
        description = "Checks the configuration; with --print shows the effective values.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Mixin private ConfigOptions options;
    @Spec private CommandSpec spec;

    @Option(names = "--print", description = "Print all values with their source; no secrets.")
    private boolean print;

    @Override
    public Integer call() {
        ConfigLoader loader = options.loader();
        ConfigOptions.checked(loader);
        spec.commandLine()
                .getOut()
                .println(print ? loader.print().strip() : "The configuration is good.");
        return 0;
    }
}
