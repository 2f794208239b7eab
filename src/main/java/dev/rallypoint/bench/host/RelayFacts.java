package dev.rallypoint.bench.host;

/**
 * A relay process that is ready.
 *
 * @param port UDP on 127.0.0.1
 * @param ciphers name and version of the provider
 * @param wantedBufferBytes of the kernel, for what comes in
 * @param grantedBufferBytes what the kernel gave
 */
public record RelayFacts(
        int port, long protocolId, String ciphers, int wantedBufferBytes, int grantedBufferBytes) {}
