// SPDX-License-Identifier: Apache-2.0
/*
 * Both bodies of the AES S-boxes, the tables of the simulation and the logic of
 * the synthesis, against the definition, for every input: so they are equal.
 */
#include "aes_reference.hpp"
#include "Vsbox_logic.h"
#include "Vsbox_table.h"

namespace
{
template <class Top> void forward()
{
	VerilatedContext context;
	Top top{ &context };

	for (unsigned x = 0; x < 256; x++) {
		const uint8_t s = aes::sbox(static_cast<uint8_t>(x));
		top.x = static_cast<uint8_t>(x);
		top.eval();
		if (top.sub2 != (aes::multiply(s, 2) << 8 | s))
			tap::fail("%#04x becomes %#06x", x, top.sub2);
	}
	save_coverage(context);
}

template <class Top> void inverse()
{
	VerilatedContext context;
	Top top{ &context };

	for (unsigned x = 0; x < 256; x++) {
		top.x = aes::sbox(static_cast<uint8_t>(x));
		top.eval();
		if (top.unsub != x)
			tap::fail("%#04x becomes %#04x, not %#04x", top.x, top.unsub, x);
	}
	save_coverage(context);
}
} // namespace

int main()
{
	tap::run("table: S and 2 S of every byte", forward<Vsbox_table>);
	tap::run("logic: S and 2 S of every byte", forward<Vsbox_logic>);
	tap::run("table: the inverse of every byte", inverse<Vsbox_table>);
	tap::run("logic: the inverse of every byte", inverse<Vsbox_logic>);
	return tap::finish();
}
