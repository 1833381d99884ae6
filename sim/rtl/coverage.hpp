// SPDX-License-Identifier: Apache-2.0
/* What Verilated models count of their coverage ("make coverage"); without it nothing. */
#ifndef KYANITE_RTL_COVERAGE_HPP
#define KYANITE_RTL_COVERAGE_HPP

#include "verilated.h"

#if VM_COVERAGE
#include <cstdlib>
#include <string>

#include "verilated_cov.h"
#endif

/**
 * save_coverage() - writes what the models of a context ran, to a file of its own. Its name
 * begins with the variable COVERAGE_FILE.
 * @context: of models that are still there
 */
inline void save_coverage([[maybe_unused]] VerilatedContext &context)
{
#if VM_COVERAGE
	static unsigned int files;
	const char *file = getenv("COVERAGE_FILE");

	if (file)
		context.coveragep()->write(file + ("-" + std::to_string(files++)) + ".dat");
#endif
}

#endif
