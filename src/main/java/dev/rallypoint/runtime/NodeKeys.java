package dev.rallypoint.runtime;

import dev.rallypoint.contract.KeysConfig;
import dev.rallypoint.protocol.Entropy;
import dev.rallypoint.protocol.netcode.TokenKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The node's secrets: from the configuration, or from files that are made at first start with mode
 * 0600 and read again when they change. Thread-safe: what is asked for is what is known now.
 */
public final class NodeKeys {
    private final KeysConfig config;
    private final KeyFiles files;
    private volatile Rings rings;

    /** All of one moment. */
    private record Rings(Map<String, KeyRing> byName, TokenKeys tokenKeys) {
        static Rings of(Map<String, KeyRing> byName) {
            KeyRing netcode102 = byName.get("netcode102");
            KeyRing netcode101 = byName.get("netcode101");
            if (netcode102.sharesAKeyWith(netcode101)) {
                throw new ConfigException(
                        "keys.netcode101 must be another key than keys.netcode102");
            }
            return new Rings(
                    Map.copyOf(byName), new TokenKeys(dated(netcode102), dated(netcode101)));
        }

        private static List<TokenKeys.Dated> dated(KeyRing ring) {
            return ring.keys().stream()
                    .map(
                            key ->
                                    new TokenKeys.Dated(
                                            TimeUnit.MILLISECONDS.toSeconds(key.usedFromMs()),
                                            key.secret()))
                    .toList();
        }

        /** Never shows a key. */
        @Override
        public String toString() {
            return byName.toString();
        }
    }

    private NodeKeys(KeysConfig config, KeyFiles files, Rings rings) {
        this.config = config;
        this.files = files;
        this.rings = rings;
    }

    /**
     * @throws ConfigException if a key is not base64 of 32 bytes, or its file cannot be used
     */
    public static NodeKeys load(KeysConfig config, Path dataDirectory, Entropy entropy) {
        KeyFiles files = new KeyFiles(config, dataDirectory);
        Map<String, KeyRing> byName = new TreeMap<>();
        for (String name : KeyFiles.NAMES) {
            String configured = KeyFiles.configured(config, name);
            byName.put(
                    name,
                    configured.isEmpty()
                            ? files.readOrMake(name, entropy)
                            : KeyRing.parse("keys." + name, "keys." + name, configured));
        }
        return new NodeKeys(config, files, Rings.of(byName));
    }

    /**
     * Reads the files again. Blocks.
     *
     * @return the names of what has changed
     * @throws ConfigException if a file is gone or damaged: the keys stay as they are
     */
    public List<String> reload() {
        Map<String, KeyRing> before = rings.byName();
        Map<String, KeyRing> byName = new TreeMap<>(before);
        for (String name : KeyFiles.NAMES) {
            if (KeyFiles.configured(config, name).isEmpty()) {
                byName.put(name, files.read(name));
            }
        }
        List<String> changed =
                KeyFiles.NAMES.stream()
                        .filter(name -> !byName.get(name).equals(before.get(name)))
                        .toList();
        if (!changed.isEmpty()) {
            rings = Rings.of(byName);
        }
        return changed;
    }

    /** By name, one of {@link KeyFiles#NAMES}. */
    public KeyRing ring(String name) {
        return rings.byName().get(name);
    }

    /** That sign access tokens. */
    public KeyRing accessToken() {
        return ring("accessToken");
    }

    /** That seal connect tokens. */
    public TokenKeys tokenKeys() {
        return rings.tokenKeys();
    }

    /** Ids and times, never a key. */
    @Override
    public String toString() {
        return "NodeKeys" + rings;
    }
}
