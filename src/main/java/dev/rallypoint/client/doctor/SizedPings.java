package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.Transmit;
import dev.rallypoint.protocol.stun.StunClass;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.StunWriter;
import dev.rallypoint.protocol.stun.TransactionId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which sizes of datagrams reach a STUN server: Binding requests filled up with an attribute that
 * servers must ignore (RFC 8489 §14, comprehension-optional). Answers are small, so only the way
 * there is measured. Pure.
 */
final class SizedPings implements DatagramRun.Core {
    private static final int FILLING = 0xC0FE;
    private static final int AROUND_FILLING = StunMessage.HEADER_BYTES + 4;
    private static final int COPIES = 3;
    private static final long EVERY_MICROS = 100_000;
    private static final long PATIENCE_MICROS = 700_000;

    private final PeerAddress server;
    private final List<Integer> sizes;
    private final Entropy entropy;
    private final StunWriter writer;
    private final Map<TransactionId, Integer> sizeOf = new HashMap<>();
    private final Set<Integer> passed = new TreeSet<>();
    private Transmit out = (to, datagram) -> {};
    private int rounds;
    private long nextMicros;

    /**
     * @param sizes of UDP payloads, multiples of 4, at least 24
     */
    SizedPings(PeerAddress server, List<Integer> sizes, Entropy entropy) {
        this.server = server;
        this.sizes = List.copyOf(sizes);
        this.entropy = entropy;
        writer = new StunWriter(sizes.stream().max(Integer::compare).orElse(AROUND_FILLING));
    }

    @Override
    public void start(Transmit transmit, long nowMicros) {
        out = transmit;
        nextMicros = nowMicros;
        onTimer(nowMicros);
    }

    @Override
    public void onTimer(long nowMicros) {
        while (nowMicros >= nextMicros && rounds <= COPIES) {
            if (rounds < COPIES) {
                sizes.stream().filter(size -> !passed.contains(size)).forEach(this::send);
            }
            rounds++;
            nextMicros += rounds < COPIES ? EVERY_MICROS : PATIENCE_MICROS;
        }
    }

    private void send(int size) {
        TransactionId id = TransactionId.random(entropy);
        sizeOf.put(id, size);
        writer.begin(StunClass.REQUEST, StunMessage.BINDING, id);
        writer.attribute(FILLING, ByteBuffer.allocate(size - AROUND_FILLING));
        out.send(server, writer.message());
    }

    @Override
    public void onDatagram(PeerAddress from, ByteBuffer datagram, long nowMicros) {
        StunMessage.parse(datagram)
                .filter(answer -> from.equals(server))
                .filter(answer -> answer.stunClass() != StunClass.REQUEST)
                .filter(answer -> sizeOf.containsKey(answer.transactionId()))
                .ifPresent(answer -> passed.add(sizeOf.get(answer.transactionId())));
    }

    @Override
    public long nextDeadlineMicros() {
        return nextMicros;
    }

    @Override
    public boolean isOver() {
        return rounds > COPIES || passed.size() == sizes.size();
    }

    /** The largest that got an answer; 0 = none did. */
    int largest() {
        return passed.stream().max(Integer::compare).orElse(0);
    }
}
