package io.mandi.persistence.pool;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the database is and who asks. Both spellings of {@code DATABASE_URL} are read: {@code jdbc:postgresql://…} and
 * the {@code postgres://user:password@host:port/database?parameters} of PostgreSQL's own clients and of hosting
 * platforms. The password is taken out of the URL, and neither {@link #toString} nor a message ever shows it.
 *
 * @param jdbcUrl for the driver, without user and password
 * @param username who connects, or empty for the driver's default
 * @param password the password, decoded, or empty when none is asked for
 */
public record DatabaseUrl(String jdbcUrl, Optional<String> username, Optional<String> password) {

    private static final String JDBC = "jdbc:postgresql:";
    private static final String SYNTAX = "postgresql://user:password@host:port/database";

    private static final String HOST = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?";
    private static final Pattern HOSTS = Pattern.compile("(" + HOST + "(," + HOST + ")*)?");

    /** The names that PostgreSQL's own clients use for what the JDBC driver calls otherwise. */
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding",
            "gssencmode", "gssEncMode");

    /** Refuses a URL that still carries a secret. */
    public DatabaseUrl {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
        if (!jdbcUrl.startsWith(JDBC)) {
            throw new IllegalArgumentException("The database URL must begin with " + JDBC);
        }
        if (parameters(jdbcUrl).keySet().stream().anyMatch(DatabaseUrl::isSecret)) {
            throw new IllegalArgumentException("A database URL for the driver must not carry a password");
        }
    }

    /**
     * Reads a {@code DATABASE_URL}.
     *
     * @throws IllegalArgumentException when it cannot be understood; the message names the part, not its value
     */
    public static DatabaseUrl parse(String url) {
        String text = url.strip();
        if (text.startsWith(JDBC)) {
            return fromJdbc(text);
        }
        if (text.startsWith("postgres://") || text.startsWith("postgresql://")) {
            return fromNative(text.substring(text.indexOf("://") + 3));
        }
        throw new IllegalArgumentException(
                "The database URL must begin with postgresql://, postgres:// or " + JDBC + "//");
    }

    /** The URL and the user; of the password only whether there is one. */
    @Override
    public String toString() {
        return "DatabaseUrl[" + jdbcUrl + ", user " + username.orElse("not given") + ", password "
                + (password.isPresent() ? "given" : "not given") + "]";
    }

    private static DatabaseUrl fromJdbc(String url) {
        String address = url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
        if (address.contains("@")) {
            throw new IllegalArgumentException("A URL that begins with " + JDBC + " cannot carry user:password@; use "
                    + SYNTAX + " without jdbc: in front");
        }
        return build(address, parameters(url), Optional.empty(), Optional.empty());
    }

    private static DatabaseUrl fromNative(String rest) {
        int query = rest.indexOf('?');
        String beforeQuery = query < 0 ? rest : rest.substring(0, query);
        int slash = beforeQuery.indexOf('/');
        String authority = slash < 0 ? beforeQuery : beforeQuery.substring(0, slash);
        int at = authority.lastIndexOf('@');
        String hosts = authority.substring(at + 1);
        // An @ further on means that a / or ? of the password was taken for the end of the host, which would then be
        // shown as an address.
        if (!HOSTS.matcher(hosts).matches()
                || rest.substring(authority.length()).contains("@")) {
            throw new IllegalArgumentException("The host of the database URL cannot be read; write " + SYNTAX
                    + " and in user and password %2F for /, %3F for ?, %23 for #, %40 for @ and %25 for %");
        }
        String database = slash < 0 ? "" : decode("database", beforeQuery.substring(slash + 1));
        if (database.isEmpty()) {
            throw new IllegalArgumentException("The database URL names no database; write " + SYNTAX);
        }
        Optional<String> username = Optional.empty();
        Optional<String> password = Optional.empty();
        if (at >= 0) {
            String user = authority.substring(0, at);
            int colon = user.indexOf(':');
            username = given(decode("user", colon < 0 ? user : user.substring(0, colon)));
            password = colon < 0 ? Optional.empty() : given(decode("password", user.substring(colon + 1)));
        }
        String address = JDBC + "//" + (hosts.isEmpty() ? "localhost" : hosts) + "/" + encode(database);
        return build(address, parameters(rest), username, password);
    }

    private static DatabaseUrl build(
            String address, Map<String, String> parameters, Optional<String> username, Optional<String> password) {
        Map<String, String> left = new LinkedHashMap<>(parameters);
        Optional<String> user = username.or(() -> Optional.ofNullable(left.get("user")));
        Optional<String> secret = password.or(() -> Optional.ofNullable(left.get("password")));
        left.remove("user");
        left.remove("password");
        if (left.keySet().stream().anyMatch(DatabaseUrl::isSecret)) {
            throw new IllegalArgumentException(
                    "The database URL carries the password of a key file; use a key file without one");
        }
        String query = left.entrySet().stream()
                .map(parameter -> driverName(parameter) + "=" + encode(driverValue(parameter)))
                .collect(Collectors.joining("&"));
        return new DatabaseUrl(query.isEmpty() ? address : address + "?" + query, user, secret);
    }

    private static String driverName(Map.Entry<String, String> parameter) {
        return parameter.getKey().equals("target_session_attrs")
                ? "targetServerType"
                : DRIVER_NAMES.getOrDefault(parameter.getKey(), parameter.getKey());
    }

    private static String driverValue(Map.Entry<String, String> parameter) {
        if (!parameter.getKey().equals("target_session_attrs")) {
            return parameter.getValue();
        }
        return switch (parameter.getValue()) {
            case "read-write", "primary" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default -> "any";
        };
    }

    private static Map<String, String> parameters(String url) {
        int query = url.indexOf('?');
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query < 0) {
            return parameters;
        }
        List<String> pairs = new ArrayList<>(List.of(url.substring(query + 1).split("&")));
        pairs.removeIf(String::isEmpty);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "A parameter of the database URL has no name or no value; write name=value, joined by &");
            }
            String name = decode("parameter", pair.substring(0, equals));
            parameters.put(name, decode("parameter " + name, pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static boolean isSecret(String parameter) {
        return parameter.toLowerCase(Locale.ROOT).contains("password");
    }

    private static Optional<String> given(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Percent signs only: a plus is a plus in a URL's user and path, as PostgreSQL's own clients read it. */
    private static String decode(String part, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                bytes.write(encoded[i]);
                continue;
            }
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("The " + part
                        + " of the database URL has a % that is not followed by two hexadecimal digits;"
                        + " write %25 for a percent sign");
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notText) {
            // Without the cause: it may carry bytes of a password.
            throw new IllegalArgumentException("The " + part + " of the database URL is not UTF-8 when decoded");
        }
    }

    /** The driver decodes {@code +} in a URL as a space, so a space must not be written so. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
