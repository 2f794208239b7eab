package dev.rallypoint.turn;

import com.offbynull.portmapper.PortMapperFactory;
import com.offbynull.portmapper.gateway.Gateway;
import com.offbynull.portmapper.gateways.network.NetworkGateway;
import com.offbynull.portmapper.gateways.network.internalmessages.KillNetworkRequest;
import com.offbynull.portmapper.gateways.process.ProcessGateway;
import com.offbynull.portmapper.gateways.process.internalmessages.KillProcessRequest;
import com.offbynull.portmapper.mapper.MappedPort;
import com.offbynull.portmapper.mapper.PortMapper;
import com.offbynull.portmapper.mapper.PortType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The router before this machine, asked by UPnP IGD, NAT-PMP or PCP, whichever answers. Blocks; one
 * call at a time. The library runs the system's {@code ip} or {@code netstat} to find the gateway.
 */
final class PortmapperRouter implements HomeRouter {
    /** A lease: when the node is gone without a word, the router forgets it. */
    static final int LEASE_SECONDS = 1_200;

    private final Gateway network = NetworkGateway.create();
    private final Gateway process = ProcessGateway.create();
    private final Map<PortTable.Port, Lease> leases = new LinkedHashMap<>();
    private List<PortMapper> mappers = List.of();

    private record Lease(PortMapper mapper, MappedPort mapped) {}

    /**
     * Looks for it, for some twenty seconds.
     *
     * @return whether anything answers
     */
    @Override
    public boolean find() throws InterruptedException {
        mappers = PortMapperFactory.discover(network.getBus(), process.getBus());
        return !mappers.isEmpty();
    }

    @Override
    public Optional<Forward> forward(PortTable.Port port) throws InterruptedException {
        for (PortMapper mapper : mappers) {
            Optional<Forward> forward = forward(port, mapper);
            if (forward.isPresent()) {
                return forward;
            }
        }
        return Optional.empty();
    }

    /** What a router refuses is an exception here, and the next protocol is tried. */
    private Optional<Forward> forward(PortTable.Port port, PortMapper mapper)
            throws InterruptedException {
        try {
            PortType type = port.protocol().equals("udp") ? PortType.UDP : PortType.TCP;
            MappedPort mapped = mapper.mapPort(type, port.number(), port.number(), LEASE_SECONDS);
            Forward forward =
                    new Forward(
                            port,
                            protocol(mapper),
                            mapped.getExternalAddress(),
                            mapped.getExternalPort());
            if (forward.isAsWanted()) {
                leases.put(port, new Lease(mapper, mapped));
            } else {
                mapper.unmapPort(mapped);
            }
            return Optional.of(forward);
        } catch (IllegalStateException | IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private static String protocol(PortMapper mapper) {
        String name = mapper.getClass().getSimpleName();
        return name.contains("Pmp") ? "NAT-PMP" : name.contains("Pcp") ? "PCP" : "UPnP IGD";
    }

    @Override
    public void close() {
        leases.values().forEach(PortmapperRouter::giveBack);
        leases.clear();
        network.getBus().send(new KillNetworkRequest());
        process.getBus().send(new KillProcessRequest());
    }

    private static void giveBack(Lease lease) {
        try {
            lease.mapper().unmapPort(lease.mapped());
        } catch (IllegalStateException gone) {
            // The lease ends by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
