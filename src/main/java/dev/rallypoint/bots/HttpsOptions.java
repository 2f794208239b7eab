package dev.rallypoint.bots;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;

/** The options of every command that calls a node over https. */
public final class HttpsOptions {
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "PEM certificates of the authorities to trust, and no others; without it those"
                            + " that Java trusts")
    private Optional<Path> authorities = Optional.empty();

    /**
     * Who is trusted; empty = as Java does.
     *
     * @throws IllegalArgumentException if the file is no PEM file of certificates
     */
    public Optional<SSLContext> trust() {
        try {
            return authorities.isPresent()
                    ? Optional.of(Trust.only(authorities.get()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new IllegalArgumentException("--ca: " + e, e);
        }
    }

    /**
     * A client of the SDK for these servers that trusts them.
     *
     * @throws IllegalArgumentException if the file is no PEM file of certificates
     */
    public HttpClient httpClient(List<URI> servers) {
        return trust().map(RallypointClient::newHttpClient)
                .orElseGet(() -> RallypointClient.newHttpClient(servers));
    }
}
