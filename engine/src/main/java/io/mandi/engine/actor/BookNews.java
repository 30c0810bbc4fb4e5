package io.mandi.engine.actor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.mandi.engine.book.BookChange;
import io.mandi.engine.book.BookView;

/** What a book tells those who follow it; only what is committed. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "news")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BookNews.Whole.class, name = "whole"),
    @JsonSubTypes.Type(value = BookNews.Changed.class, name = "changed"),
    @JsonSubTypes.Type(value = BookNews.Unchanged.class, name = "unchanged"),
    @JsonSubTypes.Type(value = BookNews.Unreadable.class, name = "unreadable"),
    @JsonSubTypes.Type(value = BookNews.Moved.class, name = "moved")
})
public sealed interface BookNews extends EngineMessage {

    /** The book as it is: for who is new, and where a change would not do. */
    record Whole(BookView view) implements BookNews {}

    /** What is different from what was told before. */
    record Changed(BookChange change) implements BookNews {}

    /** There is nothing new; the book is there. */
    record Unchanged() implements BookNews {}

    /** What is stored of the book is damaged. */
    record Unreadable() implements BookNews {}

    /** The book leaves its node: who follows it must say so again. */
    record Moved() implements BookNews {}
}
