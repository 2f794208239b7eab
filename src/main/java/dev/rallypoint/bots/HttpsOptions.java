package dev.rallypoint.bots;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
     * A client of the SDK for these servers that trusts them.
     *
     * @throws IllegalArgumentException if the file is no PEM file of certificates
     */
    public HttpClient httpClient(List<URI> servers) {
        try {
            return authorities.isPresent()
                    ? RallypointClient.newHttpClient(Trust.only(authorities.get()))
                    : RallypointClient.newHttpClient(servers);
        } catch (IOException e) {
            throw new IllegalArgumentException("--ca: " + e, e);
        }
    }
}
