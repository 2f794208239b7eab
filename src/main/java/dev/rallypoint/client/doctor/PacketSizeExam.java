package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.client.Json;
import java.util.List;

/** Whether datagrams of the size that connecting takes reach a node at all. */
final class PacketSizeExam implements Exam {
    /** A request to connect has 1078 bytes; the largest packet of a game 1225. */
    private static final List<Integer> SIZES =
            List.of(100, 300, 500, 700, 900, 1_000, 1_080, 1_228);

    private static final int REQUEST_BYTES = 1_080;
    private static final int IP_AND_UDP_BYTES = 28;

    private final Visit visit;

    PacketSizeExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "mtu";
    }

    @Override
    public List<String> needs() {
        return List.of("http");
    }

    @Override
    public List<Finding> examine() {
        if (visit.stunServers.isEmpty()) {
            return List.of(Finding.skipped(name(), "no STUN server answers"));
        }
        SizedPings pings = new SizedPings(visit.stunServers.get(0), SIZES, visit.random::nextBytes);
        try (DatagramRun run = DatagramRun.open()) {
            run.run(pings);
        }
        int largest = pings.largest();
        int packet = largest + IP_AND_UDP_BYTES;
        Json details = Json.object().with("largestPacketBytes", packet);
        if (largest == SIZES.get(SIZES.size() - 1)) {
            return List.of(
                    Finding.ok(
                            name(), "Packets of " + packet + " bytes reach the server.", details));
        }
        boolean canConnect = largest >= REQUEST_BYTES;
        visit.cannotConnect = !canConnect;
        return List.of(
                Finding.failed(
                        name(),
                        "Packets larger than about "
                                + packet
                                + " bytes vanish on the way to the server"
                                + (canConnect ? "." : ": too small to connect at all."),
                        "Something on the way takes smaller packets only and does not say so: a"
                                + " VPN, a tunnel, a router with a small MTU. Try without the VPN,"
                                + " or set the MTU of this machine's network to that of the line.",
                        details));
    }
}
