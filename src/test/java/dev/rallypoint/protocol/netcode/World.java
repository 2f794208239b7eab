package dev.rallypoint.protocol.netcode;

import dev.rallypoint.protocol.DropReason;
import dev.rallypoint.protocol.PeerAddress;
import dev.rallypoint.support.NetworkSimulator;
import dev.rallypoint.support.SeededEntropy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Server and client cores over a simulated network, in virtual time. */
final class World {
    static final int SLOTS = 8;

    final NetworkSimulator network;
    final List<Player> players = new ArrayList<>();
    final List<Relay> relays = new ArrayList<>();

    World(long seed, NetworkSimulator.Conditions conditions) {
        network = new NetworkSimulator(seed, conditions, Fixtures.NOW_MS);
    }

    Relay relay(PeerAddress address, int restartEpoch) {
        return relay(OwnAddresses.of(address), restartEpoch);
    }

    Relay relay(OwnAddresses addresses, int restartEpoch) {
        Relay relay = new Relay(addresses, restartEpoch);
        relays.add(relay);
        return relay;
    }

    Player player(byte[] token, PeerAddress address) {
        Player player = new Player(token, address);
        players.add(player);
        return player;
    }

    long nowMs() {
        return network.nowMs();
    }

    /** Runs everything for a while, 5 ms a step. */
    void run(long forMs) {
        for (long end = nowMs() + forMs; nowMs() < end; ) {
            network.advanceTo(nowMs() + 5);
            for (Relay relay : relays) {
                if (nowMs() >= relay.server.nextDeadlineMs()) {
                    relay.server.onTimer(nowMs());
                }
            }
            for (Player player : players) {
                if (nowMs() >= player.client.nextDeadlineMs()) {
                    player.client.onTimer(nowMs());
                }
            }
        }
    }

    static String text(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** A server that seats players by the first byte of their user data. */
    final class Relay implements NetcodeServer.Output, Admission {
        final PeerAddress address;
        final NetcodeServer server;
        final Map<Integer, NetcodeSession> seats = new java.util.HashMap<>();
        final List<String> events = new ArrayList<>();
        final List<String> payloads = new ArrayList<>();
        final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
        final List<Claim> claims = new ArrayList<>();
        int maxClients = SLOTS;
        TokenKeys tokenKeys = TokenKeys.of(Fixtures.KEY_102, Fixtures.KEY_101);
        long expectsUntilMs;

        Relay(OwnAddresses addresses, int restartEpoch) {
            address = addresses.unique();
            NetcodeServer.Settings settings =
                    new NetcodeServer.Settings(
                            Fixtures.PROTOCOL_ID,
                            () -> tokenKeys,
                            addresses,
                            restartEpoch,
                            64,
                            1300);
            server =
                    new NetcodeServer(
                            settings,
                            Aeads.ofNode(),
                            this,
                            this,
                            network.transmitOf(address),
                            new SeededEntropy(restartEpoch * 31L + address.hashCode()));
            network.attach(address, server::onDatagram);
        }

        @Override
        public long expectsUntilMs() {
            return expectsUntilMs;
        }

        @Override
        public Seat seat(Claim claim, long nowMs) {
            claims.add(claim);
            int slot = claim.userData()[0];
            if (slot < 0) {
                return Seat.UNREADABLE;
            }
            NetcodeSession holder = seats.get(slot);
            boolean isTaken = holder != null && holder.clientId() != claim.clientId();
            return slot >= maxClients || isTaken ? Seat.FULL : new Seat(slot, maxClients);
        }

        @Override
        public boolean isNewer(byte[] candidateUserData, NetcodeSession current) {
            return candidateUserData[1] > (byte) current.attachment();
        }

        @Override
        public void onConnected(NetcodeSession session, byte[] userData, long nowMs) {
            session.attach(userData[1]);
            seats.put(session.slot(), session);
            events.add("connected " + session.clientId() + "/" + userData[1]);
        }

        @Override
        public void onPayload(NetcodeSession session, ByteBuffer payload, long nowMs) {
            payloads.add(session.clientId() + ":" + text(payload));
        }

        @Override
        public void onDisconnected(NetcodeSession session, NetcodeServer.End end, long nowMs) {
            seats.remove(session.slot());
            events.add(end + " " + session.clientId());
        }

        @Override
        public void onRoamed(NetcodeSession session, PeerAddress from, long nowMs) {
            events.add("roamed " + session.clientId() + " to " + session.address());
        }

        @Override
        public void onDrop(DropReason reason) {
            drops.merge(reason, 1, Integer::sum);
        }

        int drops(DropReason reason) {
            return drops.getOrDefault(reason, 0);
        }
    }

    /** A client and what it saw. */
    final class Player implements NetcodeClient.Output {
        final NetcodeClient client;
        final List<String> states = new ArrayList<>();
        final List<String> payloads = new ArrayList<>();
        final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
        PeerAddress address;

        Player(byte[] token, PeerAddress address) {
            this.address = address;
            client =
                    new NetcodeClient(
                            token,
                            Aead.ofJdk(),
                            (to, datagram) -> network.send(this.address, to, datagram),
                            this,
                            nowMs());
            network.attach(address, client::onDatagram);
        }

        /** The player's NAT gives him another address. */
        void moveTo(PeerAddress newAddress) {
            network.detach(address);
            address = newAddress;
            network.attach(address, client::onDatagram);
        }

        @Override
        public void onState(NetcodeClient.State from, NetcodeClient.State to, long nowMs) {
            states.add(to.name());
        }

        @Override
        public void onPayload(ByteBuffer payload, long nowMs) {
            payloads.add(text(payload));
        }

        @Override
        public void onDrop(DropReason reason) {
            drops.merge(reason, 1, Integer::sum);
        }
    }
}
