package io.mandi.http.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/**
 * What a handler answers.
 *
 * @param headers in addition to those that every answer has
 */
record Answer(int status, Map<String, String> headers, Content content) {

    private static final int SWITCHING_PROTOCOLS = 101;

    /** The usual one: JSON, which is written when the answer is sent. */
    private record JsonContent(Json.Writer writer) implements Content {
        @Override
        public ContentType type() {
            return ContentTypes.APPLICATION_JSON;
        }

        @Override
        public ByteString bytes() {
            return Json.write(writer);
        }
    }

    static Answer of(int status, Json.Writer body) {
        return of(status, new JsonContent(body));
    }

    static Answer of(int status, Content content) {
        return new Answer(status, Map.of(), content);
    }

    /** Makes a response of the headers that every answer has. */
    interface Upgrade {
        HttpResponse of(List<HttpHeader> headers);
    }

    /** The connection becomes something other than HTTP. */
    record Switching(Upgrade upgrade) implements Content {
        @Override
        public ContentType type() {
            return ContentTypes.NO_CONTENT_TYPE;
        }

        @Override
        public ByteString bytes() {
            return ByteString.emptyByteString();
        }
    }

    static Answer switching(Upgrade upgrade) {
        return of(SWITCHING_PROTOCOLS, new Switching(upgrade));
    }

    /** With the version of what the body shows, for {@code If-Match}. */
    Answer version(long version) {
        return with("ETag", "\"" + version + "\"");
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, content);
    }
}
