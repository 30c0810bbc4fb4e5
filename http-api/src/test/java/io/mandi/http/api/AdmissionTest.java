package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mandi.cluster.NodeSettings.AdmissionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final boolean CHANGE = true;
    private static final boolean LOOK = false;

    private final Admission admission = new Admission(new AdmissionSettings(5, 3, 1_000, Duration.ofSeconds(1)));

    private List<Admission.Permit> enter(String tenant, boolean change, int count) {
        List<Admission.Permit> permits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            permits.add(admission.enter(tenant, change));
        }
        return permits;
    }

    private void assertRefused(String tenant, boolean change, int status, String code) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> admission.enter(tenant, change))
                .satisfies(refused -> {
                    assertThat(refused.problem().status()).isEqualTo(status);
                    assertThat(refused.problem().code()).isEqualTo(code);
                    assertThat(refused.problem().retryAfter()).hasValue(1);
                });
    }

    @Test
    void refusesWhatATenantHasOnTopOfItsLimit() {
        List<Admission.Permit> permits = enter("north", CHANGE, 3);
        assertRefused("north", CHANGE, 429, "too_many_requests");
        enter("south", CHANGE, 2);
        permits.getFirst().release();
        enter("north", CHANGE, 1);
    }

    @Test
    void refusesWhatTheNodeHasOnTopOfItsLimit() {
        List<Admission.Permit> permits = enter("north", CHANGE, 3);
        enter("south", CHANGE, 2);
        assertRefused("west", CHANGE, 503, "overloaded");
        permits.getFirst().release();
        enter("west", CHANGE, 1);
    }

    @Test
    void countsLooksAndChangesApart() {
        enter("north", CHANGE, 3);
        enter("south", CHANGE, 2);
        enter("north", LOOK, 3);
        assertRefused("north", LOOK, 429, "too_many_requests");
        enter("south", LOOK, 2);
        assertRefused("west", LOOK, 503, "overloaded");
    }

    @Test
    void aRefusalTakesNothing() {
        List<Admission.Permit> permits = enter("north", CHANGE, 3);
        for (int i = 0; i < 10; i++) {
            assertRefused("north", CHANGE, 429, "too_many_requests");
        }
        permits.addAll(enter("south", CHANGE, 2));
        for (int i = 0; i < 10; i++) {
            assertRefused("west", CHANGE, 503, "overloaded");
        }
        permits.forEach(Admission.Permit::release);
        assertThat(admission.inFlight()).isZero();
        assertThat(admission.tenants()).isZero();
    }

    @Test
    void aPermitIsGivenBackOnce() {
        Admission.Permit permit = admission.enter("north", CHANGE);
        enter("north", CHANGE, 2);
        permit.release();
        permit.release();
        assertThat(admission.inFlight()).isEqualTo(2);
        enter("north", CHANGE, 1);
        assertRefused("north", CHANGE, 429, "too_many_requests");
    }

    @Test
    void losesNoPermitBetweenThreads() throws InterruptedException, ExecutionException {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                running.add(threads.submit(this::comeAndGo));
            }
        }
        for (Future<?> one : running) {
            one.get();
        }
        assertThat(admission.inFlight()).isZero();
        assertThat(admission.tenants()).isZero();
    }

    private void comeAndGo() {
        for (int i = 0; i < 50_000; i++) {
            String tenant = "tenant-" + ThreadLocalRandom.current().nextInt(3);
            try {
                Admission.Permit permit = admission.enter(tenant, i % 2 == 0);
                assertThat(admission.inFlight()).isPositive();
                permit.release();
            } catch (ProblemException full) {
                Thread.onSpinWait();
            }
        }
    }
}
