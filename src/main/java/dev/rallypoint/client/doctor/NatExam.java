package dev.rallypoint.client.doctor;

import dev.rallypoint.client.DatagramRun;
import dev.rallypoint.client.Json;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.protocol.PeerAddress;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What kind of NAT is between this machine and the world. */
final class NatExam implements Exam {
    private static final String NO_ANSWER = "no STUN server answers";

    private final Visit visit;

    NatExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "nat";
    }

    @Override
    public List<String> needs() {
        return List.of("http");
    }

    @Override
    public List<Finding> examine() {
        List<PeerAddress> servers = new ArrayList<>();
        visit.settings.stun().flatMap(RegionPing::resolve).ifPresent(servers::add);
        servers.addAll(visit.stunServers);
        if (servers.isEmpty()) {
            return List.of(Finding.skipped(name(), NO_ANSWER));
        }
        try (DatagramRun run = DatagramRun.open()) {
            PeerAddress local = local(servers.get(0), run.localPort());
            NatDiscovery discovery = new NatDiscovery(servers, local, visit.random::nextBytes);
            run.run(discovery);
            return List.of(judge(discovery.result(), local));
        }
    }

    /** The address that this machine sends to the server from. */
    private static PeerAddress local(PeerAddress server, int port) {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(server.toInetSocketAddress());
            return PeerAddress.of(new InetSocketAddress(probe.getLocalAddress(), port));
        } catch (SocketException noRoute) {
            return PeerAddress.ofIpv4(0, port);
        }
    }

    private Finding judge(NatDiscovery.Report report, PeerAddress local) {
        Json details =
                Json.object()
                        .with("mapping", word(report.mapping()))
                        .with("filtering", word(report.filtering()))
                        .with("local", local.toString())
                        .with("type", NatType.of(report).word());
        details = details.withText("mapped", report.mapped().map(PeerAddress::toString));
        if (report.mapped().isEmpty() && visit.stunServers.isEmpty()) {
            return Finding.skipped(name(), NO_ANSWER);
        }
        if (report.mapped().isEmpty()) {
            return Finding.failed(
                    name(),
                    "The STUN server "
                            + visit.settings.stun().orElse("that answered before")
                            + " does not answer.",
                    "Try again; name another one with --stun.",
                    details);
        }
        String known =
                report.hasSecondAddress()
                        ? ""
                        : " The server offers no second address, so that it cannot be told whose"
                                + " packets are let in.";
        return finding(report, details, known);
    }

    private Finding finding(NatDiscovery.Report report, Json details, String known) {
        NatType type = NatType.of(report);
        String cause = type.meaning() + known;
        if (type == NatType.SYMMETRIC) {
            return Finding.warning(
                    name(),
                    cause,
                    "Races go over the relay, which costs nothing but some milliseconds. If direct"
                            + " paths matter, use a router without this, or a network without carrier"
                            + " NAT or VPN.",
                    details);
        }
        return Finding.ok(name(), cause, details);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
