package dev.rallypoint.lobby;

import java.util.Optional;

/** The client libraries whose connect tokens differ. */
enum TokenFlavour {
    NETCODE_1_02("netcode-1.02"),
    NETCODE_1_01("netcode-1.01"),
    RENET("renet");

    private final String word;

    TokenFlavour(String word) {
        this.word = word;
    }

    /** The word in the HTTP API and in metrics. */
    String word() {
        return word;
    }

    static Optional<TokenFlavour> ofWord(String word) {
        for (TokenFlavour flavour : values()) {
            if (flavour.word.equals(word)) {
                return Optional.of(flavour);
            }
        }
        return Optional.empty();
    }
}
