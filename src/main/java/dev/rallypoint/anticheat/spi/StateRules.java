package dev.rallypoint.anticheat.spi;

/**
 * A kind of rule, found by {@link java.util.ServiceLoader}: it needs a constructor without
 * parameters. One object serves all players and all relays of the node, each of which has its own
 * thread.
 */
public interface StateRules {
    /** Its key under {@code rules} of a game mode: a to z, 0 to 9 and -. */
    String name();

    /**
     * Makes the rule of one player, when he has connected; once at the start of the node, too, to
     * try the settings.
     *
     * @param settings what the game mode says under the rule's name
     * @throws IllegalArgumentException if they are wrong; the message goes to the operator
     */
    StateRule forPlayer(RuleSettings settings);
}
