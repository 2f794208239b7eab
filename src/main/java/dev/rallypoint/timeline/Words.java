package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.AttemptStep;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import dev.rallypoint.protocol.DropReason;
import java.util.Arrays;

/** The plain words for steps, ends and drops. */
final class Words {
    private Words() {}

    static String token(TokenAsked asked, String place) {
        return asked.refusal()
                .map(code -> place + " refused a connect token: " + code)
                .orElseGet(
                        () ->
                                place
                                        + " gave out a connect token ("
                                        + asked.flavour()
                                        + ") for "
                                        + String.join(", ", asked.servers()));
    }

    static String step(AttemptStep step, String place) {
        return Step.ofWord(step.step())
                .map(known -> step(known, step, place))
                .orElseGet(() -> place + ": " + step.step());
    }

    private static String step(Step known, AttemptStep step, String place) {
        String from = step.address().map(address -> " from " + address).orElse("");
        return switch (known) {
            case REQUEST -> place + " got the request with a genuine token" + from;
            case CHALLENGE -> place + " answered with a challenge";
            case RESPONSE -> place + " got the answer to the challenge" + from;
            case SEATED -> place + " gave the player slot " + step.detail().orElse("?");
            case FIRST_PAYLOAD -> place + " got the first message of the game";
            case ADDRESS_CHANGED -> place + " hears the player" + from + " now";
            case ENDED -> "the session at " + place + " ended: " + end(step.detail().orElse(""));
        };
    }

    /**
     * @param why a word of the relay's metrics
     */
    static String end(String why) {
        return switch (why) {
            case "left" -> "the player left";
            case "timed_out" -> "nothing was heard from the player until the time was up";
            case "closed" -> "the server ended it: kicked, lobby closed, or the node stopped";
            case "replaced" -> "a newer token of the same player took the seat";
            case "moved" -> "the match went on at another node";
            case "banned" -> "the player or his address was banned";
            default -> why;
        };
    }

    /**
     * @param label of a reason, perhaps of another version
     */
    static String drop(String label) {
        return Arrays.stream(DropReason.values())
                .filter(reason -> reason.label().equals(label))
                .map(DropReason::meaning)
                .findFirst()
                .orElse(label);
    }
}
