package dev.rallypoint.rating;

import dev.rallypoint.contract.BusContract;
import dev.rallypoint.contract.RatingConfig;
import dev.rallypoint.contract.RatingMessage.Block;
import dev.rallypoint.contract.RatingMessage.GetRatings;
import dev.rallypoint.contract.RatingMessage.GetSeasons;
import dev.rallypoint.contract.RatingMessage.LoadRatings;
import dev.rallypoint.contract.RatingMessage.PlayerRating;
import dev.rallypoint.contract.RatingMessage.Ratings;
import dev.rallypoint.contract.RatingMessage.SavedRating;
import dev.rallypoint.contract.RatingMessage.SavedRatings;
import dev.rallypoint.contract.RatingMessage.SeasonsReply;
import dev.rallypoint.rating.RecentRatings.Known;
import dev.rallypoint.runtime.Ground;
import dev.rallypoint.runtime.VertxBus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says how good players are, with or without the database; and erases players. */
public final class RatingVerticle extends VerticleBase {
    /** Within the patience of who asks. */
    private static final long STORE_MS = 1_500;

    private static final int REMEMBERED = 20_000;

    private final RatingTerms terms;
    private final Seasons seasons;
    private final Ground ground;
    private final RecentRatings recent = new RecentRatings(REMEMBERED);

    /**
     * @throws dev.rallypoint.runtime.ConfigException if seasons, reporters, lobbies or times are
     *     none
     */
    public RatingVerticle(RatingConfig config, Ground ground) {
        ResultTerms.of(config);
        RatedRaces.of(config);
        this.terms = RatingTerms.of(config);
        this.seasons = Seasons.of(config);
        this.ground = ground;
    }

    @Override
    public Future<?> start() {
        return VertxBus.all(
                List.of(
                        ground.bus().serve(BusContract.GET_RATINGS, this::ratings),
                        ground.bus().serve(BusContract.GET_SEASONS, this::seasons),
                        ground.bus()
                                .serve(BusContract.FORGET_PLAYER, new VertxErasure(ground)::erase),
                        ground.bus()
                                .subscribe(
                                        BusContract.PLAYER_ERASED,
                                        gone -> recent.forget(gone.playerId()))));
    }

    private Future<SeasonsReply> seasons(GetSeasons question) {
        return Future.succeededFuture(new SeasonsReply(seasons.toApi(ground.clock().nowMs())));
    }

    private Future<Ratings> ratings(GetRatings question) {
        LoadRatings wanted = new LoadRatings(question.playerIds(), question.gameMode());
        return ground.bus()
                .request(BusContract.LOAD_RATINGS, wanted)
                .timeout(STORE_MS, TimeUnit.MILLISECONDS)
                .map(saved -> remember(question, saved))
                .map(saved -> answer(question, true))
                .recover(away -> Future.succeededFuture(answer(question, false)));
    }

    private SavedRatings remember(GetRatings question, SavedRatings saved) {
        Map<String, SavedRating> ratings =
                saved.ratings().stream()
                        .collect(Collectors.toMap(SavedRating::playerId, Function.identity()));
        Map<String, List<String>> blocked =
                saved.blocks().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Block::playerId,
                                        Collectors.mapping(Block::blockedId, Collectors.toList())));
        for (String playerId : question.playerIds()) {
            Known news =
                    new Known(
                            Optional.ofNullable(ratings.get(playerId)),
                            blocked.getOrDefault(playerId, List.of()));
            recent.put(playerId, question.gameMode(), news);
        }
        return saved;
    }

    private Ratings answer(GetRatings question, boolean fromStore) {
        long nowMs = ground.clock().nowMs();
        return new Ratings(
                question.playerIds().stream()
                        .map(id -> rating(id, recent.get(id, question.gameMode()), nowMs))
                        .toList(),
                fromStore);
    }

    private PlayerRating rating(String playerId, Optional<Known> known, long nowMs) {
        Optional<SavedRating> saved = known.flatMap(Known::rating);
        Rating now =
                saved.map(
                                one ->
                                        terms.after(
                                                new Rating(one.mu(), one.sigma()),
                                                nowMs - one.lastMatchAtMs()))
                        .orElse(Rating.NEWCOMER);
        int matches = saved.map(SavedRating::matches).orElse(0);
        return new PlayerRating(
                playerId,
                now.mu(),
                now.sigma(),
                matches,
                terms.isProvisional(matches),
                known.map(Known::blocked).orElse(List.of()));
    }
}
