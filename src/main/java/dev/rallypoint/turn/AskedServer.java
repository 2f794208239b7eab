package dev.rallypoint.turn;

import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.StunClientTransaction;
import dev.rallypoint.security.AddressScope;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One server of an {@link AddressDiscovery}: the question to it and what it said. */
final class AskedServer implements StunClientTransaction.Outcome {
    private final String written;
    private final Optional<ServerName> name;
    private Optional<StunClientTransaction> transaction = Optional.empty();
    private Optional<String> vote = Optional.empty();
    private Optional<PeerAddress> seen = Optional.empty();
    private Optional<String> said = Optional.empty();

    AskedServer(String written) {
        this.written = written;
        name = ServerName.parse(written);
        if (name.isEmpty()) {
            say("not asked: not host:port");
        }
    }

    Optional<ServerName> name() {
        return name;
    }

    void begin(StunClientTransaction question, long nowMs) {
        transaction = Optional.of(question);
        question.start(nowMs);
    }

    boolean onDatagram(PeerAddress from, ByteBuffer datagram, long nowMs) {
        return transaction.isPresent() && transaction.get().onDatagram(from, datagram, nowMs);
    }

    void onTimer(long nowMs) {
        transaction.ifPresent(question -> question.onTimer(nowMs));
    }

    long nextDeadlineMs() {
        return transaction.map(StunClientTransaction::nextDeadlineMs).orElse(Long.MAX_VALUE);
    }

    @Override
    public void onMapped(PeerAddress mapped, long elapsedMs) {
        String host = mapped.host();
        if (AddressScope.of(mapped.toInetSocketAddress().getAddress()).isHost()) {
            vote = Optional.of(host);
            seen = Optional.of(mapped);
            say("%s in %d ms".formatted(host, elapsedMs));
        } else {
            say("%s in %d ms, which is no host's address".formatted(host, elapsedMs));
        }
    }

    @Override
    public void onRefused(String why, long elapsedMs) {
        say("%s in %d ms".formatted(why, elapsedMs));
    }

    @Override
    public void onTimeout(long elapsedMs) {
        say("no answer in %d ms".formatted(elapsedMs));
    }

    void say(String what) {
        said = Optional.of(what);
    }

    /** Says why it has not spoken, if it has not. */
    void giveUp(String silence) {
        if (said.isEmpty()) {
            say(transaction.isPresent() ? silence : silence + ", name not resolved");
        }
    }

    boolean hasSpoken() {
        return said.isPresent();
    }

    /** The address it saw, if that can be a host's. */
    Optional<String> vote() {
        return vote;
    }

    /** The same with the port that it saw. */
    Optional<PeerAddress> seen() {
        return seen;
    }

    /** Its line in the report. */
    String line() {
        return written + ": " + said.orElse("no answer yet");
    }
}
