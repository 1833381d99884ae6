// SPDX-License-Identifier: GPL-2.0-only
/* What network devices delay their interrupts by. */
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>
#include "kyanite.h"

/* Intel's drivers for 1 Gbit/s call two of their adaptive modes 1 and 3; 3 is their default. */
static bool kya_nic_means_adaptive(const struct net_device *nic, u32 usecs)
{
	const char *driver = nic->dev.parent ? dev_driver_string(nic->dev.parent) : "";

	return (usecs == 1 || usecs == 3) &&
	       (!strcmp(driver, "igb") || !strcmp(driver, "igc") || !strcmp(driver, "e1000e"));
}

/* What a NIC's own timer waits. One that moderates itself has no number to go by. */
static unsigned int kya_nic_holds(struct net_device *nic)
{
	const struct ethtool_ops *ops = nic->ethtool_ops;
	struct kernel_ethtool_coalesce kernel_coal = { };
	struct ethtool_coalesce coal = { .cmd = ETHTOOL_GCOALESCE };
	int err = -EOPNOTSUPP;

	netdev_lock_ops(nic);
	if (ops->get_coalesce && ops->supported_coalesce_params & ETHTOOL_COALESCE_RX_USECS &&
	    netif_device_present(nic))
		err = ops->get_coalesce(nic, &coal, &kernel_coal, NULL);
	netdev_unlock_ops(nic);
	if (err || coal.use_adaptive_rx_coalesce ||
	    kya_nic_means_adaptive(nic, coal.rx_coalesce_usecs))
		return KYA_RX_USECS_UNKNOWN;
	return coal.rx_coalesce_usecs;
}

/* With its interrupts deferred, NAPI's timer polls a busy NIC. One that is down is unknown. */
static unsigned int kya_nic_read(struct net_device *nic)
{
	unsigned int holds, timer;

	if (!netif_running(nic))
		return KYA_RX_USECS_UNKNOWN;
	holds = kya_nic_holds(nic);
	timer = READ_ONCE(nic->gro_flush_timeout) / NSEC_PER_USEC;
	if (!timer || !READ_ONCE(nic->napi_defer_hard_irqs))
		return holds;
	return holds == KYA_RX_USECS_UNKNOWN ? timer : max(holds, timer);
}

/**
 * kya_nic_rx_usecs() - the moderation that an administrator has accepted
 * @name: of the network device, in whatever namespace; or empty: the least of all
 *
 * Context: process, the RTNL held.
 * Return: microseconds, or KYA_RX_USECS_UNKNOWN.
 */
unsigned int kya_nic_rx_usecs(const char *name)
{
	unsigned int least = KYA_RX_USECS_UNKNOWN;
	struct net_device *nic;
	struct net *net;

	down_read(&net_rwsem);
	for_each_net(net)
		for_each_netdev(net, nic)
			if (!*name || !strcmp(nic->name, name))
				least = min(least, kya_nic_read(nic));
	up_read(&net_rwsem);
	return least;
}

/**
 * kya_nic_known() - is there such a network device?
 * @name: its name, in whatever namespace
 *
 * Context: process.
 */
bool kya_nic_known(const char *name)
{
	bool known = false;
	struct net *net;

	rcu_read_lock();
	for_each_net_rcu(net)
		known = known || dev_get_by_name_rcu(net, name);
	rcu_read_unlock();
	return known;
}
