package dev.rallypoint.lobby;

import static dev.rallypoint.lobby.Lobbies.ANN;
import static dev.rallypoint.lobby.Lobbies.BOB;
import static dev.rallypoint.lobby.Lobbies.NOW;
import static dev.rallypoint.lobby.Lobbies.OWNERS;
import static dev.rallypoint.lobby.Lobbies.SEATS;
import static dev.rallypoint.lobby.Lobbies.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.LobbyMessage.CreateLobby;
import dev.rallypoint.contract.LobbyMessage.ListLobbies;
import dev.rallypoint.lobby.SeatRules.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LobbyViewTest {
    private final List<Lobby> seen = new ArrayList<>();
    private final LobbyView view = new LobbyView((before, after) -> seen.add(after));

    private static Lobby lobby(int number, String region, String mode, String visibility) {
        Api.CreateLobby wish =
                new Api.CreateLobby(
                        "lobby " + number,
                        mode,
                        Optional.empty(),
                        2,
                        visibility,
                        Optional.empty(),
                        Optional.empty(),
                        "raw");
        // Two lobbies a millisecond: the id breaks the tie.
        return after(
                SEATS.create(
                        new CreateLobby(ANN, "Ann", wish),
                        LobbySettings.of(wish, Optional.empty(), region),
                        new Identity(new UUID(0, number).toString(), "CODE", Optional.empty()),
                        NOW + number / 2));
    }

    private static Lobby plain(int number) {
        return lobby(number, "local", "race", "public");
    }

    private static ListLobbies question(int limit, Optional<String> cursor) {
        return new ListLobbies(Optional.empty(), Optional.empty(), false, limit, cursor);
    }

    private List<String> names(ListLobbies question) {
        return view.list(question).orElseThrow().lobbies().stream().map(Api.Lobby::name).toList();
    }

    @Test
    void pagesInTheOrderOfCreationWithoutGapOrRepetition() {
        for (int number : new int[] {6, 2, 5, 1, 3, 0, 4}) {
            view.put(plain(number));
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Api.LobbyPage page = view.list(question(3, cursor)).orElseThrow();
            page.lobbies().forEach(lobby -> seen.add(lobby.name()));
            cursor = page.nextCursor();
            view.remove(new UUID(0, 0).toString());
        } while (cursor.isPresent());
        assertThat(seen)
                .containsExactly(
                        "lobby 0", "lobby 1", "lobby 2", "lobby 3", "lobby 4", "lobby 5",
                        "lobby 6");
    }

    @Test
    void offersNoNextPageAfterExactlyTheLast() {
        view.put(plain(0));
        view.put(plain(1));
        assertThat(view.list(question(2, Optional.empty())).orElseThrow().nextCursor()).isEmpty();
    }

    @Test
    void filtersByRegionModeAndRoomAndHidesPrivateLobbies() {
        view.put(lobby(0, "local", "race", "public"));
        view.put(lobby(1, "asia", "race", "public"));
        view.put(lobby(2, "local", "drift", "public"));
        view.put(lobby(3, "local", "race", "private"));
        view.put(Lobbies.with(lobby(4, "local", "race", "public"), BOB));
        Optional<String> none = Optional.empty();
        assertThat(names(new ListLobbies(none, none, false, 9, none)))
                .containsExactly("lobby 0", "lobby 1", "lobby 2", "lobby 4");
        assertThat(names(new ListLobbies(Optional.of("local"), none, false, 9, none)))
                .containsExactly("lobby 0", "lobby 2", "lobby 4");
        assertThat(names(new ListLobbies(none, Optional.of("race"), true, 9, none)))
                .containsExactly("lobby 0", "lobby 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "!!!", "MXw1fHg", "MXwxODAwMDAwMDAwMDAwfA=="})
    void refusesACursorItNeverMade(String cursor) {
        assertThat(view.list(question(3, Optional.of(cursor)))).isEmpty();
    }

    @Test
    void readsItsOwnCursors() {
        LobbyCursor cursor = LobbyCursor.of(plain(7));
        assertThat(LobbyCursor.decode(cursor.encode())).contains(cursor);
        assertThat(LobbyCursor.decode(cursor.encode() + "=")).isEmpty();
    }

    @Test
    void neverGoesBackToAnOlderVersion() {
        Lobby old = plain(0);
        view.put(Lobbies.with(old, BOB));
        view.put(old);
        assertThat(view.lobbiesOf(BOB)).hasSize(1);
    }

    @Test
    void countsThePlayersLobbies() {
        view.put(Lobbies.with(plain(0), BOB));
        view.put(Lobbies.with(plain(1), BOB));
        assertThat(view.lobbiesOf(BOB)).hasSize(2);
        view.put(after(SEATS.leave(Lobbies.with(plain(1), BOB), BOB, NOW)));
        assertThat(view.lobbiesOf(BOB)).hasSize(1);
        view.remove(plain(0).lobbyId());
        assertThat(view.lobbiesOf(BOB)).isEmpty();
        assertThat(view.lobbiesOf(ANN)).hasSize(1);
    }

    @Test
    void takesASnapshotInWithoutLosingNewsThatCameMeanwhile() {
        Lobby stale = plain(0);
        Lobby changed = plain(1);
        Lobby removed = plain(2);
        Lobby missed = plain(3);
        view.put(stale);
        view.put(changed);
        view.put(removed);
        view.beginReload();
        Lobby newer = after(OWNERS.say(Lobbies.with(changed, BOB), BOB, "x", NOW));
        Lobby born = plain(4);
        view.put(newer);
        view.put(born);
        view.remove(removed.lobbyId());
        view.endReload(List.of(changed, removed, missed));
        assertThat(names(question(9, Optional.empty())))
                .containsExactly("lobby 1", "lobby 3", "lobby 4");
        assertThat(view.lobbiesOf(BOB)).hasSize(1);
        assertThat(view.size()).isEqualTo(3);
    }

    @Test
    void tellsItsWatcherOfEachChangeOnce() {
        Lobby first = lobby(1, "local", "race", "public");
        Lobby second = after(SEATS.join(first, Lobbies.joining(first, BOB), Optional.empty(), NOW));
        view.put(first);
        view.put(first);
        view.put(second);
        view.put(first);
        assertThat(seen).containsExactly(first.slim(), second.slim());
    }

    @Test
    void believesASnapshotMoreThanAVersionThatTheOtherSideOfASplitWrote() {
        Lobby healed = lobby(1, "local", "race", "public");
        Lobby lost = after(SEATS.join(healed, Lobbies.joining(healed, BOB), Optional.empty(), NOW));
        view.put(lost);
        view.beginReload();
        view.endReload(List.of(healed));
        assertThat(view.find(healed.lobbyId())).contains(healed.slim());
        assertThat(view.lobbiesOf(BOB)).isEmpty();
    }

    @Test
    void countsTheLobbiesOfEachHome() {
        view.put(lobby(1, "local", "race", "public"));
        view.put(lobby(2, "local", "race", "public"));
        assertThat(view.homes().values()).allMatch(count -> count > 0);
        assertThat(view.homes().values().stream().mapToInt(count -> count).sum())
                .isEqualTo(
                        (int) seen.stream().filter(lobby -> lobby.homeNode().isPresent()).count());
    }
}
