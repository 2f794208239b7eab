package dev.rallypoint.rating;

import dev.rallypoint.contract.Api;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.runtime.ConfigException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The seasons of the leaderboards, in order; each ends where the next begins. */
public record Seasons(List<Season> all) {
    /**
     * @param endsAtMs the first moment after it; the last season has none
     */
    public record Season(String id, long startsAtMs, Optional<Long> endsAtMs) {
        boolean contains(long atMs) {
            return atMs >= startsAtMs && endsAtMs.map(end -> atMs < end).orElse(true);
        }
    }

    private static final String SHAPE = "[a-z0-9-]{1,32}";

    public Seasons {
        all = List.copyOf(all);
    }

    /**
     * @throws ConfigException if they are not id=date in order
     */
    public static Seasons of(RatingConfig config) {
        List<String> ids = new ArrayList<>();
        List<Long> starts = new ArrayList<>();
        for (String entry : config.seasons()) {
            String[] parts = entry.split("=", 2);
            if (parts.length != 2 || !parts[0].matches(SHAPE)) {
                throw invalid(entry, "is not id=first day, with an id of a-z, 0-9 and -");
            }
            ids.add(parts[0]);
            starts.add(startOf(entry, parts[1]));
        }
        Set<String> distinct = new HashSet<>(ids);
        if (distinct.size() != ids.size() || !starts.equals(starts.stream().sorted().toList())) {
            throw invalid(String.join(", ", config.seasons()), "are not in order, each id once");
        }
        List<Season> all = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Optional<Long> end =
                    i + 1 < ids.size() ? Optional.of(starts.get(i + 1)) : Optional.empty();
            all.add(new Season(ids.get(i), starts.get(i), end));
        }
        return new Seasons(all);
    }

    private static long startOf(String entry, String date) {
        try {
            return LocalDate.parse(date.strip())
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException notADate) {
            throw invalid(entry, "has no date such as 2026-09-01");
        }
    }

    private static ConfigException invalid(String entry, String why) {
        return new ConfigException("rating.seasons: " + entry + " " + why);
    }

    /** The season that a match belongs to by when it ended; empty before the first one. */
    public Optional<Season> at(long atMs) {
        return all.stream().filter(season -> season.contains(atMs)).findFirst();
    }

    Api.Seasons toApi(long nowMs) {
        return new Api.Seasons(
                all.stream().map(Seasons::toApi).toList(), at(nowMs).map(Season::id));
    }

    private static Api.Season toApi(Season season) {
        return new Api.Season(
                season.id(),
                Instant.ofEpochMilli(season.startsAtMs()).toString(),
                season.endsAtMs().map(end -> Instant.ofEpochMilli(end).toString()));
    }

    public Optional<Season> byId(String id) {
        return all.stream().filter(season -> season.id().equals(id)).findFirst();
    }
}
