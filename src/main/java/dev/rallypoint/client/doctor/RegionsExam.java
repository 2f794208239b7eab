package dev.rallypoint.client.doctor;

import dev.rallypoint.client.Json;
import dev.rallypoint.client.RegionPing;
import dev.rallypoint.client.RegionPing.NodePing;
import dev.rallypoint.contract.Api;
import dev.rallypoint.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** STUN at every region's nodes: is there UDP at all, how far are they, which are silent. */
final class RegionsExam implements Exam {
    private static final double MUCH_LOSS = 0.3;

    private final Visit visit;

    RegionsExam(Visit visit) {
        this.visit = visit;
    }

    @Override
    public String name() {
        return "stun";
    }

    @Override
    public List<String> needs() {
        return List.of("http");
    }

    @Override
    public List<Finding> examine() {
        try {
            visit.regions = visit.newPlayer().regions().join();
            visit.pings = RegionPing.measure(fit()).join();
        } catch (CompletionException failure) {
            return List.of(
                    Finding.failed(
                            name(),
                            "The list of regions cannot be had: " + failure.getCause().getMessage(),
                            "Try again in a minute, or another node."));
        }
        visit.stunServers = servers();
        List<Finding> findings = new ArrayList<>(unfit());
        visit.pings.stream()
                .filter(region -> !region.nodes().isEmpty())
                .map(this::judge)
                .forEach(findings::add);
        if (findings.isEmpty()) {
            return List.of(
                    Finding.failed(
                            name(), "No node is up.", "Start one, or wait until one is back."));
        }
        String empty =
                visit.regions.stream()
                        .filter(region -> region.nodes().isEmpty())
                        .map(Api.Region::id)
                        .collect(Collectors.joining(", "));
        if (!empty.isEmpty()) {
            findings.add(Finding.notOffered(name(), "No node now in " + empty + "."));
        }
        return findings;
    }

    /** The regions with the nodes that can be asked. */
    private List<Api.Region> fit() {
        return visit.regions.stream()
                .map(
                        region ->
                                new Api.Region(
                                        region.id(),
                                        region.name(),
                                        region.nodes().stream().filter(this::isFit).toList()))
                .toList();
    }

    private boolean isFit(Api.RegionNode node) {
        return RegionPing.resolve(node.stun()).filter(visit::mayAsk).isPresent();
    }

    private List<Finding> unfit() {
        return visit.regions.stream()
                .flatMap(
                        region ->
                                region.nodes().stream()
                                        .filter(node -> !isFit(node))
                                        .limit(1)
                                        .map(node -> unfit(region, node)))
                .toList();
    }

    /** Not asked: it is the player's own network that would be looked around in. */
    private Finding unfit(Api.Region region, Api.RegionNode node) {
        String who = "Node " + node.nodeId() + " tells its STUN address as " + node.stun();
        return Finding.failed(
                name() + " " + region.id(),
                RegionPing.resolve(node.stun()).isEmpty()
                        ? who + ", which is not known here."
                        : who
                                + ", which is no address that players reach who reach its API at "
                                + visit.hostAndPort()
                                + ".",
                "Its operator must set relay.publicAddress to the address that players see.");
    }

    /** Those that answered, the nearest first. */
    private List<PeerAddress> servers() {
        return nodes().filter(node -> node.rttMs().isPresent())
                .sorted(Comparator.comparingDouble(node -> node.rttMs().get()))
                .flatMap(node -> RegionPing.resolve(node.stun()).stream())
                .toList();
    }

    private Stream<NodePing> nodes() {
        return visit.pings.stream().flatMap(region -> region.nodes().stream());
    }

    private Finding judge(RegionPing region) {
        String name = name() + " " + region.id();
        Json details = details(region);
        List<NodePing> silent =
                region.nodes().stream().filter(node -> node.answered() == 0).toList();
        if (!silent.isEmpty()) {
            return silent(name, region, silent, details);
        }
        String words =
                String.format(
                        Locale.ROOT,
                        "%.1f ms, %.0f %% lost.",
                        region.rttMs().orElseThrow(),
                        100 * region.lossShare());
        return region.lossShare() > MUCH_LOSS
                ? Finding.warning(
                        name,
                        words,
                        "Many datagrams get lost on the way. Try a cable in place of Wi-Fi, and"
                                + " stop downloads.",
                        details)
                : Finding.ok(name, words, details);
    }

    private Finding silent(String name, RegionPing region, List<NodePing> silent, Json details) {
        NodePing node = silent.get(0);
        boolean isGone = isGone(node);
        UdpReach reach =
                RegionPing.resolve(node.stun())
                        .map(address -> UdpReach.of(address, visit.random))
                        .orElse(UdpReach.NO_ROUTE);
        String who = "Node " + node.nodeId() + " does not answer STUN at " + node.stun();
        if (reach == UdpReach.NO_ROUTE) {
            return Finding.failed(
                    name,
                    who + ": this machine knows no way to that address.",
                    "An IPv6 address needs IPv6 here. Check that this machine is online, and a VPN"
                            + " or firewall of yours.",
                    details);
        }
        if (reach == UdpReach.ANSWERED) {
            return Finding.warning(
                    name,
                    who + " at first, and did when it was asked again.",
                    "Much gets lost on the way, or the node stands still at times: run the doctor"
                            + " again.",
                    details);
        }
        if (reach == UdpReach.REFUSED) {
            return Finding.failed(
                    name,
                    who + ": its machine is there, but nothing listens on that UDP port.",
                    "The node is down, or stun.port is forwarded to another machine. Ask its"
                            + " operator.",
                    details);
        }
        if (isGone) {
            return Finding.failed(
                    name,
                    who + ", and the cluster has given it up by now: the node is dead.",
                    "Nothing to do: races go on at the other nodes. Its operator should look after"
                            + " it.",
                    details);
        }
        boolean othersAnswer = nodes().anyMatch(other -> other.answered() > 0);
        return othersAnswer
                ? Finding.failed(
                        name,
                        who
                                + ", while others do: it is dead or cut off, or its UDP port "
                                + "is not open.",
                        "Ask its operator: is the node up, and are its UDP ports open in the"
                                + " firewall and forwarded by the router?",
                        details)
                : Finding.failed(
                        name,
                        who + ", nor does any other node: no UDP comes back at all.",
                        "UDP is blocked on this network (company, hotel or school Wi-Fi, VPN, a"
                                + " firewall on this machine), or the server's UDP ports are not open."
                                + " Try another network, such as a phone's.",
                        details);
    }

    /** Asked again: a dead node is noticed within seconds. */
    private boolean isGone(NodePing node) {
        try {
            return visit.newPlayer().regions().join().stream()
                    .flatMap(region -> region.nodes().stream())
                    .map(Api.RegionNode::nodeId)
                    .noneMatch(node.nodeId()::equals);
        } catch (CompletionException noAnswer) {
            return false;
        }
    }

    private static Json details(RegionPing region) {
        List<Json> nodes = new ArrayList<>();
        for (NodePing node : region.nodes()) {
            Json one =
                    Json.object()
                            .with("nodeId", node.nodeId())
                            .with("stun", node.stun())
                            .with("asked", node.asked())
                            .with("answered", node.answered());
            nodes.add(node.rttMs().map(rtt -> one.with("rttMs", Json.of(rtt))).orElse(one));
        }
        Json all =
                Json.object()
                        .with("lossShare", Json.of(region.lossShare()))
                        .with("nodes", Json.array(nodes));
        return region.rttMs().map(rtt -> all.with("rttMs", Json.of(rtt))).orElse(all);
    }
}
