package dev.rallypoint;

import dev.rallypoint.contract.ClusterConfig;
import dev.rallypoint.runtime.ConfigException;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the event bus of a clustered node listens and whom it lets through. */
final class VertxBusTransport {
    private final ClusterConfig config;

    /**
     * @throws ConfigException if a PEM file is missing, or only some of the three are named
     */
    VertxBusTransport(ClusterConfig config) {
        this.config = config;
        List<String> named = files().filter(file -> !file.isEmpty()).toList();
        if (!named.isEmpty() && named.size() != files().count()) {
            throw new ConfigException(
                    "cluster.busTlsCertificate, cluster.busTlsKey and cluster.busTlsAuthority"
                            + " belong together: set all of them, or none");
        }
        for (String file : named) {
            if (!Files.isReadable(Path.of(file))) {
                throw new ConfigException("cluster.busTls… = " + file + " cannot be read");
            }
        }
    }

    private Stream<String> files() {
        return Stream.of(config.busTlsCertificate(), config.busTlsKey(), config.busTlsAuthority());
    }

    boolean isEncrypted() {
        return !config.busTlsCertificate().isEmpty();
    }

    /**
     * @param host the address of Hazelcast
     */
    EventBusOptions options(String host) {
        EventBusOptions options = new EventBusOptions().setHost(host).setPort(config.busPort());
        if (!config.busPublicHost().isEmpty()) {
            options.setClusterPublicHost(config.busPublicHost());
        }
        if (isEncrypted()) {
            options.setSsl(true)
                    .setKeyCertOptions(
                            new PemKeyCertOptions()
                                    .addCertPath(config.busTlsCertificate())
                                    .addKeyPath(config.busTlsKey()))
                    .setTrustOptions(new PemTrustOptions().addCertPath(config.busTlsAuthority()))
                    .setClientAuth(ClientAuth.REQUIRED);
        }
        return options;
    }
}
