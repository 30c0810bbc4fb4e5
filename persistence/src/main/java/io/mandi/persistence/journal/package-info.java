/**
 * The journal plugin's way to the database: pekko-persistence-jdbc makes connection pools of its own unless it is given
 * one, and here it is given the node's. The settings that go with it are in {@code persistence-jdbc.conf}.
 */
package io.mandi.persistence.journal;
