/** How events and snapshots look outside the program: type names, versions, bytes. */
package io.mandi.engine.event;
