package dev.rallypoint.contract;

/** The configuration tree: a group a record, a key a component. Shapes only; see ConfigLoader. */
public record Config(
        NodeConfig node,
        RelayConfig relay,
        FilterConfig filter,
        HttpConfig http,
        TlsConfig tls,
        OpsConfig ops,
        StunConfig stun,
        TurnConfig turn,
        SecurityConfig security,
        LockoutConfig lockout,
        AnticheatConfig anticheat,
        MatchmakingConfig matchmaking,
        LobbyConfig lobby,
        TicketsConfig tickets,
        RatingConfig rating,
        ClusterConfig cluster,
        StoreConfig store,
        KeysConfig keys,
        LogConfig log) {}
