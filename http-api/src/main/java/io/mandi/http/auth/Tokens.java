package io.mandi.http.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mandi.engine.book.UserType;
import io.mandi.engine.id.BookId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Issues and verifies bearer tokens: JWT signed with HS256 (RFC 7519, RFC 8725). */
public final class Tokens {
    public static final String ISSUER = "mandi";
    public static final String AUDIENCE = "mandi-api";
    /** Ids of partners: they are compared, printed and put into events. Those that are made here fit, whatever the organisation. */
    public static final Pattern PARTNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,81}");

    private static final int MAX_TOKEN_LENGTH = 4_096;
    /** Names of users. */
    public static final Pattern USER = Pattern.compile("[\\x21-\\x7E]{1,128}");
    /** Clocks of issuer and server may differ by this much. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final byte[] secret;
    private final JWSVerifier verifier;
    private final InstantSource clock;
    private final VerifiedTokens verified = new VerifiedTokens();

    /** @throws IllegalArgumentException when the secret is shorter than HS256 allows; settings refuse it before */
    public Tokens(String secret, InstantSource clock) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
        try {
            this.verifier = new MACVerifier(this.secret);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the JWT secret is too short", e);
        }
    }

    /**
     * Makes a token.
     *
     * @param permissions narrows what the user's type may do, when present
     */
    public String issue(
            String user,
            String organization,
            UserType type,
            Optional<String> partner,
            Optional<Set<Permission>> permissions,
            Duration lifetime) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject(user)
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .jwtID(UUID.randomUUID().toString())
                .claim("org_id", organization)
                .claim("user_type", type.name());
        partner.ifPresent(id -> claims.claim("partner_id", id));
        permissions.ifPresent(
                set -> claims.claim("permissions", set.stream().map(Enum::name).toList()));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims.build());
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign with HS256", e);
        }
        return token.serialize();
    }

    /**
     * What a token gives.
     *
     * @param expires when it ends
     */
    public record Grant(Principal principal, Instant expires) {}

    /**
     * Who a token speaks for.
     *
     * @throws InvalidTokenException when anything about the token is not as it must be
     */
    public Principal verify(String token) throws InvalidTokenException {
        return grant(token).principal();
    }

    /**
     * Who a token speaks for, and until when. A token that was found good is remembered for a short while, since most requests come with
     * the token of the one before; its times are held against the clock on every use all the same.
     *
     * @throws InvalidTokenException when anything about the token is not as it must be
     */
    public Grant grant(String token) throws InvalidTokenException {
        Instant now = clock.instant();
        Optional<VerifiedTokens.Entry> known = verified.find(token, now);
        if (known.isPresent()) {
            known.get().validity().check(now);
            return new Grant(known.get().principal(), known.get().validity().expires());
        }
        if (token.length() > MAX_TOKEN_LENGTH) {
            throw new InvalidTokenException("the token is longer than " + MAX_TOKEN_LENGTH + " characters");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            // The algorithm is ours to choose, never the token's.
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
                throw new InvalidTokenException("the token must be signed with HS256");
            }
            JOSEObjectType type = jwt.getHeader().getType();
            if (type != null && !JOSEObjectType.JWT.equals(type)) {
                throw new InvalidTokenException("the token's typ must be JWT");
            }
            if (!jwt.verify(verifier)) {
                throw new InvalidTokenException("the token's signature is not right");
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Validity validity = validity(claims);
            validity.check(now);
            Principal principal = principal(claims);
            verified.add(token, new VerifiedTokens.Entry(principal, validity, now));
            return new Grant(principal, validity.expires());
        } catch (ParseException | JOSEException | RuntimeException e) {
            // The library answers some headers with a NullPointerException; whatever it says, the token is not good.
            throw new InvalidTokenException("the token is not a JWT signed with HS256");
        }
    }

    private Principal principal(JWTClaimsSet claims) throws InvalidTokenException, ParseException {
        require(ISSUER.equals(claims.getIssuer()), "iss must be " + ISSUER);
        require(claims.getAudience().contains(AUDIENCE), "aud must be " + AUDIENCE);
        require(claims.getJWTID() != null && !claims.getJWTID().isBlank(), "jti must be set");
        String user = matching(claims.getSubject(), USER, "sub must be 1 to 128 visible characters");
        String organization = matching(
                claims.getStringClaim("org_id"),
                BookId.ORGANIZATION,
                "org_id must be letters, digits and hyphens, up to 64");
        UserType type = constant(UserType.class, claims.getStringClaim("user_type"))
                .orElseThrow(() -> new InvalidTokenException("user_type must be INTERNAL, EXTERNAL or SUPER_ADMIN"));
        String partner = claims.getStringClaim("partner_id");
        if (type == UserType.EXTERNAL) {
            matching(partner, PARTNER, "partner_id must be set for EXTERNAL users");
        } else {
            require(partner == null, "partner_id is for EXTERNAL users only");
        }
        return new Principal(user, organization, type, Optional.ofNullable(partner), permissions(claims, type));
    }

    /** When a token is good, as its claims say. */
    record Validity(Instant issued, Optional<Instant> notBefore, Instant expires) {

        void check(Instant now) throws InvalidTokenException {
            // No leeway here: a token that has expired by this clock is of no use.
            require(now.isBefore(expires), "the token has expired");
            require(!issued.isAfter(now.plus(LEEWAY)), "iat is in the future");
            require(issued.isBefore(expires), "exp must be after iat");
            require(notBefore.isEmpty() || !notBefore.get().isAfter(now.plus(LEEWAY)), "the token is not valid yet");
        }
    }

    private static Validity validity(JWTClaimsSet claims) throws InvalidTokenException {
        require(claims.getExpirationTime() != null, "exp must be set");
        require(claims.getIssueTime() != null, "iat must be set");
        return new Validity(
                claims.getIssueTime().toInstant(),
                Optional.ofNullable(claims.getNotBeforeTime()).map(Date::toInstant),
                claims.getExpirationTime().toInstant());
    }

    private static Set<Permission> permissions(JWTClaimsSet claims, UserType type)
            throws InvalidTokenException, ParseException {
        if (!claims.getClaims().containsKey("permissions")) {
            return Permission.of(type);
        }
        List<Permission> named = new ArrayList<>();
        for (String name : claims.getStringListClaim("permissions")) {
            // A permission that this release does not know allows nothing here.
            constant(Permission.class, name).ifPresent(named::add);
        }
        Set<Permission> narrowed = EnumSet.noneOf(Permission.class);
        narrowed.addAll(named);
        narrowed.retainAll(Permission.of(type));
        return narrowed;
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }

    private static String matching(String value, Pattern pattern, String rule) throws InvalidTokenException {
        require(value != null && pattern.matcher(value).matches(), rule);
        return value;
    }

    private static void require(boolean condition, String rule) throws InvalidTokenException {
        if (!condition) {
            throw new InvalidTokenException(rule);
        }
    }
}
