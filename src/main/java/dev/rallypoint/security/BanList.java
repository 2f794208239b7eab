package dev.rallypoint.security;

import dev.rallypoint.contract.BusMessage.Ban;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bans of players and addresses as they were last loaded. Immutable. */
public final class BanList {
    private static final String PLAYER = "player";
    private static final String CIDR = "cidr";

    private record Range(CidrBlock block, Ban ban) {}

    private final Map<String, List<Ban>> players = new HashMap<>();
    private final List<Range> ranges = new ArrayList<>();
    private final List<Ban> unreadable = new ArrayList<>();

    /** Bans of devices are not looked at here: no call but a guest's login names a device. */
    public BanList(List<Ban> bans) {
        for (Ban ban : bans) {
            if (ban.subject().equals(PLAYER)) {
                players.computeIfAbsent(ban.value(), player -> new ArrayList<>()).add(ban);
            } else if (ban.subject().equals(CIDR)) {
                addRange(ban);
            }
        }
    }

    private void addRange(Ban ban) {
        try {
            ranges.add(new Range(CidrBlock.parse(ban.value()), ban));
        } catch (IllegalArgumentException notABlock) {
            unreadable.add(ban);
        }
    }

    /** Bans whose CIDR block could not be read; they have no effect. */
    public List<Ban> unreadable() {
        return List.copyOf(unreadable);
    }

    /** A ban of the player that holds now. */
    public Optional<Ban> ofPlayer(String playerId, long nowMs) {
        return players.getOrDefault(playerId, List.of()).stream()
                .filter(ban -> holds(ban, nowMs))
                .findFirst();
    }

    /** A ban of the address that holds now. */
    public Optional<Ban> ofAddress(PeerAddress address, long nowMs) {
        return ranges.stream()
                .filter(range -> range.block().contains(address))
                .map(Range::ban)
                .filter(ban -> holds(ban, nowMs))
                .findFirst();
    }

    private static boolean holds(Ban ban, long nowMs) {
        return ban.untilMs() == 0 || nowMs < ban.untilMs();
    }
}
