package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.AttemptStep;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What became of an attempt, why, and what to do about it.
 *
 * @param nextStep empty if nothing is wrong
 */
record Verdict(String outcome, String cause, String nextStep) {
    /** Clients repeat their request ten times a second, and the clocks of two nodes differ. */
    private static final long WAITING_MS = 3_000;

    private static final long CLOCKS_MS = 2_000;

    /**
     * @param token empty = the node that gave it out has forgotten it, or is gone
     * @param steps at all relays
     * @param drops of datagrams that were surely or probably the attempt's
     * @param strangers drops from the player's addresses that no token explains
     * @param gap why it says nothing that no relay knows of the token; empty if it does
     */
    record Evidence(
            Optional<TokenAsked> token,
            List<AttemptStep> steps,
            List<AttemptDrop> drops,
            List<AttemptDrop> strangers,
            Optional<String> gap,
            long nowMs) {
        Optional<AttemptStep> last(Step step) {
            return steps.stream()
                    .filter(known -> known.step().equals(step.word()))
                    .max(Comparator.comparingLong(AttemptStep::lastMs));
        }

        boolean has(Step step) {
            return last(step).isPresent();
        }

        long count(Step step) {
            return steps.stream()
                    .filter(known -> known.step().equals(step.word()))
                    .mapToLong(AttemptStep::count)
                    .sum();
        }
    }

    static Verdict of(Evidence seen) {
        Optional<String> refusal = seen.token().flatMap(TokenAsked::refusal);
        if (refusal.isPresent()) {
            return new Verdict(
                    "no-token",
                    "The API gave out no connect token: " + refusal.get() + ".",
                    "The table of problem codes says what each asks for.");
        }
        if (seen.has(Step.SEATED)) {
            return seen.count(Step.SEATED) > seen.count(Step.ENDED) ? playing(seen) : ended(seen);
        }
        if (seen.has(Step.REQUEST)) {
            return Refusals.of(seen.drops())
                    .map(refused -> new Verdict("refused", refused.cause(), refused.nextStep()))
                    .orElseGet(() -> unanswered(seen));
        }
        return neverArrived(seen);
    }

    private static Verdict playing(Evidence seen) {
        return seen.has(Step.FIRST_PAYLOAD)
                ? new Verdict("playing", "Connected, and the game sends.", "")
                : new Verdict(
                        "playing",
                        "Connected, but the game has not sent a message yet.",
                        "If that stays so, look into the game: the connection is up.");
    }

    private static Verdict ended(Evidence seen) {
        String why = seen.last(Step.ENDED).flatMap(AttemptStep::detail).orElse("");
        String cause = "It was connected, then " + Words.end(why) + ".";
        return switch (why) {
            case "timed_out" ->
                    new Verdict(
                            "ended",
                            cause,
                            "The player's network was cut, the machine slept, or the game was killed. If"
                                    + " it happens again, run the doctor there.");
            case "banned" -> new Verdict("ended", cause, "See GET /admin/v1/bans.");
            default -> new Verdict("ended", cause, "");
        };
    }

    private static Verdict unanswered(Evidence seen) {
        if (isFresh(seen, seen.last(Step.REQUEST).orElseThrow().lastMs())) {
            return waiting();
        }
        if (!seen.has(Step.CHALLENGE)) {
            return new Verdict(
                    "refused", "The request came and was not answered.", "See what was dropped.");
        }
        return new Verdict(
                "unanswered",
                "The requests reach the relay, which answered "
                        + seen.count(Step.CHALLENGE)
                        + " times; no reaction to an answer came back.",
                "What the relay sends does not reach the player: a firewall or router lets UDP out but"
                        + " not in, or the relay answers from another address than the one that"
                        + " was asked.");
    }

    private static Verdict neverArrived(Evidence seen) {
        Optional<Refusals.Refusal> atTheDoor =
                Refusals.of(
                        seen.strangers().stream()
                                .filter(drop -> isSinceToken(drop, seen))
                                .toList());
        if (atTheDoor.isPresent()) {
            return new Verdict(
                    "refused",
                    "No request with this token was accepted, but what came from the player's address says: "
                            + atTheDoor.get().cause(),
                    atTheDoor.get().nextStep());
        }
        long begin = seen.token().map(TokenAsked::atMs).orElse(0L);
        if (isFresh(seen, begin)) {
            return waiting();
        }
        if (seen.gap().isPresent()) {
            return new Verdict(
                    "unknown",
                    "Whether a datagram with this token reached a relay is not known: "
                            + seen.gap().get()
                            + ".",
                    "Connect with a fresh connect token, and ask again.");
        }
        String servers =
                seen.token().map(asked -> String.join(" or ", asked.servers())).orElse("a relay");
        return new Verdict(
                "never-arrived",
                "No datagram with this token has reached a relay.",
                "Either the game never tried, or UDP from the player to "
                        + servers
                        + " is blocked on the way: a firewall, the provider, or a port that is"
                        + " not forwarded to the node. Run the doctor on the player's machine.");
    }

    private static boolean isSinceToken(AttemptDrop drop, Evidence seen) {
        return seen.token().filter(asked -> drop.lastMs() >= asked.atMs() - CLOCKS_MS).isPresent();
    }

    private static boolean isFresh(Evidence seen, long sinceMs) {
        return seen.nowMs() - sinceMs < WAITING_MS;
    }

    private static Verdict waiting() {
        return new Verdict("waiting", "It has only just begun.", "Ask again in a few seconds.");
    }
}
