package dev.rallypoint.turn;

import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.Retransmission;
import dev.rallypoint.protocol.stun.StunClientTransaction;
import dev.rallypoint.protocol.stun.TransactionId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Asks several STUN servers at once what this node's address is, and believes the address that most
 * of them saw; of equals, the one listed first. Over as soon as more than half of all servers
 * agree, all have answered, or time is up. The owner resolves the names and keeps the time; one
 * object a question.
 */
final class AddressDiscovery {
    private final List<AskedServer> servers = new ArrayList<>();
    private final long startedAtMs;
    private final long deadlineMs;
    private final Entropy entropy;
    private final Transmit out;
    private boolean over;

    /**
     * @param names as the operator wrote them; nothing is sent if there are none
     */
    AddressDiscovery(List<String> names, int timeoutMs, long nowMs, Entropy entropy, Transmit out) {
        names.stream().distinct().map(AskedServer::new).forEach(servers::add);
        startedAtMs = nowMs;
        deadlineMs = nowMs + timeoutMs;
        this.entropy = entropy;
        this.out = out;
        conclude(nowMs);
    }

    /** The servers whose addresses are wanted, by their number. */
    interface Resolver {
        void resolve(int server, ServerName name);
    }

    /** Asks for the addresses of all servers with a legal name. */
    void resolveWith(Resolver resolver) {
        for (int i = 0; i < servers.size(); i++) {
            int server = i;
            servers.get(i).name().ifPresent(name -> resolver.resolve(server, name));
        }
    }

    void onResolved(int server, PeerAddress address, long nowMs) {
        if (over) {
            return;
        }
        AskedServer asked = servers.get(server);
        asked.begin(
                new StunClientTransaction(
                        address,
                        TransactionId.random(entropy),
                        Retransmission.RFC_8489,
                        out,
                        asked),
                nowMs);
    }

    /**
     * @param why such as {@code name not resolved}
     */
    void onUnreachable(int server, String why, long nowMs) {
        if (!over) {
            servers.get(server).say(why);
            conclude(nowMs);
        }
    }

    void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        if (over) {
            return;
        }
        for (AskedServer server : servers) {
            if (server.onDatagram(from, datagram, nowMs)) {
                conclude(nowMs);
                return;
            }
        }
    }

    void onTimer(long nowMs) {
        if (over) {
            return;
        }
        servers.forEach(server -> server.onTimer(nowMs));
        conclude(nowMs);
    }

    /** When to call {@link #onTimer}; {@code Long.MAX_VALUE} when it is over. */
    long nextDeadlineMs() {
        if (over) {
            return Long.MAX_VALUE;
        }
        long next = deadlineMs;
        for (AskedServer server : servers) {
            next = Math.min(next, server.nextDeadlineMs());
        }
        return next;
    }

    boolean isOver() {
        return over;
    }

    private void conclude(long nowMs) {
        boolean agreed = Votes.of(servers).mostVotes() * 2 > servers.size();
        boolean late = nowMs >= deadlineMs;
        if (!agreed && !late && !servers.stream().allMatch(AskedServer::hasSpoken)) {
            return;
        }
        over = true;
        String silence =
                late ? "no answer in %d ms" : "not waited for: most servers agree after %d ms";
        servers.forEach(server -> server.giveUp(silence.formatted(nowMs - startedAtMs)));
    }

    /** All were asked from one socket of a family: a router showed them different ports. */
    private Optional<String> symmetry() {
        Map<String, Set<Integer>> ports = new TreeMap<>();
        servers.stream()
                .flatMap(server -> server.seen().stream())
                .forEach(
                        seen ->
                                ports.computeIfAbsent(seen.host(), host -> new TreeSet<>())
                                        .add(seen.port()));
        return ports.entrySet().stream()
                .filter(host -> host.getValue().size() > 1)
                .findFirst()
                .map(
                        host ->
                                host.getKey()
                                        + " showed the servers different ports of one socket "
                                        + host.getValue()
                                        + ": the router before this node is symmetric, so that"
                                        + " players reach it through forwarded ports only");
    }

    /** What was found so far, all of it when {@link #isOver}; no line if nobody was to be asked. */
    DiscoveredAddress result() {
        Votes votes = Votes.of(servers);
        List<String> report = new ArrayList<>();
        servers.forEach(server -> report.add(server.line()));
        votes.disagreement().ifPresent(report::add);
        symmetry().ifPresent(report::add);
        return new DiscoveredAddress(votes.winner(), List.copyOf(report));
    }
}
