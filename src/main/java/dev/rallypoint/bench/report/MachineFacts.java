package dev.rallypoint.bench.report;

/**
 * Where the figures come from.
 *
 * @param pinning which process ran where
 * @param wantedBufferBytes the relay's receive buffer as configured, and what the kernel gave
 * @param openFiles a process may have, which limits the players of one load process
 */
public record MachineFacts(
        String processor,
        int cores,
        String system,
        String java,
        String ciphers,
        String pinning,
        int wantedBufferBytes,
        int grantedBufferBytes,
        int openFiles,
        String date) {}
