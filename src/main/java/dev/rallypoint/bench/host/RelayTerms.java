package dev.rallypoint.bench.host;

import java.util.List;

/**
 * What a relay process is told first; over its input, because arguments can be read by everybody.
 *
 * @param key102 32 bytes that open 1.02 tokens
 * @param key101 another key
 * @param settings {@code key=value}, as for {@code --set}
 */
public record RelayTerms(byte[] key102, byte[] key101, List<String> settings) {
    /** Without the keys. */
    @Override
    public String toString() {
        return "RelayTerms" + settings;
    }
}
