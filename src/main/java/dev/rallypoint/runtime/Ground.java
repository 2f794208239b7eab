package dev.rallypoint.runtime;

import dev.rallypoint.protocol.Entropy;

/** What the rooms of one node share: the bus, the figures, the time and chance. Thread-safe. */
public record Ground(VertxBus bus, MicrometerMetrics metrics, EpochClock clock, Entropy entropy) {}
