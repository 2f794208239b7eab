package dev.rallypoint.client.doctor;

import java.util.Locale;

/** The old names of RFC 3489 for what players know from their consoles. */
enum NatType {
    OPEN("No NAT: this machine has an address of its own."),
    FIREWALL("No NAT, but a firewall that lets only answers in."),
    FULL_CONE("A full cone NAT: everybody can reach this machine once it has sent something."),
    ADDRESS_RESTRICTED(
            "An address-restricted NAT: who was sent to can answer from any port. Direct paths"
                    + " work."),
    PORT_RESTRICTED(
            "A port-restricted NAT, as most home routers: only who was sent to can answer. Direct"
                    + " paths work but to symmetric NATs."),
    SYMMETRIC(
            "A symmetric NAT: everybody sees another port, so that others cannot be told where to"
                    + " send. Direct paths mostly fail."),
    /** The mapping is known, the filtering is not. */
    CONE("A NAT that shows everybody the same port: direct paths work with most others."),
    UNKNOWN("A NAT whose kind cannot be told: there is one STUN server only.");

    private final String meaning;

    NatType(String meaning) {
        this.meaning = meaning;
    }

    static NatType of(NatDiscovery.Report report) {
        NatFiltering filtering = report.filtering();
        return switch (report.mapping()) {
            case NONE ->
                    filtering == NatFiltering.ENDPOINT_INDEPENDENT
                                    || filtering == NatFiltering.UNKNOWN
                            ? OPEN
                            : FIREWALL;
            case ENDPOINT_INDEPENDENT ->
                    switch (filtering) {
                        case ENDPOINT_INDEPENDENT -> FULL_CONE;
                        case ADDRESS_DEPENDENT -> ADDRESS_RESTRICTED;
                        case ADDRESS_AND_PORT_DEPENDENT -> PORT_RESTRICTED;
                        case UNKNOWN -> CONE;
                    };
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, DEPENDENT -> SYMMETRIC;
            case UNKNOWN -> UNKNOWN;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String meaning() {
        return meaning;
    }
}
