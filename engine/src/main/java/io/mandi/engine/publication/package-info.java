/**
 * Events as everybody outside sees them: an envelope, and data in JSON with decimals and ids, of a type with a version.
 *
 * <p>{@link io.mandi.engine.publication.BookPublication} makes them of what a book has recorded. {@link
 * io.mandi.engine.publication.EventCatalogue} says which types there are, what their data looks like, and makes one version
 * of another, so that whoever knows a type in one version can read events that were written in any.
 */
package io.mandi.engine.publication;
