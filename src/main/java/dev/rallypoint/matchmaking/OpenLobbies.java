package dev.rallypoint.matchmaking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The racing lobbies of a pass that take more players, on a line by rating in each region. */
final class OpenLobbies {
    /** Lobbies looked at for a ticket, those whose mean is nearest to its rating first. */
    private static final int LOOKS = 32;

    /** The same for a ticket that is overdue. */
    private static final int LOOKS_OVERDUE = 4_096;

    private final List<OpenLobby> all = new ArrayList<>();
    private final List<RatingLine> lines = new ArrayList<>();
    private final List<List<OpenLobby>> standing = new ArrayList<>();

    OpenLobbies(List<OpenSeats> seats, List<String> regions, ModeRules rules) {
        for (OpenSeats lobby : seats) {
            int region = regions.indexOf(lobby.region());
            if (region >= 0 && rules.teams() == 1) {
                all.add(new OpenLobby(lobby, region, rules));
            }
        }
        all.sort(Comparator.comparingDouble(OpenLobby::rating).thenComparing(OpenLobby::lobbyId));
        for (int region = 0; region < regions.size(); region++) {
            int here = region;
            List<OpenLobby> line =
                    all.stream()
                            .filter(lobby -> lobby.region() == here && lobby.free() > 0)
                            .toList();
            standing.add(line);
            lines.add(new RatingLine(line.stream().mapToDouble(OpenLobby::rating).toArray()));
        }
    }

    /** Lets the ticket join the lobby that suits it best; empty if none does. */
    Optional<OpenLobby> join(Waiting ticket) {
        OpenLobby best = null;
        int bestPlace = RatingLine.NONE;
        for (int region = 0; region < lines.size(); region++) {
            if (ticket.roundTripMs(region) > ticket.latencyWindowMs()) {
                continue;
            }
            int place = nearestSuitable(ticket, region);
            if (place != RatingLine.NONE) {
                OpenLobby lobby = standing.get(region).get(place);
                if (best == null || lobby.cost(ticket) < best.cost(ticket)) {
                    best = lobby;
                    bestPlace = place;
                }
            }
        }
        if (best != null) {
            best.join(ticket);
            if (best.free() == 0) {
                lines.get(best.region()).remove(bestPlace);
            }
        }
        return Optional.ofNullable(best);
    }

    /** The cheapest of those looked at. */
    private int nearestSuitable(Waiting ticket, int region) {
        RatingLine line = lines.get(region);
        int start = line.placeOf(ticket.rating());
        int left = line.atOrLeftOf(start - 1);
        int right = line.atOrRightOf(start);
        int looks = ticket.isOverdue() ? LOOKS_OVERDUE : LOOKS;
        int best = RatingLine.NONE;
        while (looks-- > 0 && (left != RatingLine.NONE || right != RatingLine.NONE)) {
            boolean goLeft = isLeftNearer(line, ticket.rating(), left, right);
            int place = goLeft ? left : right;
            if (goLeft) {
                left = line.atOrLeftOf(left - 1);
            } else {
                right = line.atOrRightOf(right + 1);
            }
            OpenLobby lobby = standing.get(region).get(place);
            if (Math.abs(lobby.rating() - ticket.rating()) > ticket.ratingWindow()) {
                break;
            }
            if (lobby.suits(ticket)
                    && (best == RatingLine.NONE
                            || lobby.cost(ticket) < standing.get(region).get(best).cost(ticket))) {
                best = place;
            }
        }
        return best;
    }

    private static boolean isLeftNearer(RatingLine line, double rating, int left, int right) {
        return right == RatingLine.NONE
                || left != RatingLine.NONE
                        && rating - line.rating(left) <= line.rating(right) - rating;
    }

    /** Those whom somebody joined. */
    List<OpenLobby> joined() {
        return all.stream().filter(lobby -> !lobby.joined().isEmpty()).toList();
    }
}
