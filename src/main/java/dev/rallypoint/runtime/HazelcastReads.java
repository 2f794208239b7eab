package dev.rallypoint.runtime;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import dev.rallypoint.contract.ProblemCode;
import dev.rallypoint.contract.RejectedException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What it means to who asked that Hazelcast did not answer a question, which changed nothing. */
public final class HazelcastReads {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastReads.class);

    private HazelcastReads() {}

    /**
     * @throws RejectedException TIMEOUT, or SHUTTING_DOWN if this node's member is no more
     */
    public static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (HazelcastInstanceNotActiveException stopping) {
            throw new RejectedException(ProblemCode.SHUTTING_DOWN);
        } catch (HazelcastException unanswered) {
            LOG.debug("not answered", unanswered);
            throw new RejectedException(ProblemCode.TIMEOUT, "the cluster did not answer");
        }
    }
}
