package dev.rallypoint.timeline;

import dev.rallypoint.contract.BusMessage.AttemptStep;
import dev.rallypoint.contract.BusMessage.NodeTimeline;
import dev.rallypoint.contract.BusMessage.TokenAsked;
import dev.rallypoint.protocol.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The IP addresses that a player's attempts came from. */
final class Hosts {
    private static final int MAX_HOSTS = 8;

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
