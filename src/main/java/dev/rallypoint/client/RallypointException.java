package dev.rallypoint.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The server refused a call (an RFC 9457 problem), or could not be reached. */
public final class RallypointException extends RuntimeException {
    /** The code when no server answered. */
    public static final String UNREACHABLE = "unreachable";

    /**
     * The code when calls are answered and relays are silent: something on the way lets no UDP
     * through.
     */
    public static final String UDP_BLOCKED = "udp_blocked";

    /** The code when the answer was not what the contract says. */
    public static final String UNREADABLE = "unreadable";

    private static final int TOO_MANY = 429;
    private static final String CONFLICT = "conflict";
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Optional<String> limit;
    private final transient Optional<Duration> retryAfter;

    RallypointException(
            int status,
            String code,
            String message,
            Optional<String> limit,
            Optional<Duration> retryAfter) {
        super(message);
        this.status = status;
        this.code = code;
        this.limit = limit;
        this.retryAfter = retryAfter;
    }

    static RallypointException local(String code, String message, Throwable cause) {
        RallypointException exception =
                new RallypointException(0, code, message, Optional.empty(), Optional.empty());
        exception.initCause(cause);
        return exception;
    }

    /** No server or relay answered. */
    static RallypointException unreachable(String message) {
        return new RallypointException(0, UNREACHABLE, message, Optional.empty(), Optional.empty());
    }

    /** Calls are answered, relays are not heard. */
    static RallypointException udpBlocked() {
        return new RallypointException(
                0,
                UDP_BLOCKED,
                "The server answers over HTTP, but no relay answers over UDP: a firewall between"
                        + " this computer and the server lets no UDP through. Allow outgoing UDP,"
                        + " or try another network.",
                Optional.empty(),
                Optional.empty());
    }

    /** The reason of a failed call, out of its wrapping. */
    static RallypointException of(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RallypointException known
                ? known
                : local(UNREACHABLE, cause.toString(), cause);
    }

    /** The HTTP status; 0 if no server answered. */
    public int status() {
        return status;
    }

    /**
     * Whether the same call would be refused again: what is refused with 4xx stays so, but for what
     * many did at the same time, or he too often.
     */
    boolean isFinal() {
        return status / 100 == 4 && status != TOO_MANY && !code.equals(CONFLICT);
    }

    /**
     * A code of {@code ProblemCode}, {@link #UNREACHABLE}, {@link #UNREADABLE} or {@link
     * #UDP_BLOCKED}.
     */
    public String code() {
        return code;
    }

    /** The limit that was hit, with its figure. */
    public Optional<String> limit() {
        return limit;
    }

    /** When it is worth trying again. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
