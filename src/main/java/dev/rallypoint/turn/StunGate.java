package dev.rallypoint.turn;

import dev.rallypoint.security.CidrBlock;
import dev.rallypoint.security.Firewall;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who may come to the STUN and TURN ports.
 *
 * @param firewall as it is now: whom it denies is not answered over any transport
 * @param exempt blocks whose addresses have no limit of connections of their own
 */
public record StunGate(Supplier<Firewall> firewall, List<CidrBlock> exempt) {
    /** Everybody. */
    public static final StunGate OPEN = new StunGate(() -> Firewall.OPEN, List.of());

    public StunGate {
        exempt = List.copyOf(exempt);
    }
}
