package dev.rallypoint.bench.load;

import dev.rallypoint.bench.load.RunOrder.Flood;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Hostile datagrams from many source addresses and ports, at a rate. */
final class FloodSource implements AutoCloseable {
    private static final int SOURCES = 1_024;
    private static final int FIRST_HOUSEHOLD = 55_000;
    private static final int PORTS_EACH = 4;
    private static final int AT_ONCE = 16;
    private static final int MAX_GARBAGE_BYTES = 1_400;
    private static final int REQUEST_BYTES = 1_078;

    /** Drawn once: to draw for each datagram would cost more than to send it. */
    private static final int NOISE_BYTES = 1 << 20;

    private static final int TOKEN_SECONDS = 45;

    private final Flood flood;
    private final Crowd crowd;
    private final long startNanos;
    private final Random random;
    private final PlayerSocket[] sources;
    private final ByteBuffer out = ByteBuffer.allocateDirect(2_048).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] noise = new byte[NOISE_BYTES];
    private long sent;

    FloodSource(Flood flood, Crowd crowd, long startNanos) {
        this.flood = flood;
        this.crowd = crowd;
        this.startNanos = startNanos;
        random = new Random(crowd.terms().seed());
        random.nextBytes(noise);
        sources = new PlayerSocket[flood.perSecond() > 0 ? SOURCES : 0];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = PlayerSocket.open(crowd.target(), FIRST_HOUSEHOLD + i / PORTS_EACH);
        }
        crowd.tape().run(sources.length > 0 && flood.kind() == Flood.Kind.REPLAYS);
    }

    /** Sends what is due; answers whether there was any. */
    boolean step(long nowNanos) {
        double due = flood.perSecond() * (nowNanos - startNanos) / 1e9;
        int burst = 0;
        while (sent < due && burst < AT_ONCE) {
            sendOne(nowNanos);
            sent++;
            burst++;
        }
        return burst > 0;
    }

    private void sendOne(long nowNanos) {
        PlayerSocket source = sources[(int) (sent % sources.length)];
        switch (flood.kind()) {
            case GARBAGE -> garbage(source);
            case BAD_TOKENS -> forgedRequest(source, nowNanos);
            case REPLAYS -> replay(source);
            case EMPTY -> source.writeEmpty(crowd.target());
        }
    }

    private void garbage(PlayerSocket source) {
        out.clear();
        putNoise(1 + random.nextInt(MAX_GARBAGE_BYTES));
        source.write(out.flip());
    }

    private void putNoise(int bytes) {
        out.put(noise, random.nextInt(noise.length - bytes), bytes);
    }

    /** Only the token's encrypted part is wrong: the relay must decrypt it to know. */
    private void forgedRequest(PlayerSocket source, long nowNanos) {
        out.clear().put((byte) 0).put("NETCODE 1.02\0".getBytes(StandardCharsets.US_ASCII));
        out.putLong(crowd.terms().protocolId());
        out.putLong(LoadClock.unixMs(nowNanos) / 1_000 + TOKEN_SECONDS);
        putNoise(REQUEST_BYTES - out.position());
        source.write(out.flip());
    }

    /** By turns from the player's own address and from a stranger's. */
    private void replay(PlayerSocket stranger) {
        Tape tape = crowd.tape();
        if (tape.isEmpty()) {
            return;
        }
        int number = random.nextInt(Integer.MAX_VALUE);
        out.clear().put(tape.datagram(number)).flip();
        PlayerSocket from = sent % 2 == 0 ? tape.sender(number) : stranger;
        from.write(out);
    }

    long sent() {
        return sent;
    }

    @Override
    public void close() {
        crowd.tape().run(false);
        for (PlayerSocket source : sources) {
            source.close();
        }
    }
}
