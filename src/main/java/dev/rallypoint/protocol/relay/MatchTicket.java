package dev.rallypoint.protocol.relay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * What lobbies tell the relay about a player, inside the 256 bytes of user data of the encrypted
 * connect token (PROTOCOL.md, "Match ticket"). Layout, little-endian: format u8 = 1, forwarding u8,
 * host u8, slot u8, slots u8, 3 zero bytes, match id 16 (big-endian UUID), generation u64, zeros.
 *
 * @param matchId the lobby's id
 * @param forwarding how payloads of this match are forwarded
 * @param host whether this player is the match's host: its lobby's owner
 * @param slot the player's seat, which is also his netcode client index; 0 to slots - 1
 * @param slots seats of the match, 2 to 64
 * @param generation of the player's token: a newer one takes over the slot of an older one at once
 */
public record MatchTicket(
        UUID matchId, Forwarding forwarding, boolean host, int slot, int slots, long generation) {
    public static final int USER_DATA_BYTES = 256;
    public static final int MAX_SLOTS = 64;
    private static final int FORMAT = 1;

    public MatchTicket {
        if (slots < 2 || slots > MAX_SLOTS || slot < 0 || slot >= slots) {
            throw new IllegalArgumentException("slot " + slot + " of " + slots);
        }
    }

    /** The 256 bytes of user data. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(USER_DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) FORMAT).put((byte) forwarding.wire()).put((byte) (host ? 1 : 0));
        out.put((byte) slot).put((byte) slots).position(8);
        out.order(ByteOrder.BIG_ENDIAN);
        out.putLong(matchId.getMostSignificantBits()).putLong(matchId.getLeastSignificantBits());
        out.order(ByteOrder.LITTLE_ENDIAN).putLong(generation);
        return out.array();
    }

    /** The ticket, or empty if the bytes are not one of this format. */
    public static Optional<MatchTicket> decode(byte[] userData) {
        if (userData.length != USER_DATA_BYTES || userData[0] != FORMAT) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(userData, 8, 24);
        UUID matchId = new UUID(in.getLong(), in.getLong());
        long generation = in.order(ByteOrder.LITTLE_ENDIAN).getLong();
        try {
            Forwarding forwarding = Forwarding.ofWire(userData[1]);
            boolean host = userData[2] == 1;
            return Optional.of(
                    new MatchTicket(
                            matchId, forwarding, host, userData[3], userData[4], generation));
        } catch (IllegalArgumentException notATicket) {
            return Optional.empty();
        }
    }
}
