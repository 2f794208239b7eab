package dev.rallypoint.timeline;

import dev.rallypoint.contract.TimelineMessage.AttemptStep;
import dev.rallypoint.contract.TimelineMessage.NodeTimeline;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The IP addresses that a player surely has: those of his API calls, and those that a challenge
 * came back from. The source of a request or of a roamed packet can be forged by whoever holds the
 * token, who would be told what the relays dropped of somebody else.
 */
final class Hosts {
    private static final int MAX_HOSTS = 8;

    /** Not later ones: the address may have changed in between. */
    private static final Set<String> SHOWN = Set.of(Step.RESPONSE.word(), Step.SEATED.word());

    private Hosts() {}

    /** Literals, each once, as {@link PeerAddress#host} writes them. */
    static List<String> of(List<NodeTimeline> timelines) {
        Stream<String> asked =
                timelines.stream()
                        .flatMap(node -> node.tokens().stream())
                        .map(TokenAsked::clientHost)
                        .flatMap(host -> literal(host).stream());
        Stream<String> seen =
                timelines.stream()
                        .flatMap(node -> node.relays().stream())
                        .flatMap(relay -> relay.attempts().stream())
                        .flatMap(attempt -> attempt.steps().stream())
                        .filter(step -> SHOWN.contains(step.step()))
                        .map(AttemptStep::address)
                        .flatMap(Optional::stream)
                        .map(address -> PeerAddress.parse(address).host());
        return Stream.concat(asked, seen).distinct().limit(MAX_HOSTS).toList();
    }

    /** Empty where the API does not know, or knows one with a zone. */
    private static Optional<String> literal(String host) {
        try {
            return Optional.of(PeerAddress.parseHost(host).host());
        } catch (IllegalArgumentException notALiteral) {
            return Optional.empty();
        }
    }
}
