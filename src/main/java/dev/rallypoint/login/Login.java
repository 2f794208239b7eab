package dev.rallypoint.login;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A player who is logged in on one device, and the refresh tokens that are good for it.
 *
 * <p>A token is exchanged for a child. An answer may get lost and a client may ask two nodes at the
 * same time, so for a minute the same token gets further children; the first of them that is used
 * becomes the parent, and its siblings are void. Whatever else comes was copied: the login ends for
 * the thief and for the player, who logs in again.
 *
 * @param revocation the last one of the player's tokens that was known when he logged in
 * @param version grows with each change
 * @param parent digest of the token that was exchanged last; empty before the first time
 * @param parentUsedAtMs when that was first done
 * @param children digests of the tokens that were given for it and not used yet
 * @param expiresAtMs of the children
 * @param accessUntilMs when the newest access token expires
 * @param over whether it has ended
 */
record Login(
        String loginId,
        String playerId,
        String displayName,
        long revocation,
        long version,
        String parent,
        long parentUsedAtMs,
        List<String> children,
        long expiresAtMs,
        long accessUntilMs,
        boolean over) {
    /** For answers that got lost, and the clocks of two nodes. */
    static final long GRACE_MS = 60_000;

    /** A client asks a handful of nodes at most. */
    static final int MAX_CHILDREN = 8;

    /** How long tokens live that are given out now. */
    record Terms(long nowMs, long refreshMs, long accessMs) {}

    /** What a token is to its login. */
    enum Standing {
        /** Not used yet. */
        GOOD,
        /** Used a moment ago: the answer may have got lost. */
        REPEATED,
        /** Used before, or its sibling was. */
        REUSED,
        /** Good, but its player is banned. */
        BANNED,
        /** The login has ended, or the token has expired. */
        VOID
    }

    Login {
        children = List.copyOf(children);
    }

    static Login open(
            String playerId, String displayName, long revocation, RefreshToken first, Terms terms) {
        return new Login(
                first.loginId(),
                playerId,
                displayName,
                revocation,
                1,
                "",
                0,
                List.of(first.digest()),
                terms.nowMs() + terms.refreshMs(),
                terms.nowMs() + terms.accessMs(),
                false);
    }

    Standing standing(String digest, long nowMs) {
        if (over || nowMs >= expiresAtMs) {
            return Standing.VOID;
        }
        if (children.contains(digest)) {
            return Standing.GOOD;
        }
        boolean isRepeated =
                digest.equals(parent)
                        && nowMs - parentUsedAtMs < GRACE_MS
                        && children.size() < MAX_CHILDREN;
        return isRepeated ? Standing.REPEATED : Standing.REUSED;
    }

    /**
     * Exchanges a token that is good or repeated.
     *
     * @param digest of that token
     * @param child the digest of the new one
     */
    Login renew(String digest, String child, Terms terms) {
        boolean isRepeated = digest.equals(parent);
        List<String> valid = new ArrayList<>(isRepeated ? children : List.of());
        valid.add(child);
        return new Login(
                loginId,
                playerId,
                displayName,
                revocation,
                version + 1,
                digest,
                isRepeated ? parentUsedAtMs : terms.nowMs(),
                valid,
                terms.nowMs() + terms.refreshMs(),
                terms.nowMs() + terms.accessMs(),
                false);
    }

    /** Ended; remembered for as long as its tokens could have been used. */
    Login end() {
        return new Login(
                loginId,
                playerId,
                displayName,
                revocation,
                version + 1,
                "",
                0,
                List.of(),
                expiresAtMs,
                0,
                true);
    }

    /** Whether a token of this digest is one that a player may log out with. */
    boolean knows(String digest) {
        return children.contains(digest) || digest.equals(parent);
    }

    /** Whether a login that came after a change of ours was made from it; empty = unknown. */
    Optional<Boolean> hasBecome(Login later) {
        if (later.over || later.version <= version) {
            return Optional.of(later.equals(this));
        }
        boolean isOurs = children.stream().anyMatch(later::knows);
        return isOurs ? Optional.of(true) : Optional.empty();
    }
}
