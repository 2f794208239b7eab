package dev.rallypoint.turn;

import dev.rallypoint.client.Json;
import dev.rallypoint.client.RallypointClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.CandidateHarvester;
import org.ice4j.ice.harvest.StunCandidateHarvester;
import org.ice4j.ice.harvest.TurnCandidateHarvester;
import org.ice4j.security.LongTermCredential;

/**
 * ICE agents of ice4j, as a process of its own on a machine with a network card, for ice4j leaves
 * loopback alone. They log in and use what {@code /v1/ice-servers} hands out: one asks for its
 * reflexive address, two tell each other nothing but their relayed ones. What came of it is said, a
 * line each.
 */
final class Ice4jAgents {
    private static final int MESSAGES = 20;
    private static final int PATIENCE_SECONDS = 10;

    /** One of them, with its candidates gathered. */
    private record Gathered(Agent agent, Component component) {
        static Gathered with(CandidateHarvester harvester) throws IOException {
            Agent agent = new Agent();
            agent.addCandidateHarvester(harvester);
            return new Gathered(
                    agent,
                    agent.createComponent(
                            agent.createMediaStream("game"),
                            KeepAliveStrategy.SELECTED_ONLY,
                            true));
        }

        List<LocalCandidate> candidates(CandidateType type) {
            return component.getLocalCandidates().stream()
                    .filter(candidate -> candidate.getType() == type)
                    .toList();
        }

        /** What signalling would do, with the relayed candidates only. */
        void hearOf(Gathered other) {
            component.getParentStream().setRemoteUfrag(other.agent.getLocalUfrag());
            component.getParentStream().setRemotePassword(other.agent.getLocalPassword());
            for (LocalCandidate relayed : other.candidates(CandidateType.RELAYED_CANDIDATE)) {
                component.addRemoteCandidate(
                        new RemoteCandidate(
                                relayed.getTransportAddress(),
                                component,
                                relayed.getType(),
                                relayed.getFoundation(),
                                relayed.getPriority(),
                                null));
            }
        }

        CountDownLatch connect() {
            CountDownLatch connected = new CountDownLatch(1);
            agent.addStateChangeListener(
                    change -> {
                        if (agent.getState().isEstablished()) {
                            connected.countDown();
                        }
                    });
            agent.startConnectivityEstablishment();
            return connected;
        }

        void send(int number) throws IOException {
            byte[] message = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
            SocketAddress to =
                    component.getSelectedPair().getRemoteCandidate().getTransportAddress();
            component.getSocket().send(new DatagramPacket(message, message.length, to));
        }

        int receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[1_500], 1_500);
            component.getSocket().receive(packet);
            return ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength())
                    .getInt();
        }
    }

    private final Json server;

    private Ice4jAgents(Json server) {
        this.server = server;
    }

    /**
     * @param arguments the URL of the API
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Ice4jAgents agents = new Ice4jAgents(iceServer(URI.create(arguments[0])));
        agents.learnReflexiveAddress();
        agents.talk();
        System.exit(0);
    }

    private static Json iceServer(URI api) throws IOException, InterruptedException {
        RallypointClient client = new RallypointClient(api);
        String token = client.loginAsGuest("Agent").join().accessToken();
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve("/v1/ice-servers"))
                        .header("Authorization", "Bearer " + token)
                        .build();
        String answer =
                RallypointClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        System.out.println("servers " + answer.replaceAll("\"credential\":\"[^\"]*\"", ""));
        return Json.parse(answer).items().get(0);
    }

    private TransportAddress address(String scheme) {
        String url =
                server.get("urls").items().stream()
                        .map(Json::text)
                        .filter(text -> text.startsWith(scheme + ":"))
                        .filter(text -> !text.endsWith("?transport=tcp"))
                        .findFirst()
                        .orElseThrow();
        String[] words = url.split("[:?]");
        return new TransportAddress(words[1], Integer.parseInt(words[2]), Transport.UDP);
    }

    private void learnReflexiveAddress() throws IOException {
        Gathered one = Gathered.with(new StunCandidateHarvester(address("stun")));
        for (LocalCandidate found : one.candidates(CandidateType.SERVER_REFLEXIVE_CANDIDATE)) {
            System.out.println("reflexive " + found.getTransportAddress().getHostAddress());
        }
        one.agent.free();
    }

    private TurnCandidateHarvester turn() {
        return new TurnCandidateHarvester(
                address("turn"),
                new LongTermCredential(
                        server.get("username").text(), server.get("credential").text()));
    }

    private void talk() throws IOException, InterruptedException {
        Gathered one = Gathered.with(turn());
        Gathered other = Gathered.with(turn());
        one.agent.setControlling(true);
        other.agent.setControlling(false);
        one.hearOf(other);
        other.hearOf(one);
        List<CountDownLatch> connections = List.of(one.connect(), other.connect());
        for (CountDownLatch connection : connections) {
            boolean isConnected = connection.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            System.out.println(isConnected ? "connected" : "no connection");
        }
        for (Gathered each : List.of(one, other)) {
            CandidatePair pair = each.component.getSelectedPair();
            System.out.printf(
                    "pair %s %s%n",
                    pair.getLocalCandidate().getType(), pair.getRemoteCandidate().getType());
        }
        System.out.println("arrived " + count(one, other) + " and " + count(other, one));
        one.agent.free();
        other.agent.free();
    }

    private static int count(Gathered from, Gathered to) throws IOException {
        int arrived = 0;
        to.component.getSocket().setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        for (int i = 0; i < MESSAGES; i++) {
            from.send(i);
            arrived += to.receive() == i ? 1 : 0;
        }
        return arrived;
    }
}
