package dev.rallypoint;

import dev.rallypoint.contract.AddressMessage.DiscoverAddress;
import dev.rallypoint.contract.AddressMessage.DiscoveredAddress;
import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.Config;
import dev.rallypoint.runtime.ConfigException;
import dev.rallypoint.runtime.VertxBus;
import dev.rallypoint.turn.AdvertisedAddress;
import dev.rallypoint.turn.LocalAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which address players are told: the configured one, or what STUN servers see. */
final class VertxAddressQuestion {
    private static final Logger LOG = LoggerFactory.getLogger(VertxAddressQuestion.class);

    private final Config config;
    private final VertxBus bus;

    VertxAddressQuestion(Config config, VertxBus bus) {
        this.config = config;
        this.bus = bus;
    }

    /**
     * Blocks while it asks.
     *
     * @param bound the relay's interface
     * @throws ConfigException if the configured one is none
     */
    AdvertisedAddress answer(InetAddress bound) {
        String configured = config.relay().publicAddress();
        if (!configured.isBlank() && !configured.matches("[0-9a-fA-F:.]+")) {
            throw new ConfigException(
                    "relay.publicAddress = " + configured + " is not an IP address");
        }
        return AdvertisedAddress.withoutAsking(configured, bound)
                .orElseGet(() -> askStunServers(bound));
    }

    private AdvertisedAddress askStunServers(InetAddress bound) {
        List<String> servers = config.stun().discoveryServers();
        DiscoveredAddress discovered = new DiscoveredAddress(Optional.empty(), List.of());
        if (!servers.isEmpty()) {
            discovered =
                    VertxGround.await(
                            bus.request(
                                    BusContract.DISCOVER_ADDRESS,
                                    new DiscoverAddress(
                                            servers, config.stun().discoveryTimeoutMs())));
        }
        discovered.report().forEach(line -> LOG.info("address discovery: {}", line));
        return AdvertisedAddress.afterAsking(bound, discovered, LocalAddresses.ofThisMachine());
    }
}
