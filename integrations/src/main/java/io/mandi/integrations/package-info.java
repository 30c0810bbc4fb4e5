/** What goes out to others' systems, each behind a port of the engine. */
package io.mandi.integrations;
