// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "model.h"

const struct model_ops *model_find(const char *name)
{
	static const struct model_ops *const models[] = {
#ifdef KYANITE_RTL
		&model_rtl,
#endif
#ifdef KYANITE_TLM
		&model_tlm,
#endif
		&model_golden,
	};

	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		if (!strcmp(models[i]->name, name))
			return models[i];
	return NULL;
}
