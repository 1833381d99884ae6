// SPDX-License-Identifier: Apache-2.0
/* Built once for each configuration, with its parameters as macros. */
#include "tlm/timing.h"

#ifndef GHASH_CYCLES
#define GHASH_CYCLES 1 /* as kya_engine's */
#endif

const tlm_configuration configuration = { NQ,         NSLOT,      NSHA,        NSHA512,
					  AES_UNROLL, AES_STAGES, GHASH_CYCLES };
