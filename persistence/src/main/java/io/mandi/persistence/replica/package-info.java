/** Whether a streaming replica can be read from: how far it is behind its primary, and whether it is one. */
package io.mandi.persistence.replica;
