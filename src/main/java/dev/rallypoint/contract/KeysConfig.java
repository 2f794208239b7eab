package dev.rallypoint.contract;

/** Keys of tokens. */
public record KeysConfig(
        @Setting(
                        value = "",
                        why =
                                "Directory of the key files; empty = keys in the data directory."
                                        + " Nodes on one machine may share it.")
                String directory,
        @Setting(
                        value = "",
                        secret = true,
                        why =
                                "Base64 of 32 bytes that seal netcode 1.02 tokens; empty = made at"
                                        + " first start in the data directory. Equal on all nodes."
                                        + " Several with commas, each with a space and the time"
                                        + " from which it is used (2026-01-31T12:00:00Z).")
                String netcode102,
        @Setting(
                        value = "",
                        secret = true,
                        why = "The same for netcode 1.01; another key than for 1.02.")
                String netcode101,
        @Setting(
                        value = "",
                        secret = true,
                        why = "Base64 of 32 bytes that sign access tokens; equal on all nodes.")
                String accessToken) {}
