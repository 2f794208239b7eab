package dev.rallypoint.turn.server;

import dev.rallypoint.protocol.stun.AttributeType;
import dev.rallypoint.protocol.stun.ErrorCode;
import dev.rallypoint.protocol.stun.MessageIntegrity;
import dev.rallypoint.protocol.stun.MessageIntegritySha256;
import dev.rallypoint.protocol.stun.Nonce;
import dev.rallypoint.protocol.stun.PasswordAlgorithm;
import dev.rallypoint.protocol.stun.PasswordAlgorithms;
import dev.rallypoint.protocol.stun.Realm;
import dev.rallypoint.protocol.stun.StunKey;
import dev.rallypoint.protocol.stun.StunMessage;
import dev.rallypoint.protocol.stun.Username;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The long-term credential mechanism, RFC 8489 §9.2.4, for names whose password follows from them.
 * USERHASH is not offered: a name that nobody keeps cannot be found by its hash.
 */
final class Authentication {
    private final String realm;
    private final Supplier<List<TurnSecret>> secrets;
    private final Nonces nonces;

    /**
     * @param secrets as they are now, the newest first
     */
    Authentication(String realm, Supplier<List<TurnSecret>> secrets, Nonces nonces) {
        this.realm = realm;
        this.secrets = secrets;
        this.nonces = nonces;
    }

    /** A login, or why there is none; one of the two. */
    record Verdict(Optional<Login> login, Optional<Refusal> refusal) {
        private static Verdict refused(Refusal refusal) {
            return new Verdict(Optional.empty(), Optional.of(refusal));
        }
    }

    /** The checks in the order of RFC 8489 §9.2.4. */
    Verdict check(Call call) {
        StunMessage request = call.request();
        boolean isSha256 = has(request, AttributeType.MESSAGE_INTEGRITY_SHA256);
        // 1. Neither integrity attribute: 401 with realm and nonce.
        if (!isSha256 && !has(request, AttributeType.MESSAGE_INTEGRITY)) {
            return Verdict.refused(Refusal.challenge(ErrorCode.UNAUTHENTICATED));
        }
        // 2. Integrity without name, realm or nonce: 400.
        Optional<String> name = Username.find(request);
        Optional<String> nonce = Nonce.find(request);
        boolean isNamed = name.isPresent() || has(request, AttributeType.USERHASH);
        if (!isNamed || nonce.isEmpty() || !has(request, AttributeType.REALM)) {
            return Verdict.refused(Refusal.plain(ErrorCode.BAD_REQUEST));
        }
        // 3. A nonce that offered algorithms: they come back unchanged, or 400.
        Optional<PasswordAlgorithm> algorithm = algorithm(request, nonce.get());
        if (algorithm.isEmpty()) {
            return Verdict.refused(Refusal.plain(ErrorCode.BAD_REQUEST));
        }
        // 4. A name that is none, and 5. a wrong integrity: 401 with a new nonce.
        Optional<Login> login =
                name.flatMap(TimedUsername::parse)
                        .filter(username -> isOfUse(username, call))
                        .filter(username -> Realm.find(request).filter(realm::equals).isPresent())
                        .flatMap(username -> login(request, username, algorithm.get()));
        if (login.isEmpty()) {
            return Verdict.refused(Refusal.challenge(ErrorCode.UNAUTHENTICATED));
        }
        // 6. A nonce that is over: 438 with a new one.
        if (!nonces.isFresh(nonce.get(), call.client(), call.nowMs())) {
            return Verdict.refused(Refusal.challenge(ErrorCode.STALE_NONCE));
        }
        return new Verdict(login, Optional.empty());
    }

    /** A name that has expired opens no allocation, but keeps the one it opened. */
    private static boolean isOfUse(TimedUsername username, Call call) {
        return !username.isExpired(call.nowMs()) || call.allocation().isPresent();
    }

    private static boolean has(StunMessage request, int type) {
        return request.attribute(type).isPresent();
    }

    /** MD5 where nothing was offered or nothing came back; empty if the offer was tampered with. */
    private static Optional<PasswordAlgorithm> algorithm(StunMessage request, String nonce) {
        boolean isChosen = PasswordAlgorithm.isPresent(request);
        boolean isRepeated = PasswordAlgorithms.isPresent(request);
        if (!Nonces.hasFeatures(nonce) || !isChosen && !isRepeated) {
            return Optional.of(PasswordAlgorithm.MD5);
        }
        return isChosen && PasswordAlgorithms.isOffer(request)
                ? PasswordAlgorithm.find(request)
                : Optional.empty();
    }

    private Optional<Login> login(
            StunMessage request, TimedUsername username, PasswordAlgorithm algorithm) {
        boolean isSha256 = has(request, AttributeType.MESSAGE_INTEGRITY_SHA256);
        for (TurnSecret secret : secrets.get()) {
            StunKey key = key(username.text(), secret, algorithm);
            boolean isTheirs =
                    isSha256
                            ? MessageIntegritySha256.isValid(request, key)
                            : MessageIntegrity.isValid(request, key);
            if (isTheirs) {
                return Optional.of(new Login(username, key, PasswordAlgorithm.isPresent(request)));
            }
        }
        return Optional.empty();
    }

    private StunKey key(String username, TurnSecret secret, PasswordAlgorithm algorithm) {
        String password = secret.passwordOf(username);
        return algorithm == PasswordAlgorithm.SHA256
                ? StunKey.longTermSha256(username, realm, password)
                : StunKey.longTermMd5(username, realm, password);
    }
}
