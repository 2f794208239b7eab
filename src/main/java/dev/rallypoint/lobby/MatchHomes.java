package dev.rallypoint.lobby;

import dev.rallypoint.cluster.NodeDirectory;
import dev.rallypoint.cluster.Placement;
import dev.rallypoint.contract.NodeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where matches live and who comes next, as the nodes are at one moment. Immutable. */
final class MatchHomes {
    /** With the home, three nodes: the loss of two in a row is survived by tokens in hand. */
    static final int STANDBYS = 2;

    private final NodeDirectory directory;
    private final Map<String, NodeInfo> up;

    MatchHomes(NodeDirectory directory) {
        this.directory = directory;
        up =
                directory.nodes().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        NodeInfo::nodeId, Function.identity()));
    }

    NodeDirectory directory() {
        return directory;
    }

    boolean isUp(String nodeId) {
        return up.containsKey(nodeId);
    }

    private boolean isStaying(String nodeId) {
        return isUp(nodeId) && !up.get(nodeId).draining();
    }

    /** Nodes that are up and do not hand their matches over. */
    Set<String> staying() {
        return up.keySet().stream().filter(this::isStaying).collect(Collectors.toSet());
    }

    /** Whether the lobby's home is gone or being drained, and another node takes the match. */
    boolean mustMove(Lobby lobby) {
        return lobby.homeNode().filter(home -> !isStaying(home)).isPresent()
                && home(lobby).filter(next -> !lobby.livesOn(next)).isPresent();
    }

    /** Whether it must move because its home is gone. */
    boolean isOrphan(Lobby lobby) {
        return lobby.homeNode().filter(home -> !isUp(home)).isPresent() && mustMove(lobby);
    }

    /**
     * Where the match races from now on: where it does, while that node stays; else on the first
     * standby that takes sessions, else where placement says. A node that is drained, and one that
     * was filled by other matches before this one's first player came, keeps what nobody takes.
     *
     * @return empty if its home is gone, or it has none, and no node takes sessions
     */
    Optional<String> home(Lobby lobby) {
        Optional<String> present = lobby.homeNode().filter(this::isUp);
        return present.filter(nodeId -> isStaying(nodeId) && hasRoomFor(lobby, nodeId))
                .or(() -> ready(lobby).stream().findFirst())
                .or(() -> ranked(lobby, 1).stream().findFirst())
                .or(() -> present);
    }

    private boolean hasRoomFor(Lobby lobby, String nodeId) {
        return lobby.hasTokens() || Placement.takesSessions(up.get(nodeId));
    }

    /** The nodes next in line after {@code home}: those that were, and the best of the others. */
    List<String> standbys(Lobby lobby, String home) {
        List<String> candidates = new ArrayList<>(ready(lobby));
        candidates.addAll(ranked(lobby, candidates.size() + STANDBYS + 1));
        return candidates.stream()
                .filter(nodeId -> !nodeId.equals(home))
                .distinct()
                .limit(STANDBYS)
                .toList();
    }

    private List<String> ready(Lobby lobby) {
        return lobby.standbys().stream()
                .filter(this::isUp)
                .filter(nodeId -> Placement.takesSessions(up.get(nodeId)))
                .toList();
    }

    private List<String> ranked(Lobby lobby, int limit) {
        return Placement.rank(directory, lobby.settings().region(), lobby.lobbyId(), limit).stream()
                .map(NodeInfo::nodeId)
                .toList();
    }

    /** The home node first, then the standbys that are up; the home node is up. */
    List<NodeInfo> inOrder(Lobby lobby) {
        List<NodeInfo> nodes = new ArrayList<>();
        lobby.homeNode().map(up::get).ifPresent(nodes::add);
        lobby.standbys().stream().filter(this::isUp).map(up::get).forEach(nodes::add);
        return nodes;
    }
}
