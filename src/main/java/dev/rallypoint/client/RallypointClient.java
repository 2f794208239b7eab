package dev.rallypoint.client;

import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/**
 * A player's calls to the matchmaking API. Every call returns at once; its future fails with a
 * {@link RallypointException} (inside a CompletionException when joined). Safe for any thread.
 *
 * <p>With several servers, a call that may be done twice (to read, join, leave, kick, be ready, get
 * a connect token) goes to the next one as well when one has not answered for a second. What would
 * be done twice (to create, start, change, say) is sent again only if it surely changed nothing; if
 * it then fails with {@code unreachable} or {@code outcome_unknown}, look before you repeat it.
 */
public final class RallypointClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** Two round trips more, a certificate to check, and Java's first handshake takes a while. */
    private static final Duration CONNECT_TIMEOUT_TLS = Duration.ofSeconds(3);

    private final HttpCalls calls;

    /**
     * @param server such as {@code https://play.example:25566}
     */
    public RallypointClient(URI server) {
        this(List.of(server), newHttpClient(List.of(server)));
    }

    /**
     * @param servers nodes of one cluster in the order to use them; the one that answers best is
     *     remembered
     * @param http shared by the players of one process, if there are many
     */
    public RallypointClient(List<URI> servers, HttpClient http) {
        this.calls = new HttpCalls(servers, http);
    }

    /**
     * An HTTP client as this SDK wants it: HTTP/1.1, because event streams hold connections; and a
     * server that takes no connection within a second is left for the next.
     */
    public static HttpClient newHttpClient() {
        return builder(CONNECT_TIMEOUT).build();
    }

    /** The same for https, with more time; who is believed {@link Trust} says. */
    public static HttpClient newHttpClient(SSLContext trust) {
        return builder(CONNECT_TIMEOUT_TLS).sslContext(trust).build();
    }

    /** The one for these servers, believing the authorities that Java believes. */
    public static HttpClient newHttpClient(List<URI> servers) {
        boolean isTls = servers.stream().anyMatch(s -> "https".equalsIgnoreCase(s.getScheme()));
        return builder(isTls ? CONNECT_TIMEOUT_TLS : CONNECT_TIMEOUT).build();
    }

    private static HttpClient.Builder builder(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout);
    }

    /** Logs in as a new guest; later calls carry the access token, which is renewed in time. */
    public CompletableFuture<Api.Session> loginAsGuest(String displayName) {
        return calls.loginAs(new Api.GuestRequest(displayName, Optional.empty()));
    }

    /**
     * Logs in as the guest of this device, and again whenever that is needed.
     *
     * @param deviceId a secret of 32 or more characters that the game keeps: the same one returns
     *     the same player
     */
    public CompletableFuture<Api.Session> loginAsGuest(String displayName, String deviceId) {
        return calls.loginAs(new Api.GuestRequest(displayName, Optional.of(deviceId)));
    }

    /**
     * Goes on with a login of an earlier run of the game.
     *
     * @param refreshToken of the newest {@link #session}; it is used up by this
     */
    public CompletableFuture<Api.Session> resume(String refreshToken) {
        return calls.resume(refreshToken);
    }

    /** Ends the login on every node; done also if nobody is logged in. */
    public CompletableFuture<Void> logout() {
        return calls.logout();
    }

    /** The newest one: its tokens change while the client is used. Empty before the login. */
    public Optional<Api.Session> session() {
        return calls.login().session();
    }

    public CompletableFuture<Api.Player> me() {
        return calls.get("v1/me", ApiJson::player);
    }

    public CompletableFuture<Api.Player> player(String playerId) {
        return calls.get("v1/players/" + encode(playerId), ApiJson::player);
    }

    /** Why did my connection fail? What the nodes saw of this player's last connect tokens. */
    public CompletableFuture<Api.PlayerConnections> connections() {
        return calls.get("v1/me/connections", ApiJson::playerConnections);
    }

    public CompletableFuture<List<Api.Region>> regions() {
        return calls.get("v1/regions", ApiJson::regions);
    }

    /**
     * The round trips to all {@link #regions}, with STUN Binding requests to each at the same time;
     * takes a third of a second, and up to one if some do not answer. For {@code createLobby} and
     * {@code joinLobby} see {@link RegionPing#measured}.
     */
    public CompletableFuture<List<RegionPing>> measureRegions() {
        return calls.nearness()
                .thenCompose(
                        servers ->
                                regions()
                                        .thenCompose(
                                                all -> RegionMeter.measure(all, servers::mayName)));
    }

    /** The caller becomes owner and first member. */
    public CompletableFuture<Api.Lobby> createLobby(Api.CreateLobby settings) {
        return calls.once("POST", "v1/lobbies", ApiJson.toJson(settings), ApiJson::lobby);
    }

    /**
     * The same without a region of its own: it races where its members together are nearest.
     *
     * @param measured this player's round trips to the {@link #regions}, each once
     */
    public CompletableFuture<Api.Lobby> createLobby(
            Api.CreateLobby settings, List<Api.RegionRtt> measured) {
        return createLobby(settings.withRegions(measured));
    }

    /** The server browser. */
    public CompletableFuture<Api.LobbyPage> lobbies(LobbyFilter filter) {
        return calls.get("v1/lobbies" + filter.query(), ApiJson::lobbyPage);
    }

    public CompletableFuture<Api.Lobby> lobby(String lobbyId) {
        return calls.get(path(lobbyId, ""), ApiJson::lobby);
    }

    public CompletableFuture<Api.Lobby> lobbyByCode(String joinCode) {
        return calls.get("v1/lobbies/code/" + encode(joinCode), ApiJson::lobby);
    }

    public CompletableFuture<Api.Lobby> joinLobby(String lobbyId) {
        return joinLobby(lobbyId, Optional.empty());
    }

    public CompletableFuture<Api.Lobby> joinLobby(String lobbyId, Optional<String> password) {
        return joinLobby(lobbyId, password, List.of());
    }

    public CompletableFuture<Api.Lobby> joinLobby(String lobbyId, List<Api.RegionRtt> measured) {
        return joinLobby(lobbyId, Optional.empty(), measured);
    }

    /**
     * @param measured this player's round trips to the {@link #regions}, each once: they help to
     *     choose where the lobby races if nobody named a region and no connect token was given yet
     */
    public CompletableFuture<Api.Lobby> joinLobby(
            String lobbyId, Optional<String> password, List<Api.RegionRtt> measured) {
        Json body = ApiJson.withRegions(Json.object().withText("password", password), measured);
        return calls.ensure("POST", path(lobbyId, "/members"), body, ApiJson::lobby);
    }

    public CompletableFuture<Void> leaveLobby(String lobbyId) {
        return calls.delete(path(lobbyId, "/members/me"));
    }

    /** For the owner. */
    public CompletableFuture<Void> kick(String lobbyId, String playerId) {
        return calls.delete(path(lobbyId, "/members/" + encode(playerId)));
    }

    public CompletableFuture<Void> setReady(String lobbyId, boolean ready) {
        Json body = Json.object().with("ready", ready);
        return calls.ensure("PUT", path(lobbyId, "/members/me/ready"), body, json -> null);
    }

    /** For the owner. */
    public CompletableFuture<Void> changeLobby(String lobbyId, Api.ChangeLobby changes) {
        return calls.once("PATCH", path(lobbyId, ""), ApiJson.toJson(changes), json -> null);
    }

    /** To be matched with others. */
    public Tickets tickets() {
        return new Tickets(calls);
    }

    /** Results, histories and leaderboards. */
    public Races races() {
        return new Races(calls);
    }

    /** For the owner. */
    public CompletableFuture<Void> startLobby(String lobbyId) {
        return calls.once("POST", path(lobbyId, "/start"), Json.object(), json -> null);
    }

    /** A line of lobby chat. */
    public CompletableFuture<Void> say(String lobbyId, String text) {
        Json body = Json.object().with("text", text);
        return calls.once("POST", path(lobbyId, "/messages"), body, json -> null);
    }

    /** A fresh connect token; {@link RelayConnection} asks for its own. */
    public CompletableFuture<Api.Connection> openConnection(String lobbyId) {
        Json body = Json.object().with("flavour", "netcode-1.02");
        return calls.nearness()
                .thenCompose(
                        servers ->
                                calls.ensure(
                                                "POST",
                                                path(lobbyId, "/connections"),
                                                body,
                                                ApiJson::connection)
                                        .thenApply(given -> withoutNearer(given, servers)));
    }

    /**
     * A server on the internet must not have players send to machines of their own network: relays
     * that are nearer than it are left out.
     */
    private static Api.Connection withoutNearer(Api.Connection given, Nearness servers) {
        return TokenRelays.keep(given, servers::mayName)
                .orElseThrow(
                        () ->
                                RallypointException.unreachable(
                                        "the server names only relays on private addresses, which it"
                                                + " does not have itself: relay.publicAddress is"
                                                + " wrong, or this is no server to trust"));
    }

    /** Whether a server may have this machine send to an address. */
    CompletableFuture<Predicate<PeerAddress>> mayName() {
        return calls.nearness().thenApply(servers -> servers::mayName);
    }

    /** Follows a lobby until {@link LobbyEvents#close}; resumes where it was after a break. */
    public LobbyEvents events(String lobbyId, LobbyEvents.Listener listener) {
        return events(lobbyId, listener, LobbyEvents.MAX_SILENCE);
    }

    LobbyEvents events(String lobbyId, LobbyEvents.Listener listener, Duration maxSilence) {
        return new LobbyEvents(calls, path(lobbyId, "/events"), listener, maxSilence).start();
    }

    private static String path(String lobbyId, String rest) {
        return "v1/lobbies/" + encode(lobbyId) + rest;
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
