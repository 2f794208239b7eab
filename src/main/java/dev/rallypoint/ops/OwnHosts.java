package dev.rallypoint.ops;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Under which names the operator port is called. A page that an operator looks at may lead a name
 * of its own to this machine ("DNS rebinding"); his browser then takes the port for a part of that
 * page and shows it what it finds, but tells the name. Addresses cannot be led anywhere.
 */
final class OwnHosts {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 =
            Pattern.compile("\\[?[0-9a-fA-F:.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*]?");
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");

    /** What browsers say of a call that a page of another site makes (Fetch Metadata). */
    private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");

    private final Set<String> names;

    OwnHosts(List<String> configured) {
        names =
                Stream.concat(Stream.of("localhost"), configured.stream())
                        .map(OwnHosts::normalize)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static String normalize(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /**
     * @param host of the Host header, without the port
     */
    boolean contains(String host) {
        return IPV4.matcher(host).matches()
                || IPV6.matcher(host).matches()
                || names.contains(normalize(host));
    }

    /**
     * Whether a page of another site makes this call by itself. A link there may be followed.
     *
     * @param site the header Sec-Fetch-Site; empty if there is none
     * @param mode the header Sec-Fetch-Mode
     * @param origin the header Origin
     * @param authority the header Host
     */
    static boolean isOfAnotherSite(String site, String mode, String origin, String authority) {
        boolean isFollowedLink = mode.equals("navigate") && origin.isEmpty();
        return OTHER_SITES.contains(site) && !isFollowedLink
                || !origin.isEmpty() && !isOrigin(origin, authority);
    }

    private static boolean isOrigin(String origin, String authority) {
        return origin.equals("http://" + authority) || origin.equals("https://" + authority);
    }

    /** {@code host} of {@code host:port} or {@code [host]:port}. */
    static String hostOf(String authority) {
        return IPV6.matcher(authority).matches() && !authority.startsWith("[")
                ? authority
                : PORT.matcher(authority).replaceFirst("");
    }
}
