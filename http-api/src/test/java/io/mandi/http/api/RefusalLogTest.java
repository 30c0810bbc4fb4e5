package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLogTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final RefusalLog log = new RefusalLog(logger, now::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    @Test
    void tellsTheFirstRefusalAtOnceAndThoseAfterItTogether() {
        log.note(503);
        for (int i = 0; i < 1_000; i++) {
            log.note(429);
        }
        assertThat(lines.list).hasSize(1);

        now.addAndGet(RefusalLog.PAUSE.toNanos());
        log.note(503);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("Refused 1 requests")
                                .contains(" and 0 because"),
                        second -> assertThat(second)
                                .startsWith("Refused 1 requests")
                                .contains(" and 1000 because"));
    }
}
