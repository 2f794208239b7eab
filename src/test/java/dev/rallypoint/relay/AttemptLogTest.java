package dev.rallypoint.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.AttemptStep;
import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.contract.TimelineMessage.RelayAttempt;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.relay.RelayRig.Datagram;
import dev.rallypoint.relay.RelayRig.Player;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a relay remembers of attempts to connect. */
class AttemptLogTest {
    private static final long ANN = 100;

    private final RelayRig rig = new RelayRig(20_261_123);

    private RelayAttempt attemptOf(long clientId) {
        List<RelayAttempt> attempts = rig.relay.timelines().of(clientId);
        assertThat(attempts).hasSize(1);
        return attempts.get(0);
    }

    private static List<String> words(RelayAttempt attempt) {
        return attempt.steps().stream().map(AttemptStep::step).toList();
    }

    private static AttemptStep step(RelayAttempt attempt, String word) {
        return attempt.steps().stream()
                .filter(step -> step.step().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> reasons(List<AttemptDrop> drops) {
        return drops.stream().map(AttemptDrop::reason).toList();
    }

    private List<String> reasonsOf(PeerAddress host) {
        List<HostDrops> drops = rig.relay.timelines().ofHosts(List.of(host));
        return drops.stream()
                .flatMap(one -> one.drops().stream())
                .map(AttemptDrop::reason)
                .toList();
    }

    private void receive(PeerAddress from, byte[] datagram) {
        rig.relay.onDatagram(from, ByteBuffer.wrap(datagram.clone()), rig.nowMs);
    }

    @Test
    void aConnectionIsWrittenDownStepByStep() {
        long begin = rig.nowMs;
        Player ann = rig.join(Forwarding.RAW, 0);
        ann.send("0102");
        rig.run(100);
        ann.client.disconnect(rig.nowMs);
        rig.settle();

        RelayAttempt attempt = attemptOf(ANN);
        assertThat(attempt.lobbyId()).isEqualTo(RelayRig.LOBBY.toString());
        assertThat(attempt.generation()).isEqualTo(begin);
        assertThat(words(attempt))
                .containsExactly(
                        "request", "challenge", "response", "seated", "first-payload", "ended");
        assertThat(step(attempt, "request").address()).contains(ann.address.toString());
        assertThat(step(attempt, "request").firstMs()).isBetween(begin, begin + 100);
        assertThat(step(attempt, "seated").detail()).contains("0");
        assertThat(step(attempt, "ended").detail()).contains("left");
    }

    @Test
    void aPlayerWhoHearsNothingIsSeenToAskAgain() {
        rig.record();
        Player deaf = rig.start(ANN, rig.token(NetcodeVersion.V1_02, ANN, ticket(0)));
        rig.unplug(deaf);
        deaf.client.onTimer(rig.nowMs);
        rig.settle();
        byte[] request = rig.toRelay.get(0).bytes();
        for (int i = 0; i < 9; i++) {
            rig.run(100);
            receive(deaf.address, request);
        }

        RelayAttempt attempt = attemptOf(ANN);
        assertThat(words(attempt)).containsExactly("request", "challenge");
        assertThat(step(attempt, "challenge").count()).isEqualTo(10);
        assertThat(step(attempt, "challenge").lastMs() - step(attempt, "challenge").firstMs())
                .isEqualTo(900);
    }

    @Test
    void aRefusalIsThatOfThePlayerWhoWasRefused() {
        rig.join(Forwarding.RAW, 0);
        rig.start(7, rig.token(NetcodeVersion.V1_02, 7, ticket(0)));
        rig.run(200);

        assertThat(words(attemptOf(7))).containsExactly("request");
        assertThat(reasons(attemptOf(7).drops())).containsExactly("match_full");
        assertThat(attemptOf(ANN).drops()).isEmpty();
    }

    @Test
    void aTokenWhoseTicketIsUnreadableIsCountedByItsAddress() {
        Player strange = rig.startWithUserData(8, new byte[256]);
        rig.run(100);

        assertThat(rig.relay.timelines().of(8)).isEmpty();
        assertThat(reasonsOf(strange.address)).containsExactly("malformed_token");
    }

    @Test
    void aLateRequestIsCountedByItsAddressBecauseNobodyOpensItsToken() {
        rig.record();
        rig.mute();
        Player late = rig.start(ANN, rig.token(NetcodeVersion.V1_02, ANN, ticket(0)));
        late.client.onTimer(rig.nowMs);
        rig.nowMs += (RelayRig.TOKEN_LIFETIME_SECONDS + 1) * 1_000L;
        receive(late.address, rig.toRelay.get(0).bytes());

        assertThat(rig.relay.timelines().of(ANN)).isEmpty();
        assertThat(reasonsOf(late.address)).containsExactly("expired_token");
        assertThat(reasonsOf(late.address.withPort(1))).containsExactly("expired_token");
    }

    @Test
    void aChangeOfAddressIsWrittenDownWithTheNewOne() {
        rig.record();
        Player ann = rig.join(Forwarding.RAW, 0);
        rig.mute();
        rig.run(300);
        rig.toRelay.clear();
        for (int i = 0; i < 2; i++) {
            ann.client.send(ByteBuffer.wrap(new byte[] {1}), rig.nowMs);
        }
        PeerAddress elsewhere = PeerAddress.parse("198.51.100.7:4711");
        List<Datagram> sent = List.copyOf(rig.toRelay);
        sent.forEach(datagram -> receive(elsewhere, datagram.bytes()));
        for (int i = 0; i < 30; i++) {
            rig.run(10);
        }
        for (Datagram datagram :
                List.copyOf(rig.toRelay).subList(sent.size(), rig.toRelay.size())) {
            receive(elsewhere, datagram.bytes());
        }

        assertThat(step(attemptOf(ANN), "address-changed").address())
                .contains(elsewhere.toString());
    }

    /** Whoever knows where a player is can send in his name, but not write in his history. */
    @Test
    void forgedDatagramsPushNothingOut() {
        Player ann = rig.join(Forwarding.RAW, 0);
        ann.send("0102");
        rig.run(100);
        List<AttemptStep> before = attemptOf(ANN).steps();
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            receive(ann.address, garbage);
        }

        assertThat(attemptOf(ANN).steps()).isEqualTo(before);
        assertThat(reasons(attemptOf(ANN).drops())).contains("bad_tag");
        assertThat(attemptOf(ANN).drops().stream().mapToLong(AttemptDrop::count).sum())
                .isBetween(19_000L, 20_000L);
    }

    private MatchTicket ticket(int slot) {
        return rig.ticket(Forwarding.RAW, slot);
    }
}
