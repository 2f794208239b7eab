package dev.rallypoint.runtime;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Puts a text in the place of another one, on the node that holds the entry. Of the text before
 * only a digest travels. Run a second time, because the first answer got lost, it finds its own
 * text and says that it is there. Not by Java serialization, which cluster.xml restricts.
 */
public final class HazelcastReplacement
        implements EntryProcessor<String, String, String>, DataSerializable {
    private static final long serialVersionUID = 1L;
    private static final String DIGEST = "SHA-256";

    private static final long NO_END = 0;

    private static final byte[] NOTHING = {};

    /** What is done to the copy: not asked again, so that both are always the same. */
    private static final byte[] ANYTHING = {1};

    private byte[] before = NOTHING;
    private String after = "";
    private long endsInMs = NO_END;
    private transient boolean isDone;

    /** For the other side, which reads it from the wire. */
    public HazelcastReplacement() {}

    private HazelcastReplacement(byte[] before, String after, long endsInMs) {
        this.before = before;
        this.after = after;
        this.endsInMs = endsInMs;
    }

    /** Where there is no text. */
    static HazelcastReplacement ofNothing(String after) {
        return new HazelcastReplacement(NOTHING, after, NO_END);
    }

    static HazelcastReplacement of(String before, String after) {
        return new HazelcastReplacement(digest(before), after, NO_END);
    }

    /** The same with a text that vanishes after a while. */
    HazelcastReplacement endingIn(long millis) {
        return new HazelcastReplacement(before, after, millis);
    }

    String after() {
        return after;
    }

    /** What is there instead; empty if it took place. Of no entry the text is empty. */
    Optional<String> in(IMap<String, String> map, String key) {
        return Optional.ofNullable(map.executeOnKey(key, this));
    }

    /** Null = it took place; Hazelcast carries no other absence. */
    @Override
    public String process(Map.Entry<String, String> entry) {
        String found = entry.getValue();
        isDone = isWanted(found);
        if (!isDone) {
            return found == null ? "" : found;
        }
        if (endsInMs == NO_END) {
            entry.setValue(after);
        } else {
            ((ExtendedMapEntry<String, String>) entry)
                    .setValue(after, endsInMs, TimeUnit.MILLISECONDS);
        }
        return null;
    }

    private boolean isWanted(String found) {
        if (Arrays.equals(before, ANYTHING) || after.equals(found)) {
            return true;
        }
        return Arrays.equals(before, found == null ? NOTHING : digest(found));
    }

    /** Asked for after {@link #process}, on the same object. */
    @Override
    public EntryProcessor<String, String, String> getBackupProcessor() {
        return isDone ? new HazelcastReplacement(ANYTHING, after, endsInMs) : null;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance(DIGEST).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + DIGEST, e);
        }
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(before);
        out.writeString(after);
        out.writeLong(endsInMs);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        before = in.readByteArray();
        after = in.readString();
        endsInMs = in.readLong();
    }
}
