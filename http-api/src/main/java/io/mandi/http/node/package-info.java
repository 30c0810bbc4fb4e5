/** One node of the cluster, put together from its parts, started and stopped in order. */
package io.mandi.http.node;
