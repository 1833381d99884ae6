/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between kernels, found by the probes in Kbuild (stable kernels
 * backport, so a version number proves nothing).
 */
#ifndef KYANITE_COMPAT_H
#define KYANITE_COMPAT_H

#include <linux/netdevice.h>
#include <linux/slab.h>
#include <crypto/algapi.h>

#ifdef KYA_HAVE_LINUX_UNALIGNED_H
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#ifndef __counted_by
#define __counted_by(member)
#endif

#ifdef KYA_HAVE_ALLOC_NETDEV_DUMMY
static inline struct net_device *kya_alloc_dummy(void)
{
	return alloc_netdev_dummy(0);
}

static inline void kya_free_dummy(struct net_device *dev)
{
	free_netdev(dev);
}
#else
static inline struct net_device *kya_alloc_dummy(void)
{
	struct net_device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (dev)
		init_dummy_netdev(dev);
	return dev;
}

static inline void kya_free_dummy(struct net_device *dev)
{
	kfree(dev);
}
#endif

static inline void kya_request_complete(struct crypto_async_request *req, int err)
{
#ifdef KYA_HAVE_REQUEST_COMPLETE
	crypto_request_complete(req, err);
#else
	req->complete(req, err);
#endif
}

#endif
