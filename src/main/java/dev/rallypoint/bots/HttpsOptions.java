package dev.rallypoint.bots;

import dev.rallypoint.client.RallypointClient;
import dev.rallypoint.client.Trust;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
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
     * A client of the SDK that trusts them.
     *
     * @throws IllegalArgumentException if the file is no PEM file of certificates
     */
    public HttpClient httpClient() {
        try {
            return authorities.isPresent()
                    ? RallypointClient.newHttpClient(Trust.only(authorities.get()))
                    : RallypointClient.newHttpClient();
        } catch (IOException e) {
            throw new IllegalArgumentException("--ca: " + e, e);
        }
    }
}
