package dev.rallypoint.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallypoint.protocol.netcode.Aead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Netty refuses sun.misc.Unsafe from Java 25 on, and everywhere with {@code noUnsafe}. */
@EnabledOnOs(OS.LINUX)
class WithoutUnsafeIT {
    /** Runs in a process of its own: Netty decides once. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            System.out.println("batches " + NettyMessageVector.isAvailable());
            ByteBuffer sealed = ByteBuffer.allocate(Aead.TAG_BYTES);
            Aead aead = PacketCiphers.fastest().get();
            aead.key(new byte[Aead.KEY_BYTES])
                    .seal(1, ByteBuffer.allocate(0), ByteBuffer.allocate(0), sealed);
            System.out.println("sealed " + sealed.position());
        }
    }

    @Test
    void batchesAndSomeCipherAreStillThere() throws Exception {
        String said = outputOfChild();

        assertThat(said).contains("batches true", "sealed 16");
    }

    private static String outputOfChild() throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dio.netty.noUnsafe=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(20, SECONDS)).isTrue();
        return said;
    }
}
