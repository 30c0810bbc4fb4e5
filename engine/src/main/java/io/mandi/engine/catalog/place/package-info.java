/** Where goods are: locations of the catalogue, places that stand in a posting, states, regions and distances. */
package io.mandi.engine.catalog.place;
