package dev.rallypoint.protocol.relay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * What lobbies tell the relay about a player, inside the 256 bytes of user data of the encrypted
 * connect token (PROTOCOL.md, "Match ticket"). Layout, little-endian: format u8 = 1, forwarding u8,
 * host u8, slot u8, slots u8, paths u8, 2 zero bytes, match id 16 (big-endian UUID), generation
 * u64, game mode and track (each a length u8 and so many bytes of UTF-8), zeros.
 *
 * @param matchId the lobby's id
 * @param forwarding how payloads of this match are forwarded
 * @param host whether this player is the match's host: its lobby's owner
 * @param slot the player's seat, which is also his netcode client index; 0 to slots - 1
 * @param slots seats of the match, 2 to 64
 * @param generation of the player's token: a newer one takes over the slot of an older one at once
 * @param gameMode of the lobby, at most 32 bytes; empty = nobody said
 * @param track of the lobby; empty = it has none, or its name has more than {@link
 *     #MAX_TRACK_BYTES}
 * @param paths what the members may take to each other
 */
public record MatchTicket(
        UUID matchId,
        Forwarding forwarding,
        boolean host,
        int slot,
        int slots,
        long generation,
        String gameMode,
        String track,
        Paths paths) {
    public static final int USER_DATA_BYTES = 256;
    public static final int MAX_SLOTS = 64;
    public static final int MAX_TRACK_BYTES = 190;
    private static final int MAX_GAME_MODE_BYTES = 32;
    private static final int NAMES_INDEX = 32;
    private static final int FORMAT = 1;

    public MatchTicket {
        if (slots < 2 || slots > MAX_SLOTS || slot < 0 || slot >= slots) {
            throw new IllegalArgumentException("slot " + slot + " of " + slots);
        }
        if (utf8(gameMode).length > MAX_GAME_MODE_BYTES) {
            throw new IllegalArgumentException("game mode " + gameMode);
        }
        track = utf8(track).length > MAX_TRACK_BYTES ? "" : track;
    }

    /** Without game mode and track. */
    public MatchTicket(
            UUID matchId,
            Forwarding forwarding,
            boolean host,
            int slot,
            int slots,
            long generation) {
        this(matchId, forwarding, host, slot, slots, generation, "", "");
    }

    /** With the relay alone. */
    public MatchTicket(
            UUID matchId,
            Forwarding forwarding,
            boolean host,
            int slot,
            int slots,
            long generation,
            String gameMode,
            String track) {
        this(matchId, forwarding, host, slot, slots, generation, gameMode, track, Paths.RELAY_ONLY);
    }

    /** The same ticket of a lobby with this game mode. */
    public MatchTicket of(String mode, String onTrack) {
        return new MatchTicket(
                matchId, forwarding, host, slot, slots, generation, mode, onTrack, paths);
    }

    /** The same ticket of a lobby with these paths. */
    public MatchTicket over(Paths ways) {
        return new MatchTicket(
                matchId, forwarding, host, slot, slots, generation, gameMode, track, ways);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The 256 bytes of user data. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(USER_DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) FORMAT).put((byte) forwarding.wire()).put((byte) (host ? 1 : 0));
        out.put((byte) slot).put((byte) slots).put((byte) paths.wire()).position(8);
        out.order(ByteOrder.BIG_ENDIAN);
        out.putLong(matchId.getMostSignificantBits()).putLong(matchId.getLeastSignificantBits());
        out.order(ByteOrder.LITTLE_ENDIAN).putLong(generation);
        putName(out, gameMode);
        putName(out, track);
        return out.array();
    }

    private static void putName(ByteBuffer out, String name) {
        byte[] bytes = utf8(name);
        out.put((byte) bytes.length).put(bytes);
    }

    /** The ticket, or empty if the bytes are not one of this format. */
    public static Optional<MatchTicket> decode(byte[] userData) {
        if (userData.length != USER_DATA_BYTES || userData[0] != FORMAT) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(userData).position(8);
        UUID matchId = new UUID(in.getLong(), in.getLong());
        long generation = in.order(ByteOrder.LITTLE_ENDIAN).getLong();
        try {
            Forwarding forwarding = Forwarding.ofWire(userData[1]);
            boolean host = userData[2] == 1;
            MatchTicket nameless =
                    new MatchTicket(matchId, forwarding, host, userData[3], userData[4], generation)
                            .over(Paths.ofWire(userData[5]));
            in.position(NAMES_INDEX);
            return Optional.of(nameless.of(takeName(in), takeName(in)));
        } catch (IllegalArgumentException notATicket) {
            return Optional.empty();
        }
    }

    /**
     * @throws IllegalArgumentException if it reaches past the end
     */
    private static String takeName(ByteBuffer in) {
        int bytes = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : 0;
        if (bytes > in.remaining()) {
            throw new IllegalArgumentException("a name of " + bytes + " bytes");
        }
        byte[] name = new byte[bytes];
        in.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }
}
