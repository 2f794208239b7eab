package dev.rallypoint.lobby;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.LobbyEvent;
import dev.rallypoint.contract.NodeInfo;
import dev.rallypoint.contract.RelayMessage.SessionChanged;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds after every step of any history. */
class LobbyHistoriesTest {
    private static final int HISTORIES = 1_000;
    private static final int STEPS = 200;
    private static final int PLAYERS = 12;
    private static final List<String> NODES = List.of(Lobbies.NODE, "node-b", "node-c", "node-d");

    private static final class History {
        private final Random random;
        private final String name;
        private Lobby lobby;
        private long nowMs = Lobbies.NOW;
        private int regionChanges;

        History(long seed) {
            random = new Random(seed);
            name = "seed " + seed;
            lobby =
                    seed % 2 == 0
                            ? Lobbies.lobby(2 + random.nextInt(7))
                            : Lobbies.lobbyWithoutRegion(measured());
        }

        /** How often the members' round trips led to another region. */
        int play() {
            for (int step = 0; step < STEPS && !lobby.isClosed(); step++) {
                nowMs += random.nextInt(5_000);
                LobbyChange change = step();
                if (change.lobby().isPresent()) {
                    check(change);
                    lobby = change.lobby().get();
                }
            }
            return regionChanges;
        }

        private Api.RegionRtt[] measured() {
            return Lobbies.REGIONS.known().stream()
                    .sorted()
                    .filter(region -> random.nextBoolean())
                    .map(region -> Lobbies.rtt(region, random.nextInt(200)))
                    .toArray(Api.RegionRtt[]::new);
        }

        private String somebody() {
            return Lobbies.player(1 + random.nextInt(PLAYERS));
        }

        private LobbyChange step() {
            String a = random.nextInt(3) == 0 ? lobby.owner() : somebody();
            return switch (random.nextInt(10)) {
                case 0, 1 ->
                        Lobbies.SEATS.join(
                                lobby,
                                Lobbies.joining(lobby, a, measured()),
                                Optional.empty(),
                                nowMs);
                case 2 -> Lobbies.SEATS.leave(lobby, somebody(), nowMs);
                case 3 -> Lobbies.SEATS.kick(lobby, a, somebody(), nowMs);
                case 4 -> Lobbies.OWNERS.ready(lobby, a, random.nextBoolean(), nowMs);
                case 5 -> Lobbies.OWNERS.change(lobby, a, patch(), Optional.empty(), nowMs);
                case 6 -> Lobbies.OWNERS.say(lobby, a, "text " + nowMs, nowMs);
                case 7 -> sessionChanged();
                case 8 ->
                        random.nextBoolean()
                                ? sessions().openConnection(lobby, a, nowMs)
                                : sessions().relocate(lobby, nowMs);
                default ->
                        random.nextInt(20) == 0
                                ? Lobbies.OWNERS.start(lobby, a, "match", nowMs)
                                : Lobbies.SESSIONS.expire(lobby, nowMs);
            };
        }

        /** Over nodes of which some are up. */
        private SessionRules sessions() {
            List<NodeInfo> up =
                    NODES.stream()
                            .filter(nodeId -> random.nextInt(3) > 0)
                            .map(nodeId -> Lobbies.node(nodeId, random.nextInt(4) == 0))
                            .toList();
            return new SessionRules(
                    Lobbies.CONFIG, new MatchHomes(new NodeDirectory(NODES.get(0), up)));
        }

        private LobbyChange sessionChanged() {
            SessionChanged news =
                    new SessionChanged(
                            lobby.lobbyId(),
                            somebody(),
                            random.nextInt(8),
                            random.nextInt(4) > 0,
                            "left");
            return Lobbies.session(
                    Lobbies.SESSIONS, lobby, news, NODES.get(random.nextInt(NODES.size())), nowMs);
        }

        private Api.ChangeLobby patch() {
            return new Api.ChangeLobby(
                    Optional.of("name " + random.nextInt(3)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(random.nextInt(12)),
                    Optional.of(random.nextBoolean() ? "public" : "private"),
                    Optional.empty());
        }

        private void check(LobbyChange change) {
            Lobby next = change.lobby().orElseThrow();
            Set<Integer> slots = new HashSet<>();
            Set<String> players = new HashSet<>();
            for (Member member : next.members()) {
                assertThat(slots.add(member.slot())).as(name + " seat shared").isTrue();
                assertThat(players.add(member.playerId())).as(name + " seated twice").isTrue();
                assertThat(member.slot()).as(name).isBetween(0, next.settings().capacity() - 1);
            }
            assertThat(next.members().size())
                    .as(name)
                    .isLessThanOrEqualTo(next.settings().capacity());
            assertThat(next.isClosed()).as(name).isEqualTo(next.members().isEmpty());
            assertThat(next.isClosed() || next.hasMember(next.owner())).as(name).isTrue();
            assertThat(next.version())
                    .as(name)
                    .isEqualTo(lobby.version() + (change.isNew() ? 1 : 0));
            checkEvents(change, next);
            assertThat(next.standbys()).as(name).doesNotHaveDuplicates().hasSizeLessThan(3);
            next.homeNode()
                    .ifPresent(home -> assertThat(next.standbys()).as(name).doesNotContain(home));
            assertThat(change.has(LobbyEvent.RELOCATED))
                    .as(name)
                    .isEqualTo(
                            lobby.homeNode().isPresent()
                                    && next.homeNode().isPresent()
                                    && !next.homeNode().equals(lobby.homeNode()));
            checkRegion(change, next);
            String document = LobbyCodec.encode(next);
            assertThat(LobbyCodec.decode(document)).as(name).isEqualTo(next);
            assertThat(LobbyCodec.encode(LobbyCodec.decode(document))).isEqualTo(document);
        }

        private void checkRegion(LobbyChange change, Lobby next) {
            if (next.settings().region().equals(lobby.settings().region())) {
                assertThat(next.homeNode().isPresent() || lobby.homeNode().isEmpty())
                        .as(name + " homeless without need")
                        .isTrue();
                return;
            }
            assertThat(lobby.choosesRegion()).as(name).isTrue();
            regionChanges++;
            assertThat(change.has(LobbyEvent.SETTINGS_CHANGED)).as(name).isTrue();
            assertThat(next.members()).as(name).noneMatch(Member::isConnected);
        }

        private void checkEvents(LobbyChange change, Lobby next) {
            long id = lobby.latestEventId();
            for (LobbyEvent event : change.events()) {
                assertThat(event.id()).as(name).isEqualTo(++id);
                assertThat(event.version()).as(name).isEqualTo(next.version());
            }
            assertThat(next.latestEventId()).as(name).isEqualTo(id);
            assertThat(next.events().size()).isLessThanOrEqualTo(Lobbies.CONFIG.keptEvents());
            long first = id - next.events().size();
            for (int i = 0; i < next.events().size(); i++) {
                assertThat(next.events().get(i).id()).as(name).isEqualTo(first + 1 + i);
            }
        }
    }

    @Test
    void seatsVersionsAndEventsHoldInAThousandRandomHistories() {
        int regionChanges = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            regionChanges += new History(seed).play();
        }
        assertThat(regionChanges).as("or nothing was shown about them").isGreaterThan(100);
    }
}
