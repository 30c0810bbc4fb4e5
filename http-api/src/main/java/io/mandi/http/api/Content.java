package io.mandi.http.api;

import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.util.ByteString;

/** The body of an answer. */
interface Content {
    ContentType type();

    ByteString bytes();
}
