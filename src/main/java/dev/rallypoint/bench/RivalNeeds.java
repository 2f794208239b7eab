package dev.rallypoint.bench;

import java.util.Optional;

/** What a rival needs of the machine, and how to get it. */
final class RivalNeeds {
    private RivalNeeds() {}

    /** CPU times come from {@code /proc}. */
    static Optional<String> linux() {
        return System.getProperty("os.name").equals("Linux")
                ? Optional.empty()
                : Optional.of("it runs on Linux only");
    }

    /**
     * @param packages what to install on Debian
     */
    static Optional<String> program(String name, String packages) {
        return Taskset.find(name).isPresent()
                ? Optional.empty()
                : Optional.of("no " + name + " here: apt-get install " + packages);
    }
}
