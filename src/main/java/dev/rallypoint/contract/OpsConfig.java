package dev.rallypoint.contract;

import java.util.List;

/** The operator port. */
public record OpsConfig(
        @Setting(value = "127.0.0.1", why = "Interface of the operator API: loopback only.")
                String host,
        @Setting(
                        value = "25567",
                        max = 65_535,
                        why = "TCP port of the operator API; 0 = any free one.")
                int port,
        @Setting(
                        value = "",
                        secret = true,
                        why =
                                "Token of the calls under /admin, 16 characters or more; empty ="
                                        + " made at first start in the directory of the keys."
                                        + " Equal on all nodes.")
                String token,
        @Setting(
                        value = "[]",
                        why =
                                "Further operators as name:role:hash; the role is viewer, moderator"
                                        + " or admin, the hash the SHA-256 of the operator's"
                                        + " token. More in the file operator-tokens beside the"
                                        + " keys.")
                List<String> tokens,
        @Setting(
                        value = "[]",
                        why =
                                "Names under which the operator port is called, such as a name of"
                                        + " Prometheus' configuration; IP addresses and localhost"
                                        + " always work. Any other name is refused, or a page in an"
                                        + " operator's browser could lead a name of its own here and"
                                        + " read.")
                List<String> hostNames) {
    /** With no token but the admin's, and called by address. */
    public OpsConfig(String host, int port, String token) {
        this(host, port, token, List.of(), List.of());
    }
}
