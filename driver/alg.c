// SPDX-License-Identifier: GPL-2.0-only
/* All kinds of algorithms, registered with the first device, for the module's life. */
#include "kyanite.h"

static int priority = 100;
module_param(priority, int, 0444);
MODULE_PARM_DESC(priority, "Priority of the algorithms; the default of 100 loses to the CPU's own");

static const struct {
	int (*add)(int priority);
	void (*del)(void);
} kya_kinds[] = {
	{ kya_skcipher_register, kya_skcipher_unregister },
	{ kya_hash_register, kya_hash_unregister },
	{ kya_aead_register, kya_aead_unregister },
};

static DEFINE_MUTEX(kya_algs_lock);
static unsigned int kya_registered;

/**
 * kya_algs_register() - register all algorithms, once
 *
 * Return: 0, or the error of the first that failed; none is left then.
 */
int kya_algs_register(void)
{
	int err = 0;

	mutex_lock(&kya_algs_lock);
	while (!err && kya_registered < ARRAY_SIZE(kya_kinds)) {
		err = kya_kinds[kya_registered].add(priority);
		if (!err)
			kya_registered++;
	}
	if (err)
		while (kya_registered)
			kya_kinds[--kya_registered].del();
	mutex_unlock(&kya_algs_lock);
	return err;
}

void kya_algs_unregister(void)
{
	mutex_lock(&kya_algs_lock);
	while (kya_registered)
		kya_kinds[--kya_registered].del();
	mutex_unlock(&kya_algs_lock);
}
