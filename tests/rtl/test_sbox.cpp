// SPDX-License-Identifier: Apache-2.0
/*
 * Both bodies of the AES S-boxes, the tables of the simulation and the logic of
 * the synthesis, against the definition, for every input: so they are equal.
 */
#include "aes_reference.hpp"
#include "Vsbox.h"

namespace
{
void every_byte(bool inverse)
{
	VerilatedContext context;
	Vsbox top{ &context };

	top.inverse = inverse;
	for (unsigned x = 0; x < 256; x++) {
		const uint8_t s = aes::sbox(static_cast<uint8_t>(x)), y = inverse ? x : s;
		top.x = inverse ? s : static_cast<uint8_t>(x);
		top.eval();
		if (top.looked_up != y || top.computed != y)
			tap::fail("%#04x becomes %#04x and %#04x, not %#04x", top.x, top.looked_up,
				  top.computed, y);
	}
	save_coverage(context);
}
} // namespace

int main()
{
	tap::run("S of every byte", [] { every_byte(false); });
	tap::run("the inverse of every byte", [] { every_byte(true); });
	return tap::finish();
}
