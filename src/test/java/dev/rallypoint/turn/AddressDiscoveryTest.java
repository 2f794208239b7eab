package dev.rallypoint.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.stun.BindingResponder;
import dev.rallypoint.protocol.stun.StunMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressDiscoveryTest {
    private static final int TIMEOUT_MS = 2_000;
    private static final String ME = "203.0.113.9";
    private static final String LIE = "198.51.100.66";

    /** What was sent, in order: the server and a copy of the request. */
    private final List<Map.Entry<PeerAddress, ByteBuffer>> sent = new ArrayList<>();

    private AddressDiscovery discovery;

    private AddressDiscovery ask(String... names) {
        Random random = new Random(1);
        discovery =
                new AddressDiscovery(List.of(names), TIMEOUT_MS, 0, random::nextBytes, this::keep);
        return discovery;
    }

    private void keep(PeerAddress to, ByteBuffer datagram) {
        ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
        sent.add(Map.entry(to, copy));
    }

    private static PeerAddress server(int number) {
        return PeerAddress.parse("192.0.2." + (number + 1) + ":3478");
    }

    private void resolveAll(int servers) {
        for (int i = 0; i < servers; i++) {
            discovery.onResolved(i, server(i), 0);
        }
    }

    /** A server's answer to the last request it got. */
    private void answer(int number, String seen, long nowMs) {
        answer(number, seen, 4_000, nowMs);
    }

    private void answer(int number, String seen, int port, long nowMs) {
        ByteBuffer request =
                sent.stream()
                        .filter(entry -> entry.getKey().equals(server(number)))
                        .reduce((first, second) -> second)
                        .orElseThrow()
                        .getValue();
        String seenAt = (seen.contains(":") ? "[" + seen + "]:" : seen + ":") + port;
        new BindingResponder("test")
                .onRequest(
                        PeerAddress.parse(seenAt),
                        StunMessage.parse(request).orElseThrow(),
                        (to, datagram) -> discovery.onDatagram(server(number), datagram, nowMs));
    }

    @Test
    void asksAllServersAtOnceAndBelievesTheOneAnswer() {
        ask("a:1");
        resolveAll(1);
        assertThat(discovery.isOver()).isFalse();

        answer(0, ME, 23);

        assertThat(discovery.isOver()).isTrue();
        assertThat(discovery.result())
                .isEqualTo(
                        new DiscoveredAddress(
                                java.util.Optional.of(ME), List.of("a:1: " + ME + " in 23 ms")));
        assertThat(discovery.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void saysThatARouterWhichShowsEverybodyAnotherPortIsSymmetric() {
        ask("a:1", "b:1", "c:1");
        resolveAll(3);
        answer(0, ME, 40_001, 5);
        answer(1, ME, 40_002, 9);

        assertThat(discovery.isOver()).isTrue();
        assertThat(discovery.result().publicHost()).contains(ME);
        assertThat(discovery.result().report())
                .last()
                .asString()
                .startsWith(ME + " showed the servers different ports of one socket [40001, 40002]")
                .contains("symmetric");
    }

    @Test
    void sendsNothingAndSaysNothingWithoutServers() {
        ask();

        assertThat(discovery.isOver()).isTrue();
        assertThat(discovery.result().publicHost()).isEmpty();
        assertThat(discovery.result().report()).isEmpty();
        assertThat(sent).isEmpty();
    }

    @Test
    void doesNotWaitForTheRestWhenMostServersAgree() {
        ask("a:1", "b:1", "c:1");
        resolveAll(3);
        answer(2, ME, 5);
        assertThat(discovery.isOver()).isFalse();

        answer(0, ME, 9);

        assertThat(discovery.isOver()).isTrue();
        assertThat(discovery.result().report())
                .containsExactly(
                        "a:1: " + ME + " in 9 ms",
                        "b:1: not waited for: most servers agree after 9 ms",
                        "c:1: " + ME + " in 5 ms");
    }

    @Test
    void believesTheMajorityAndSaysThatALiarDisagreed() {
        ask("liar:1", "b:1", "c:1");
        resolveAll(3);
        answer(0, LIE, 1);
        answer(1, ME, 2);
        answer(2, ME, 3);

        DiscoveredAddress result = discovery.result();
        assertThat(result.publicHost()).contains(ME);
        assertThat(result.report())
                .contains("the servers disagree: " + LIE + " (1), " + ME + " (2); taking " + ME);
    }

    @Test
    void ofEqualsTheFirstInTheListIsTakenAloud() {
        ask("dead:1", "a:1", "liar:1");
        resolveAll(3);
        answer(2, LIE, 1);
        answer(1, ME, 2);
        runToTheEnd();

        assertThat(discovery.result().publicHost()).contains(ME);
        assertThat(discovery.result().report())
                .containsExactly(
                        "dead:1: no answer in 2000 ms",
                        "a:1: " + ME + " in 2 ms",
                        "liar:1: " + LIE + " in 1 ms",
                        "the servers disagree: " + ME + " (1), " + LIE + " (1); taking " + ME);
    }

    private void runToTheEnd() {
        for (int steps = 0; !discovery.isOver() && steps < 100; steps++) {
            discovery.onTimer(discovery.nextDeadlineMs());
        }
        assertThat(discovery.isOver()).isTrue();
    }

    @Test
    void repeatsTheQuestionWhilePatienceLasts() {
        ask("dead:1");
        resolveAll(1);
        runToTheEnd();

        assertThat(sent).hasSize(3);
        assertThat(discovery.result().publicHost()).isEmpty();
        assertThat(discovery.result().report()).containsExactly("dead:1: no answer in 2000 ms");
    }

    @Test
    void saysWhichNamesWereNotResolved() {
        ask("unknown:1", "slow:1", "nonsense:x");
        Map<Integer, ServerName> wanted = new LinkedHashMap<>();
        discovery.resolveWith(wanted::put);
        assertThat(wanted)
                .isEqualTo(
                        Map.of(
                                0, new ServerName("unknown", 1),
                                1, new ServerName("slow", 1)));

        discovery.onUnreachable(0, "name not resolved", 7);
        runToTheEnd();
        discovery.onResolved(1, server(1), 2_001);

        assertThat(sent).isEmpty();
        assertThat(discovery.result().report())
                .containsExactly(
                        "unknown:1: name not resolved",
                        "slow:1: no answer in 2000 ms, name not resolved",
                        "nonsense:x: not asked: not host:port");
    }

    @Test
    void isOverAtOnceIfNoServerCanBeAsked() {
        ask("unknown:1");
        discovery.onUnreachable(0, "name not resolved", 7);

        assertThat(discovery.isOver()).isTrue();
        assertThat(discovery.result().publicHost()).isEmpty();
    }

    @Test
    void addressesThatNoHostHasAreNoAnswer() {
        ask("a:1", "b:1");
        resolveAll(2);
        answer(0, "0.0.0.0", 1);
        answer(1, "224.0.0.1", 1);

        assertThat(discovery.isOver()).isTrue();
        assertThat(discovery.result().publicHost()).isEmpty();
        assertThat(discovery.result().report())
                .containsExactly(
                        "a:1: 0.0.0.0 in 1 ms, which is no host's address",
                        "b:1: 224.0.0.1 in 1 ms, which is no host's address");
    }

    @Test
    void anIpv4AndAnIpv6AddressAreNoDisagreement() {
        ask("a:1", "b:1");
        resolveAll(2);
        answer(0, "2001:db8:0:0:0:0:0:9", 1);
        answer(1, ME, 2);

        assertThat(discovery.result().publicHost()).contains("2001:db8:0:0:0:0:0:9");
        assertThat(discovery.result().report()).hasSize(2);
    }

    @Test
    void aServerListedTwiceHasOneVote() {
        ask("a:1", "a:1", "b:1");
        resolveAll(2);
        answer(0, LIE, 1);

        assertThat(discovery.isOver()).isFalse();
    }

    @Test
    void answersFromStrangersChangeNothing() {
        ask("a:1");
        resolveAll(1);
        ByteBuffer request = sent.get(0).getValue();
        new BindingResponder("test")
                .onRequest(
                        PeerAddress.parse(LIE + ":1"),
                        StunMessage.parse(request).orElseThrow(),
                        (to, datagram) -> discovery.onDatagram(server(5), datagram, 1));

        assertThat(discovery.isOver()).isFalse();
        assertThat(discovery.result().report()).containsExactly("a:1: no answer yet");
    }
}
