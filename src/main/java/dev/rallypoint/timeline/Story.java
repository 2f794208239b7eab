package dev.rallypoint.timeline;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.TimelineMessage.AttemptDrop;
import dev.rallypoint.contract.TimelineMessage.HostDrops;
import dev.rallypoint.contract.TimelineMessage.NodeTimeline;
import dev.rallypoint.contract.TimelineMessage.RelayAttempt;
import dev.rallypoint.contract.TimelineMessage.RelayTimeline;
import dev.rallypoint.contract.TimelineMessage.TokenAsked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what the nodes know of one player, token by token, the newest first. */
final class Story {
    private final Findings found;
    private final long nowMs;

    Story(Findings found, long nowMs) {
        this.found = found;
        this.nowMs = nowMs;
    }

    /** One token, as its lobby counts them. */
    private record Key(String lobbyId, long generation) {}

    Api.PlayerConnections told() {
        List<AttemptStory> stories = stories();
        stories.sort(Comparator.comparingLong(AttemptStory::beganMs).reversed());
        return new Api.PlayerConnections(
                found.playerId(),
                Instant.ofEpochMilli(nowMs).toString(),
                stories.stream().map(AttemptStory::told).toList(),
                fromAddress(),
                found.silentNodes());
    }

    private List<AttemptStory> stories() {
        Map<Key, AttemptStory> byToken = new LinkedHashMap<>();
        List<AttemptStory> all = new ArrayList<>();
        for (NodeTimeline node : found.timelines()) {
            for (TokenAsked asked : node.tokens()) {
                AttemptStory story =
                        asked.refusal().isPresent()
                                ? new AttemptStory(asked.lobbyId(), allDrops(), nowMs)
                                : of(new Key(asked.lobbyId(), asked.generation()), byToken);
                story.onToken(node.nodeId(), asked, found.gapFor(asked));
                if (asked.refusal().isPresent()) {
                    all.add(story);
                }
            }
        }
        for (NodeTimeline node : found.timelines()) {
            for (RelayTimeline relay : node.relays()) {
                for (RelayAttempt attempt : relay.attempts()) {
                    of(new Key(attempt.lobbyId(), attempt.generation()), byToken)
                            .onRelay(
                                    new AttemptStory.Place(
                                            node.nodeId(), Optional.of(relay.loop())),
                                    attempt);
                }
            }
        }
        all.addAll(byToken.values());
        return all;
    }

    private AttemptStory of(Key key, Map<Key, AttemptStory> byToken) {
        return byToken.computeIfAbsent(
                key, token -> new AttemptStory(token.lobbyId(), allDrops(), nowMs));
    }

    private List<AttemptDrop> allDrops() {
        return found.drops().values().stream()
                .flatMap(List::stream)
                .flatMap(host -> host.drops().stream())
                .toList();
    }

    private List<Api.AddressDrops> fromAddress() {
        List<Api.AddressDrops> told = new ArrayList<>();
        found.drops()
                .forEach(
                        (node, hosts) -> {
                            for (HostDrops host : hosts) {
                                host.drops().forEach(drop -> told.add(told(node, host, drop)));
                            }
                        });
        return told;
    }

    private static Api.AddressDrops told(String nodeId, HostDrops host, AttemptDrop drop) {
        return new Api.AddressDrops(
                nodeId,
                host.host(),
                drop.reason(),
                drop.count(),
                Instant.ofEpochMilli(drop.lastMs()).toString(),
                Words.drop(drop.reason()));
    }
}
