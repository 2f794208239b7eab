package dev.rallypoint.relay;

import static dev.rallypoint.relay.HandOvers.DELAY_MS;
import static dev.rallypoint.relay.HandOvers.PAUSE_MS;
import static dev.rallypoint.relay.HandOvers.PORTIONS;
import static dev.rallypoint.relay.RelayRig.LOBBY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Ids;
import dev.rallypoint.contract.RelayMessage.MatchMoved;
import dev.rallypoint.contract.RelayMessage.MatchSessions;
import dev.rallypoint.contract.RelayMessage.Seat;
import dev.rallypoint.contract.RelayMessage.SessionRefused;
import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.netcode.NetcodeClient.State;
import dev.rallypoint.protocol.netcode.NetcodeServer.End;
import dev.rallypoint.protocol.netcode.NetcodeVersion;
import dev.rallypoint.protocol.relay.Forwarding;
import dev.rallypoint.protocol.relay.MatchTicket;
import dev.rallypoint.relay.RelayCounters.Total;
import dev.rallypoint.relay.RelayRig.Player;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A match that comes to a relay or leaves it, by what lobbies say. */
class MovedMatchTest {
    private final RelayRig rig = new RelayRig(20_261_123);
    private final RelayCounters counters = rig.relay.counters();
    private final LobbyFollower lobbies = new LobbyFollower(rig.relay);

    private void moved(boolean here, long generation, Optional<Integer> host, int... slots) {
        List<Seat> members =
                java.util.Arrays.stream(slots)
                        .mapToObj(slot -> new Seat(Ids.playerId(slot + 100), slot))
                        .toList();
        lobbies.onMatchMoved(
                new MatchMoved(LOBBY.toString(), here, generation, members, host), rig.nowMs);
    }

    private Player knock(int slot, byte[] token) {
        Player player = rig.start(slot + 100, token);
        rig.run(300);
        return player;
    }

    private byte[] standbyToken(int slot) {
        return rig.standbyToken(slot + 100, rig.ticket(Forwarding.FRAMED, slot));
    }

    @Test
    void aStandbySaysNothingUntilTheMatchIsHere() {
        Player player = knock(0, standbyToken(0));

        assertThat(player.client.state()).isEqualTo(State.SENDING_REQUEST);
        assertThat(counters.dropped(DropReason.NOT_HOME)).isPositive();
        assertThat(counters.get(Total.DATAGRAMS_SENT)).isZero();

        moved(true, rig.nowMs, Optional.empty(), 0);
        rig.run(2 * DELAY_MS);

        assertThat(player.isConnected()).isTrue();
        assertThat(rig.sessions).containsExactly("opened 100 in 0");
    }

    @Test
    void theTokenInHandOpensTheNextRelayHoursLater() {
        byte[] token = standbyToken(3);
        long generation = rig.nowMs;
        rig.nowMs += 3 * 3_600_000;
        Player early = knock(3, token);
        assertThat(early.isConnected()).isFalse();
        assertThat(counters.dropped(DropReason.EXPIRED_TOKEN)).isPositive();
        rig.unplug(early);

        moved(true, generation, Optional.empty(), 3);
        Player player = knock(3, token);

        assertThat(player.isConnected()).isTrue();
        assertThat(player.client.clientIndex()).isEqualTo(3);
        player.client.disconnect(rig.nowMs);
        rig.run(100);
        Player again = knock(3, token);
        assertThat(again.isConnected()).isFalse();
        assertThat(counters.dropped(DropReason.TOKEN_ALREADY_USED)).isPositive();
    }

    @Test
    void aTokenThatServedHereIsUselessWhenItsMatchComesBack() {
        byte[] token = standbyToken(3);
        long generation = rig.nowMs;
        moved(true, generation, Optional.empty(), 3);
        assertThat(knock(3, token).isConnected()).isTrue();
        moved(false, generation + 1, Optional.empty());
        rig.run(600_000);
        assertThat(rig.sessions).containsExactly("opened 103 in 3", "closed 103 in 3 MOVED");

        moved(true, generation + 2, Optional.empty(), 3);
        long refused = counters.dropped(DropReason.EXPIRED_TOKEN);
        Player again = knock(3, token);

        assertThat(again.isConnected()).isFalse();
        assertThat(counters.dropped(DropReason.EXPIRED_TOKEN)).isGreaterThan(refused);
    }

    @Test
    void aNewerTokenOfAnExpectedMemberTakesHisSeatOver() {
        byte[] first = standbyToken(3);
        rig.run(1_000);
        byte[] second = standbyToken(3);
        moved(true, rig.nowMs, Optional.empty(), 3);
        Player old = knock(3, first);
        assertThat(old.isConnected()).isTrue();

        assertThat(knock(3, second).isConnected()).isTrue();
        assertThat(old.isConnected()).isFalse();
        assertThat(rig.sessions)
                .containsExactly("opened 103 in 3", "closed 103 in 3 REPLACED", "opened 103 in 3");
    }

    @Test
    void theSessionOfNoMemberEndsButNotThatOfOneWhoCameBack() {
        byte[] first = rig.token(NetcodeVersion.V1_02, 100, rig.ticket(Forwarding.FRAMED, 0));
        long generation = rig.nowMs;
        assertThat(knock(0, first).isConnected()).isTrue();
        SessionRefused refused =
                new SessionRefused(LOBBY.toString(), Ids.playerId(100), generation);
        lobbies.onSessionRefused(refused, rig.nowMs);
        rig.run(100);
        assertThat(rig.sessions).containsExactly("opened 100 in 0", "closed 100 in 0 CLOSED");

        Player back =
                knock(0, rig.token(NetcodeVersion.V1_02, 100, rig.ticket(Forwarding.FRAMED, 0)));
        lobbies.onSessionRefused(refused, rig.nowMs);
        rig.run(100);
        assertThat(back.isConnected()).isTrue();
    }

    @Test
    void membersWhoLeftAreNotSeatedWhicheverNewsComesFirst() {
        byte[] token0 = standbyToken(0);
        byte[] token1 = standbyToken(1);
        long generation = rig.nowMs;
        rig.nowMs += 60_000;
        rig.relay.disconnectMember(LOBBY, 100, generation + 1, rig.nowMs);
        moved(true, generation, Optional.empty(), 0, 1);
        rig.relay.disconnectMember(LOBBY, 101, generation + 1, rig.nowMs);

        assertThat(knock(0, token0).isConnected()).isFalse();
        assertThat(knock(1, token1).isConnected()).isFalse();
        assertThat(rig.sessions).isEmpty();
    }

    @Test
    void aMatchThatLeftIsSentOnAfterAMomentAndItsTokensAreDenied() {
        Player one = rig.join(Forwarding.FRAMED, 0);
        Player two = rig.join(Forwarding.FRAMED, 1);
        byte[] unused = rig.token(NetcodeVersion.V1_02, 102, rig.ticket(Forwarding.FRAMED, 2));
        one.takeMessages();
        two.takeMessages();

        moved(false, rig.nowMs, Optional.empty());
        assertThat(rig.relay.nextDeadlineMs()).isLessThanOrEqualTo(rig.nowMs + DELAY_MS);
        rig.run(DELAY_MS - 10);
        assertThat(one.isConnected() && two.isConnected()).isTrue();
        rig.run(20);

        assertThat(one.client.state()).isEqualTo(State.DISCONNECTED);
        assertThat(two.client.state()).isEqualTo(State.DISCONNECTED);
        assertThat(rig.sessions).endsWith("closed 100 in 0 MOVED", "closed 101 in 1 MOVED");
        assertThat(counters.ended(End.MOVED)).isEqualTo(2);
        assertThat(one.takeMessages()).isEmpty();
        assertThat(two.takeMessages()).isEmpty();
        assertThat(knock(2, unused).client.state()).isEqualTo(State.DENIED);
        assertThat(counters.dropped(DropReason.MATCH_MOVED)).isPositive();
        assertThat(counters.get(Total.MATCHES)).isZero();
    }

    @Test
    void whatWasHeldBackReachesTheMembersBeforeTheyAreSentOn() {
        RelayRig slow = new RelayRig(5, 2 * (int) DELAY_MS, RelayRig.limits(1_000));
        Player one = slow.join(Forwarding.FRAMED, 0);
        Player two = slow.join(Forwarding.FRAMED, 1);
        slow.run(3 * DELAY_MS);
        two.takeMessages();
        slow.relay.matchLeft(LOBBY, slow.nowMs, slow.nowMs);
        one.send("0000aa");

        slow.run(DELAY_MS + 10);

        assertThat(two.client.state()).isEqualTo(State.DISCONNECTED);
        assertThat(two.takeMessages()).containsExactly("0000aa");
    }

    @Test
    void whoCameWithATokenFromAfterTheMoveStays() {
        Player old = rig.join(Forwarding.FRAMED, 0);
        long generation = rig.nowMs;
        rig.run(100);
        Player newer = rig.join(Forwarding.FRAMED, 1);

        moved(false, generation, Optional.empty());
        rig.run(2 * DELAY_MS);

        assertThat(old.isConnected()).isFalse();
        assertThat(newer.isConnected()).isTrue();
        assertThat(newer.takeMessages()).endsWith("03ff0400");
    }

    @Test
    void aMatchThatComesBackWithinTheMomentKeepsItsSessions() {
        Player player = rig.join(Forwarding.FRAMED, 0);
        moved(false, rig.nowMs, Optional.empty());
        rig.run(30);
        moved(true, rig.nowMs, Optional.empty(), 0);
        rig.run(200);

        assertThat(player.isConnected()).isTrue();
        assertThat(rig.relay.nextDeadlineMs()).isGreaterThan(rig.nowMs);
    }

    @Test
    void repeatedNewsNeitherPostponesNorRepeatsAnything() {
        Player player = rig.join(Forwarding.FRAMED, 0);
        for (int i = 0; i < 5; i++) {
            moved(false, rig.nowMs, Optional.empty());
            rig.run(DELAY_MS / 5);
        }
        rig.run(10);
        assertThat(player.isConnected()).isFalse();
        moved(false, rig.nowMs, Optional.empty());
        rig.run(2 * DELAY_MS);
        assertThat(counters.ended(End.MOVED)).isOne();
    }

    @Test
    void hundredsOfMatchesLeaveInPortionsThatDoNotStopTheRelay() {
        for (int i = 0; i < 300; i++) {
            UUID lobby = new UUID(9, i);
            rig.joinNow(i, new MatchTicket(lobby, Forwarding.RAW, false, 0, 8, rig.nowMs));
            rig.relay.matchLeft(lobby, rig.nowMs, rig.nowMs);
        }
        rig.nowMs += DELAY_MS;
        rig.relay.onTimer(rig.nowMs);
        rig.relay.onTimer(rig.nowMs);
        assertThat(counters.ended(End.MOVED)).as("at once").isEqualTo(1 + 300 / PORTIONS);
        assertThat(rig.relay.nextDeadlineMs()).isLessThanOrEqualTo(rig.nowMs + PAUSE_MS);
        rig.run(PORTIONS * PAUSE_MS);
        assertThat(counters.ended(End.MOVED)).isEqualTo(300);
    }

    @Test
    void tenMatchesLeaveOneAfterTheOther() {
        for (int i = 0; i < 80; i++) {
            UUID lobby = new UUID(9, i / 8);
            rig.joinNow(i, new MatchTicket(lobby, Forwarding.RAW, false, i % 8, 8, rig.nowMs));
        }
        for (int i = 0; i < 10; i++) {
            rig.relay.matchLeft(new UUID(9, i), rig.nowMs, rig.nowMs);
        }
        rig.nowMs += DELAY_MS;
        for (int match = 1; match <= 10; match++) {
            rig.relay.onTimer(rig.nowMs);
            assertThat(counters.ended(End.MOVED)).isEqualTo(8 * match);
            rig.nowMs += PAUSE_MS;
        }
    }

    @Test
    void theHostIsWhomTheLobbyNamesNotAnOldTokensIdeaOfHim() {
        byte[] formerHost = rig.standbyToken(100, rig.ticket(Forwarding.STAR, 0));
        byte[] member = rig.standbyToken(101, rig.ticket(Forwarding.STAR, 1));
        byte[] host = rig.standbyToken(102, rig.ticket(Forwarding.STAR, 2));
        moved(true, rig.nowMs, Optional.of(2), 0, 1, 2);

        knock(0, formerHost);
        Player sender = knock(1, member);
        Player owner = knock(2, host);
        sender.send("aa");

        assertThat(owner.take()).containsExactly("0100aa");
    }

    @Test
    void tellsWhoIsConnectedByMatch() {
        rig.join(Forwarding.FRAMED, 0);
        rig.join(Forwarding.FRAMED, 3);

        assertThat(rig.relay.sessions())
                .containsExactly(
                        new MatchSessions(
                                LOBBY.toString(),
                                List.of(
                                        new Seat(Ids.playerId(100), 0),
                                        new Seat(Ids.playerId(103), 3))));
        rig.relay.matchArrived(new UUID(1, 1), 1, Map.of(1L, 1), rig.nowMs);
        assertThat(rig.relay.sessions()).hasSize(1);
    }
}
