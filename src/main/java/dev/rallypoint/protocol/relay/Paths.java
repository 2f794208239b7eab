package dev.rallypoint.protocol.relay;

import java.util.Optional;
import java.util.stream.Stream;

/** Which ways the members of a match may take to each other. */
public enum Paths {
    /** Everything goes over the relay; nobody learns the address of anybody. */
    RELAY_ONLY("relay-only"),
    /**
     * Members learn each other's addresses, and states go from one to the other where that is
     * quicker (docs/protocol/direct.md).
     */
    PREFER_DIRECT("prefer-direct");

    private final String word;

    Paths(String word) {
        this.word = word;
    }

    /** The byte in the match ticket. */
    public int wire() {
        return ordinal();
    }

    /** The word in the HTTP API. */
    public String word() {
        return word;
    }

    /** A byte that a later version may have written means the one that shows least. */
    public static Paths ofWire(int wire) {
        return wire == PREFER_DIRECT.wire() ? PREFER_DIRECT : RELAY_ONLY;
    }

    /** Empty for any word but relay-only and prefer-direct. */
    public static Optional<Paths> ofWord(String word) {
        return Stream.of(values()).filter(paths -> paths.word.equals(word)).findFirst();
    }
}
