package dev.rallypoint.security;

import dev.rallypoint.contract.StoreMessage.Ban;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The bans that a node knows, to be asked about each call. Immutable. */
public final class BanList {
    /** By {@code subject value}. */
    private final Map<String, List<Ban>> byName = new HashMap<>();

    /** By the length of their prefix, so that any number of blocks costs one look a length. */
    private final Map<Integer, Map<CidrBlock, List<Ban>>> byPrefix =
            new TreeMap<>(Comparator.reverseOrder());

    private final List<Ban> unreadable = new ArrayList<>();

    public BanList(List<Ban> bans) {
        for (Ban ban : bans) {
            if (ban.subject().equals(Ban.CIDR)) {
                addRange(ban);
            } else {
                String name = name(ban.subject(), ban.value());
                byName.computeIfAbsent(name, unused -> new ArrayList<>()).add(ban);
            }
        }
    }

    private void addRange(Ban ban) {
        try {
            CidrBlock block = CidrBlock.parse(ban.value());
            byPrefix.computeIfAbsent(block.prefixBits(), bits -> new HashMap<>())
                    .computeIfAbsent(block, unused -> new ArrayList<>())
                    .add(ban);
        } catch (IllegalArgumentException notABlock) {
            unreadable.add(ban);
        }
    }

    private static String name(String subject, String value) {
        return subject + " " + value;
    }

    /** Bans whose CIDR block could not be read; they have no effect. */
    public List<Ban> unreadable() {
        return List.copyOf(unreadable);
    }

    /** A ban of the player that holds now. */
    public Optional<Ban> ofPlayer(String playerId, long nowMs) {
        return ofName(Ban.PLAYER, playerId, nowMs);
    }

    /**
     * A ban of the device that holds now.
     *
     * @param deviceHash lower-case hex SHA-256 of the device secret
     */
    public Optional<Ban> ofDevice(String deviceHash, long nowMs) {
        return ofName(Ban.DEVICE, deviceHash, nowMs);
    }

    private Optional<Ban> ofName(String subject, String value, long nowMs) {
        return holding(byName.getOrDefault(name(subject, value), List.of()), nowMs);
    }

    /** A ban of the address that holds now, of the smallest block that has one. */
    public Optional<Ban> ofAddress(PeerAddress address, long nowMs) {
        for (Map.Entry<Integer, Map<CidrBlock, List<Ban>>> blocks : byPrefix.entrySet()) {
            CidrBlock around = CidrBlock.around(address, blocks.getKey());
            Optional<Ban> ban = holding(blocks.getValue().getOrDefault(around, List.of()), nowMs);
            if (ban.isPresent()) {
                return ban;
            }
        }
        return Optional.empty();
    }

    private static Optional<Ban> holding(List<Ban> bans, long nowMs) {
        return bans.stream().filter(ban -> holds(ban, nowMs)).findFirst();
    }

    static boolean holds(Ban ban, long nowMs) {
        return ban.untilMs() == 0 || nowMs < ban.untilMs();
    }
}
