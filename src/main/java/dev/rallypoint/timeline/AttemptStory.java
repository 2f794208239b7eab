package dev.rallypoint.timeline;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.AttemptStep;
import dev.rallypoint.contract.TimelineMessage.RelayAttempt;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One token's way, from the API to the relays that saw it. */
final class AttemptStory {
    /** Where something happened; without relay it was the API. */
    record Place(String nodeId, Optional<Integer> relay) {
        String word() {
            return relay.map(loop -> "relay " + loop + " of " + nodeId).orElse("node " + nodeId);
        }
    }

    private record Line(Place place, AttemptStep step) {}

    private record Dropped(Place place, AttemptDrop drop) {}

    private final String lobbyId;
    private final List<AttemptDrop> strangers;
    private final long nowMs;
    private final List<Line> lines = new ArrayList<>();
    private final List<Dropped> drops = new ArrayList<>();
    private Optional<TokenAsked> token = Optional.empty();
    private Optional<Place> givenBy = Optional.empty();
    private Optional<String> gap = Optional.empty();

    /**
     * @param strangers drops from the player's addresses that no token explains
     */
    AttemptStory(String lobbyId, List<AttemptDrop> strangers, long nowMs) {
        this.lobbyId = lobbyId;
        this.strangers = strangers;
        this.nowMs = nowMs;
    }

    /**
     * @param unknown why it says nothing that no relay knows of it; empty if it does
     */
    void onToken(String nodeId, TokenAsked asked, Optional<String> unknown) {
        gap = unknown;
        token = Optional.of(asked);
        givenBy = Optional.of(new Place(nodeId, Optional.empty()));
    }

    void onRelay(Place place, RelayAttempt attempt) {
        attempt.steps().forEach(step -> lines.add(new Line(place, step)));
        attempt.drops().forEach(drop -> drops.add(new Dropped(place, drop)));
    }

    /** The token's time, or the first thing that is known of it. */
    long beganMs() {
        return token.map(TokenAsked::atMs)
                .orElseGet(
                        () ->
                                lines.stream()
                                        .mapToLong(line -> line.step().firstMs())
                                        .min()
                                        .orElse(0));
    }

    Api.ConnectionAttempt told() {
        Verdict verdict =
                Verdict.of(
                        new Verdict.Evidence(
                                token,
                                lines.stream().map(Line::step).toList(),
                                drops.stream().map(Dropped::drop).toList(),
                                strangers,
                                gap,
                                nowMs));
        return new Api.ConnectionAttempt(
                lobbyId,
                token.map(TokenAsked::atMs).map(AttemptStory::time),
                verdict.outcome(),
                verdict.cause(),
                verdict.nextStep(),
                token.map(TokenAsked::servers).orElse(List.of()),
                steps());
    }

    private List<Api.ConnectionStep> steps() {
        List<Api.ConnectionStep> steps = new ArrayList<>();
        lines.forEach(line -> steps.add(step(line)));
        drops.forEach(dropped -> steps.add(step(dropped)));
        steps.sort(Comparator.comparing(step -> Instant.parse(step.at())));
        token.ifPresent(asked -> steps.add(0, step(asked)));
        return steps;
    }

    private static String time(long unixMs) {
        return Instant.ofEpochMilli(unixMs).toString();
    }

    private Optional<Long> offset(long unixMs) {
        return token.map(asked -> unixMs - asked.atMs());
    }

    private Api.ConnectionStep step(TokenAsked asked) {
        Place place = givenBy.orElseThrow();
        return new Api.ConnectionStep(
                time(asked.atMs()),
                Optional.of(0L),
                Optional.empty(),
                1,
                asked.refusal().isPresent() ? "token-refused" : "token",
                place.nodeId(),
                place.relay(),
                Optional.of(asked.clientHost()).filter(host -> !host.isEmpty()),
                asked.refusal(),
                Words.token(asked, place.word()));
    }

    private Api.ConnectionStep step(Line line) {
        AttemptStep step = line.step();
        boolean isEnd = step.step().equals(Step.ENDED.word());
        return new Api.ConnectionStep(
                time(step.firstMs()),
                offset(step.firstMs()),
                offset(step.lastMs()).filter(last -> step.count() > 1),
                step.count(),
                step.step(),
                line.place().nodeId(),
                line.place().relay(),
                step.address(),
                step.detail().filter(detail -> isEnd),
                Words.step(step, line.place().word()));
    }

    private Api.ConnectionStep step(Dropped dropped) {
        AttemptDrop drop = dropped.drop();
        return new Api.ConnectionStep(
                time(drop.firstMs()),
                offset(drop.firstMs()),
                offset(drop.lastMs()).filter(last -> drop.count() > 1),
                drop.count(),
                "dropped",
                dropped.place().nodeId(),
                dropped.place().relay(),
                Optional.empty(),
                Optional.of(drop.reason()),
                dropped.place().word() + " dropped a datagram: " + Words.drop(drop.reason()));
    }
}
