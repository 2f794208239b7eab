package dev.rallypoint.contract;

import java.util.List;

/** The one catalogue of metrics; names, labels and help are tested against OPERATIONS.md. */
public enum Metric {
    RELAY_DATAGRAMS(
            Kind.COUNTER,
            "rallypoint_relay_datagrams_total",
            "Datagrams by outcome (received, sent, dropped) and reason",
            "outcome",
            "reason"),
    RELAY_BYTES(Kind.COUNTER, "rallypoint_relay_bytes_total", "UDP payload bytes", "direction"),
    RELAY_MESSAGES(
            Kind.COUNTER,
            "rallypoint_relay_messages_total",
            "Game messages in from players and delivered to players",
            "direction"),
    RELAY_SESSIONS(Kind.GAUGE, "rallypoint_relay_sessions", "Players connected now", Metric.LOOP),
    RELAY_MATCHES(
            Kind.GAUGE, "rallypoint_relay_matches", "Matches with a connected player", Metric.LOOP),
    RELAY_DIRECT_PATHS(
            Kind.GAUGE,
            "rallypoint_relay_direct_paths",
            "Players' states that reach another player past the relay now: one for each direction",
            Metric.LOOP),
    RELAY_MATCHES_FORGOTTEN(
            Kind.COUNTER,
            "rallypoint_relay_matches_forgotten_total",
            "Matches that came to this node and whose members were not waited for, because too many"
                    + " came at once",
            Metric.LOOP),
    RELAY_RECEIVE_QUEUE_DROPS(
            Kind.COUNTER,
            "rallypoint_relay_receive_queue_drops_total",
            "Datagrams that the kernel dropped because the relay did not read them in time; in no"
                    + " other figure",
            Metric.LOOP),
    FILTER_BLOCKS(
            Kind.GAUGE,
            "rallypoint_filter_blocks",
            "CIDR blocks that the packet firewall knows, by list (allow; deny: bans included)",
            "list"),
    FILTER_UNDER_ATTACK(
            Kind.GAUGE,
            "rallypoint_filter_under_attack",
            "1 while this node is under attack and its packet filters are tightened"),
    RELAY_HANDSHAKES(
            Kind.COUNTER, "rallypoint_relay_handshakes_total", "Sessions that were opened"),
    RELAY_SESSION_ENDS(
            Kind.COUNTER,
            "rallypoint_relay_session_ends_total",
            "Sessions that ended, by reason",
            "reason"),
    STUN_MESSAGES(
            Kind.COUNTER,
            "rallypoint_stun_messages_total",
            "STUN messages by outcome (answered, dropped) and reason",
            "outcome",
            "reason"),
    TURN_DATAGRAMS(
            Kind.COUNTER,
            "rallypoint_turn_datagrams_total",
            "Data of TURN clients and their peers by outcome (to_peer, to_client, dropped) and"
                    + " reason",
            "outcome",
            "reason"),
    TURN_BYTES(
            Kind.COUNTER,
            "rallypoint_turn_bytes_total",
            "Bytes of that data that were relayed, by direction (to_peer, to_client)",
            "direction"),
    TURN_REQUESTS(
            Kind.COUNTER,
            "rallypoint_turn_requests_total",
            "TURN requests by method and by the error code of the answer; 0 = success",
            "method",
            "code"),
    TURN_ALLOCATIONS(
            Kind.GAUGE,
            "rallypoint_turn_allocations",
            "TURN allocations now, by what the client speaks (udp, tcp, tls)",
            "transport"),
    STUN_CONNECTIONS(
            Kind.GAUGE,
            "rallypoint_stun_connections",
            "Open TCP and TLS connections of the STUN and TURN ports"),
    STUN_CONNECTIONS_CUT(
            Kind.COUNTER,
            "rallypoint_stun_connections_cut_total",
            "Such connections that were refused or ended because of a limit, by reason",
            "reason"),
    CONNECT_TOKENS(
            Kind.COUNTER,
            "rallypoint_connect_tokens_total",
            "Connect tokens minted, by flavour",
            "flavour"),
    LOBBIES(Kind.GAUGE, "rallypoint_lobbies", "Lobbies this node knows"),
    HTTP_REQUESTS(
            Kind.TIMER,
            "rallypoint_http_request_seconds",
            "HTTP calls by route, method and status",
            "route",
            "method",
            "status"),
    TICKETS(
            Kind.GAUGE,
            "rallypoint_tickets",
            "Tickets in the pools that this node matches, by state (searching, pending); the sum over"
                    + " all nodes is what the cluster holds",
            "state"),
    MATCH_PASSES(
            Kind.TIMER,
            "rallypoint_match_pass_seconds",
            "What the match function took for a pass over a pool"),
    MATCHES_MADE(
            Kind.COUNTER,
            "rallypoint_matches_made_total",
            "Matches whose players got their seats, by kind: new lobby, or backfill of a racing one",
            "kind"),
    MATCH_WAIT(
            Kind.TIMER,
            "rallypoint_match_wait_seconds",
            "How long the matched tickets had waited since their parties were complete"),
    MATCH_ESTIMATES(
            Kind.COUNTER,
            "rallypoint_match_estimates_total",
            "Matched tickets by what became of the waiting time that they were told at first (kept,"
                    + " exceeded); the hit rate is meant to be 0.8",
            "outcome"),
    RATE_LIMITED(
            Kind.COUNTER,
            "rallypoint_http_rate_limited_total",
            "HTTP calls refused, by limit",
            "limit"),
    LOCKOUTS(
            Kind.COUNTER,
            "rallypoint_lockouts_total",
            "Sources that this node locked out after too many failures, by what they tried",
            "kind"),
    BANS(Kind.GAUGE, "rallypoint_bans", "Bans in force on this node"),
    EVENT_STREAMS(Kind.GAUGE, "rallypoint_http_event_streams", "Open event streams"),
    HTTP_CONNECTIONS(
            Kind.GAUGE,
            "rallypoint_http_connections",
            "Open connections of all HTTP ports, without event streams"),
    HTTP_CONNECTIONS_CUT(
            Kind.COUNTER,
            "rallypoint_http_connections_cut_total",
            "HTTP connections that were refused or ended because of a limit, by reason",
            "reason"),
    TLS_HANDSHAKE_FAILURES(
            Kind.COUNTER,
            "rallypoint_tls_handshake_failures_total",
            "Connections that did not get through the TLS handshake"),
    TLS_CERTIFICATE_DAYS(
            Kind.GAUGE,
            "rallypoint_tls_certificate_days",
            "Days until the certificate in use expires"),
    TLS_RELOADS(
            Kind.COUNTER,
            "rallypoint_tls_reloads_total",
            "Changed certificate files by outcome: taken, or refused because they are no good pair",
            "outcome"),
    EVENT_LOOP_LAG(
            Kind.GAUGE,
            "rallypoint_event_loop_lag_seconds",
            "How late a timer of the relay's event loop last fired",
            Metric.LOOP),
    STORE_CALLS(
            Kind.TIMER,
            "rallypoint_store_call_seconds",
            "Database calls by name and outcome",
            "call",
            "outcome"),
    OUTBOX_WAITING(
            Kind.GAUGE,
            "rallypoint_outbox_waiting",
            "Records that this node holds until the database has them; the sum over all nodes is"
                    + " what the cluster holds"),
    OUTBOX_WRITTEN(
            Kind.COUNTER,
            "rallypoint_outbox_written_total",
            "Records that the database got from this node, by call",
            "call"),
    OUTBOX_DROPPED(
            Kind.COUNTER,
            "rallypoint_outbox_dropped_total",
            "Records that were given up: too many waited (capacity), or the database will never take"
                    + " it (refused)",
            "reason"),
    RESULTS(
            Kind.COUNTER,
            "rallypoint_results_total",
            "Matches by what became of their results: settled, corrected (by an operator, once"
                    + " settled), disputed, voided; and reports that came too late to change anything and say otherwise (contradicted), or that"
                    + " waited for the database and were none (refused)",
            "outcome"),
    RATINGS_MADE(
            Kind.COUNTER,
            "rallypoint_rated_matches_total",
            "Matches whose ratings were made, or made again after a late or voided one before them"),
    CHEAT_STATES(
            Kind.COUNTER, "rallypoint_anticheat_states_total", "State messages that were checked"),
    CHEAT_FINDINGS(
            Kind.COUNTER,
            "rallypoint_anticheat_findings_total",
            "Findings by rule; custom stands for all rules of your own",
            "rule"),
    CHEAT_VERDICTS(
            Kind.COUNTER,
            "rallypoint_anticheat_verdicts_total",
            "Players whose score rose to an action (warn, flag, kick, ban), and whether it was done"
                    + " (live) or only recorded (shadow)",
            "action",
            "mode"),
    EVIDENCE_KEPT(
            Kind.GAUGE,
            "rallypoint_anticheat_evidence_files",
            "Verdicts whose evidence this node keeps"),
    EVIDENCE_LOST(
            Kind.COUNTER,
            "rallypoint_anticheat_evidence_lost_total",
            "Verdicts whose evidence could not be written, or came faster than the disk took them"),
    CLUSTER_NODES(Kind.GAUGE, "rallypoint_cluster_nodes", "Nodes that are up"),
    CLUSTER_VOTERS(
            Kind.GAUGE,
            "rallypoint_cluster_voters",
            "Nodes of which this one must reach more than half to change lobbies, from three on"),
    CLUSTER_VOTERS_REACHED(
            Kind.GAUGE, "rallypoint_cluster_voters_reached", "Those of them it reaches now"),
    CLUSTER_WRITABLE(
            Kind.GAUGE,
            "rallypoint_cluster_writable",
            "1 if this node may change lobbies, 0 if it is cut off from most of its cluster"),
    LOGINS(
            Kind.COUNTER,
            "rallypoint_logins_total",
            "Logins by what became of them: opened, renewed, ended, revoked; refused, reused: what"
                    + " came with a refresh token that is void, or was used before",
            "outcome"),
    KEY_AGE(
            Kind.GAUGE,
            "rallypoint_key_age_seconds",
            "How long the key that is used now has been used; NaN for one without a time",
            "key"),
    KEYS_MISSING(
            Kind.GAUGE,
            "rallypoint_keys_missing",
            "Keys that other nodes of the cluster use now or soon and this one does not have");

    /** Which of the node's relays, 0 to 63; figures without it are added up over all. */
    private static final String LOOP = "loop";

    /** How it is measured. */
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER
    }

    private final Kind kind;
    private final String metricName;
    private final String help;
    private final List<String> labels;

    Metric(Kind kind, String metricName, String help, String... labels) {
        this.kind = kind;
        this.metricName = metricName;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** Of a timer: whether it is about people who wait, for minutes, and not about calls. */
    public boolean isOfWaiting() {
        return this == MATCH_WAIT;
    }

    public Kind kind() {
        return kind;
    }

    /** The name in Prometheus' text format. */
    public String metricName() {
        return metricName;
    }

    public String help() {
        return help;
    }

    /** Label names; their values are few: constants and numbers of relays, no ids or addresses. */
    public List<String> labels() {
        return labels;
    }
}
