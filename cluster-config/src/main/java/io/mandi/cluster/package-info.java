/** How a node runs: settings from the environment, configuration by concern, membership of the cluster, logging. */
package io.mandi.cluster;
