package dev.rallypoint.runtime;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NettyBoringSslAeadIT {
    @Test
    void keysThatNobodyClosedAreFreedWithTheirObjects() {
        int before = NettyBoringSslCall.openContexts();
        NettyBoringSslAead aead = new NettyBoringSslAead();
        for (int i = 0; i < 10_000; i++) {
            aead.key(new byte[32]);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            System.gc();
                            return NettyBoringSslCall.openContexts() <= before;
                        });
    }
}
