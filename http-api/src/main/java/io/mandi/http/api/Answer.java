package io.mandi.http.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a handler answers.
 *
 * @param headers in addition to those that every answer has
 */
record Answer(int status, Map<String, String> headers, Json.Writer body) {

    static Answer of(int status, Json.Writer body) {
        return new Answer(status, Map.of(), body);
    }

    /** With the version of what the body shows, for {@code If-Match}. */
    Answer version(long version) {
        return with("ETag", "\"" + version + "\"");
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }
}
