package dev.rallypoint.contract;

import java.util.List;

/** Limits on calls. */
public record SecurityConfig(
        @Setting(
                        value = "1800",
                        min = 60,
                        max = 2_592_000,
                        unit = "s",
                        why =
                                "Life of an access token; clients renew it with their refresh"
                                        + " token.")
                int accessTokenSeconds,
        @Setting(
                        value = "2592000",
                        min = 3_600,
                        max = 31_536_000,
                        unit = "s",
                        why =
                                "Life of a refresh token since it was given out: who does not play"
                                        + " for that long logs in again.")
                int refreshTokenSeconds,
        @Setting(
                        value = "1200",
                        min = 1,
                        unit = "calls/min",
                        why =
                                "Calls without login from one address; a household, LAN party or"
                                        + " carrier NAT shares an address.")
                int callsPerAddressPerMinute,
        @Setting(
                        value = "300",
                        min = 1,
                        unit = "calls/min",
                        why =
                                "Guest logins from one address: each may make a row in the"
                                        + " database.")
                int guestsPerAddressPerMinute,
        @Setting(value = "600", min = 1, unit = "calls/min", why = "Calls of one player.")
                int callsPerPlayerPerMinute,
        @Setting(value = "20", min = 1, unit = "calls/min", why = "Lobbies one player makes.")
                int lobbiesPerPlayerPerMinute,
        @Setting(value = "60", min = 1, unit = "calls/min", why = "Chat lines of one player.")
                int messagesPerPlayerPerMinute,
        @Setting(
                        value = "30",
                        min = 1,
                        unit = "calls/min",
                        why = "Joins of one player: slows the guessing of passwords.")
                int joinsPerPlayerPerMinute,
        @Setting(
                        value = "[]",
                        why =
                                "Addresses without limits as CIDR blocks, such as load generators of"
                                        + " your own.")
                List<String> exemptRanges,
        @Setting(
                        value = "600",
                        min = 1,
                        unit = "calls/min",
                        why = "Calls under /admin on the operator port from one address.")
                int operatorCallsPerAddressPerMinute,
        @Setting(
                        value = "30",
                        min = 1,
                        unit = "calls/min",
                        why = "New tickets of one player: each asks the members of his party.")
                int ticketsPerPlayerPerMinute,
        @Setting(
                        value = "2",
                        min = 1,
                        unit = "calls/min",
                        why =
                                "Exports of one player's data: each reads all that the database"
                                        + " has about him.")
                int exportsPerPlayerPerMinute,
        @Setting(
                        value = "2",
                        min = 1,
                        unit = "calls/min",
                        why =
                                "Times one player asks to be erased: once is enough, and again after"
                                        + " a failure. Others wait while it is done.")
                int erasuresPerPlayerPerMinute) {
    /** With the defaults for operators, tickets, exports and erasures. */
    public SecurityConfig(
            int accessTokenSeconds,
            int refreshTokenSeconds,
            int callsPerAddressPerMinute,
            int guestsPerAddressPerMinute,
            int callsPerPlayerPerMinute,
            int lobbiesPerPlayerPerMinute,
            int messagesPerPlayerPerMinute,
            int joinsPerPlayerPerMinute,
            List<String> exemptRanges) {
        this(
                accessTokenSeconds,
                refreshTokenSeconds,
                callsPerAddressPerMinute,
                guestsPerAddressPerMinute,
                callsPerPlayerPerMinute,
                lobbiesPerPlayerPerMinute,
                messagesPerPlayerPerMinute,
                joinsPerPlayerPerMinute,
                exemptRanges,
                600,
                30,
                2,
                2);
    }
}
