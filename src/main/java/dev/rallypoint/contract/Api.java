package dev.rallypoint.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON shapes of the HTTP API, {@code /v1}; {@code openapi.yaml} is the full reference. */
public final class Api {
    private Api() {}

    public record GuestRequest(String displayName, Optional<String> deviceId) {
        /** Without the device's secret. */
        @Override
        public String toString() {
            return "GuestRequest[displayName=" + displayName + "]";
        }
    }

    /**
     * A player who is logged in.
     *
     * @param expiresAt of the access token, an RFC 3339 instant by the server's clock
     * @param expiresInSeconds the same for whose clock is another
     * @param refreshToken exchanges for another session, once
     * @param refreshExpiresAt an RFC 3339 instant
     */
    public record Session(
            String playerId,
            String accessToken,
            String expiresAt,
            Optional<Integer> expiresInSeconds,
            Optional<String> refreshToken,
            Optional<String> refreshExpiresAt) {
        /** As of a server that knows no refresh tokens. */
        public Session(String playerId, String accessToken, String expiresAt) {
            this(
                    playerId,
                    accessToken,
                    expiresAt,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /** Without the tokens. */
        @Override
        public String toString() {
            return "Session[playerId=" + playerId + ", expiresAt=" + expiresAt + "]";
        }
    }

    /** {@code refreshToken} is the newest one of a login. */
    public record RefreshRequest(String refreshToken) {
        /** Without the token. */
        @Override
        public String toString() {
            return "RefreshRequest[not shown]";
        }
    }

    /**
     * @param rating in the game mode that was raced last, at least this much almost surely; empty =
     *     never rated
     * @param ratings one a game mode
     * @param tag with the name it tells players of one name apart: {@code Ada#0417}
     * @param region of the last match
     * @param lastSeenAt login or match, an RFC 3339 instant
     */
    public record Player(
            String playerId,
            String displayName,
            String createdAt,
            Optional<Double> rating,
            List<MatchSummary> recentMatches,
            List<ModeRating> ratings,
            Optional<String> tag,
            Optional<String> region,
            Optional<String> lastSeenAt) {
        public Player {
            recentMatches = List.copyOf(recentMatches);
            ratings = List.copyOf(ratings);
        }

        /** Of a player who is only on his way into the database. */
        public Player(
                String playerId,
                String displayName,
                String createdAt,
                Optional<Double> rating,
                List<MatchSummary> recentMatches) {
            this(
                    playerId,
                    displayName,
                    createdAt,
                    rating,
                    recentMatches,
                    List.of(),
                    Optional.of(Ids.tag(playerId)),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * A player's rating in a game mode.
     *
     * @param rating mu - 3 sigma: at least this much almost surely; what boards are ordered by
     * @param matches counted so far
     * @param provisional whether these are too few for the board
     */
    public record ModeRating(
            String gameMode,
            double rating,
            double mu,
            double sigma,
            int matches,
            boolean provisional) {}

    /**
     * How a race went, as one who was there saw it.
     *
     * @param placings each member once; who is left out did not finish
     * @param evidence a link or id of a replay or ghost
     */
    public record MatchReport(List<Placing> placings, Optional<String> evidence) {
        public MatchReport {
            placings = List.copyOf(placings);
        }
    }

    /**
     * @param place 1 = first; equal places are a tie; empty = did not finish
     * @param timeMs from the start to the finish
     * @param team who raced together; all of a team have one place
     */
    public record Placing(
            String playerId,
            Optional<Integer> place,
            Optional<Long> timeMs,
            Optional<Integer> team) {
        public boolean finished() {
            return place.isPresent();
        }
    }

    /**
     * @param state racing, open (reported, not decided), settled, disputed or voided
     * @param decidedBy majority, unopposed, host or operator; empty = nobody yet
     * @param reason why it is disputed or was voided, or how many contradict; operators see who
     * @param members player ids of all who took part
     * @param results empty while nothing is settled
     * @param rated whether it changes ratings; of a race that is not settled, as far as is known
     * @param unratedBecause lobby, too_few_voters, party, voided or game_mode; all but the last
     *     give no times to boards either
     */
    public record Match(
            String matchId,
            String gameMode,
            Optional<String> track,
            String region,
            String startedAt,
            Optional<String> endedAt,
            String state,
            Optional<String> decidedBy,
            Optional<String> reason,
            Optional<String> evidence,
            List<String> members,
            List<MatchPlace> results,
            boolean rated,
            Optional<String> unratedBecause) {
        public Match {
            members = List.copyOf(members);
            results = List.copyOf(results);
        }

        public Match withReason(Optional<String> newReason) {
            return new Match(
                    matchId,
                    gameMode,
                    track,
                    region,
                    startedAt,
                    endedAt,
                    state,
                    decidedBy,
                    newReason,
                    evidence,
                    members,
                    results,
                    rated,
                    unratedBecause);
        }
    }

    /**
     * @param displayName empty if the player was deleted
     * @param place empty = did not finish
     * @param rating after the match, mu - 3 sigma; empty = not rated, or not yet
     * @param ratingChange by this match
     */
    public record MatchPlace(
            String playerId,
            Optional<String> displayName,
            Optional<Integer> place,
            Optional<Long> timeMs,
            Optional<Integer> team,
            Optional<Double> rating,
            Optional<Double> ratingChange) {}

    public record MatchPage(List<PlayedMatch> matches, Optional<String> nextCursor) {
        public MatchPage {
            matches = List.copyOf(matches);
        }
    }

    /** A match as one of its players remembers it; {@code place} empty = none, or not settled. */
    public record PlayedMatch(
            String matchId,
            String gameMode,
            Optional<String> track,
            String region,
            String startedAt,
            String state,
            Optional<Integer> place,
            Optional<Long> timeMs,
            Optional<Double> ratingChange) {}

    /**
     * A page of a leaderboard.
     *
     * @param me the caller's own row, wherever it is; empty = he has none
     */
    public record Leaderboard(
            String board,
            String gameMode,
            Optional<String> track,
            Optional<String> season,
            Optional<String> region,
            List<LeaderboardRow> rows,
            Optional<LeaderboardRow> me,
            Optional<String> nextCursor) {
        public Leaderboard {
            rows = List.copyOf(rows);
        }
    }

    /**
     * @param rank 1 = best
     * @param timeMs of the board {@code times}
     * @param rating of the board {@code rating}, as {@link ModeRating#rating()}
     * @param matchId the proof: where it was raced
     * @param evidence a link or id of a replay or ghost
     */
    public record LeaderboardRow(
            long rank,
            String playerId,
            Optional<String> displayName,
            String tag,
            Optional<Long> timeMs,
            Optional<Double> rating,
            Optional<String> matchId,
            Optional<String> evidence,
            String achievedAt) {}

    /**
     * @param current the season that counts now; empty = none
     */
    public record Seasons(List<Season> seasons, Optional<String> current) {
        public Seasons {
            seasons = List.copyOf(seasons);
        }
    }

    /** {@code endsAt} is empty of the last one. */
    public record Season(String id, String startsAt, Optional<String> endsAt) {}

    /** Whom a player does not want to meet, or whom he met lately. */
    public record PlayerList(List<PlayerRef> players) {
        public PlayerList {
            players = List.copyOf(players);
        }
    }

    public record PlayerRef(
            String playerId,
            Optional<String> displayName,
            String tag,
            Optional<String> lastMetAt) {}

    public record MatchSummary(
            String matchId, String gameMode, Optional<String> track, String startedAt) {}

    public record Region(String id, String name, List<RegionNode> nodes) {}

    /** {@code load} is the share of the node's sessions in use, 0..1. */
    public record RegionNode(
            String nodeId, String relay, String stun, double load, boolean draining) {}

    /**
     * What a player's doctor asks first.
     *
     * @param serverTime an RFC 3339 instant with milliseconds: the time of the answer
     * @param yourAddress the caller's IP address; empty if it came through somebody else's proxy
     * @param offers what can be examined: {@code stun} and {@code relay-udp}; more with time
     */
    public record DoctorData(
            String serverTime,
            String nodeId,
            String region,
            Optional<String> yourAddress,
            List<String> offers) {
        public DoctorData {
            offers = List.copyOf(offers);
        }
    }

    /**
     * A STUN and TURN server, in the shape of WebRTC's RTCIceServer.
     *
     * @param username with {@code credential}; both are empty of a server without TURN
     */
    public record IceServer(
            List<String> urls, Optional<String> username, Optional<String> credential) {
        public IceServer {
            urls = List.copyOf(urls);
        }

        /** Without the credential. */
        @Override
        public String toString() {
            return "IceServer[urls=" + urls + "]";
        }
    }

    /** {@code status} is {@code up}. */
    public record Health(String status) {}

    /**
     * {@code regions} has the creator's round trips; they count if there is no {@code region}.
     * {@code paths} is relay-only or prefer-direct; empty is relay-only.
     */
    public record CreateLobby(
            String name,
            String gameMode,
            Optional<String> track,
            int capacity,
            String visibility,
            Optional<String> password,
            Optional<String> region,
            String forwarding,
            List<RegionRtt> regions,
            Optional<String> paths) {
        public CreateLobby {
            regions = List.copyOf(regions);
        }

        /** Without round trips. */
        public CreateLobby(
                String name,
                String gameMode,
                Optional<String> track,
                int capacity,
                String visibility,
                Optional<String> password,
                Optional<String> region,
                String forwarding) {
            this(
                    name,
                    gameMode,
                    track,
                    capacity,
                    visibility,
                    password,
                    region,
                    forwarding,
                    List.of(),
                    Optional.empty());
        }

        public CreateLobby withRegions(List<RegionRtt> measured) {
            return new CreateLobby(
                    name,
                    gameMode,
                    track,
                    capacity,
                    visibility,
                    password,
                    region,
                    forwarding,
                    measured,
                    paths);
        }

        /**
         * @param ways relay-only, which hides the members' addresses from each other and is the
         *     default, or prefer-direct
         */
        public CreateLobby withPaths(String ways) {
            return new CreateLobby(
                    name,
                    gameMode,
                    track,
                    capacity,
                    visibility,
                    password,
                    region,
                    forwarding,
                    regions,
                    Optional.of(ways));
        }
    }

    /** A player's measured round trip to a region; {@code id} is a {@link Region}'s. */
    public record RegionRtt(String id, double rttMs) {}

    /** A patch: what is empty stays. An empty {@code password} string removes the password. */
    public record ChangeLobby(
            Optional<String> name,
            Optional<String> gameMode,
            Optional<String> track,
            Optional<Integer> capacity,
            Optional<String> visibility,
            Optional<String> password) {}

    /**
     * {@code state} is open, racing or closed; {@code version} grows with every change; {@code
     * paths} is relay-only, or prefer-direct where members learn each other's addresses; {@code
     * matchId} is the race's, for its results, from the start on.
     */
    public record Lobby(
            String lobbyId,
            String joinCode,
            String name,
            String gameMode,
            Optional<String> track,
            int capacity,
            String visibility,
            boolean hasPassword,
            String region,
            String forwarding,
            String state,
            String owner,
            List<Member> members,
            long version,
            String paths,
            Optional<String> matchId) {
        /** Before the race. */
        public Lobby(
                String lobbyId,
                String joinCode,
                String name,
                String gameMode,
                Optional<String> track,
                int capacity,
                String visibility,
                boolean hasPassword,
                String region,
                String forwarding,
                String state,
                String owner,
                List<Member> members,
                long version,
                String paths) {
            this(
                    lobbyId,
                    joinCode,
                    name,
                    gameMode,
                    track,
                    capacity,
                    visibility,
                    hasPassword,
                    region,
                    forwarding,
                    state,
                    owner,
                    members,
                    version,
                    paths,
                    Optional.empty());
        }

        /** Over the relay alone. */
        public Lobby(
                String lobbyId,
                String joinCode,
                String name,
                String gameMode,
                Optional<String> track,
                int capacity,
                String visibility,
                boolean hasPassword,
                String region,
                String forwarding,
                String state,
                String owner,
                List<Member> members,
                long version) {
            this(
                    lobbyId,
                    joinCode,
                    name,
                    gameMode,
                    track,
                    capacity,
                    visibility,
                    hasPassword,
                    region,
                    forwarding,
                    state,
                    owner,
                    members,
                    version,
                    "relay-only");
        }
    }

    public record Member(
            String playerId, String displayName, int slot, boolean ready, boolean connected) {}

    public record LobbyPage(List<Lobby> lobbies, Optional<String> nextCursor) {}

    /**
     * A wish to be matched.
     *
     * @param regions my measured round trips
     * @param party ids of the players who come along, without me
     * @param attributes what the mode's own match function may look at
     */
    public record TicketRequest(
            String gameMode,
            List<RegionRtt> regions,
            List<String> party,
            Map<String, String> attributes) {
        public TicketRequest {
            regions = List.copyOf(regions);
            party = List.copyOf(party);
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * @param state pending (party members confirm), searching, matched, expired or cancelled
     * @param lobbyId once it is matched
     * @param reason why it ended, if it was not matched
     */
    public record Ticket(
            String ticketId,
            String gameMode,
            String state,
            String createdAt,
            String expiresAt,
            List<TicketSeat> members,
            Optional<String> lobbyId,
            Optional<TicketMatch> match,
            Optional<String> reason,
            Optional<TicketExplanation> explanation) {
        public Ticket {
            members = List.copyOf(members);
        }
    }

    /** {@code displayName} is empty before the member confirmed, and once the ticket has ended. */
    public record TicketSeat(String playerId, Optional<String> displayName, boolean confirmed) {}

    /**
     * The match of a ticket.
     *
     * @param teams player ids; without teams each player is one
     * @param backfill whether the lobby was racing already
     */
    public record TicketMatch(
            String matchId,
            String lobbyId,
            String region,
            List<List<String>> teams,
            boolean backfill) {
        public TicketMatch {
            teams = teams.stream().map(List::copyOf).toList();
        }
    }

    /**
     * Why a ticket is not matched yet.
     *
     * @param text all of it in words
     * @param searchingPlayers who wait in the same pool, without this ticket's
     * @param compatiblePlayers those of them this ticket could race with now
     * @param neededPlayers how many others it takes to start now
     * @param openSeats of racing lobbies that it could have now
     * @param excluded all others, each at the first constraint that keeps him away
     * @param decisive the constraint that holds the ticket up most; empty if none does
     * @param ratingWindow how far away others' ratings may be; empty when that does not count
     * @param latencyWindowMs the round trip that will do now
     * @param boundSeconds by then it is matched if anybody fits at all
     */
    public record TicketExplanation(
            String text,
            double waitedSeconds,
            int searchingPlayers,
            int compatiblePlayers,
            int neededPlayers,
            int openSeats,
            List<TicketObstacle> excluded,
            Optional<String> decisive,
            Optional<Double> ratingWindow,
            int latencyWindowMs,
            Optional<TicketWidening> nextWidening,
            double boundSeconds,
            Optional<TicketEstimate> estimate) {
        public TicketExplanation {
            excluded = List.copyOf(excluded);
        }
    }

    /** {@code constraint} keeps {@code players} away. */
    public record TicketObstacle(String constraint, int players) {}

    /** What holds {@code inSeconds} from now; an empty {@code ratingWindow} does not count. */
    public record TicketWidening(
            double inSeconds,
            Optional<Double> ratingWindow,
            int latencyWindowMs,
            int neededPlayers) {}

    /**
     * From the waiting of tickets that were matched of late.
     *
     * @param typicalSeconds from now; half were matched by then
     * @param likelySeconds from now; eight of ten were
     * @param samples matches it rests on
     * @param hitRate part of the recent estimates that were kept, 0 to 1
     */
    public record TicketEstimate(
            double typicalSeconds, double likelySeconds, int samples, Optional<Double> hitRate) {}

    /**
     * The ticket a player stands in, those he was asked to join, and the match his last one found
     * some minutes ago, for a game that was started again.
     */
    public record MyTicket(
            Optional<Ticket> ticket, List<Ticket> invitations, Optional<TicketMatch> lastMatch) {
        public MyTicket {
            invitations = List.copyOf(invitations);
        }
    }

    /**
     * @param maxRttMs to the lobby's region
     */
    public record QuickJoinRequest(
            Optional<String> gameMode, List<RegionRtt> regions, Optional<Integer> maxRttMs) {
        public QuickJoinRequest {
            regions = List.copyOf(regions);
        }
    }

    /**
     * A pool as an operator sees it.
     *
     * @param owner the node that matches it
     * @param players by the region that is nearest to them
     * @param recent made by any node, as this one knows them
     */
    public record Pool(
            String gameMode,
            int shard,
            String owner,
            int tickets,
            int players,
            int pending,
            Map<String, Integer> playersByRegion,
            double longestWaitSeconds,
            RecentMatches recent) {
        public Pool {
            playersByRegion = Map.copyOf(playersByRegion);
        }
    }

    /** Over the last matches of a pool; empty figures if there were none. */
    public record RecentMatches(
            int matches,
            int backfills,
            Optional<Double> waitSecondsP50,
            Optional<Double> waitSecondsP95,
            Optional<Double> ratingSpreadP50,
            Optional<Double> worstRttMsP50,
            Optional<Double> worstRttMsP95,
            Optional<Double> estimateHitRate) {}

    /** {@code connectToken} is base64; {@code servers} are {@code ip:port} in the order to try. */
    public record Connection(
            String connectToken,
            List<String> servers,
            int slot,
            String expiresAt,
            Optional<String> webSocketUrl) {}

    /**
     * How a player's attempts to connect to a relay went, the newest first, as far as the nodes
     * remember.
     *
     * @param serverTime now, an RFC 3339 instant, as all times here
     * @param fromAddress datagrams that no token explains, from the addresses he used: his own, or
     *     of somebody behind the same router
     * @param silentNodes those that did not answer
     */
    public record PlayerConnections(
            String playerId,
            String serverTime,
            List<ConnectionAttempt> attempts,
            List<AddressDrops> fromAddress,
            List<String> silentNodes) {
        public PlayerConnections {
            attempts = List.copyOf(attempts);
            fromAddress = List.copyOf(fromAddress);
            silentNodes = List.copyOf(silentNodes);
        }
    }

    /**
     * What became of one connect token.
     *
     * @param tokenGivenAt empty if the node that gave it out does not remember or answer
     * @param outcome playing, ended, unanswered, refused, never-arrived, waiting, no-token or
     *     unknown
     * @param cause of that, in plain words
     * @param nextStep what the player or operator can do; empty if nothing is wrong
     * @param servers relays named in the token
     */
    public record ConnectionAttempt(
            String lobbyId,
            Optional<String> tokenGivenAt,
            String outcome,
            String cause,
            String nextStep,
            List<String> servers,
            List<ConnectionStep> steps) {
        public ConnectionAttempt {
            servers = List.copyOf(servers);
            steps = List.copyOf(steps);
        }
    }

    /**
     * @param at when it first happened
     * @param offsetMs that, since the token was given out; by the clocks of two nodes if they are
     *     not the same
     * @param lastOffsetMs the same of its last time, where {@code count} is more than 1
     * @param step token, token-refused, request, challenge, response, seated, first-payload,
     *     address-changed, ended or dropped
     * @param relay which of the node's relays, from 0; empty for the API
     * @param reason of dropped, ended and token-refused
     * @param text the same in plain words
     */
    public record ConnectionStep(
            String at,
            Optional<Long> offsetMs,
            Optional<Long> lastOffsetMs,
            long count,
            String step,
            String nodeId,
            Optional<Integer> relay,
            Optional<String> address,
            Optional<String> reason,
            String text) {}

    /**
     * @param lastAt when the last one came
     */
    public record AddressDrops(
            String nodeId, String host, String reason, long count, String lastAt, String text) {}

    /** RFC 9457 with our stable {@code code}; {@code limit} names the limit that was hit. */
    public record Problem(
            String type,
            String title,
            int status,
            String code,
            Optional<String> detail,
            Optional<String> limit,
            Optional<Integer> retryAfterSeconds) {}
}
