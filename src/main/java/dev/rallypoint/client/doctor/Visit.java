package dev.rallypoint.client.doctor;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** What the exams of one visit have found out for those that follow. One thread's. */
final class Visit {
    final Doctor.Settings settings;
    final SecureRandom random = new SecureRandom();

    /** Of the URL's host. */
    List<InetAddress> addresses = List.of();

    Optional<Api.DoctorData> data = Optional.empty();

    /** How far this machine's clock is behind the server's, milliseconds. */
    Optional<Long> clockBehindMs = Optional.empty();

    List<Api.Region> regions = List.of();
    List<RegionPing> pings = List.of();

    /** STUN servers that answered, the nearest first. */
    List<PeerAddress> stunServers = List.of();

    /** Whether what connecting takes is known not to pass. */
    boolean cannotConnect;

    Optional<Seats> seats = Optional.empty();

    Visit(Doctor.Settings settings) {
        this.settings = settings;
    }

    RallypointClient newPlayer() {
        return new RallypointClient(List.of(settings.url()), settings.http());
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(settings.url().getScheme());
    }

    int port() {
        int port = settings.url().getPort();
        return port >= 0 ? port : isTls() ? 443 : 80;
    }

    /** Without the brackets of an IPv6 literal. */
    String host() {
        return settings.url().getHost().replaceAll("[\\[\\]]", "");
    }

    String hostAndPort() {
        return settings.url().getHost() + ":" + port();
    }
}
