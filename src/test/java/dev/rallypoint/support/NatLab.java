package dev.rallypoint.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An internet in a room of its own, made of network namespaces: a server with two public addresses,
 * and two clients, each in a home behind a router whose {@link NatType} the test chooses and
 * changes. The first client has a second way out, a mobile network. The internet is a {@link
 * LanSwitch}, so that delay and loss are chosen, too; homes lose and delay nothing.
 *
 * <pre>
 *   server 203.0.113.10, .11 --+
 *                              +-- .101 router -- 10.1.0.2 client A
 *                 internet  ---+-- .103 router -- 10.3.0.2 client A, once it is mobile
 *                              +-- .102 router -- 10.2.0.2 client B
 * </pre>
 *
 * Needs root, {@code ip}, {@code nft} and {@code conntrack}; see {@link Namespaces}.
 */
public final class NatLab implements AutoCloseable {
    /** A machine behind a router. */
    public enum Client {
        A("ca", 1),
        B("cb", 2);

        private final String namespace;
        private final int home;

        Client(String namespace, int home) {
            this.namespace = namespace;
            this.home = home;
        }
    }

    /** All of them, of this prefix. */
    private static final String PREFIX = "rpnat";

    private static final String SERVER = "srv";
    private static final String INTERNET = "203.0.113.";
    private static final int SERVER_HOST = 10;
    private static final int OTHER_SERVER_HOST = 11;
    private static final int MOBILE = 3;
    private static final int HOMES = 3;

    /** Where packets go that nobody is there for: as on the internet they are never heard of. */
    private static final int NOBODY = 1;

    private final Path folder;
    private final Namespaces namespaces;
    private final ForeignTool compiler;
    private final Map<Client, NatType> types = new EnumMap<>(Client.class);
    private LanSwitch internet;
    private int seed;

    private NatLab(Path folder, Namespaces namespaces) {
        this.folder = folder;
        this.namespaces = namespaces;
        ForeignTool.require("nft", "nftables");
        ForeignTool.require("conntrack", "conntrack");
        compiler = ForeignTool.require("cc", "gcc libc6-dev");
    }

    /**
     * With both clients in the open.
     *
     * @param folder for the compiled switch and rulesets
     * @param seed of lost frames and outer ports
     */
    public static NatLab open(Path folder, int seed) throws IOException, InterruptedException {
        Namespaces namespaces = Namespaces.hold(PREFIX, folder);
        try {
            NatLab lab = new NatLab(folder, namespaces);
            lab.seed = seed;
            lab.build();
            return lab;
        } catch (IOException | RuntimeException | Error failure) {
            namespaces.close();
            throw failure;
        }
    }

    /** What a command begins with that is to run on the server. */
    public List<String> onServer() {
        return namespaces.in(SERVER);
    }

    /** What a command begins with that is to run on a client. */
    public List<String> on(Client client) {
        return namespaces.in(client.namespace);
    }

    public String serverAddress() {
        return INTERNET + SERVER_HOST;
    }

    public String otherServerAddress() {
        return INTERNET + OTHER_SERVER_HOST;
    }

    /** The address of the client's router on the internet. */
    public String outerAddress(Client client) {
        return wan(client.home);
    }

    /** Between server and routers: there delay, loss and cuts are. */
    public LanSwitch internet() {
        return internet;
    }

    /** The internet has no way between the homes of the two clients, but all others. */
    public void cutClientsApart() {
        internet.cut(router(Client.A.home), router(Client.B.home));
    }

    /** From now on the client's router is of this type, and knows of no mapping. */
    public void nat(Client client, NatType type) throws IOException, InterruptedException {
        types.put(client, type);
        translate(client.home, type);
    }

    /** The client's router forgets its mappings and makes others, as after a restart. */
    public void rebind(Client client) throws IOException, InterruptedException {
        seed++;
        translate(client.home, types.get(client));
    }

    /** Client A leaves its home: another router, another address, as from Wi-Fi to mobile. */
    public void goMobile() throws IOException, InterruptedException {
        namespaces.ipIn(
                Client.A.namespace,
                List.of(
                        "link set home down",
                        "route replace default via " + lan(MOBILE, 1) + " dev mobile"));
    }

    /** Client A is at home again. */
    public void goHome() throws IOException, InterruptedException {
        namespaces.ipIn(
                Client.A.namespace,
                List.of(
                        "link set home up",
                        "route replace default via " + lan(Client.A.home, 1) + " dev home"));
    }

    private void build() throws IOException, InterruptedException {
        Path program = folder.resolve("lan_switch");
        Namespaces.run(
                compiler,
                "-O2",
                "-o",
                program.toString(),
                Path.of("src", "test", "c", "lan_switch.c").toString());
        namespaces.add(SERVER, "ra", "rb", "rm", "ca", "cb");
        Map<String, String> ports = new LinkedHashMap<>();
        for (String machine : List.of(SERVER, "ra", "rb", "rm")) {
            plugIn(program, machine);
            ports.put(machine, namespaces.name("s" + machine));
        }
        connectServer();
        for (int home = 1; home <= HOMES; home++) {
            connectRouter(home);
        }
        connectClients();
        internet = LanSwitch.start(program, seed, ports);
        for (Client client : Client.values()) {
            nat(client, NatType.OPEN);
        }
        translate(MOBILE, NatType.PORT_RESTRICTED);
    }

    private static String router(int home) {
        return home == MOBILE ? "rm" : home == Client.A.home ? "ra" : "rb";
    }

    private static String wan(int home) {
        return INTERNET + (100 + home);
    }

    private static String lan(int home, int host) {
        return "10." + home + ".0." + host;
    }

    private static String mac(int host) {
        return String.format("02:52:4e:00:00:%02x", host);
    }

    /** A cable from a machine to the switch; see {@link NetworkLab} for why so. */
    private void plugIn(Path program, String machine) throws IOException, InterruptedException {
        String near = namespaces.name("w" + machine);
        String far = namespaces.name("s" + machine);
        namespaces.ip(
                List.of(
                        "link add " + near + " type veth peer name " + far,
                        "link set " + near + " addrgenmode none",
                        "link set " + far + " addrgenmode none arp off up"));
        Namespaces.run(ForeignTool.at(program), "--plain", near, far);
        namespaces.ip(
                List.of("link set " + near + " netns " + namespaces.name(machine) + " name wan"));
    }

    private void connectServer() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(internetLines(SERVER_HOST));
        lines.add("addr add " + otherServerAddress() + "/24 dev wan");
        lines.add("link set lo up");
        namespaces.ipIn(SERVER, lines);
    }

    private void connectRouter(int home) throws IOException, InterruptedException {
        String router = router(home);
        Client client = home == Client.B.home ? Client.B : Client.A;
        String device = home == MOBILE ? "mobile" : "home";
        namespaces.ipIn(router, internetLines(100 + home));
        namespaces.ip(
                List.of(
                        String.format(
                                "link add %s type veth peer name %s",
                                namespaces.name("l" + home), namespaces.name("c" + home)),
                        String.format(
                                "link set %s netns %s name lan",
                                namespaces.name("l" + home), namespaces.name(router)),
                        String.format(
                                "link set %s netns %s name %s",
                                namespaces.name("c" + home),
                                namespaces.name(client.namespace),
                                device)));
        namespaces.ipIn(
                router, List.of("addr add " + lan(home, 1) + "/24 dev lan", "link set lan up"));
        namespaces.ipIn(
                client.namespace,
                List.of(
                        "addr add " + lan(home, 2) + "/24 dev " + device,
                        "link set " + device + " up"));
        namespaces.run(router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    }

    private void connectClients() throws IOException, InterruptedException {
        for (Client client : Client.values()) {
            namespaces.ipIn(
                    client.namespace,
                    List.of("link set lo up", "route add default via " + lan(client.home, 1)));
        }
    }

    /** The neighbours are known from the start: a lost ARP frame would cost a second. */
    private static List<String> internetLines(int host) {
        List<String> lines = new ArrayList<>();
        lines.add("link set wan address " + mac(host));
        lines.add("addr add " + INTERNET + host + "/24 dev wan");
        lines.add("link set wan up");
        lines.add("route add default via " + INTERNET + NOBODY + " dev wan");
        Map<Integer, Integer> neighbours = new LinkedHashMap<>();
        neighbours.put(NOBODY, NOBODY);
        neighbours.put(SERVER_HOST, SERVER_HOST);
        neighbours.put(OTHER_SERVER_HOST, SERVER_HOST);
        for (int home = 1; home <= HOMES; home++) {
            neighbours.put(100 + home, 100 + home);
        }
        neighbours.remove(host);
        neighbours.forEach(
                (address, machine) ->
                        lines.add(
                                String.format(
                                        "neigh replace %s%d lladdr %s dev wan nud permanent",
                                        INTERNET, address, mac(machine))));
        return lines;
    }

    private void translate(int home, NatType type) throws IOException, InterruptedException {
        Path rules = folder.resolve("router-" + home + ".nft");
        Files.writeString(rules, NatRules.of(type, wan(home), seed));
        namespaces.run(router(home), "nft", "-f", rules.toString());
        namespaces.run(router(home), "conntrack", "-F");
        for (String machine : List.of(SERVER, "ra", "rb", "rm")) {
            if (!machine.equals(router(home))) {
                // Who is in the open is routed; an address of the others is nobody's out there.
                String next = type == NatType.OPEN ? wan(home) : INTERNET + NOBODY;
                namespaces.ipIn(
                        machine, List.of("route replace " + lan(home, 0) + "/24 via " + next));
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (internet != null) {
                internet.close();
            }
        } finally {
            namespaces.close();
        }
    }
}
