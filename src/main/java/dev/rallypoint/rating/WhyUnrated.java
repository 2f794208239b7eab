package dev.rallypoint.rating;

/** Why a race changes no rating. Those before {@link #GAME_MODE} give no times to boards either. */
public enum WhyUnrated {
    /** Its players chose each other: {@code rating.ratedLobbies} does not have such lobbies. */
    LOBBY("lobby"),
    /** One alone says how it went. */
    TOO_FEW_VOTERS("too_few_voters"),
    /** Most of those who have a vote came together: they agree on what they like. */
    PARTY("party"),
    VOIDED("voided"),
    /** Of {@code rating.unratedModes}. */
    GAME_MODE("game_mode");

    private final String word;

    WhyUnrated(String word) {
        this.word = word;
    }

    /** In the HTTP API and the database. */
    public String word() {
        return word;
    }
}
