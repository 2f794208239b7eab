package dev.rallypoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rallypoint.support.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * All targets in one process, for a process of its own for each takes longer to start than a build
 * can wait. The first byte says which target gets the others. Run by {@code DecoderFuzzIT}.
 */
class AllDecodersFuzz {
    static final List<FuzzTarget> TARGETS = targets();

    static List<FuzzTarget> targets() {
        try {
            return FuzzTarget.all(Path.of("target/test-classes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FuzzTarget targetOf(byte first) {
        return TARGETS.get(Byte.toUnsignedInt(first) % TARGETS.size());
    }

    @FuzzTest
    void decode(byte[] bytes) throws ReflectiveOperationException {
        if (bytes.length > 0) {
            targetOf(bytes[0]).run(Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }
}
