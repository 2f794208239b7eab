package dev.rallypoint.relay;

import dev.rallypoint.runtime.ConfigLoader;
import dev.rallypoint.security.FilterRules;
import dev.rallypoint.security.Firewall;

/** Packet filters for relays without the room that changes them. */
final class TestRules {
    private TestRules() {}

    static FilterRules ofDefaults() {
        return FilterRules.of(new ConfigLoader().load().filter(), Firewall.OPEN);
    }
}
