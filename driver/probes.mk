# SPDX-License-Identifier: GPL-2.0-only
# Which kernel interfaces there are, found by compiling a use of each: stable kernels backport,
# so a version proves nothing. compat.h refuses a kernel that has neither the one nor the other.
# $(call kya-probe,MACRO,HEADER,CODE): CODE in a function sets -DKYA_HAVE_MACRO
kya-probe = $(call try-run,echo 'void probe(void); void probe(void) { $(3); }' | \
	$(CC) $(NOSTDINC_FLAGS) $(LINUXINCLUDE) $(KBUILD_CPPFLAGS) $(KBUILD_CFLAGS) -DMODULE \
	-Werror -fsyntax-only -include $(2) -x c -,-DKYA_HAVE_$(1))

ccflags-y += $(call kya-probe,LINUX_UNALIGNED_H,linux/unaligned.h,)
ccflags-y += $(call kya-probe,NETDEV_LOCK,net/netdev_lock.h,netdev_lock_ops((struct net_device *)0))
ccflags-y += $(call kya-probe,ALLOC_NETDEV_DUMMY,linux/netdevice.h,free_netdev(alloc_netdev_dummy(0)))
ccflags-y += $(call kya-probe,INIT_DUMMY_NETDEV,linux/netdevice.h,init_dummy_netdev((struct net_device *)0))
ccflags-y += $(call kya-probe,COMPLETION_DATA,crypto/algapi.h,crypto_completion_t f = (void (*)(void *$(comma) int))0; (void)f)
ccflags-y += $(call kya-probe,COMPLETION_REQUEST,crypto/algapi.h,crypto_completion_t f = (void (*)(struct crypto_async_request *$(comma) int))0; (void)f)
ccflags-y += $(call kya-probe,AES_ENCKEY,crypto/aes.h,int (*f)(struct aes_enckey *$(comma) const u8 *$(comma) size_t) = aes_prepareenckey; (void)f)
ccflags-y += $(call kya-probe,AES_EXPANDKEY,crypto/aes.h,int (*f)(struct crypto_aes_ctx *$(comma) const u8 *$(comma) unsigned int) = aes_expandkey; (void)f)
ccflags-y += $(call kya-probe,NET_DIM_POINTER,linux/dim.h,net_dim((struct dim *)0$(comma) (struct dim_sample *)0))
