package io.mandi.integrations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTargetsTest {
    private static final WebhookTargets TARGETS = new WebhookTargets(false, Runnable::run);
    private static final WebhookTargets DEVELOPMENT = new WebhookTargets(true, Runnable::run);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "ftp://example.com/",
                "HTTPS//example.com",
                "//example.com/",
                "https:///hook",
                "https:hook",
                "https://user@example.com/",
                "https://user:secret@example.com/",
                "https://@example.com/",
                "https://example.com/#part",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://exa mple.com/",
                "https://example.com/\r\nHost: other",
                "https://नमस्ते.example/",
                "https://[fe80::1%25eth0/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "javascript:alert(1)",
                "https://example.com/ü",
                "https://example.com/?q=नम",
                "https://example.com//other/hook",
                "https://127.1/",
                ""
            })
    void anAddressOfAnotherFormIsRefused(String url) {
        assertThat(TARGETS.flaw(url)).isPresent();
    }

    @Test
    void aLongAddressIsRefused() {
        String url = "https://example.com/" + "x".repeat(WebhookTargets.MAX_URL);
        assertThat(TARGETS.flaw(url.substring(0, WebhookTargets.MAX_URL))).isEmpty();
        assertThat(TARGETS.flaw(url.substring(0, WebhookTargets.MAX_URL + 1))).isPresent();
    }

    @Test
    void plainHttpIsForDevelopmentOnly() {
        assertThat(TARGETS.flaw("http://localhost:9000/hook")).isPresent();
        assertThat(DEVELOPMENT.flaw("http://localhost:9000/hook")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com, true, example.com, 443, /",
        "https://example.com/a%20b?c=d%26e, true, example.com, 443, /a%20b?c=d%26e",
        "https://example.com:8443/hook, true, example.com, 8443, /hook",
        "http://localhost/hook, false, localhost, 80, /hook",
        "https://[2606:4700::1111]:9/x, true, 2606:4700::1111, 9, /x"
    })
    void isTakenApart(String url, boolean secure, String host, int port, String path) {
        assertThat(DEVELOPMENT.flaw(url)).isEmpty();
        assertThat(WebhookTargets.target(url)).isEqualTo(new WebhookTargets.Target(secure, host, port, path));
    }

    /** As programs that resolve names read them: numbers of every base, and few parts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://2130706433/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::]/",
                "https://169.254.169.254/latest/meta-data",
                "https://0/",
                "https://localhost/"
            })
    void anAddressThatLeadsInsideIsRefused(String url) {
        assertThat(TARGETS.flaw(url))
                .as("its form is no matter, what it leads to is")
                .isEmpty();
        assertThatThrownBy(() -> TARGETS.resolve(url).toCompletableFuture().join())
                .hasRootCauseInstanceOf(AddressRefusedException.class);
    }

    @Test
    void aHostIsRefusedForAnyOfItsAddresses() throws Exception {
        InetAddress outside = InetAddress.getByName("1.1.1.1");
        InetAddress inside = InetAddress.getByName("10.0.0.1");
        assertThat(resolved(List.of(outside)).join()).isEqualTo(new InetSocketAddress(outside, 443));
        for (List<InetAddress> both : List.of(List.of(outside, inside), List.of(inside, outside))) {
            assertThatThrownBy(() -> resolved(both).join()).hasRootCauseInstanceOf(AddressRefusedException.class);
        }
    }

    private static CompletableFuture<InetSocketAddress> resolved(List<InetAddress> addresses) {
        return new WebhookTargets(new AddressRules(false), host -> addresses, Runnable::run)
                .resolve("https://example.com/")
                .toCompletableFuture();
    }

    @Test
    void whenNoMoreLookUpsMayWaitItIsSaid() {
        WebhookTargets busy = new WebhookTargets(false, task -> {
            throw new RejectedExecutionException("full");
        });
        assertThatThrownBy(() -> busy.resolve("https://example.com/")
                        .toCompletableFuture()
                        .join())
                .hasRootCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aHostThatIsNotKnownIsToldApart() {
        WebhookTargets nowhere = new WebhookTargets(
                new AddressRules(false),
                host -> {
                    throw new UnknownHostException(host);
                },
                Runnable::run);
        assertThatThrownBy(() -> nowhere.resolve("https://example.com/")
                        .toCompletableFuture()
                        .join())
                .hasRootCauseInstanceOf(UnknownHostException.class);
    }
}
