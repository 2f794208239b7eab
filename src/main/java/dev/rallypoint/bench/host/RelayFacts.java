package dev.rallypoint.bench.host;

/**
 * A relay process that is ready.
 *
 * @param port UDP on 127.0.0.1
 */
public record RelayFacts(int port, long protocolId) {}
