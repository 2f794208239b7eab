package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.client.Nearness;
import dev.rallypoint.client.doctor.StunQuestion.From;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.StunMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What kind of NAT is in the way (RFC 5780 §4.3 and §4.4), from one socket. The questions about
 * filtering come before those about mapping: these send to the server's second address, and then a
 * filter would let its answers in. Without a second address the mapping is still told by how two
 * servers see the socket. Pure; one object a discovery, on a socket that has not been used.
 */
public final class NatDiscovery implements DatagramRun.Core {
    /**
     * @param mapped the address that the first server saw; empty = no server answered
     * @param hasSecondAddress whether a server offers what filtering is found out with
     */
    public record Report(
            Optional<PeerAddress> mapped,
            NatMapping mapping,
            NatFiltering filtering,
            boolean hasSecondAddress) {}

    private enum Stage {
        FIRST,
        FILTERING,
        MAPPING,
        OVER
    }

    private final PeerAddress first;
    private final List<PeerAddress> others;
    private final PeerAddress local;
    private final Entropy entropy;
    private final List<StunQuestion> asked = new ArrayList<>();

    /** To the second address; empty if there is none. */
    private final List<StunQuestion> mapping = new ArrayList<>();

    private final List<StunQuestion> toOthers = new ArrayList<>();
    private final StunQuestion main;
    private final StunQuestion fromOtherAddress;
    private final StunQuestion fromOtherPort;
    private Stage stage = Stage.FIRST;
    private Transmit out = (to, datagram) -> {};

    /**
     * @param servers the one that is asked, then others, which are asked only if it has no second
     *     address
     * @param local the socket's own address on this machine, as the servers would see it without a
     *     NAT
     */
    public NatDiscovery(List<PeerAddress> servers, PeerAddress local, Entropy entropy) {
        first = servers.get(0);
        others =
                servers.stream()
                        .filter(server -> !server.withPort(0).equals(first.withPort(0)))
                        .toList();
        this.local = local;
        this.entropy = entropy;
        main = new StunQuestion(first, From.HERE, entropy);
        fromOtherAddress = new StunQuestion(first, From.OTHER_ADDRESS_AND_PORT, entropy);
        fromOtherPort = new StunQuestion(first, From.OTHER_PORT, entropy);
    }

    @Override
    public void start(Transmit transmit, long nowMicros) {
        out = transmit;
        ask(main, nowMicros);
    }

    private StunQuestion ask(StunQuestion question, long nowMicros) {
        asked.add(question);
        question.start(out, nowMicros);
        return question;
    }

    private StunQuestion ask(PeerAddress server, long nowMicros) {
        return ask(new StunQuestion(server, From.HERE, entropy), nowMicros);
    }

    @Override
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMicros) {
        StunMessage.parse(datagram)
                .filter(message -> asked.stream().anyMatch(q -> q.onDatagram(from, message)))
                .ifPresent(answer -> goOn(nowMicros));
    }

    @Override
    public void onTimer(long nowMicros) {
        asked.forEach(question -> question.onTimer(out, nowMicros));
        goOn(nowMicros);
    }

    private void goOn(long nowMicros) {
        if (stage == Stage.FIRST && main.isOver()) {
            afterFirst(nowMicros);
        } else if (stage == Stage.FILTERING && isFilteringClear()) {
            stage = Stage.MAPPING;
            PeerAddress second = second().orElseThrow();
            mapping.add(ask(second.withPort(first.port()), nowMicros));
            mapping.add(ask(second, nowMicros));
        } else if (stage == Stage.MAPPING && asked.stream().allMatch(StunQuestion::isOver)) {
            stage = Stage.OVER;
        }
    }

    private void afterFirst(long nowMicros) {
        if (second().isPresent()) {
            stage = Stage.FILTERING;
            ask(fromOtherAddress, nowMicros);
            ask(fromOtherPort, nowMicros);
        } else if (main.mapped().isPresent() && !others.isEmpty()) {
            stage = Stage.MAPPING;
            others.forEach(server -> toOthers.add(ask(server, nowMicros)));
        } else {
            stage = Stage.OVER;
        }
    }

    private Optional<PeerAddress> second() {
        return main.answer()
                .flatMap(StunQuestion.Answer::other)
                .filter(other -> Nearness.of(first).mayName(other));
    }

    private boolean isFilteringClear() {
        return fromOtherAddress.isAnsweredAsAsked()
                || fromOtherAddress.isOver() && fromOtherPort.isOver();
    }

    @Override
    public long nextDeadlineMicros() {
        return asked.stream()
                .mapToLong(StunQuestion::nextDeadlineMicros)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public boolean isOver() {
        return stage == Stage.OVER;
    }

    public Report result() {
        return new Report(main.mapped(), natMapping(), filtering(), second().isPresent());
    }

    private NatMapping natMapping() {
        Optional<PeerAddress> seen = main.mapped();
        if (seen.isEmpty()) {
            return NatMapping.UNKNOWN;
        }
        if (seen.get().equals(local)) {
            return NatMapping.NONE;
        }
        return mapping.isEmpty() ? byOthers(seen.get()) : bySecondAddress(seen.get());
    }

    /** RFC 5780 §4.3: tests II and III. */
    private NatMapping bySecondAddress(PeerAddress first) {
        Optional<PeerAddress> second = mapping.get(0).mapped();
        Optional<PeerAddress> third = mapping.get(1).mapped();
        if (second.isEmpty() || third.isEmpty()) {
            return second.or(() -> third)
                    .map(
                            seen ->
                                    seen.equals(first)
                                            ? NatMapping.ENDPOINT_INDEPENDENT
                                            : NatMapping.DEPENDENT)
                    .orElse(NatMapping.UNKNOWN);
        }
        if (second.get().equals(first)) {
            return NatMapping.ENDPOINT_INDEPENDENT;
        }
        return third.equals(second)
                ? NatMapping.ADDRESS_DEPENDENT
                : NatMapping.ADDRESS_AND_PORT_DEPENDENT;
    }

    private NatMapping byOthers(PeerAddress seen) {
        List<PeerAddress> elsewhere =
                toOthers.stream().flatMap(question -> question.mapped().stream()).toList();
        if (elsewhere.isEmpty()) {
            return NatMapping.UNKNOWN;
        }
        return elsewhere.stream().allMatch(seen::equals)
                ? NatMapping.ENDPOINT_INDEPENDENT
                : NatMapping.DEPENDENT;
    }

    /** RFC 5780 §4.4. */
    private NatFiltering filtering() {
        if (fromOtherAddress.isAnsweredAsAsked()) {
            return NatFiltering.ENDPOINT_INDEPENDENT;
        }
        if (second().isEmpty() || isRefused(fromOtherAddress) || isRefused(fromOtherPort)) {
            return NatFiltering.UNKNOWN;
        }
        return fromOtherPort.isAnsweredAsAsked()
                ? NatFiltering.ADDRESS_DEPENDENT
                : NatFiltering.ADDRESS_AND_PORT_DEPENDENT;
    }

    /** Answered, but not from where it was asked to: that server cannot do it. */
    private static boolean isRefused(StunQuestion question) {
        return question.answer().isPresent() && !question.isAnsweredAsAsked();
    }
}
