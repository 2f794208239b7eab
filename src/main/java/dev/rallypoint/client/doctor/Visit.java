package dev.rallypoint.client.doctor;

import dev.rallypoint.client.BoundedBody;
import dev.rallypoint.client.Nearness;
import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the exams of one visit have found out for those that follow. One thread's. */
final class Visit {
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    final Doctor.Settings settings;
    final SecureRandom random = new SecureRandom();

    /** Of the URL's host. */
    List<InetAddress> addresses = List.of();

    /** The one of them that takes TCP connections. */
    Optional<InetAddress> answering = Optional.empty();

    Optional<Api.DoctorData> data = Optional.empty();

    /** How far this machine's clock is behind the server's, milliseconds. */
    Optional<Long> clockBehindMs = Optional.empty();

    List<Api.Region> regions = List.of();
    List<RegionPing> pings = List.of();

    /** STUN servers that answered, the nearest first. */
    List<PeerAddress> stunServers = List.of();

    /** A TURN server over UDP that gave out an address. */
    Optional<TurnExam.Turn> turn = Optional.empty();

    /** Whether what connecting takes is known not to pass. */
    boolean cannotConnect;

    Optional<Seats> seats = Optional.empty();

    Visit(Doctor.Settings settings) {
        this.settings = settings;
    }

    RallypointClient newPlayer() {
        return new RallypointClient(List.of(settings.url()), settings.http());
    }

    /** A short call to the node, which is over in that time whatever it does. */
    HttpResponse<String> get(String path, Duration timeout, String... headers)
            throws IOException, InterruptedException {
        String base = settings.url().toString();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create(base.endsWith("/") ? base : base + "/").resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        CompletableFuture<HttpResponse<String>> answer =
                settings.http()
                        .sendAsync(
                                request.timeout(timeout).build(),
                                i -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new HttpTimeoutException("no whole answer in " + timeout.toSeconds() + " s");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException known) {
                throw known;
            }
            throw new IOException(failure.getCause());
        }
    }

    /** Whether the server may have this address asked. */
    boolean mayAsk(PeerAddress address) {
        return Nearness.nearest(addresses).mayName(address);
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
