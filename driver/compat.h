/* SPDX-License-Identifier: GPL-2.0-only */
/* Differences between kernels, found by the compile probes of probes.mk. */
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
#define __counted_by(...)
#endif
#ifndef CRYPTO_ALG_NO_FALLBACK
#define CRYPTO_ALG_NO_FALLBACK	0
#endif

#ifdef KYA_HAVE_NETDEV_LOCK
#include <net/netdev_lock.h>
#else
#define netdev_lock_ops(dev)	((void)(dev))
#define netdev_unlock_ops(dev)	((void)(dev))
#endif

#if defined(KYA_HAVE_ALLOC_NETDEV_DUMMY)
#define kya_alloc_dummy()	alloc_netdev_dummy(0)
#define kya_free_dummy(dev)	free_netdev(dev)
#elif defined(KYA_HAVE_INIT_DUMMY_NETDEV)
#define kya_free_dummy(dev)	kfree(dev)
static inline struct net_device *kya_alloc_dummy(void)
{
	struct net_device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (dev)
		init_dummy_netdev(dev);
	return dev;
}
#else
#error "no way known to make a dummy net_device on this kernel"
#endif
/* A completion callback takes what the caller gave, or, on old kernels, the request. */
#if defined(KYA_HAVE_COMPLETION_DATA)
#define KYA_COMPLETION_ARG	void
#define KYA_COMPLETION_DATA(arg)	(arg)
static inline void kya_request_complete(struct crypto_async_request *req, int err)
{
	req->complete(req->data, err);
}
#elif defined(KYA_HAVE_COMPLETION_REQUEST)
#define KYA_COMPLETION_ARG	struct crypto_async_request
#define KYA_COMPLETION_DATA(arg)	((arg)->data)
static inline void kya_request_complete(struct crypto_async_request *req, int err)
{
	req->complete(req, err);
}
#else
#error "no completion callback known of this kernel"
#endif

#ifdef KYA_HAVE_NET_DIM_POINTER
#define kya_net_dim	net_dim
#else
#define kya_net_dim(dim, sample)	net_dim(dim, *(sample))
#endif

#if defined(KYA_HAVE_AES_ENCKEY)
#define kya_aes_key	aes_enckey
#define kya_aes_set_key	aes_prepareenckey
#elif defined(KYA_HAVE_AES_EXPANDKEY)
#define kya_aes_key	crypto_aes_ctx
#define kya_aes_set_key	aes_expandkey
#else
#error "no AES library known of this kernel"
#endif

#endif
