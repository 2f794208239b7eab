package dev.rallypoint.client;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.relay.DirectControl;
import dev.rallypoint.protocol.stun.Retransmission;
import dev.rallypoint.protocol.stun.StunClientTransaction;
import dev.rallypoint.protocol.stun.TransactionId;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a session's socket may be reached: the machine's own addresses, IPv6 among them, and what
 * STUN servers see. What the relay sees it knows itself. Belongs to the loop's thread.
 */
final class LocalAddresses {
    /** Machines with containers have dozens of interfaces. */
    private static final int MAX_OWN = 5;

    /** Networks change, and looking costs system calls. */
    private static final int LOOKS_APART = 20;

    private static final int STUN_BYTES = 20;

    /** Asked at 0, 500 and 1500 ms; answers are still taken a while later. */
    private static final Retransmission PATIENCE = new Retransmission(500, 3, 4);

    private final RelaySession session;
    private final SecureRandom random = new SecureRandom();
    private final List<StunClientTransaction> questions = new ArrayList<>();
    private final List<PeerAddress> seen = new ArrayList<>();
    private List<PeerAddress> own = List.of();
    private int looks;

    LocalAddresses(RelaySession session) {
        this.session = session;
    }

    /** The addresses that are known now, own ones first. */
    List<PeerAddress> find() {
        if (looks++ % LOOKS_APART == 0) {
            own = look();
        }
        List<PeerAddress> all = new ArrayList<>(own);
        seen.stream().filter(address -> !all.contains(address)).forEach(all::add);
        return List.copyOf(all.subList(0, Math.min(DirectControl.MAX_CANDIDATES, all.size())));
    }

    private List<PeerAddress> look() {
        List<PeerAddress> found = new ArrayList<>();
        try {
            for (NetworkInterface card :
                    Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (card.isUp()) {
                    card.inetAddresses()
                            .filter(this::isUseful)
                            .forEach(a -> found.add(PeerAddress.of(a.getAddress(), port())));
                }
            }
        } catch (SocketException unreadable) {
            return List.of();
        }
        return List.copyOf(found.subList(0, Math.min(MAX_OWN, found.size())));
    }

    /** Loopback only beside a relay that is there, too. */
    private boolean isUseful(InetAddress address) {
        return !address.isLinkLocalAddress()
                && !address.isMulticastAddress()
                && address.isLoopbackAddress() == session.relay().isLoopback();
    }

    private int port() {
        return session.localPort();
    }

    /** Asks STUN servers where they see the socket. */
    void ask(List<PeerAddress> servers, long nowMs) {
        for (PeerAddress server : servers) {
            StunClientTransaction question =
                    new StunClientTransaction(
                            server,
                            TransactionId.random(random::nextBytes),
                            PATIENCE,
                            session,
                            new Answer());
            questions.add(question);
            question.start(nowMs);
        }
    }

    private final class Answer implements StunClientTransaction.Outcome {
        @Override
        public void onMapped(PeerAddress mapped, long elapsedMs) {
            if (!seen.contains(mapped)) {
                seen.add(mapped);
            }
        }

        @Override
        public void onRefused(String why, long elapsedMs) {
            // The relay's own view remains.
        }

        @Override
        public void onTimeout(long elapsedMs) {
            // The relay's own view remains.
        }
    }

    boolean takes(PeerAddress from, ByteBuffer datagram, long nowMs) {
        if (datagram.remaining() < STUN_BYTES) {
            return false;
        }
        for (StunClientTransaction question : questions) {
            if (question.onDatagram(from, datagram.duplicate(), nowMs)) {
                return true;
            }
        }
        return false;
    }

    void onTimer(long nowMs) {
        List.copyOf(questions).forEach(question -> question.onTimer(nowMs));
        questions.removeIf(question -> question.nextDeadlineMs() == Long.MAX_VALUE);
    }

    long nextDeadlineMs() {
        return questions.stream()
                .mapToLong(StunClientTransaction::nextDeadlineMs)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
