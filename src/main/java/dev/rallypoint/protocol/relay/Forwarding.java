package dev.rallypoint.protocol.relay;

import java.util.Locale;

/** How the relay forwards the payloads of one match (PROTOCOL.md, "Forwarding modes"). */
public enum Forwarding {
    /** One header names destination and channel; the relay writes the source slot. */
    FRAMED(0),
    /** Payloads go to every other member byte for byte. */
    RAW(1),
    /** To and from one host member; only the host's link carries a two-byte slot tag. */
    STAR(2);

    private final int wire;

    Forwarding(int wire) {
        this.wire = wire;
    }

    /** The byte in the match ticket. */
    public int wire() {
        return wire;
    }

    /** The word in the HTTP API: the constant in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException for a byte that names no mode
     */
    public static Forwarding ofWire(int wire) {
        for (Forwarding forwarding : values()) {
            if (forwarding.wire == wire) {
                return forwarding;
            }
        }
        throw new IllegalArgumentException("no forwarding mode " + wire);
    }

    /**
     * @throws IllegalArgumentException for any word but framed, raw, star
     */
    public static Forwarding ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
