package io.mandi.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String SECRET = "an adequate secret for tests: 0123456789";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Tokens tokens = at(NOW);

    private static Tokens at(Instant time) {
        return new Tokens(SECRET, InstantSource.fixed(time));
    }

    private static ObjectNode claims() {
        return HandmadeToken.goodClaims("north", NOW);
    }

    private static ObjectNode claims(Consumer<ObjectNode> change) {
        ObjectNode claims = claims();
        change.accept(claims);
        return claims;
    }

    private Principal verified(ObjectNode claims) throws InvalidTokenException {
        return tokens.verify(HandmadeToken.of(claims).signed(SECRET));
    }

    private void assertRefused(String token, String reason) {
        assertThatThrownBy(() -> tokens.verify(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining(SECRET);
    }

    private void assertRefused(ObjectNode claims, String reason) {
        assertRefused(HandmadeToken.of(claims).signed(SECRET), reason);
    }

    // ---------------------------------------------------------------------------------------------------- good

    @Test
    void readsWhatItHasIssued() throws InvalidTokenException {
        String token = tokens.issue(
                "u1",
                "north",
                UserType.EXTERNAL,
                Optional.of("mill-01"),
                Optional.of(Set.of(Permission.ORDER_READ)),
                HOUR);
        assertThat(tokens.verify(token))
                .isEqualTo(new Principal(
                        "u1", "north", UserType.EXTERNAL, Optional.of("mill-01"), Set.of(Permission.ORDER_READ)));
        assertThat(token.split("\\.")).hasSize(3);
    }

    @Test
    void readsWhatAnyOtherIssuerHasSignedWithTheSecret() throws InvalidTokenException {
        Principal principal = verified(claims());
        assertThat(principal.user()).isEqualTo("clerk");
        assertThat(principal.organization()).isEqualTo("north");
        assertThat(principal.type()).isEqualTo(UserType.INTERNAL);
        assertThat(principal.partner()).isEmpty();
        assertThat(principal.permissions()).isEqualTo(EnumSet.allOf(Permission.class));
        // Claims that mean nothing here, a header without a type, and one of several audiences.
        ObjectNode more = claims(claims -> claims.put("email", "clerk@example.com")
                .putArray("aud")
                .add("other-api")
                .add(Tokens.AUDIENCE));
        assertThat(tokens.verify(
                        HandmadeToken.of(more).withHeader("{\"alg\":\"HS256\"}").signed(SECRET)))
                .isEqualTo(principal);
    }

    @Test
    void givesEachTokenAnIdOfItsOwn() {
        String first = tokens.issue("u1", "north", UserType.INTERNAL, Optional.empty(), Optional.empty(), HOUR);
        String second = tokens.issue("u1", "north", UserType.INTERNAL, Optional.empty(), Optional.empty(), HOUR);
        assertThat(first).isNotEqualTo(second);
    }

    // ---------------------------------------------------------------------------------------------------- claims

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "sub", "org_id", "user_type", "jti", "iat", "exp"})
    void asksForEveryClaim(String claim) {
        assertRefused(claims(claims -> claims.remove(claim)), claim);
        assertRefused(claims(claims -> claims.putNull(claim)), claim);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iss",
                "aud",
                "sub",
                "org_id",
                "user_type",
                "jti",
                "iat",
                "exp",
                "nbf",
                "partner_id",
                "permissions"
            })
    void refusesAClaimOfAnotherKind(String claim) {
        assertRefused(claims(claims -> claims.putObject(claim)), "");
        assertRefused(claims(claims -> claims.put(claim, true)), "");
    }

    @ParameterizedTest
    @CsvSource({
        "iss,Mandi,iss must be mandi",
        "iss,https://mandi.example,iss must be mandi",
        "aud,mandi,aud must be mandi-api",
        "aud,MANDI-API,aud must be mandi-api",
        "sub,'',sub must be",
        "sub,'two words',sub must be",
        "jti,'',jti must be set",
        "jti,' ',jti must be set",
        "org_id,'',org_id must be",
        "org_id,north/south,org_id must be",
        "org_id,north_south,org_id must be",
        "org_id,-north,org_id must be",
        "org_id,../north,org_id must be",
        "user_type,ROOT,user_type must be",
        "user_type,internal,user_type must be",
        "user_type,EXTERNAL,partner_id must be set",
        "partner_id,mill,partner_id is for EXTERNAL users only",
        "permissions,ORDER_READ,not a JWT"
    })
    void refusesAClaimOfAnotherValue(String claim, String value, String reason) {
        assertRefused(claims(claims -> claims.put(claim, value)), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mill 1", "mill/1", "_mill", "mill\n"})
    void refusesAPartnerThatCannotBe(String partner) {
        assertRefused(
                claims(claims -> claims.put("user_type", "EXTERNAL").put("partner_id", partner)),
                "partner_id must be set");
    }

    @Test
    void refusesNamesThatAreTooLong() throws InvalidTokenException {
        verified(claims(claims -> claims.put("sub", "s".repeat(128)).put("org_id", "o".repeat(64))));
        assertRefused(claims(claims -> claims.put("sub", "s".repeat(129))), "sub must be");
        assertRefused(claims(claims -> claims.put("org_id", "o".repeat(65))), "org_id must be");
        assertRefused(
                claims(claims -> claims.put("user_type", "EXTERNAL").put("partner_id", "p".repeat(83))),
                "partner_id must be set");
    }

    @Test
    void refusesPlatformStaffWithAPartner() {
        assertRefused(
                claims(claims -> claims.put("user_type", "SUPER_ADMIN").put("partner_id", "mill")),
                "partner_id is for EXTERNAL users only");
    }

    // ---------------------------------------------------------------------------------------------------- time

    @Test
    void refusesATokenFromTheMomentItExpires() throws InvalidTokenException {
        String token = tokens.issue("u1", "north", UserType.INTERNAL, Optional.empty(), Optional.empty(), HOUR);
        at(NOW.plus(HOUR).minusMillis(1)).verify(token);
        for (Instant late : List.of(NOW.plus(HOUR), NOW.plus(HOUR).plusSeconds(1), NOW.plus(Duration.ofDays(400)))) {
            assertThatThrownBy(() -> at(late).verify(token))
                    .isInstanceOf(InvalidTokenException.class)
                    .hasMessage("the token has expired");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iat", "nbf"})
    void bearsWithAClockThatIsAMinuteAhead(String claim) throws InvalidTokenException {
        long now = NOW.getEpochSecond();
        verified(claims(claims -> claims.put(claim, now + 60)));
        assertRefused(
                claims(claims -> claims.put(claim, now + 61)),
                claim.equals("iat") ? "iat is in the future" : "not valid yet");
    }

    @Test
    void refusesATokenThatExpiresBeforeItIsIssued() {
        long now = NOW.getEpochSecond();
        assertRefused(claims(claims -> claims.put("iat", now + 30).put("exp", now + 20)), "exp must be after iat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1800000000", "2026-11-22T13:00:00Z", "never"})
    void refusesATimeInAString(String time) {
        assertRefused(claims(claims -> claims.put("exp", time)), "");
    }

    @Test
    void refusesATimeBeyondAllClocks() {
        for (long time : List.of(Long.MIN_VALUE, -1L)) {
            assertRefused(claims(claims -> claims.put("exp", time)), "");
        }
    }

    // ---------------------------------------------------------------------------------------------------- signature

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none", "None", "NONE", "nOnE", "", "hs256", "HS384", "HS512", "RS256", "PS256", "ES256", "EdDSA",
                "dir", "A128KW"
            })
    void takesNoAlgorithmFromTheToken(String algorithm) {
        HandmadeToken token = HandmadeToken.of(claims()).withHeader("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}");
        assertRefused(token.unsigned(), "HS256");
        assertRefused(token.signed(SECRET), "HS256");
        assertRefused(token.signed("HmacSHA512", SECRET.getBytes(StandardCharsets.UTF_8)), "HS256");
        assertRefused(token.with(new byte[64]), "HS256");
    }

    @Test
    void refusesASignatureByAPublicKey() throws NoSuchAlgorithmException {
        byte[] key =
                KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PUBLIC KEY-----\n";
        HandmadeToken token = HandmadeToken.of(claims());
        assertRefused(token.signed("HmacSHA256", key), "signature");
        assertRefused(token.signed("HmacSHA256", pem.getBytes(StandardCharsets.UTF_8)), "signature");
        assertRefused(token.withHeader("{\"alg\":\"ES256\"}").signed("HmacSHA256", key), "HS256");
    }

    @Test
    void refusesAnotherSignature() {
        HandmadeToken token = HandmadeToken.of(claims());
        assertRefused(token.signed(SECRET + "."), "signature");
        assertRefused(token.with(new byte[32]), "signature");
        assertRefused(token.with(new byte[31]), "signature");
        String good = token.signed(SECRET);
        assertRefused(good.substring(0, good.length() - 2), "signature");
        char last = good.charAt(good.length() - 4);
        assertRefused(
                good.substring(0, good.length() - 4) + (last == 'A' ? 'B' : 'A') + good.substring(good.length() - 3),
                "signature");
    }

    @Test
    void refusesClaimsAndHeadersThatWereNotSigned() {
        String[] good = HandmadeToken.of(claims()).signed(SECRET).split("\\.");
        String other = HandmadeToken.of(claims(claims -> claims.put("org_id", "south")))
                .signed(SECRET)
                .split("\\.")[1];
        assertRefused(good[0] + "." + other + "." + good[2], "signature");
        String header = HandmadeToken.encode("{\"typ\":\"JWT\",\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));
        assertRefused(header + "." + good[1] + "." + good[2], "signature");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWE\"}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
                "{\"alg\":\"HS256\",\"crit\":\"exp\"}",
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\"}}",
                "{\"alg\":256}",
                "{\"alg\":null}",
                "{\"alg\":[\"HS256\"]}",
                "{\"typ\":\"JWT\"}",
                "{}",
                "[]",
                "null",
                "HS256",
                "",
                "{\"alg\":\"HS256\"",
                "{\"alg\":\"HS256\",\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void refusesAnotherHeader(String header) {
        assertRefused(HandmadeToken.of(claims()).withHeader(header).signed(SECRET), "");
    }

    static Stream<String> oddValues() {
        return Stream.of(
                "null",
                "true",
                "0",
                "-1",
                "1e400",
                "99999999999999999999999",
                "\"\"",
                "\"x\"",
                "\"\\ud800\"",
                "\"http://127.0.0.1:1/\"",
                "[]",
                "[null]",
                "[1]",
                "[\"x\"]",
                "[\"exp\"]",
                "[[]]",
                "{}",
                "{\"kty\":null}",
                "{\"kty\":\"oct\"}",
                "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"}");
    }

    /** Whatever a stranger writes into a token, it is refused or taken, and never breaks anything. */
    @ParameterizedTest
    @MethodSource("oddValues")
    void bearsEveryValueOfEveryHeaderAndClaim(String value) {
        for (String name : List.of(
                "alg",
                "typ",
                "cty",
                "crit",
                "b64",
                "kid",
                "jku",
                "jwk",
                "x5u",
                "x5c",
                "x5t",
                "x5t#S256",
                "enc",
                "zip",
                "iss")) {
            String alone = "{\"" + name + "\":" + value + "}";
            String more = "{\"alg\":\"HS256\",\"" + name + "\":" + value + "}";
            for (String header : List.of(value, alone, more)) {
                assertNothingButRefused(
                        HandmadeToken.of(claims()).withHeader(header).with(new byte[32]));
                assertNothingButRefused(
                        HandmadeToken.of(claims()).withHeader(header).signed(SECRET));
            }
        }
        for (String name : List.of(
                "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "org_id", "user_type", "partner_id", "permissions")) {
            ObjectNode others = claims();
            others.remove(name);
            String more = others.toString().replaceFirst("}$", "") + ",\"" + name + "\":" + value + "}";
            assertNothingButRefused(new HandmadeToken("{\"alg\":\"HS256\"}", more).signed(SECRET));
        }
        assertNothingButRefused(new HandmadeToken("{\"alg\":\"HS256\"}", value).signed(SECRET));
    }

    private void assertNothingButRefused(String token) {
        try {
            tokens.verify(token);
        } catch (InvalidTokenException refused) {
            assertThat(refused).hasMessageNotContaining(SECRET);
        } catch (RuntimeException e) {
            throw new AssertionError("verifying " + token + " failed", e);
        }
    }

    @Test
    void asksNobodyForAKeyThatAHeaderNames() throws InvalidTokenException {
        // Such names are passed over: there is one key. A connection would be refused and take its time.
        String header =
                "{\"alg\":\"HS256\",\"kid\":\"../../dev/null\",\"jku\":\"http://127.0.0.1:1/\",\"x5u\":\"http://127.0.0.1:1/\"}";
        assertThat(tokens.verify(HandmadeToken.of(claims()).withHeader(header).signed(SECRET))
                        .user())
                .isEqualTo("clerk");
        assertRefused(HandmadeToken.of(claims()).withHeader(header).signed("HmacSHA256", new byte[1]), "signature");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "....",
                "a",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "a.b.c.d.e",
                "%%%.%%%.%%%",
                "{}",
                "\u0000"
            })
    void refusesWhatIsNoToken(String text) {
        assertRefused(text, "not a JWT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "null", "\"clerk\"", "7", "sub=clerk", "", "{\"sub\":\"clerk\"", "{\"sub\":\"clerk\"}{}"})
    void refusesClaimsThatAreNoObject(String claims) {
        assertRefused(new HandmadeToken("{\"alg\":\"HS256\"}", claims).signed(SECRET), "");
    }

    @Test
    void doesNotLookAtATokenThatIsTooLong() {
        ObjectNode long_ = claims(claims -> claims.put("note", "x".repeat(4_096)));
        assertRefused(long_, "longer than 4096");
    }

    // ---------------------------------------------------------------------------------------------------- permissions

    @ParameterizedTest
    @EnumSource(UserType.class)
    void givesAUserWhatItsTypeMayDo(UserType type) throws InvalidTokenException {
        Optional<String> partner = type == UserType.EXTERNAL ? Optional.of("mill") : Optional.empty();
        Principal principal = tokens.verify(tokens.issue("u1", "north", type, partner, Optional.empty(), HOUR));
        Set<Permission> besidesOrders = Set.of(
                Permission.INSTRUMENT_READ,
                Permission.LOCATION_READ,
                Permission.LOCATION_CREATE,
                Permission.COMMODITY_READ,
                Permission.PARTNER_READ,
                Permission.PARTNER_UPDATE,
                Permission.PARTNER_MANAGE_BANK_ACCOUNTS,
                Permission.PARTNER_VIEW_SENSITIVE,
                Permission.MATCHING_EXECUTE,
                Permission.MATCHING_VIEW_RESULTS,
                Permission.TRADE_CREATE,
                Permission.TRADE_READ,
                Permission.TRADE_CONFIRM,
                Permission.RISK_READ);
        for (Permission permission : Permission.values()) {
            boolean expected = switch (type) {
                case INTERNAL -> true;
                case EXTERNAL ->
                    permission.name().matches("ORDER_.*|(AVAILABILITY|REQUIREMENT)_(?!APPROVE|REJECT).*")
                            || besidesOrders.contains(permission);
                case SUPER_ADMIN -> permission.name().endsWith("_READ");
            };
            assertThat(principal.may(permission)).as("%s %s", type, permission).isEqualTo(expected);
        }
    }

    @Test
    void narrowsAndNeverWidensByTheToken() throws InvalidTokenException {
        ObjectNode staff = claims();
        staff.putArray("permissions")
                .add("ORDER_READ")
                .add("ORDER_READ")
                .add("FLY")
                .add("order_cancel");
        assertThat(verified(staff).permissions()).containsExactly(Permission.ORDER_READ);
        ObjectNode none = claims();
        none.putArray("permissions");
        assertThat(verified(none).permissions()).isEmpty();
        ObjectNode admin = claims(claims -> claims.put("user_type", "SUPER_ADMIN"));
        admin.putArray("permissions").add("ORDER_CREATE").add("INSTRUMENT_UPDATE");
        assertThat(verified(admin).permissions()).isEmpty();
    }

    @Test
    void refusesPermissionsThatAreNoNames() {
        ObjectNode numbers = claims();
        numbers.putArray("permissions").add("ORDER_READ").add(7);
        assertRefused(numbers, "not a JWT");
    }

    @Test
    void doesNotTakeANullForAllPermissions() {
        assertRefused(claims(claims -> claims.putNull("permissions")), "");
    }

    // ---------------------------------------------------------------------------------------------------- secret

    @Test
    void wantsASecretAsLongAsItsDigest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tokens("x".repeat(31), InstantSource.system()))
                .withMessageNotContaining("xxx");
        new Tokens("x".repeat(32), InstantSource.system());
    }

    // ---------------------------------------------------------------------------------------------------- again

    @Test
    void aTokenThatWasGoodIsRefusedOnceItHasExpired() throws InvalidTokenException {
        AtomicReference<Instant> time = new AtomicReference<>(NOW);
        Tokens ticking = new Tokens(SECRET, time::get);
        String token = ticking.issue(
                "u1", "north", UserType.INTERNAL, Optional.empty(), Optional.empty(), Duration.ofSeconds(30));
        Principal first = ticking.verify(token);
        time.set(NOW.plusSeconds(29));
        assertThat(ticking.verify(token)).isEqualTo(first);
        time.set(NOW.plusSeconds(30));
        assertThatThrownBy(() -> ticking.verify(token)).hasMessage("the token has expired");
    }

    @Test
    void aTokenThatWasGoodIsRefusedWhenTheClockFallsBehindItsStart() throws InvalidTokenException {
        AtomicReference<Instant> time = new AtomicReference<>(NOW);
        Tokens ticking = new Tokens(SECRET, time::get);
        String token = HandmadeToken.of(claims()).signed(SECRET);
        ticking.verify(token);
        time.set(NOW.minus(HOUR));
        assertThatThrownBy(() -> ticking.verify(token)).hasMessage("iat is in the future");
    }

    @Test
    void anotherTextThanTheGoodTokensIsNotTakenForIt() throws InvalidTokenException {
        String token = HandmadeToken.of(claims()).signed(SECRET);
        tokens.verify(token);
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            // The last character of a signature has bits that mean nothing; all others count.
            if (i < token.length() - 1) {
                assertThatThrownBy(() -> tokens.verify(changed)).isInstanceOf(InvalidTokenException.class);
            }
        }
    }

    @Test
    void remembersGoodTokensForALittleWhile() {
        VerifiedTokens verified = new VerifiedTokens();
        Principal principal = new Principal("u1", "north", UserType.INTERNAL, Optional.empty(), Set.of());
        Tokens.Validity validity = new Tokens.Validity(NOW, Optional.empty(), NOW.plus(HOUR));
        verified.add("token", new VerifiedTokens.Entry(principal, validity, NOW));
        Instant last = NOW.plus(VerifiedTokens.MAX_AGE).minusMillis(1);
        assertThat(verified.find("token", last)).isPresent();
        assertThat(verified.find("token", last.plusMillis(1))).isEmpty();
        assertThat(verified.find("token", NOW.minusMillis(1))).isEmpty();
        assertThat(verified.find("Token", NOW)).isEmpty();
    }

    @Test
    void remembersABoundedNumberOfTokensAndKeepsThoseInUse() {
        VerifiedTokens verified = new VerifiedTokens();
        Principal principal = new Principal("u1", "north", UserType.INTERNAL, Optional.empty(), Set.of());
        VerifiedTokens.Entry entry =
                new VerifiedTokens.Entry(principal, new Tokens.Validity(NOW, Optional.empty(), NOW.plus(HOUR)), NOW);
        verified.add("in use", entry);
        for (int i = 0; i < 10 * VerifiedTokens.GENERATION_SIZE; i++) {
            verified.add("token " + i, entry);
            if (i % 1_000 == 0) {
                assertThat(verified.find("in use", NOW)).isPresent();
            }
        }
        assertThat(verified.size()).isLessThanOrEqualTo(2 * VerifiedTokens.GENERATION_SIZE);
        assertThat(verified.find("token 0", NOW)).isEmpty();
    }
}
