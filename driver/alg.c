// SPDX-License-Identifier: GPL-2.0-only
/* All algorithms, registered with the first device that has them, for the module's life. */
#include "kyanite.h"

static int priority = 100;
module_param(priority, int, 0444);
MODULE_PARM_DESC(priority, "Priority of the algorithms; the default of 100 loses to the CPU's own");

const struct kya_kind *const kya_kinds[KYA_KINDS] = {
	&kya_skcipher_kind,
	&kya_hash_kind,
	&kya_aead_kind,
};

static DEFINE_MUTEX(kya_algs_lock);

/**
 * kya_kind_alg() - an entry of a table of algorithms
 * @kind: the table
 * @i: which, below its count
 */
struct kya_alg *kya_kind_alg(const struct kya_kind *kind, unsigned int i)
{
	return kind->algs + i * kind->size;
}

/**
 * kya_algs_register() - register the algorithms of a device that are not yet
 * @caps: KYA_REG_CAPS_* of the device
 *
 * Return: 0, or the error of the last that failed; the others are registered.
 */
int kya_algs_register(u32 caps)
{
	unsigned int k, i;
	int err, ret = 0;

	mutex_lock(&kya_algs_lock);
	for (k = 0; k < ARRAY_SIZE(kya_kinds); k++) {
		for (i = 0; i < kya_kinds[k]->count; i++) {
			struct kya_alg *alg = kya_kind_alg(kya_kinds[k], i);

			if (alg->registered || (caps & alg->caps) != alg->caps)
				continue;
			err = kya_kinds[k]->add(alg, priority);
			alg->registered = !err;
			ret = err ?: ret;
		}
	}
	mutex_unlock(&kya_algs_lock);
	return ret;
}

/**
 * kya_algs_unregister() - unregister all algorithms; no transform is left
 */
void kya_algs_unregister(void)
{
	unsigned int k, i;

	mutex_lock(&kya_algs_lock);
	for (k = 0; k < ARRAY_SIZE(kya_kinds); k++) {
		for (i = 0; i < kya_kinds[k]->count; i++) {
			struct kya_alg *alg = kya_kind_alg(kya_kinds[k], i);

			if (alg->registered)
				kya_kinds[k]->del(alg);
			alg->registered = false;
		}
	}
	mutex_unlock(&kya_algs_lock);
}
